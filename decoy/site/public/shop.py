"""The press behind the public pages: opened when somebody first asks for something that is printed."""

from flask import current_app

from decoy.prints import press as presses
from decoy.prints.press import Press
from decoy.site import door

PRESS = "press"


def press() -> Press:
    """Give the press of this line."""
    if PRESS not in current_app.extensions:
        current_app.extensions[PRESS] = presses.opened(door.services().settings)
    opened: Press = current_app.extensions[PRESS]
    return opened
