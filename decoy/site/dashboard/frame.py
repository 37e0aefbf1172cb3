"""The frame of every page: where the line stands, the ways on, and what holds and frees the line."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound

from decoy.journal import Act
from decoy.logs import masked
from decoy.rungs import Rung
from decoy.sentences import Sentence
from decoy.site import door, headers
from decoy.site.dashboard import written
from decoy.site.language import said
from decoy.store import StoreError

bp = Blueprint(
    "dashboard",
    __name__,
    url_prefix="/operator",
    template_folder="../templates",
    static_folder="../static",
    static_url_path="/static",
)
bp.before_request(door.require_operator)
bp.after_request(headers.harden)
bp.register_error_handler(CSRFError, door.stale)
bp.register_error_handler(StoreError, door.without_store)
bp.register_error_handler(NotFound, door.missing)
bp.record_once(lambda state: written.set_up(state.app.jinja_env))

MORNING = 8  # o'clock, where the operators live
AN_HOUR = 60  # minutes
LONGEST_REASON = 100  # characters
SPANS = {"15m": timedelta(minutes=15), "1h": timedelta(hours=1)}
SPAN_WORDS = (
    ("15m", lazy_gettext("15 minutes")),
    ("1h", lazy_gettext("1 hour")),
    ("morning", lazy_gettext("Until 8:00")),
    ("", lazy_gettext("Until resumed")),
)
RUNGS = {
    Rung.NORMAL: lazy_gettext("In service"),
    Rung.GUARDED: lazy_gettext("Guarded"),
    Rung.PAUSED: lazy_gettext("Replies are held"),
    Rung.SILENT: lazy_gettext("Silent"),
    Rung.CLOSED: lazy_gettext("Closed"),
}
LADDER = {  # what each rung does with replies, and with calls
    Rung.NORMAL: (lazy_gettext("are promised and sent"), lazy_gettext("hear the recording")),
    Rung.GUARDED: (
        lazy_gettext("are sent to those who came twice first"),
        lazy_gettext("hear the recording once a day, then a busy signal"),
    ),
    Rung.PAUSED: (lazy_gettext("are held back, and sent later"), lazy_gettext("hear the recording")),
    Rung.SILENT: (lazy_gettext("are held back"), lazy_gettext("hear a busy signal, which is free")),
    Rung.CLOSED: (lazy_gettext("are held back"), lazy_gettext("do not reach us; only the rent is billed")),
}
PAGES = (
    ("dashboard.overview", lazy_gettext("Overview")),
    ("dashboard.replies", lazy_gettext("Replies")),
    ("dashboard.numbers", lazy_gettext("Calls and numbers")),
    ("dashboard.abuse", lazy_gettext("Abuse")),
    ("dashboard.budget", lazy_gettext("Budget")),
    ("dashboard.messages", lazy_gettext("Messages")),
    ("dashboard.journal", lazy_gettext("Journal")),
    ("dashboard.settings", lazy_gettext("Settings")),
)


@bp.context_processor
def frame() -> dict[str, Any]:
    """Give what every page shows: where the line stands, and the ways on."""
    services, now = door.services(), door.now()
    order, standing = services.pauses.current(now), services.ladder.stand(now)
    return {
        "standing": standing,
        "idle": standing.rung.sends and not services.outbox.has_worker(now),
        "order": order,
        "left": _left(order.until - now) if order and order.until else "",
        "mine": door.session(),
        "now": now,
        "here": _here(),
        "rungs": RUNGS,
        "spans": SPAN_WORDS,
        "pages": PAGES,
        "section": _section(),
    }


@bp.post("/pause")
def pause() -> ResponseReturnValue:
    """Hold the replies back, and make calls busy if that is asked; stopping never needs a code, and frees nothing."""
    words, entered = masked(request.form.get("reason", "")).strip()[:LONGEST_REASON], door.session()
    assert entered is not None  # nobody acts outside
    who, now = entered.operator, door.now()
    reason = f"{words} ({who})" if words else Sentence("paused by %(name)s", name=who)
    rung = Rung.SILENT if request.form.get("silent") else Rung.PAUSED
    until, frees = _until(request.form.get("span", "")), entered.is_fresh(now)
    if door.services().pauses.pause(reason, until, now, rung=rung, frees=frees):
        door.note(Act.PAUSED, why=words)
    return _back()


@bp.post("/resume")
def resume() -> ResponseReturnValue:
    """Free the line again."""
    standing = door.services().ladder.stand(door.now())
    return _resume_silent() if standing.rung is Rung.SILENT else _resume()


@door.require_code
def _resume_silent() -> ResponseReturnValue:
    """Free the calls too, which cost from the first on."""
    return _resume()


def _resume() -> ResponseReturnValue:
    if door.services().ladder.resume(door.now()):
        door.note(Act.RESUMED)
    standing = door.services().ladder.stand(door.now())
    still = gettext("The pause is over, but replies are still held: %(why)s.", why=said(standing.reason or "-"))
    flash(gettext("Replies are sent again.") if standing.rung.sends else still)
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(door.inside(request.form.get("next", "")) or url_for("dashboard.overview"), 303)


def _left(span: timedelta) -> str:
    """Say how much of a pause is left."""
    minutes = max(1, -(-int(span.total_seconds()) // 60))
    if minutes < 2 * AN_HOUR:
        return str(ngettext("%(num)d minute left", "%(num)d minutes left", minutes))
    return str(ngettext("%(num)d hour left", "%(num)d hours left", round(minutes / AN_HOUR)))


def _section() -> str:
    """Name the way on under which the page that is shown lies: an address says so by how it begins."""
    onward = [(url_for(endpoint), endpoint) for endpoint, _ in PAGES]
    found = [pair for pair in onward if f"{request.path.rstrip('/')}/".startswith(f"{pair[0].rstrip('/')}/")]
    return max(found, default=("", ""))[1]


def _here() -> str:
    """Name the page that is shown, to come back to; the part that is asked for again and again is on another one."""
    if request.endpoint == "dashboard.live":
        return door.inside(request.args.get("at", ""))
    return request.full_path.rstrip("?") if request.method == "GET" else ""


def _until(span: str) -> datetime | None:
    """Say when a pause ends: after a span, in the morning, or never by itself."""
    return _morning() if span == "morning" else door.now() + SPANS[span] if span in SPANS else None


def _morning() -> datetime:
    """Find the next morning of the operators."""
    here = door.now().astimezone(door.services().settings.policy.budget.timezone)
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > here else morning + timedelta(days=1)
