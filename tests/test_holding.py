"""Held replies: why they wait, when they are sent, and when it is too late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.phone import Phone
from tests.world import HOUR, MINUTE, TEN_SECONDS, OpenLine

# Nothing paid in


def test_without_funds_held_then_sent(open_line: OpenLine, clock: Any) -> None:
    """With nothing paid in a reply is held; once the fund is topped up the sweep sends it."""
    line = open_line()
    phone = line.phone()
    phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    assert line.states() == {"held": 1}
    line.sweep()
    assert line.states() == {"held": 1}
    line.top_up()
    line.sweep()
    assert len(phone.replies()) == 1


@pytest.mark.parametrize(
    ("budget", "paid_in", "reason"),
    [
        ({"floor": "19.95"}, "20.00", "floor"),
        ({"daily_cap": "0.05", "hourly_share": 1.0}, "20.00", "daily_cap"),
        ({"daily_cap": "0.20", "hourly_share": 0.25}, "20.00", "hourly_share"),
    ],
)
def test_held_for_the_budget(
    open_line: OpenLine, clock: Any, budget: dict[str, Any], paid_in: str, reason: str
) -> None:
    """What the floor, the day's cap or the hour's share forbids is held, and the ledger says which it was."""
    line = open_line(budget=budget)
    line.top_up(paid_in)
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert line.phone().replies() == []
    assert [entry.reason for entry in line.entries("held")] == [reason]
    assert line.money()["reserved"] == 0


# Paused


def test_pause_holds_and_resume_sends(phone: Phone, clock: Any) -> None:
    """While replies are paused they are held and not even the sweep sends them; resumed, each is sent."""
    phone.text("hey")
    phone.line.pause()
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    phone.line.sweep()
    assert phone.replies() == []
    assert [entry.reason for entry in phone.line.entries("held")] == ["paused"]
    phone.line.resume()
    phone.line.sweep()
    assert len(phone.replies()) == 1


def test_paused_calls_hear_the_recording(phone: Phone) -> None:
    """Pausing the replies does not silence the line."""
    phone.line.pause()
    assert phone.hears() == "recording"


def test_pause_until_then(phone: Phone, clock: Any) -> None:
    """A pause with an end ends by itself."""
    phone.text("hey")
    phone.line.services.pauses.pause("lunch", datetime.now(UTC) + timedelta(hours=2), datetime.now(UTC))
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    clock.shift(HOUR)
    phone.line.sweep()
    assert len(phone.replies()) == 1


# Too late


def test_held_too_long_expires(phone: Phone, clock: Any) -> None:
    """A reply held longer than `hold_hours` expires unsent, and the caller can earn another."""
    phone.text("hey")
    phone.line.pause()
    clock.shift(HOUR + TEN_SECONDS)
    phone.line.work()
    clock.shift(24 * HOUR)
    phone.line.resume()
    phone.line.sweep()
    assert phone.replies() == []
    assert phone.line.states() == {"expired": 1}
    phone.text("hey again")
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1


def test_forgotten_by_the_worker_expires(phone: Phone, clock: Any) -> None:
    """A reply that no worker came for within its time is not sent a day late."""
    phone.text("hey")
    clock.shift(26 * HOUR)
    phone.line.sweep()
    assert phone.replies() == []
    assert phone.line.states() == {"expired": 1}


# In which order


def test_best_evidence_first(open_line: OpenLine, clock: Any) -> None:
    """Held replies are taken up again in batches: callers who came twice first, then the newest."""
    line = open_line(replies={"resume_batch": 1})
    line.top_up()
    line.pause()
    twice, old, new = (line.phone(f"+3363998010{last}") for last in (1, 2, 3))
    twice.text("hey")
    old.text("hey")
    twice.text("hello?")
    clock.shift(MINUTE)
    new.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    line.resume()
    order = []
    for _ in range(3):
        line.sweep()
        order.append([len(phone.replies()) for phone in (twice, new, old)])
    assert order == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
