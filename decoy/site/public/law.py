"""The page about the law: information, dated, and open about what is not certain."""

from flask.typing import ResponseReturnValue

from decoy.site.public.frame import ROOM, bp, page


@bp.get(f"{ROOM}/law")
def law(language: str) -> ResponseReturnValue:
    """Show what the law says in France and in Belgium."""
    return page("law", language)
