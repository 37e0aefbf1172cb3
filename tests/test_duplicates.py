"""Twilio repeats itself, and much comes at once: each text and each call counts once."""

from typing import Any

import pytest

from tests.phone import Phone
from tests.world import DAY, HOUR, MINUTE, TEN_SECONDS, at_once


@pytest.mark.parametrize("contact", ["text", "call"])
@pytest.mark.parametrize("later", [0, MINUTE, HOUR + TEN_SECONDS, 20 * DAY], ids=["now", "minute", "sent", "weeks"])
def test_repeated_sid_changes_nothing(phone: Phone, clock: Any, contact: str, later: int) -> None:
    """The same text or call once more changes nothing that is stored, and gets the same answer."""
    reach = {"text": lambda: phone.text("hey", sid="SM1"), "call": lambda: phone.call(sid="CA1")}[contact]
    first = reach()
    clock.shift(later)
    before_replies = phone.replies()
    before = phone.line.memory()
    assert reach() == first
    assert phone.line.memory() == before
    assert phone.replies() == before_replies


def test_fallback_changes_nothing(phone: Phone) -> None:
    """Twilio's second try at the fallback address, with the error it met, changes nothing."""
    phone.text("hey", sid="SM1")
    before = phone.line.memory()
    phone.text("hey", sid="SM1", ErrorCode="11200", ErrorUrl="https://decoy.example.org/twilio/sms")
    assert phone.line.memory() == before


def test_same_text_at_once(phone: Phone, clock: Any) -> None:
    """The same text arriving many times at the same moment is received, charged and answered once."""
    at_once(8, lambda _: phone.text("hey", sid="SM1"))
    assert [entry.entry for entry in phone.line.entries()] == ["topped-up", "received", "charged", "accepted"]
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1


def test_same_call_at_once(phone: Phone, clock: Any) -> None:
    """The same call arriving many times at the same moment hears the recording each time, and counts as one call."""
    answers = at_once(8, lambda _: phone.call(sid="CA1"))
    assert ["<Play>" in answer for answer in answers] == [True] * 8
    assert [phone.hears() for _ in range(5)] == ["recording"] * 4 + ["busy"]
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1


def test_sixth_call_at_once(phone: Phone) -> None:
    """A call beyond the limit that arrives many times at the same moment hears busy each time."""
    for _ in range(5):
        phone.call()
    answers = at_once(8, lambda _: phone.call(sid="CA6"))
    assert ["<Reject" in answer for answer in answers] == [True] * 8


def test_many_texts_at_once(phone: Phone, clock: Any) -> None:
    """Many different texts of one caller at the same moment earn one reply."""
    at_once(8, lambda turn: phone.text("hey", sid=f"SM{turn}"))
    assert len(phone.line.entries("accepted")) == 1
    assert len(phone.line.entries("noted")) == 7
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1
