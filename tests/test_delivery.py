"""Sending: what becomes of a reply, of its money and of the others when Twilio refuses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.numbers import DECOY, HER_OTHER_NUMBER
from tests.prices import INBOUND
from tests.world import DAY, HOUR, TEN_SECONDS, Line, OpenLine


@pytest.mark.parametrize(("status", "code"), [(400, 21211), (400, 21612), (400, 21614), (403, 30007), (400, 99999)])
def test_refused_for_good(due: Line, clock: Any, status: int, code: int) -> None:
    """What Twilio refuses for good has failed: its money is given back, his number is gone, nothing is retried."""
    due.twilio.fail_next(status, code)
    due.work()
    assert due.states() == {"failed": 1}
    assert due.money() == {"topped_up": 20_000_000, "spent": INBOUND, "reserved": 0}
    assert due.reply().sealed == ""
    clock.shift(2 * HOUR)
    due.sweep()
    assert len(due.outbound()) == 0
    assert [entry.reason for entry in due.entries("failed")] == [f"provider:{code}"]


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (400, 21611), (400, 30001)])
def test_refused_for_now(due: Line, clock: Any, status: int, code: int) -> None:
    """What surely was not sent waits for half a minute with its money given back, and is then sent once."""
    due.twilio.fail_next(status, code)
    due.work()
    assert due.states() == {"accepted": 1}
    assert due.money()["reserved"] == 0
    due.sweep()
    assert len(due.outbound()) == 0
    clock.shift(45)
    due.sweep()
    assert len(due.outbound()) == 1
    assert due.states() == {"sent": 1}


def test_back_off_doubles(due: Line, clock: Any) -> None:
    """Each time Twilio says later, the reply waits twice as long, and half an hour at most."""
    waits = []
    for _ in range(8):
        due.twilio.fail_next(429, 20429)
        due.services.outbox.deliver(due.reply().id)
        due.work()
        waits.append(round((due.reply().due - datetime.now(UTC)).total_seconds() / 30))
        clock.move_to(due.reply().due + timedelta(seconds=1))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_stops_trying_in_the_end(due: Line, clock: Any) -> None:
    """A reply that Twilio puts off for more than its time is not sent a day late."""
    due.twilio.fail_next(429, 20429)
    due.work()
    clock.shift(DAY)
    due.sweep()
    assert due.states() == {"expired": 1}
    assert due.money()["reserved"] == 0


@pytest.mark.parametrize(("status", "code"), [(401, 20003), (403, 20005), (400, 21606), (403, 30002), (404, 20404)])
def test_account_at_fault(due: Line, clock: Any, status: int, code: int) -> None:
    """When the account is at fault everything stops with the money given back; resumed, each reply is sent once."""
    another = due.phone("+33639980043")
    another.text("hey")
    due.twilio.fail_next(status, code)
    due.work()
    assert due.states() == {"held": 1, "accepted": 1}
    assert due.money()["reserved"] == 0
    clock.shift(HOUR + TEN_SECONDS)
    due.sweep()
    assert due.states() == {"held": 2}
    (pause,) = due.entries("paused")
    assert str(code) in pause.reason
    due.resume()
    due.sweep()
    assert due.states() == {"sent": 2}


def test_suspended_account(due: Line, clock: Any) -> None:
    """A suspended account is asked once, not once for each reply."""
    others = [due.phone(f"+3363998{last:04}") for last in range(100, 110)]
    for phone in others:
        phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    due.twilio.suspend()
    due.sweep()
    due.sweep()
    assert due.states() == {"held": 11}
    assert len(due.entries("reserved")) == 1
    due.twilio.restore()
    due.resume()
    due.sweep()
    assert due.states() == {"sent": 11}


def test_opted_out_at_twilio(due: Line, clock: Any) -> None:
    """When Twilio knows that he opted out so do we from then on, and he is not answered again."""
    due.twilio.fail_next(400, 21610)
    due.work()
    assert due.states() == {"failed": 1}
    clock.shift(60 * DAY)
    due.phone().text("hey")
    assert due.reasons() == {"opted_out": 1}


def test_number_that_was_given_up(due: Line, open_line: OpenLine) -> None:
    """A promised reply still leaves from the number he texted after that number was taken out of the policy."""
    other = open_line(numbers=[{"number": HER_OTHER_NUMBER, "language": "nl"}])
    other.work()
    (message,) = other.phone().inbox()
    assert message.sender == DECOY
    assert message.body == other.services.settings.words["fr"].reply
