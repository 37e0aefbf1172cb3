"""The calls, and the decoy numbers: what reached each, what left, what that cost, and what each is there for."""

from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext

from decoy.callers import country_of
from decoy.duties import Duty
from decoy.intake import BUSY
from decoy.journal import Act
from decoy.logs import masked
from decoy.messages import Channel, State
from decoy.policy import Number
from decoy.roster import Posting
from decoy.site import door
from decoy.site.dashboard.frame import LONGEST_REASON, bp
from decoy.tally import Counts

DUTIES = {
    Duty.ACTIVE: (lazy_gettext("Active"), lazy_gettext("It is offered on the public page, and answers.")),
    Duty.RESTING: (lazy_gettext("Resting"), lazy_gettext("It answers as before, and is no longer offered.")),
    Duty.RETIRED: (
        lazy_gettext("Retired"),
        lazy_gettext("It sends nothing any more. Calls still hear what they heard, for her who gave it away."),
    ),
}
ACTS = {Duty.ACTIVE: Act.ACTIVATED, Duty.RESTING: Act.RESTED, Duty.RETIRED: Act.RETIRED}
LEFT = (State.SENT, State.DELIVERED, State.UNDELIVERED)


class Traffic(NamedTuple):
    """What one decoy number has to do; *place* is its place in the policy, money is in micros and estimated."""

    place: int
    ours: Number
    country: str
    posting: Posting
    closed: bool
    full: bool
    texts: int
    calls: int
    minutes: int
    replies: int
    left: int
    delivered: int
    today: int
    cost: int
    confirmed: int


@bp.get("/numbers")
def numbers() -> ResponseReturnValue:
    """Show the calls, and each decoy number."""
    services = door.services()
    ours, counts = services.settings.policy.numbers, services.tally.read()
    refused = counts.refused(Channel.CALL)
    return render_template(
        "operator/numbers.html",
        traffic=_traffic(ours, counts),
        calls=counts.sum("received", Channel.CALL),
        busy=sum(times for reason, times in refused.items() if reason in BUSY),
        minutes=sum(counts.minutes.values()),
        refused=refused,
        BUSY=BUSY,
        DUTIES=DUTIES,
    )


@bp.post("/numbers/<int:place>")
def station(place: int) -> ResponseReturnValue:
    """Put a decoy number on another duty. Stopping never needs a code; what may cost money again does."""
    numbers, duty = door.services().settings.policy.numbers, request.form.get("duty", "")
    if not 1 <= place <= len(numbers) or duty not in list(Duty):
        abort(404)
    number = numbers[place - 1].number
    revives = Duty(duty).replies and not door.services().roster.duty(number).replies
    return _revive(place, number, Duty(duty)) if revives else _station(place, number, Duty(duty))


@door.require_code
def _revive(place: int, number: str, duty: Duty) -> ResponseReturnValue:
    """Have a retired number send again."""
    return _station(place, number, duty)


def _station(place: int, number: str, duty: Duty) -> ResponseReturnValue:
    entered, services = door.session(), door.services()
    assert entered is not None  # nobody acts outside
    why = masked(request.form.get("reason", "")).strip()[:LONGEST_REASON]
    done = services.stationing.move(number, duty, entered.operator, why, door.now())
    if done.changed:
        door.note(ACTS[duty], str(place), why)
    name, means = DUTIES[duty]
    flash(gettext("Decoy number %(place)d: %(duty)s. %(means)s", place=place, duty=name, means=means))
    if done.withdrawn:
        flash(ngettext("%(num)d reply was cancelled.", "%(num)d replies were cancelled.", done.withdrawn))
    return redirect(url_for("dashboard.numbers", _anchor=f"number-{place}"), 303)


def _traffic(ours: tuple[Number, ...], counts: Counts) -> list[Traffic]:
    services = door.services()
    today = services.budget.used_by([one.number for one in ours], door.now())
    closed, postings = services.closure.remembered(), services.roster.postings()
    rows = zip(ours, today, postings.values(), strict=True)
    return [_row(place, *row, counts, closed) for place, row in enumerate(rows, 1)]


def _row(place: int, one: Number, today: int, posting: Posting, counts: Counts, closed: list[str]) -> Traffic:
    number = one.number
    return Traffic(
        place=place,
        ours=one,
        country=country_of(number),
        posting=posting,
        closed=number in closed,
        full=one.daily_cap is not None and today >= one.daily_cap,
        texts=counts.sum("received", Channel.SMS, number),
        calls=counts.sum("received", Channel.CALL, number),
        minutes=counts.minutes.get(number, 0),
        replies=counts.sum(State.ACCEPTED, number=number),
        left=sum(counts.sum(state, number=number) for state in LEFT),
        delivered=counts.sum(State.DELIVERED, number=number),
        today=today,
        cost=counts.costs.get(number, 0),
        confirmed=counts.confirmed.get(number, 0),
    )
