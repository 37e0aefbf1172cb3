"""The page of calls and numbers: what reached each decoy number, what left, and what that cost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.numbers import DECOY, HER_OTHER_NUMBER, HIM
from tests.visitor import Visitor
from tests.world import HOUR, TEN_SECONDS, Line, OpenLine

PAGE = "/operator/numbers"
NUMBERS = [{"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": "nl", "daily_cap": "0.01"}]


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with two numbers, of which the second may cost next to nothing."""
    line = open_line(numbers=NUMBERS, limits={"calls_per_caller": "2/hour"})  # type: ignore[arg-type]
    line.top_up()
    return line


@pytest.fixture
def operator(line: Line) -> Visitor:
    """Give an operator who is in."""
    return Visitor(line.app).enter()


def section(page: str, place: int) -> str:
    """Cut out what is said of one number."""
    return page.partition(f"Decoy number {place}, ")[2].partition("Decoy number")[0]


def test_calls(operator: Visitor, line: Line, clock: Any) -> None:
    """Calls are counted by what they heard, with the minutes that are paid for and the reasons of refusals."""
    for _ in range(3):
        line.phone().call()
        line.twilio.deliver()
    line.phone("anonymous").call()
    clock.shift(HOUR)
    line.services.bill.run(datetime.now(UTC))
    page = operator.read(PAGE)
    assert "Calls 4 Heard the recording 3 Heard a busy signal 1 Minutes paid for 3" in page
    assert "Called too often: a busy signal Busy 1" in page
    assert "The number was hidden: nobody to answer Recording 1" in page


def test_traffic(operator: Visitor, line: Line, clock: Any) -> None:
    """A number shows its texts and calls, its replies and how many of them arrived, and what it cost."""
    line.phone().text("hey")
    line.phone("+33639980043").text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.phone().replies()
    (sid,) = [message.sid for message in line.outbound("+33639980043")]
    page = section(operator.read(PAGE), 1)
    assert sid not in page
    assert "French In service Texts 2 Calls 0 0 minutes Replies promised 2 Delivered 100 % 2 of 2 that left" in page
    assert (
        "Cost today €0.175 estimated, 20 Nov 22:00, with what is set aside Cost in all €0.175 €0.00 confirmed" in page
    )
    assert "Texts 0 Calls 0 0 minutes Replies promised 0 Delivered – none has left yet" in section(
        operator.read(PAGE), 2
    )


def test_full_and_closed(operator: Visitor, line: Line) -> None:
    """A number whose cap is reached says so, and one that is closed at the provider too."""
    line.phone(reaches=HER_OTHER_NUMBER).text("hey")
    line.phone(reaches=HER_OTHER_NUMBER).text("hey again")
    assert "Its cap for today is reached" in section(operator.read(PAGE), 2)
    line.services.store.redis.hset("decoy:closed", DECOY, "{}")
    assert "Closed at the provider" in section(operator.read(PAGE), 1)


def test_no_number_is_shown(operator: Visitor, line: Line) -> None:
    """Our numbers are called by their place, and theirs not at all."""
    line.phone().text("hey")
    page = operator.get(PAGE).text
    for number in (DECOY, HER_OTHER_NUMBER, HIM):
        assert number.removeprefix("+33") not in page
