"""What texts and calls cost, and that the ledger sums to it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.world import HOUR, TEN_SECONDS, Line


@pytest.fixture
def summed(line: Line) -> Iterator[Line]:
    """Give a line whose ledger must sum to its counters when the story is over."""
    yield line
    assert line.money() == line.summed()


def test_text_costs_what_it_costs(summed: Line, clock: Any) -> None:
    """A text of three segments and its reply of one cost three inbound segments and one reply."""
    phone = summed.phone()
    phone.text("x" * 400)
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1
    assert summed.money()["spent"] == 3 * 7_500 + 80_000


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (0, 1)])
def test_call_costs_its_started_minutes(summed: Line, seconds: int, minutes: int) -> None:
    """A call costs each minute it started; telling us twice that it ended costs no more."""
    phone = summed.phone()
    phone.call(sid="CA1")
    for _ in range(2):
        assert summed.twilio.hang_up("CA1", seconds).status == 204
    assert summed.money()["spent"] == minutes * 10_000


def test_busy_call_is_free(summed: Line) -> None:
    """A rejected call costs nothing."""
    summed.block()
    summed.phone().call(sid="CA1")
    summed.twilio.hang_up("CA1", 0)
    assert summed.money()["spent"] == 0


def test_stop_costs_what_a_text_costs(summed: Line) -> None:
    """Texts that earn nothing are paid for all the same, each once."""
    phone = summed.phone()
    phone.text("STOP", sid="SM1")
    phone.text("STOP", sid="SM1")
    summed.phone("+266696687").text("hey")
    assert summed.money()["spent"] == 2 * 7_500
