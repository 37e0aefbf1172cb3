"""What happens on a line, told through his phone."""

from datetime import timedelta
from typing import Any

import pytest

from tests.numbers import DECOY, HER_OTHER_NUMBER, HIM, SERVICE
from tests.phone import Phone
from tests.world import DAY, EVENING, HOUR, MINUTE, TEN_SECONDS, OpenLine

# The hour


def test_text_answered_an_hour_later(phone: Phone, clock: Any) -> None:
    """A text is answered by one text, one hour later and not before."""
    phone.text("hey")
    clock.shift(HOUR - TEN_SECONDS)
    assert phone.replies() == []
    clock.shift(2 * TEN_SECONDS)
    assert phone.replies() == [phone.line.services.settings.words["fr"].reply]


def test_text_answered_by_silence_at_once(phone: Phone) -> None:
    """What Twilio gets for a text is an empty response, so that nothing is said before the hour."""
    assert phone.text("hey").endswith("<Response/>")


@pytest.mark.parametrize("second", [0.0, 0.25, 0.5, 0.9])
def test_reply_not_a_moment_early(phone: Phone, clock: Any, second: float) -> None:
    """A reply never leaves before its hour, not even by a fraction of a second."""
    clock.move_to(EVENING + timedelta(seconds=second))
    phone.text("hey")
    clock.shift(HOUR - 0.5)
    assert phone.replies() == []
    assert phone.line.states() == {"accepted": 1}


def test_jitter_only_delays(open_line: OpenLine, clock: Any) -> None:
    """The jitter makes replies leave later than their hour, each at its own moment, and never earlier."""
    line = open_line(replies={"jitter_seconds": 300})
    line.top_up()
    phones = [line.phone(f"+3363998{last:04}") for last in range(100, 120)]
    for phone in phones:
        phone.text("hey")
    clock.shift(HOUR - TEN_SECONDS)
    assert [phone.replies() for phone in phones] == [[]] * 20
    due = [line.services.outbox.open_reply(line.ref(phone.number)).due for phone in phones]  # type: ignore[union-attr]
    assert len(set(due)) > 10
    clock.shift(300 + 2 * TEN_SECONDS)
    assert [len(phone.replies()) for phone in phones] == [1] * 20


def test_stray_job_sends_nothing_early(phone: Phone, clock: Any) -> None:
    """A job that runs before the hour, for whatever reason, sends nothing."""
    phone.text("hey")
    clock.shift(MINUTE)
    phone.line.services.outbox.deliver(phone.line.reply().id)
    assert phone.replies() == []
    clock.shift(HOUR)
    phone.line.sweep()
    assert len(phone.replies()) == 1


# The sender and the language


def test_reply_from_the_number_he_texted(phone: Phone, clock: Any) -> None:
    """A reply comes from the number he texted, so that he finds it in the same conversation."""
    phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert [message.sender for message in phone.inbox()] == [DECOY]


@pytest.mark.parametrize(
    ("reply_from", "sender", "service"),
    [(HER_OTHER_NUMBER, HER_OTHER_NUMBER, ""), ("NON", "NON", ""), (SERVICE, "", SERVICE)],
    ids=["number", "name", "service"],
)
def test_reply_from(open_line: OpenLine, clock: Any, reply_from: str, sender: str, service: str) -> None:
    """A decoy number may reply through another number, a sender name or a Messaging Service."""
    line = open_line(numbers=[{"number": DECOY, "language": "fr", "reply_from": reply_from}])
    line.top_up()
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    (message,) = line.phone().inbox()
    assert (message.sender, message.service) == (sender, service)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_reply_in_the_language_of_the_number(open_line: OpenLine, clock: Any, language: str) -> None:
    """He hears and reads the language of the number he reached."""
    numbers = [{"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": language}]
    line = open_line(numbers=numbers)
    line.top_up()
    phone = line.phone(reaches=HER_OTHER_NUMBER)
    assert f"/recordings/{language}-" in phone.call()
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == [line.services.settings.words[language].reply]


# Calls


def test_call_hears_the_recording(phone: Phone, clock: Any) -> None:
    """A call hears the recording and is hung up after it; an hour later it is answered by a text too."""
    answer = phone.call()
    assert "<Play>https://decoy.example.org/recordings/fr-" in answer
    assert answer.endswith("<Hangup/></Response>")
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1


@pytest.mark.parametrize("answered", [["sms"], ["call"], []], ids=lambda answered: "+".join(answered) or "none")
def test_answers_only_what_it_is_told_to(open_line: OpenLine, clock: Any, answered: list[str]) -> None:
    """Only the channels that the policy names earn a reply; every call hears the recording all the same."""
    line = open_line(replies={"answer": answered})
    line.top_up()
    caller, texter = line.phone(HIM), line.phone("+33639980043")
    assert caller.hears() == "recording"
    texter.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert (len(caller.replies()), len(texter.replies())) == ("call" in answered, "sms" in answered)


# One reply


def test_call_and_text_get_one_reply(phone: Phone, clock: Any) -> None:
    """He who calls and texts is one caller, and gets one reply."""
    phone.call()
    phone.text("pick up")
    phone.call()
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1
    assert len(phone.line.entries("noted")) == 2


@pytest.mark.parametrize("again_after", [MINUTE, 2 * HOUR, 29 * DAY])
def test_one_reply_per_window(phone: Phone, clock: Any, again_after: int) -> None:
    """A second text within the window earns no second reply, however late in it."""
    phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    before = len(phone.replies()) if again_after > HOUR else 0
    clock.shift(again_after)
    phone.text("hey?")
    clock.shift(HOUR + TEN_SECONDS)
    assert (before, len(phone.replies())) == (int(again_after > HOUR), 1)


def test_answered_again_after_the_window(phone: Phone, clock: Any) -> None:
    """Once the window has passed, he is told once more."""
    phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1
    clock.shift(30 * DAY)
    phone.text("remember me?")
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 2


def test_one_reply_through_all_decoy_numbers(open_line: OpenLine, clock: Any) -> None:
    """Trying her other number gets him no second reply."""
    line = open_line(numbers=[{"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": "nl"}])
    line.top_up()
    line.phone().text("hey")
    line.phone(reaches=HER_OTHER_NUMBER).text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert len(line.phone().replies()) == 1
