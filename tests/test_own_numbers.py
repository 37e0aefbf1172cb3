"""Our own numbers: they earn no reply, and only they can be reached."""

from typing import Any

import pytest

from tests.numbers import DECOY, HER_OTHER_NUMBER
from tests.world import HOUR, Line, OpenLine


def test_own_number(line: Line, clock: Any) -> None:
    """A decoy number that texts or calls itself hears the recording and is never texted: two would go on for ever."""
    phone = line.phone(DECOY)
    assert phone.hears() == "recording"
    phone.text("hey")
    clock.shift(2 * HOUR)
    line.work()
    assert line.entries("accepted") == []
    assert line.reasons() == {"own_number": 2}


def test_another_own_number(open_line: OpenLine) -> None:
    """One decoy number that texts another earns nothing."""
    line = open_line(numbers=[{"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": "nl"}])
    line.phone(HER_OTHER_NUMBER).text("hey")
    assert line.reasons() == {"own_number": 1}


def test_number_that_replies_come_from(open_line: OpenLine) -> None:
    """The number that replies come from is ours too, though nobody is meant to reach it."""
    line = open_line(numbers=[{"number": DECOY, "language": "fr", "reply_from": HER_OTHER_NUMBER}])
    line.phone(HER_OTHER_NUMBER).text("hey")
    assert line.reasons() == {"own_number": 1}


@pytest.mark.parametrize("reaches", ["+33639980077", "", "PROMO", "+33 6 39 98 00 01", "client:decoy"])
def test_unknown_decoy_number(line: Line, clock: Any, reaches: str) -> None:
    """What reaches a number that is not ours gets busy and silence, and no reply."""
    phone = line.phone(reaches=reaches)
    assert phone.hears() == "busy"
    assert phone.text("hey").endswith("<Response/>")
    clock.shift(2 * HOUR)
    line.work()
    assert line.entries("accepted", "sent") == []
    assert line.reasons() == {"unknown_decoy_number": 2}
