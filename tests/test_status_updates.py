"""What Twilio reports of a reply: counted once, in whatever order it comes."""

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from tests.prices import INBOUND, PRICE
from tests.world import DAY, HOUR, MINUTE, Line, at_once

SID = "SM" + "2" * 32
ANOTHER = "SM" + "3" * 32


# In any order


@pytest.mark.parametrize(
    ("reported", "state", "spent"),
    [
        (["queued", "sent", "delivered"], "delivered", True),
        (["delivered"], "delivered", True),
        (["sent"], "sent", False),
        (["queued", "sent", "undelivered"], "undelivered", True),
        (["failed"], "failed", False),
        (["canceled"], "failed", False),
        (["sent", "delivered", "read"], "delivered", True),
        (["something new", "delivered"], "delivered", True),
    ],
)
def test_followed_to_its_end(sent: Line, reported: list[str], state: str, spent: bool) -> None:
    """A reply ends as Twilio last reported it: what the network took is spent, what failed is given back."""
    reply = sent.reply()
    assert [sent.report(reply, reply.sid, status) for status in reported] == [204] * len(reported)
    assert sent.states() == {state: 1}
    assert sent.money()["spent"] == INBOUND + (PRICE if spent else 0)
    assert sent.money()["reserved"] == (PRICE if state == "sent" else 0)


@pytest.mark.parametrize("order", list(permutations(["queued", "sending", "sent", "delivered"])))
def test_callbacks_in_any_order(sent: Line, order: tuple[str, ...]) -> None:
    """In whatever order and however often callbacks come, the reply is delivered, and paid once."""
    reply = sent.reply()
    for status in order + order:
        sent.report(reply, reply.sid, status)
    assert sent.states() == {"delivered": 1}
    assert sent.money() == {"topped_up": 20_000_000, "spent": INBOUND + PRICE, "reserved": 0} == sent.summed()
    assert len(sent.entries("delivered", "settled")) == 2


@pytest.mark.parametrize("first", ["delivered", "undelivered", "failed"])
@pytest.mark.parametrize("second", ["delivered", "undelivered", "failed", "sent"])
def test_first_end_stands(sent: Line, first: str, second: str) -> None:
    """An end is an end: what is reported after it changes neither the reply nor the money."""
    reply = sent.reply()
    sent.report(reply, reply.sid, first)
    before = sent.memory()
    sent.report(reply, reply.sid, second)
    assert sent.memory() == before


def test_callback_before_the_answer(due: Line) -> None:
    """A callback that overtakes the answer to the request is believed, and the answer then changes nothing."""
    reply = due.services.outbox.claim(due.reply().id, datetime.now(UTC))
    assert reply is not None
    due.services.budget.reserve(reply, PRICE, datetime.now(UTC))
    due.report(reply, SID, "delivered")
    assert not due.services.outbox.sent(reply, SID, datetime.now(UTC))
    assert due.states() == {"delivered": 1}
    assert due.money()["spent"] == INBOUND + PRICE


def test_callbacks_at_once(sent: Line) -> None:
    """The same callback many times at the same moment counts once."""
    reply = sent.reply()
    at_once(8, lambda _: sent.report(reply, reply.sid, "delivered"))
    assert sent.states() == {"delivered": 1}
    assert sent.money() == {"topped_up": 20_000_000, "spent": INBOUND + PRICE, "reserved": 0} == sent.summed()


# Late or never


def test_no_callback_ever(sent: Line, clock: Any) -> None:
    """Some networks never report: after a day and a half a sent reply counts as sent, and as spent."""
    clock.shift(35 * HOUR)
    sent.sweep()
    assert sent.money()["reserved"] == PRICE
    clock.shift(HOUR + MINUTE)
    for _ in range(2):
        sent.sweep()
    assert sent.states() == {"sent": 1}
    assert sent.money() == {"topped_up": 20_000_000, "spent": INBOUND + PRICE, "reserved": 0} == sent.summed()


@pytest.mark.parametrize("status", ["delivered", "undelivered", "sent"])
def test_callback_after_all(sent: Line, clock: Any, status: str) -> None:
    """A callback that comes after the reply was counted as sent says how it ended, and costs nothing more."""
    clock.shift(37 * HOUR)
    sent.sweep()
    reply = sent.reply()
    sent.report(reply, reply.sid, status)
    assert sent.states() == {status: 1}
    assert sent.money()["spent"] == INBOUND + PRICE


@pytest.mark.parametrize(
    ("status", "spent", "states"),
    [("delivered", PRICE, {"delivered": 1}), ("sent", PRICE, {"sent": 1}), ("failed", 0, {"accepted": 1})],
)
def test_given_up_too_early(due: Line, clock: Any, status: str, spent: int, states: dict[str, int]) -> None:
    """When a reply given up as lost reports after all, it is paid and not sent again; one that failed still waits."""
    due.twilio.drop_next(created=False)
    due.work()
    due.pause()
    clock.shift(3 * MINUTE)
    due.services.sweep.run(datetime.now(UTC))
    assert due.states() == {"accepted": 1}
    due.report(due.reply(), SID, status)
    assert due.states() == states
    assert due.money() == {"topped_up": 20_000_000, "spent": INBOUND + spent, "reserved": 0} == due.summed()
    assert due.services.store.redis.hget("decoy:days", "2026-11-20 country FR") == str(spent)


# About something else


@pytest.mark.parametrize("reply", ["unknown", "0" * 32, "..", "decoy:funds"])
def test_callback_for_nobody(sent: Line, reply: str) -> None:
    """A callback for a reply that does not exist is acknowledged, and changes nothing."""
    before = sent.memory()
    assert sent.report(reply, SID, "delivered") == 204
    assert sent.memory() == before


def test_callback_with_another_sid(sent: Line) -> None:
    """A callback about another message than the reply's own is acknowledged, and changes nothing."""
    before = sent.memory()
    assert sent.report(sent.reply(), ANOTHER, "failed", 30002) == 204
    assert sent.memory() == before


# What else a callback says


def test_opted_out_in_a_callback(sent: Line, clock: Any) -> None:
    """An opt-out that Twilio reports only afterwards is remembered too."""
    sent.report(sent.reply(), sent.reply().sid, "failed", 21610)
    assert sent.states() == {"failed": 1}
    clock.shift(60 * DAY)
    sent.phone().text("hey")
    assert sent.reasons() == {"opted_out": 1}


def test_account_fault_in_a_callback(sent: Line) -> None:
    """A callback that says the account is at fault pauses everything; once resumed, its repetition does not again."""
    reply = sent.reply()
    sent.report(reply, reply.sid, "failed", 30002)
    assert [entry.reason for entry in sent.entries("paused")] == ["Twilio refuses to send, error 30002"]
    sent.resume()
    sent.report(reply, reply.sid, "failed", 30002)
    assert len(sent.entries("paused")) == 1
