"""Receiving on one number and replying from another sender: the whole walk, whatever kind of sender it is."""

from typing import Any

import pytest

from tests.numbers import DECOY, HER_OTHER_NUMBER, SERVICE
from tests.world import HOUR, MINUTE, TEN_SECONDS, Line, OpenLine

DUE = HOUR + TEN_SECONDS


@pytest.fixture(params=[HER_OTHER_NUMBER, "NON", SERVICE], ids=["number", "name", "service"])
def line(open_line: OpenLine, request: pytest.FixtureRequest) -> Line:
    """Open a line whose number replies from another sender, with 20.00 in its fund."""
    line = open_line(numbers=[{"number": DECOY, "language": "fr", "reply_from": request.param}])
    line.top_up()
    return line


def test_followed_to_its_end(line: Line, clock: Any) -> None:
    """A reply from another sender is reported on, settled, and counted for the number that earned it."""
    line.phone().text("hey")
    clock.shift(DUE)
    assert len(line.phone().replies()) == 1
    assert line.states() == {"delivered": 1}
    assert {entry.number for entry in line.entries("settled", "delivered")} == {DECOY}
    assert line.money()["reserved"] == 0


@pytest.mark.parametrize("created", [True, False])
def test_looked_for_by_its_sender(line: Line, clock: Any, created: bool) -> None:
    """When nobody knows whether it was sent, it is looked for under its sender, and arrives once."""
    line.phone().text("hey")
    clock.shift(DUE)
    line.twilio.drop_next(created)
    line.work()
    assert line.states() == {"unconfirmed": 1}
    for _ in range(3):
        clock.shift(MINUTE + 5)
        line.sweep()
    assert len(line.phone().replies()) == 1
    assert line.states() == {"delivered": 1}


def test_stop_to_the_sender(open_line: OpenLine, clock: Any) -> None:
    """STOP is obeyed when it comes to the number that replies leave from, and nothing else there earns a reply."""
    line = open_line(numbers=[{"number": DECOY, "language": "fr", "reply_from": HER_OTHER_NUMBER}])
    line.top_up()
    line.phone().text("hey")
    line.phone(reaches=HER_OTHER_NUMBER).text("STOP")
    line.phone("+33639980043", HER_OTHER_NUMBER).text("hey")
    clock.shift(DUE)
    assert line.phone().replies() == []
    assert line.phone("+33639980043").replies() == []
    assert line.reasons() == {"unknown_decoy_number": 1}


def test_no_loop(open_line: OpenLine, clock: Any) -> None:
    """Two numbers that reply from each other never answer each other."""
    numbers = [
        {"number": DECOY, "language": "fr", "reply_from": HER_OTHER_NUMBER},
        {"number": HER_OTHER_NUMBER, "language": "nl", "reply_from": DECOY},
    ]
    line = open_line(numbers=numbers)
    line.top_up()
    line.phone(DECOY, HER_OTHER_NUMBER).text("hey")
    line.phone(HER_OTHER_NUMBER, DECOY).text("hey")
    clock.shift(DUE)
    line.work()
    assert line.entries("accepted") == []
    assert line.reasons() == {"own_number": 2}
