"""The operators' dashboard: what they see, and what they steer with."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from decoy.logs import masked
from decoy.site import door

bp = Blueprint(
    "dashboard",
    __name__,
    url_prefix="/operator",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
bp.before_request(door.require_operator)
bp.after_request(door.harden)

WAKE = 8  # o'clock, where the operators live
SPANS = {"15m": timedelta(minutes=15), "1h": timedelta(hours=1)}


@bp.get("/")
def overview() -> ResponseReturnValue:
    """Say how the line is doing."""
    return render_template("operator/overview.html", **strip())


@bp.get("/settings")
def settings() -> ResponseReturnValue:
    """Show who may enter, and who has."""
    services = door.services()
    return render_template(
        "operator/settings.html",
        operators=services.operators.all(),
        sessions=services.sessions.all(door.now()),
        mine=door.session(),
        **strip(),
    )


@bp.post("/pause")
def pause() -> ResponseReturnValue:
    """Hold the replies back; stopping never needs a code."""
    reason = masked(request.form.get("reason", "")).strip()[:100] or gettext("an operator paused them")
    door.services().pauses.pause(reason, _until(request.form.get("span", "")), door.now())
    return redirect(request.referrer or url_for("dashboard.overview"), 303)


@bp.post("/resume")
def resume() -> ResponseReturnValue:
    """Send replies again. From where calls are silent, that costs money at once and takes a code."""
    door.services().ladder.resume(door.now())
    flash(gettext("Replies are sent again."))
    return redirect(request.referrer or url_for("dashboard.overview"), 303)


def strip() -> dict[str, object]:
    """Give what the strip on top of every page shows."""
    services, now = door.services(), door.now()
    return {"standing": services.ladder.stand(now), "order": services.pauses.current(now), "now": now}


def _until(span: str) -> datetime | None:
    """Say when a pause ends: after a span, tomorrow morning, or never by itself."""
    if span in SPANS:
        return door.now() + SPANS[span]
    return _morning() if span == "morning" else None


def _morning() -> datetime:
    """Find the next morning of the operators."""
    here = door.now().astimezone(door.services().settings.policy.budget.timezone)
    morning = here.replace(hour=WAKE, minute=0, second=0, microsecond=0)
    return morning if morning > here else morning + timedelta(days=1)
