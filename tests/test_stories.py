"""What happens on a line, told through his phone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from decoy.messages import State
from tests.conftest import EVENING
from tests.world import DAY, DECOY, HIM, HOUR, MINUTE, Line, Phone, at_once

TEN_SECONDS = 10
HER_OTHER_NUMBER = "+33639980002"
SERVICE = "MG" + "5" * 32
OpenLine = Callable[..., Line]


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
    """Who calls and texts is one caller, and gets one reply."""
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


# Twilio repeats itself


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


# Pause


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


def test_best_evidence_first(open_line: OpenLine, clock: Any) -> None:
    """Held replies are taken up again in batches: who came twice before who came once, then the newest first."""
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


# Block


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


# Forget


@pytest.mark.parametrize("ended", ["accepted", "held", "sent", "delivered", "cancelled", "expired", "failed"])
def test_forget_leaves_no_trace(phone: Phone, clock: Any, ended: str) -> None:
    """Once a caller is forgotten his ref occurs nowhere in the store, and the ledger still sums to the same."""
    walk_to(ended, phone, clock)
    ref, money = phone.line.ref(), phone.line.money()
    assert ref in str(phone.line.memory(""))
    phone.line.forget()
    assert [key for key, value in phone.line.memory("").items() if ref in f"{key!r} {value!r}"] == []
    assert phone.line.money() == money
    assert phone.line.money() == phone.line.summed()


@pytest.mark.parametrize("waiting", ["accepted", "held", "unconfirmed"])
def test_forgotten_gets_no_reply(phone: Phone, clock: Any, waiting: str) -> None:
    """Nothing is sent any more to a caller who was forgotten, for his number is gone too."""
    walk_to(waiting, phone, clock)
    reply = phone.line.reply().id
    phone.line.forget()
    assert not phone.line.services.store.redis.hget(f"decoy:reply:{reply}", "sealed")
    phone.line.resume()
    for _ in range(3):
        clock.shift(HOUR)
        phone.line.sweep()
    assert phone.replies() == []


def test_forgotten_is_a_stranger(phone: Phone, clock: Any) -> None:
    """Who was forgotten may be answered like somebody new."""
    phone.text("STOP")
    phone.line.block()
    phone.line.forget()
    phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1


def test_forget_keeps_the_others(line: Line) -> None:
    """Forgetting one caller takes nothing from another."""
    him, another = line.phone(), line.phone("+33639980043")
    him.text("hey")
    another.text("hey")
    before = line.services.ledger.entries_of(line.ref(another.number))
    line.forget()
    assert line.services.ledger.entries_of(line.ref(another.number)) == before
    assert line.services.ledger.entries_of(line.ref()) == []


def walk_to(state: str, phone: Phone, clock: Any) -> None:
    """Text once, and bring the reply into *state*."""
    line = phone.line
    phone.call()
    phone.text("hey")
    if state in ("held", "expired"):
        line.pause()
    if state == "cancelled":
        phone.text("STOP")
    if state == "unconfirmed":
        line.twilio.drop_next(created=False)
    if state == "accepted":
        return
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    if state == "delivered":
        phone.replies()
    if state == "failed":
        line.report(line.reply(), line.reply().sid, "failed", 30008)
    if state == "expired":
        clock.shift(DAY)
        line.sweep()
    assert line.states() == {State(state).value: 1}
