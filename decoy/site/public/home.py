"""The first page: the number, whether it works now, and what to know before it is given away."""

from flask.typing import ResponseReturnValue

from decoy.site.public.frame import ROOM, bp, page


@bp.get(f"{ROOM}/")
def home(language: str) -> ResponseReturnValue:
    """Show the number."""
    return page("home", language)
