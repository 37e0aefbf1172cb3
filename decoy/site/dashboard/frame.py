"""The frame of every page: where the line stands, the ways on, and what holds and frees the line."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, gettext, lazy_gettext

from decoy.amounts import Amounts
from decoy.journal import Act
from decoy.logs import masked
from decoy.rungs import Rung
from decoy.site import door, language

bp = Blueprint(
    "dashboard",
    __name__,
    url_prefix="/operator",
    template_folder="../templates",
    static_folder="../static",
    static_url_path="/static",
)
bp.before_request(door.require_operator)
bp.after_request(door.harden)

MORNING = 8  # o'clock, where the operators live
LONGEST_REASON = 100  # characters
SPANS = {"15m": timedelta(minutes=15), "1h": timedelta(hours=1)}
SPAN_WORDS = (
    ("15m", lazy_gettext("15 minutes")),
    ("1h", lazy_gettext("1 hour")),
    ("morning", lazy_gettext("Until 8:00")),
    ("", lazy_gettext("Until somebody resumes")),
)
RUNGS = {
    Rung.NORMAL: lazy_gettext("All is well"),
    Rung.GUARDED: lazy_gettext("Guarded"),
    Rung.PAUSED: lazy_gettext("Replies are held"),
    Rung.SILENT: lazy_gettext("Silent"),
    Rung.CLOSED: lazy_gettext("Closed"),
}
PAGES = (
    ("dashboard.overview", lazy_gettext("Overview")),
    ("dashboard.replies", lazy_gettext("Replies")),
    ("dashboard.numbers", lazy_gettext("Calls and numbers")),
    ("dashboard.abuse", lazy_gettext("Abuse")),
    ("dashboard.journal", lazy_gettext("Journal")),
    ("dashboard.settings", lazy_gettext("Settings")),
)


@bp.context_processor
def frame() -> dict[str, Any]:
    """Give what every page shows: where the line stands, and the ways on."""
    services, now = door.services(), door.now()
    return {
        "standing": services.ladder.stand(now),
        "order": services.pauses.current(now),
        "mine": door.session(),
        "now": now,
        "rungs": RUNGS,
        "spans": SPAN_WORDS,
        "pages": PAGES,
    }


@bp.app_template_filter("moment")
def moment(at: datetime) -> str:
    """Write a moment as the operators' clock and language have it."""
    here = at.astimezone(door.services().settings.policy.budget.timezone)
    return str(format_datetime(here, "d MMM HH:mm", rebase=False))


@bp.app_template_filter("money")
def money(micros: int) -> str:
    """Write an amount as the page's language has it."""
    return Amounts(door.services().settings.policy.budget.currency, language.current()).show(micros)


@bp.post("/pause")
def pause() -> ResponseReturnValue:
    """Hold the replies back, and make calls busy if that is asked; stopping never needs a code."""
    reason = masked(request.form.get("reason", "")).strip()[:LONGEST_REASON] or gettext("an operator paused them")
    rung = Rung.SILENT if request.form.get("silent") else Rung.PAUSED
    if door.services().pauses.pause(reason, _until(request.form.get("span", "")), door.now(), rung=rung):
        door.note(Act.PAUSED, why=reason)
    return _back()


@bp.post("/resume")
def resume() -> ResponseReturnValue:
    """Free the line again."""
    order = door.services().pauses.current(door.now())
    return _resume_silent() if order and order.rung is Rung.SILENT else _resume()


@door.require_code
def _resume_silent() -> ResponseReturnValue:
    """Free the calls too, which cost from the first on."""
    return _resume()


def _resume() -> ResponseReturnValue:
    if door.services().ladder.resume(door.now()):
        door.note(Act.RESUMED)
    flash(gettext("Replies are sent again."))
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(door.inside(request.form.get("next", "")) or url_for("dashboard.overview"), 303)


def _until(span: str) -> datetime | None:
    """Say when a pause ends: after a span, in the morning, or never by itself."""
    return _morning() if span == "morning" else door.now() + SPANS[span] if span in SPANS else None


def _morning() -> datetime:
    """Find the next morning of the operators."""
    here = door.now().astimezone(door.services().settings.policy.budget.timezone)
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > here else morning + timedelta(days=1)
