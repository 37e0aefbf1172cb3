"""The calls, and the decoy numbers: what reached each, what left, and what that cost."""

from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue

from decoy.intake import BUSY
from decoy.messages import Channel, State
from decoy.policy import Number
from decoy.site import door
from decoy.site.dashboard.frame import bp
from decoy.tally import Counts

LEFT = (State.SENT, State.DELIVERED, State.UNDELIVERED)


class Traffic(NamedTuple):
    """What one decoy number has to do; *place* is its place in the policy, money is in micros and estimated."""

    place: int
    language: str
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
    )


def _traffic(ours: tuple[Number, ...], counts: Counts) -> list[Traffic]:
    services = door.services()
    today = services.budget.used_by([one.number for one in ours], door.now())
    closed = services.closure.remembered()
    rows = zip(ours, today, strict=True)
    return [_row(place, one, counts, used, one.number in closed) for place, (one, used) in enumerate(rows, 1)]


def _row(place: int, one: Number, counts: Counts, today: int, closed: bool) -> Traffic:
    number = one.number
    return Traffic(
        place=place,
        language=one.language,
        closed=closed,
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
