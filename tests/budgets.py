"""A small budget, and what is asked of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from decoy.costs import Budget
from decoy.errors import Reason, Refused
from decoy.messages import Channel, Reply
from decoy.money import MICROS
from decoy.policy import BudgetPolicy
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
}
OpenBudget = Callable[..., Budget]


def policy(**changes: Any) -> BudgetPolicy:
    """Give a small budget."""
    return BudgetPolicy.model_validate(POLICY | changes)


def attempt(name: str, number: int = 1) -> Reply:
    """Give one attempt to send a reply."""
    return Reply(name, "a ref", DECOY, Channel.SMS, "fr", EVENING, EVENING, "", attempt=number)


def refusal(budget: Budget, reply: Reply, micros: int, now: datetime = EVENING) -> Reason | None:
    """Tell why a reservation is refused, if it is."""
    try:
        budget.reserve(reply, micros, now)
    except Refused as refused:
        return refused.reason
    return None
