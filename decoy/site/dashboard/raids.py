"""The raids: those in force and the earlier ones, what became of each in turn, and the ways to overrule the line."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from phonenumbers import SUPPORTED_REGIONS

from decoy import blocks, incidents
from decoy.evidence import RANGE
from decoy.journal import Act
from decoy.logs import masked
from decoy.raid import Kind, Raid, hand
from decoy.site import door
from decoy.site.dashboard.frame import LONGEST_REASON, bp
from decoy.site.dashboard.words import ACTS, scope, whom
from decoy.site.language import said

PLACE = re.compile(rf"(?:{Kind.RANGE}-|{blocks.RANGE})?([0-9a-f]{{{RANGE},24}})")  # the ref of a block of numbers
SPANS = {
    "1h": (timedelta(hours=1), lazy_gettext("1 hour")),
    "2h": (timedelta(hours=2), lazy_gettext("2 hours")),
    "6h": (timedelta(hours=6), lazy_gettext("6 hours")),
    "1d": (timedelta(days=1), lazy_gettext("1 day")),
}
USUAL, REST = "2h", "1d"  # how long one lasts unless said; how long none may begin where one was ended
# What operators do that says nothing of a raid: who is in, and who is forgotten.
ASIDE = {Act.LOGGED_IN, Act.LOGGED_OUT, Act.JOINED, Act.FORGOT, Act.INVITED, Act.REMOVED, Act.REVOKED}
DEEDS = frozenset(Act) - ASIDE
# What the scripts say that begin one, in English.
SIGNS = (
    lazy_gettext("many callers from one block of numbers"),
    lazy_gettext("one long text from many callers"),
    lazy_gettext("too few callers come again"),
    lazy_gettext("many numbers nobody has"),
    lazy_gettext("many callers of a refused class"),
    lazy_gettext("an operator declared it"),
)


class Row(NamedTuple):
    """One raid in a list; *cost* is in micros and estimated."""

    raid: Raid
    does: str
    ends: datetime
    cost: int


class Moment(NamedTuple):
    """One moment of a raid, in words."""

    at: datetime
    words: str
    why: str = ""


@bp.get("/abuse/raids")
def raids() -> ResponseReturnValue:
    """Show all raids that are remembered, and the way to declare one."""
    return render_template("operator/raids.html", **listed(), spans=_spans(), usual=USUAL)


@bp.get("/abuse/raids/<name>")
def raid(name: str) -> ResponseReturnValue:
    """Show what a raid did, in turn, and what can be done about it."""
    services, now, found = door.services(), door.now(), _find(name)
    waiting, all_seen = (0, True) if found.ended else services.waves.glance(found)
    return render_template(
        "operator/raid.html",
        one=row(found),
        moments=_moments(found, now),
        waiting=waiting,
        all_seen=all_seen,
        spans=_spans(),
        usual=REST,
        fixed=found.until is not None,
    )


@bp.post("/abuse/raids")
def declare_raid() -> ResponseReturnValue:
    """Begin a raid by hand; guarding the money never needs a code."""
    where, now = _where(request.form.get("scope", "")), door.now()
    if not where:
        flash(
            gettext("No raid was declared: give a country by its two letters, or the ref of a block of numbers."),
            "problem",
        )
        return redirect(url_for("dashboard.raids"), 303)
    why = _why()
    length, _ = SPANS.get(request.form.get("span", USUAL), SPANS[USUAL])
    door.note(Act.DECLARED, f"raid {hand(where)}", why)
    begun = door.services().raids.declare(where, now + length, why or "an operator declared it", now)
    flash(gettext("A raid is declared: %(scope)s", scope=scope(begun.id)))
    return redirect(url_for("dashboard.raids"), 303)


@bp.post("/abuse/raids/<name>/end")
@door.require_code
def end_raid(name: str) -> ResponseReturnValue:
    """End a raid, and let none begin in its scope for a while: money may go there again."""
    services, now, found = door.services(), door.now(), _find(name)
    length, _ = SPANS.get(request.form.get("span", REST), SPANS[REST])
    if found.ended is None:
        door.note(Act.LIFTED, f"raid {found.id}", _why())
        services.raids.lift(found, now + length, now)
    flash(gettext("The raid is over: %(scope)s", scope=scope(found.id)))
    return redirect(url_for("dashboard.raid", name=name), 303)


@bp.post("/abuse/raids/<name>/cancel")
def cancel_raid(name: str) -> ResponseReturnValue:
    """Cancel the waiting replies of a raid; stopping never needs a code."""
    found = _find(name)
    if found.ended or not request.form.get("sure"):
        flash(gettext("Nothing was cancelled: the raid is over, or you did not say that you mean it."), "problem")
        return redirect(url_for("dashboard.raid", name=name), 303)
    door.note(Act.CANCELLED, f"raid {found.id}", _why())  # first: cut short, it was begun
    times = door.services().waves.withdraw(found, door.now())
    flash(ngettext("%(num)d reply was cancelled.", "%(num)d replies were cancelled.", times))
    return redirect(url_for("dashboard.raid", name=name), 303)


def listed() -> dict[str, list[Row]]:
    """Give the raids in force and the earlier ones, as lists show them."""
    services, now = door.services(), door.now()
    return {
        "raging": [row(one) for one in services.raids.current(now)],
        "earlier": [row(one) for one in incidents.earlier(services, now)],
    }


def row(one: Raid) -> Row:
    """Give what a list says of a raid."""
    services = door.services()
    cost = incidents.cost(services, one, door.now())
    return Row(one, incidents.does(one), incidents.ends(services, one), cost)


def _moments(one: Raid, now: datetime) -> list[Moment]:
    """Tell a raid from its beginning to its end, and what operators did meanwhile."""
    begun = one.begun or one.since
    marks = [
        (one.since if one.since < begun else None, gettext("What is counted of it begins"), ""),
        (begun, gettext("It was taken for a raid"), said(one.reason)),
        (one.alarmed, gettext("An alert was raised"), ""),
        (
            one.peaked and max(one.peaked, begun),  # that is when the minute began
            ngettext("The most: %(num)d contact in a minute", "The most: %(num)d contacts in a minute", one.peak),
            "",
        ),
        (one.ended, gettext("It was over"), said(one.because)),
    ]
    told = [Moment(at, str(words), why) for at, words, why in marks if at]
    notes = door.services().journal.between(one.since, one.ended or now)
    told += [
        Moment(note.at, ACTS[Act(note.act)] % {"who": note.who, "subject": whom(note.subject)}, said(note.why))
        for note in notes
        if note.act in DEEDS
    ]
    return sorted(told, key=lambda moment: moment.at)


def _find(name: str) -> Raid:
    return incidents.find(door.services(), name, door.now()) or abort(404)


def _where(written: str) -> str:
    """Read a scope: a country, or the ref of a block of numbers; "" when it is none, a phone number for one."""
    written = written.strip()
    if written.upper() in SUPPORTED_REGIONS:
        return written.upper()
    found = PLACE.fullmatch(written)
    return found[1] if found else ""


def _why() -> str:
    return masked(request.form.get("reason", "")).strip()[:LONGEST_REASON]


def _spans() -> list[tuple[str, object]]:
    return [(code, words) for code, (_, words) in SPANS.items()]
