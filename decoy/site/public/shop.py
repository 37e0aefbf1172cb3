"""The press behind the public pages."""

from flask import current_app
from flask.blueprints import BlueprintSetupState

from decoy.prints import press as presses
from decoy.prints.press import Press
from decoy.site.public.frame import bp

PRESS = "press"


@bp.record_once
def open_press(state: BlueprintSetupState) -> None:
    """Open the press with the pages, so that wrong words on paper are said at the start."""
    state.app.extensions[PRESS] = presses.opened(state.app.extensions["decoy"].settings)


def press() -> Press:
    """Give the press of this line."""
    opened: Press = current_app.extensions[PRESS]
    return opened
