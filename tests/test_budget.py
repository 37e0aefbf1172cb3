"""The budget: nothing is reserved beyond floor, cap and share, and everything is done once."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from decoy.costs import Budget
from decoy.errors import Overtaken, Reason
from decoy.money import to_micros
from tests.budgets import UNIT, OpenBudget, attempt, refusal
from tests.numbers import DECOY
from tests.world import EVENING, HOUR, TEN_SECONDS, OpenLine, at_once

# The three gates


@pytest.mark.parametrize(
    ("changes", "paid_in", "reserved", "expected"),
    [
        ({}, "0", "0.01", Reason.FLOOR),
        ({}, "1.00", "0.000001", Reason.FLOOR),
        ({}, "2.00", "1.00", None),
        ({}, "2.00", "1.000001", Reason.FLOOR),
        ({"hourly_share": 1.0}, "20.00", "10.00", None),
        ({"hourly_share": 1.0}, "20.00", "10.000001", Reason.DAILY_CAP),
        ({}, "20.00", "5.00", None),
        ({}, "20.00", "5.000001", Reason.HOURLY_SHARE),
    ],
)
def test_gates_to_the_micro(
    open_budget: OpenBudget, changes: dict[str, Any], paid_in: str, reserved: str, expected: Reason | None
) -> None:
    """What exactly fits under floor, cap and share is reserved, and one micro more is refused by its reason."""
    budget = open_budget(**changes)
    budget.top_up("T1", to_micros(paid_in), EVENING)
    assert refusal(budget, attempt("r1"), to_micros(reserved)) is expected


def test_gates_are_one_after_another(budget: Budget) -> None:
    """What one reply has reserved is not there for the next; released, it is there once its hour is over."""
    budget.reserve(attempt("r1"), 3 * UNIT, EVENING)
    assert refusal(budget, attempt("r2"), 3 * UNIT) is Reason.HOURLY_SHARE
    budget.release(attempt("r1"), EVENING)
    assert refusal(budget, attempt("r2"), 3 * UNIT) is Reason.HOURLY_SHARE
    assert refusal(budget, attempt("r2"), 3 * UNIT, EVENING + timedelta(hours=1)) is None


def test_charges_go_below_the_floor(budget: Budget) -> None:
    """What others make us pay cannot be refused; then nothing is reserved until more is paid in."""
    budget.charge("SM1", DECOY, 25 * UNIT, EVENING)
    assert budget.funds(EVENING).available == -6 * UNIT
    tomorrow = EVENING + timedelta(days=1)
    assert refusal(budget, attempt("r1"), 1, tomorrow) is Reason.FLOOR
    budget.top_up("T2", 6 * UNIT, EVENING)
    assert refusal(budget, attempt("r1"), 1, tomorrow) is Reason.FLOOR
    budget.top_up("T3", 1, EVENING)
    assert refusal(budget, attempt("r1"), 1, tomorrow) is None


def test_charges_count_for_the_day(open_budget: OpenBudget) -> None:
    """What others make us pay counts for the day's cap, so that a flood of texts stops the replies."""
    budget = open_budget(hourly_share=1.0)
    budget.top_up("T1", 100 * UNIT, EVENING)
    budget.charge("SM1", DECOY, 9 * UNIT, EVENING)
    assert refusal(budget, attempt("r1"), 2 * UNIT) is Reason.DAILY_CAP
    assert refusal(budget, attempt("r1"), 1 * UNIT) is None


# Attempts


def test_reply_that_costs_nothing(budget: Budget) -> None:
    """A price of nothing is a price: it is reserved, settled and released like any other."""
    for name, end in (("r1", budget.settle), ("r2", budget.release)):
        budget.reserve(attempt(name), 0, EVENING)
        assert end(attempt(name), EVENING)
        assert budget.funds(EVENING).reserved == 0
    assert budget.funds(EVENING).reserved == 0


def test_attempts_are_paid_apart(budget: Budget) -> None:
    """A second attempt reserves anew, and ending the first takes nothing from it."""
    budget.reserve(attempt("r1", 1), UNIT, EVENING)
    budget.release(attempt("r1", 1), EVENING)
    budget.reserve(attempt("r1", 2), UNIT, EVENING)
    assert not budget.settle(attempt("r1", 1), EVENING)
    assert budget.settle(attempt("r1", 2), EVENING)
    assert budget.funds(EVENING).spent == UNIT


@pytest.mark.parametrize("end", ["settle", "release"])
def test_ended_attempt_is_not_good_for_another_text(budget: Budget, end: str) -> None:
    """A yes means that money was set aside: an attempt that has ended is refused, not waved through."""
    budget.reserve(attempt("r1"), UNIT, EVENING)
    getattr(budget, end)(attempt("r1"), EVENING)
    with pytest.raises(Overtaken):
        budget.reserve(attempt("r1"), UNIT, EVENING)


# At once


def test_fund_for_ten_replies(open_line: OpenLine) -> None:
    """Of fifty replies that ask at the same moment a fund for ten reserves exactly ten."""
    line = open_line()
    line.top_up("5.80")
    budget, now = line.services.budget, datetime.now(UTC)
    refusals = at_once(50, lambda turn: refusal(budget, attempt(f"r{turn}"), 80_000, now))
    assert Counter(refusals) == {None: 10, Reason.FLOOR: 40}
    assert line.money() == {"topped_up": 5_800_000, "spent": 0, "reserved": 800_000} == line.summed()


def test_fund_for_ten_replies_sends_ten(open_line: OpenLine, clock: Any) -> None:
    """Fifty callers on a fund for ten replies get exactly ten, when fifty workers send at the same moment."""
    line = open_line(prices={"inbound_segment": "0"})
    line.top_up("5.80")
    for last in range(50):
        line.phone(f"+3363998{last + 100:04}").text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    due = [entry.reply for entry in line.entries("accepted")]
    at_once(50, lambda turn: line.services.delivery.send(due[turn], datetime.now(UTC)))
    assert line.states() == {"sent": 10, "held": 40}


def test_same_operation_at_once(budget: Budget) -> None:
    """One operation that runs in many threads at the same moment is done once."""
    reply = attempt("r1")
    operations: list[Callable[[int], object]] = [
        lambda _: budget.top_up("T2", UNIT, EVENING),
        lambda _: budget.charge("SM1", DECOY, UNIT, EVENING),
        lambda _: budget.reserve(reply, UNIT, EVENING),
        lambda _: budget.settle(reply, EVENING),
    ]
    for operation in operations:
        at_once(16, operation)
    funds = budget.funds(EVENING)
    assert (funds.topped_up, funds.spent, funds.reserved) == (21 * UNIT, 2 * UNIT, 0)
