"""The abuse: what was refused and why, who came most, who is blocked, and what gives spam away."""

from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from phonenumbers import SUPPORTED_REGIONS

from decoy import blocks
from decoy.errors import Reason
from decoy.journal import REF, Act
from decoy.logs import masked
from decoy.sentences import Sentence
from decoy.signs import SIGNS
from decoy.site import door
from decoy.site.dashboard import raids
from decoy.site.dashboard.frame import LONGEST_REASON, bp
from decoy.site.dashboard.words import whom
from decoy.tally import Crowd

TERMS = {
    "1d": (timedelta(days=1), lazy_gettext("1 day")),
    "7d": (timedelta(days=7), lazy_gettext("7 days")),
    "30d": (timedelta(days=30), lazy_gettext("30 days")),
    "": (None, lazy_gettext("Until somebody lifts it")),
}
USUAL = "30d"
DECISION = Sentence("an operator's decision")  # kept in English, said in the language of who reads it
WORDS = {sign.name: sign.reason for sign in SIGNS}


@bp.get("/abuse")
def abuse() -> ResponseReturnValue:
    """Show what was refused, who came most, and who is blocked."""
    services, now = door.services(), door.now()
    came = services.tally.crowd(now)
    in_force = services.blocks.current(now)
    fired = services.ledger.signs()
    return render_template(
        "operator/abuse.html",
        refusals=sorted(services.ledger.refusals().items(), key=lambda pair: -pair[1]),
        crowd=_crowd(came),
        cost=came.cost,
        since=_yesterday(now),
        blocks=in_force,
        blocked={block.name for block in in_force},
        hidden=services.callers.identify("anonymous").ref,
        **raids.listed(),
        fired=sorted(((WORDS.get(name, name), times) for name, times in fired.items()), key=lambda pair: -pair[1]),
        quiet=[words for name, words in WORDS.items() if name not in fired],
        **_terms(),
    )


@bp.get("/abuse/block")
def block_form() -> ResponseReturnValue:
    """Ask for how long and why."""
    name = _name(request.args.get("name", ""))
    if not name:
        abort(404)
    return render_template("operator/block.html", name=name, **_terms())


@bp.post("/abuse/block")
def block() -> ResponseReturnValue:
    """Block a caller, a range or a country; stopping never needs a code."""
    services, now, name = door.services(), door.now(), _name(request.form.get("name", ""))
    if not name:
        flash(gettext("Nobody was blocked: give a ref from this page, or a country by its two letters."), "problem")
        return redirect(url_for("dashboard.abuse"), 303)
    why = masked(request.form.get("reason", "")).strip()[:LONGEST_REASON] or DECISION
    length, _ = TERMS.get(request.form.get("term", USUAL), TERMS[USUAL])
    door.note(Act.BLOCKED, name, why)
    services.blocks.block(name, why, now + length if length else None, now)
    services.outbox.withdraw(name, now, Reason.BLOCKED)  # what waits for a range or a country ends when it is due
    flash(gettext("Blocked: %(whom)s", whom=whom(name)))
    return redirect(url_for("dashboard.abuse"), 303)


@bp.post("/abuse/unblock")
def unblock() -> ResponseReturnValue:
    """Lift a block."""
    name = request.form.get("name", "")
    if door.services().blocks.unblock(name, door.now()):
        door.note(Act.UNBLOCKED, name)
        flash(gettext("No longer blocked: %(whom)s", whom=whom(name)))
    return redirect(url_for("dashboard.abuse"), 303)


def _crowd(came: Crowd) -> list[tuple[str, list[tuple[str, int]]]]:
    """Give who came most, each by the name of the block that would mean him."""
    return [
        (gettext("Callers"), came.callers),
        (gettext("Blocks of 1,000 numbers"), [(blocks.of_range(ref), times) for ref, times in came.ranges]),
        (gettext("Countries"), [(blocks.of_country(code), times) for code, times in came.countries]),
    ]


def _yesterday(now: datetime) -> datetime:
    """Say since when the crowd is counted: days end where the store's do."""
    return (now - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _terms() -> dict[str, object]:
    return {"terms": [(code, words) for code, (_, words) in TERMS.items()], "usual": USUAL}


def _name(written: str) -> str:
    """Name the block that is meant; "" when it is none, a phone number for one."""
    written = written.strip()
    country = written.removeprefix(blocks.COUNTRY).upper()
    if country in SUPPORTED_REGIONS:
        return blocks.of_country(country)
    return written if REF.fullmatch(written.removeprefix(blocks.RANGE)) else ""
