"""Blocked callers: busy and silence, until the block ends or is lifted."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.phone import Phone
from tests.world import DAY, HOUR, TEN_SECONDS


def test_blocked_hears_busy_and_reads_nothing(phone: Phone, clock: Any) -> None:
    """A blocked caller gets the busy signal, which is free, and no reply."""
    phone.line.block()
    assert phone.hears() == "busy"
    phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    assert phone.line.reasons() == {"blocked": 2}


def test_block_cancels_what_is_promised(phone: Phone, clock: Any) -> None:
    """A block also stops the reply promised before it, at the latest when its hour has come."""
    phone.text("hey")
    phone.line.block()
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    assert phone.line.states() == {"cancelled": 1}


def test_unblocked_is_answered_again(phone: Phone, clock: Any) -> None:
    """Once the block is lifted he is a caller like any other; lifting it twice says so."""
    phone.line.block()
    phone.text("hey")
    assert [phone.line.unblock(), phone.line.unblock()] == [True, False]
    phone.text("hey")
    assert phone.hears() == "recording"
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1


def test_block_with_an_end(phone: Phone, clock: Any) -> None:
    """A block with an end ends by itself."""
    phone.line.block(until=datetime.now(UTC) + timedelta(days=1))
    assert phone.hears() == "busy"
    clock.shift(DAY + TEN_SECONDS)
    assert phone.hears() == "recording"
