"""Recordings have a part of the hour's money of their own: a flood of calls ends in busy signals, which are free."""

from contextlib import suppress
from typing import Any

import pytest

from decoy.errors import Refused
from tests.budgets import UNIT, OpenBudget
from tests.world import EVENING, HOUR, MINUTE, Line, OpenLine, at_once

CALLS = [f"+3363998{last:04}" for last in range(100, 120)]


@pytest.fixture
def busy(open_line: OpenLine) -> Line:
    """Open a line on which recordings may take 0.05 of 0.10 an hour: five minutes of them."""
    line = open_line(budget={"daily_cap": "0.40", "hourly_share": 0.25, "calls_share": 0.5})
    line.top_up()
    return line


def heard(line: Line, callers: list[str]) -> list[str]:
    """Say what each caller hears."""
    return [line.phone(caller).hears() for caller in callers]


def test_a_flood_of_calls(busy: Line) -> None:
    """Once recordings have had their part, everybody hears a busy signal, and the ledger says why."""
    assert heard(busy, CALLS[:8]) == ["recording"] * 5 + ["busy"] * 3
    assert busy.reasons() == {"calls_share": 3}


def test_it_refills_evenly(busy: Line, clock: Any) -> None:
    """A fifth of the hour later one more call is played, and not two."""
    heard(busy, CALLS[:5])
    clock.shift(HOUR / 5 + 1)
    assert heard(busy, CALLS[5:7]) == ["recording", "busy"]


def test_busy_earns_nothing(busy: Line, clock: Any) -> None:
    """Who hears the busy signal of a flood is promised nothing, and is free to call again."""
    heard(busy, CALLS[:6])
    assert busy.states() == {"accepted": 5}
    clock.shift(HOUR)
    assert heard(busy, [CALLS[5]]) == ["recording"]


def test_texts_are_not_hindered(busy: Line) -> None:
    """A flood of calls takes nothing from those who text."""
    heard(busy, CALLS[:8])
    busy.phone("+33639980990").text("hey")
    assert busy.states()["accepted"] == 6


def test_the_same_call_twice(busy: Line) -> None:
    """A call that Twilio asks about twice takes its part once."""
    for _ in range(4):
        assert "<Play>" in busy.phone(CALLS[0]).call(sid="CA1")
    assert heard(busy, CALLS[1:6]) == ["recording"] * 4 + ["busy"]


def test_at_once(open_budget: OpenBudget) -> None:
    """Fifty calls at the same moment take no more than there is."""
    budget = open_budget(daily_cap="1.00", hourly_share=0.5, calls_share=0.2)

    def played(_: int) -> bool:
        with suppress(Refused):
            budget.take_call(UNIT // 100, EVENING)
            return True
        return False

    assert sum(at_once(50, played)) == 10


def test_clock_set_back(busy: Line, clock: Any) -> None:
    """A clock that was ahead and is set back makes no room."""
    clock.shift(10 * MINUTE)
    heard(busy, CALLS[:5])
    clock.shift(-10 * MINUTE)
    assert heard(busy, [CALLS[5]]) == ["busy"]
