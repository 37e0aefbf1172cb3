"""The neutral first text: the one reply of who came only once says nothing, of who came again the message."""

from datetime import UTC, datetime
from typing import Any

import pytest

from decoy import segments, speech
from tests.numbers import DECOY, HER_OTHER_NUMBER
from tests.world import DAY, HOUR, MINUTE, TEN_SECONDS, Line, OpenLine

NEUTRAL = {"number": DECOY, "language": "fr", "first_text": "neutral"}
LAWFUL = NEUTRAL | {"message": "consent-and-law"}
PLAIN = {"number": HER_OTHER_NUMBER, "language": "fr"}
DUE = HOUR + TEN_SECONDS


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with a number whose first text is neutral, one whose is not, and 20.00 in its fund."""
    line = open_line(numbers=[NEUTRAL, PLAIN])  # type: ignore[arg-type]
    line.top_up()
    return line


def neutral(line: Line) -> str:
    """Read the neutral text."""
    return line.services.settings.words["fr"].neutral


def message(line: Line) -> str:
    """Read the message."""
    return line.services.wording.reply("fr")


def test_came_once(line: Line, clock: Any) -> None:
    """Who came only once reads the neutral text, at the hour of any reply, and that was his reply."""
    phone = line.phone()
    phone.text("hey")
    clock.shift(DUE)
    assert phone.replies() == [neutral(line)]
    phone.text("who is this")
    clock.shift(DUE)
    assert phone.replies() == [neutral(line)]
    assert line.reasons() == {"replies_per_caller": 1}


@pytest.mark.parametrize("again", ["text", "call"])
def test_came_again(line: Line, clock: Any, again: str) -> None:
    """Who came again before his reply left, by text or by call, reads the message, and nothing beside it."""
    phone = line.phone()
    phone.text("hey")
    clock.shift(10 * MINUTE)
    phone.text("you there") if again == "text" else phone.call()
    clock.shift(DUE)
    assert phone.replies() == [message(line)]


def test_after_the_window(line: Line, clock: Any) -> None:
    """A month later the same holds anew."""
    phone = line.phone()
    phone.text("hey")
    clock.shift(DUE)
    phone.replies()
    clock.shift(32 * DAY)
    line.top_up("10.00")
    phone.text("hey")
    phone.text("hey again")
    clock.shift(DUE)
    assert phone.replies() == [neutral(line), message(line)]


def test_other_number(line: Line, clock: Any) -> None:
    """A number without it answers a single text with the message."""
    phone = line.phone(reaches=HER_OTHER_NUMBER)
    phone.text("hey")
    clock.shift(DUE)
    assert phone.replies() == [message(line)]


def test_paid_as_sent(open_line: OpenLine, clock: Any) -> None:
    """One segment is paid for the neutral text, and two for the message with law."""
    line = open_line(numbers=[LAWFUL])  # type: ignore[arg-type]
    line.top_up()
    line.phone().text("hey")
    other = line.phone("+33639980043")
    other.text("hey")
    other.text("hey again")
    clock.shift(DUE)
    line.phone().replies()
    assert sorted(entry.amount or 0 for entry in line.entries("reserved")) == [80_000, 160_000]


def test_words(line: Line) -> None:
    """The neutral texts we ship are one segment, say nothing of consent, ask nothing and name nobody."""
    for words in line.services.settings.words.values():
        assert segments.count(words.neutral) == 1
        assert not set(words.neutral) & set("?@:/0123456789")
        assert len(words.neutral.split()) < 8


def test_no_words(line: Line) -> None:
    """A number with a neutral first text in a language that has none is a problem that a line does not start with."""
    settings = line.services.settings
    mute = {language: one.model_copy(update={"neutral": ""}) for language, one in settings.words.items()}
    (problem,) = speech.problems(settings.policy.numbers, mute)
    assert problem.startswith(f"numbers: {DECOY} is to have a neutral first text")


def test_prospect(line: Line) -> None:
    """She is told what a single text earns, and what it earns him who comes again."""
    ours, other = line.services.settings.policy.numbers
    now = datetime.now(UTC)
    reading, plain = line.services.prospect.reads(ours, now), line.services.prospect.reads(other, now)
    assert (reading.text, reading.again) == (neutral(line), message(line))
    assert (plain.text, plain.again) == (message(line), message(line))
