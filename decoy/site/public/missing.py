"""What an address with a mistake in it leads to: a page with the ways on, and the way out."""

from flask.typing import ResponseReturnValue

from decoy.site.public.frame import ROOM, bp, page


@bp.get(f"{ROOM}/<path:_mistyped>")
def nowhere(language: str, _mistyped: str) -> ResponseReturnValue:
    """Say that there is no such page."""
    return page("missing", language), 404
