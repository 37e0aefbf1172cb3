"""What happens on a line, told through his phone."""

from typing import Any

from tests.world import HOUR, Line, Phone

TEN_SECONDS = 10


def test_text_answered_an_hour_later(phone: Phone, clock: Any) -> None:
    """A text is answered by one text, one hour later and not before."""
    phone.text("hey")
    clock.shift(HOUR - TEN_SECONDS)
    assert phone.replies() == []
    clock.shift(2 * TEN_SECONDS)
    assert phone.replies() == [phone.line.services.settings.words["fr"].reply]


def test_call_hears_the_recording(phone: Phone, clock: Any) -> None:
    """A call hears the recording and is hung up after it; an hour later it is answered by a text too."""
    answer = phone.call()
    assert "<Play>https://decoy.example.org/recordings/fr-" in answer
    assert answer.endswith("<Hangup/></Response>")
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1
