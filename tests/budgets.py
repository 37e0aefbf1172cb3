"""A small budget, and what is asked of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from decoy.costs import Budget
from decoy.errors import Reason, Refused
from decoy.messages import Channel, Reply
from decoy.money import MICROS
from decoy.policy import BudgetPolicy, Number
from tests.numbers import DECOY
from tests.world import EVENING

UNIT = MICROS
POLICY = {
    "currency": "EUR",
    "timezone": "Europe/Paris",
    "floor": "1.00",
    "daily_cap": "10.00",
    "hourly_share": 0.5,
    "runway_hours": 12,
    "drift_percent": 5,
    "drift_amount": "2.00",
}
OpenBudget = Callable[..., Budget]


def policy(**changes: Any) -> BudgetPolicy:
    """Give a small budget."""
    return BudgetPolicy.model_validate(POLICY | changes)


def attempt(name: str, number: int = 1, country: str = "", reached: str = DECOY) -> Reply:
    """Give one attempt to send a reply to *country*, earned by who *reached* a decoy number."""
    return Reply(name, "a ref", reached, Channel.SMS, "fr", EVENING, EVENING, "", attempt=number, country=country)


def number(capped: str, number: str = DECOY) -> Number:
    """Give a decoy number that may cost so much in a day."""
    return Number.model_validate({"number": number, "language": "fr", "daily_cap": capped})


def refusal(budget: Budget, reply: Reply, micros: int, now: datetime = EVENING) -> Reason | None:
    """Tell why a reservation is refused, if it is."""
    refused = refused_until(budget, reply, micros, now)
    return refused and refused[0]


def refused_until(
    budget: Budget, reply: Reply, micros: int, now: datetime = EVENING
) -> tuple[Reason, datetime | None] | None:
    """Tell why a reservation is refused, if it is, and when what refuses it opens."""
    try:
        budget.reserve(reply, micros, now)
    except Refused as refused:
        return refused.reason, refused.opens
    return None
