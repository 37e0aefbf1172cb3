"""The page for journalists: how to reach the line without anybody's name, and what it asks of them."""

from flask.typing import ResponseReturnValue

from decoy.site import door
from decoy.site.public.frame import ROOM, bp, page


@bp.get(f"{ROOM}/press")
def press(language: str) -> ResponseReturnValue:
    """Show what the press needs; never a decoy number."""
    public = door.services().settings.policy.public
    return page("press", language, address=public.press or public.contact)
