"""The stop link's door: one button, for who got the link in an alert. Opening it does nothing: mail scanners do."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from decoy.journal import Act
from decoy.site import door, headers
from decoy.stop_links import REASON
from decoy.store import StoreError

bp = Blueprint("stop", __name__, url_prefix="/operator/stop", template_folder="templates")
bp.after_request(headers.harden)


@bp.get("/<token>")
def ask(token: str) -> ResponseReturnValue:
    """Show the button, whatever the link: nobody learns here which are good."""
    return render_template("operator/stop.html", outcome="")


@bp.post("/<token>")
def stop(token: str) -> ResponseReturnValue:
    """Pause the line, if the link is good."""
    try:
        outcome = _stop(token)
    except StoreError:
        outcome = "broken"
    status = {"done": 200, "used": 410, "often": 429, "broken": 503}[outcome]
    return render_template("operator/stop.html", outcome=outcome), status


def _stop(token: str) -> str:
    services = door.services()
    if not services.attempts.knock(door.address()):
        return "often"
    if not services.stop_links.use(token, door.now()):
        return "used"
    services.journal.note(REASON, Act.PAUSED, "", "", door.now())
    return "done"
