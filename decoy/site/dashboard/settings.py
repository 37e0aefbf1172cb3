"""The settings: who may enter, and who has."""

from flask import render_template
from flask.typing import ResponseReturnValue

from decoy.site import door
from decoy.site.dashboard.frame import bp


@bp.get("/settings")
def settings() -> ResponseReturnValue:
    """Show who may enter, and who has."""
    operators, sessions = door.services().operators, door.services().sessions
    return render_template("operator/settings.html", operators=operators.all(), sessions=sessions.all(door.now()))
