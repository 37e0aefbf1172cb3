"""Sending and following: never two for one, never one lost, whatever Twilio says, and in whatever order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from decoy.messages import State
from tests.world import DAY, HIM, HOUR, MINUTE, Line, Phone, at_once

SID = "SM" + "2" * 32
ANOTHER = "SM" + "3" * 32
PRICE = 80_000
INBOUND = 7_500
OpenLine = Callable[..., Line]


@pytest.fixture
def due(phone: Phone, clock: Any) -> Line:
    """Give a line on which one reply is due."""
    phone.text("hey")
    clock.shift(HOUR + 10)
    return phone.line


@pytest.fixture
def sent(due: Line) -> Line:
    """Give a line on which one reply has just been sent, and Twilio has reported nothing yet."""
    due.work()
    assert due.states() == {"sent": 1}
    return due


def outbound(line: Line) -> int:
    """Count the texts that Twilio was given for him."""
    return sum(message.direction == "outbound-api" for message in line.twilio.messages_of(HIM))


# What Twilio answers


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
    assert outbound(due) == 0
    assert [entry.reason for entry in due.entries("failed")] == [f"provider:{code}"]


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (400, 21611), (400, 30001)])
def test_refused_for_now(due: Line, clock: Any, status: int, code: int) -> None:
    """What surely was not sent waits for half a minute with its money given back, and is then sent once."""
    due.twilio.fail_next(status, code)
    due.work()
    assert due.states() == {"accepted": 1}
    assert due.money()["reserved"] == 0
    due.sweep()
    assert outbound(due) == 0
    clock.shift(45)
    due.sweep()
    assert outbound(due) == 1
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
    clock.shift(HOUR + 10)
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
    clock.shift(HOUR + 10)
    due.twilio.suspend()
    due.sweep()
    due.sweep()
    assert due.states() == {"held": 11}
    assert len(due.entries("reserved")) == 1
    due.twilio.restore()
    due.resume()
    due.sweep()
    assert due.states() == {"sent": 11}


# Silence


@pytest.mark.parametrize(("status", "code"), [(500, 20500), (503, 20503), (502, None), (504, None)])
def test_server_error_then_nothing_found(due: Line, clock: Any, status: int, code: int | None) -> None:
    """After a server error the reply is looked for during two minutes, and is then sent once."""
    due.twilio.fail_next(status, code)
    due.work()
    assert due.states() == {"unconfirmed": 1}
    assert due.money()["reserved"] == PRICE
    clock.shift(65)
    due.sweep()
    assert due.states() == {"unconfirmed": 1}
    clock.shift(60)
    due.sweep()
    assert due.states() == {"sent": 1}
    assert outbound(due) == 1
    assert due.money()["reserved"] == PRICE


@pytest.mark.parametrize("created", [True, False])
def test_dropped_connection(due: Line, clock: Any, created: bool) -> None:
    """When the connection breaks the reply is sent once, whether Twilio had taken it or not."""
    due.twilio.drop_next(created)
    due.work()
    assert due.states() == {"unconfirmed": 1}
    for _ in range(3):
        clock.shift(65)
        due.sweep()
    assert due.states() == {"sent": 1}
    assert outbound(due) == 1
    assert len(due.phone().replies()) == 1
    assert due.states() == {"delivered": 1}
    assert due.money() == {"topped_up": 20_000_000, "spent": INBOUND + PRICE, "reserved": 0}


def test_found_as_soon_as_asked(due: Line, clock: Any) -> None:
    """A text that Twilio had taken after all is found at the first look, and its sid is remembered."""
    due.twilio.drop_next(created=True)
    due.work()
    clock.shift(61)
    due.sweep()
    (message,) = [message for message in due.twilio.messages_of(HIM) if message.direction == "outbound-api"]
    assert due.reply().sid == message.sid
    assert due.reply().sealed == ""


def test_callback_proves_it(due: Line, clock: Any) -> None:
    """The status callback of a text whose answer was lost is proof enough: nothing is asked or sent again."""
    due.twilio.drop_next(created=True)
    due.work()
    due.twilio.deliver()
    assert due.states() == {"delivered": 1}
    clock.shift(5 * MINUTE)
    due.sweep()
    assert outbound(due) == 1


@pytest.mark.parametrize("status", ["undelivered", "failed"])
def test_found_in_its_end(due: Line, clock: Any, status: str) -> None:
    """A text that is found when all is over is counted as what became of it."""
    due.twilio.drop_next(created=True)
    due.work()
    (message,) = [message for message in due.twilio.messages_of(HIM) if message.direction == "outbound-api"]
    token, due.twilio.token = due.twilio.token, "one that signs no callback"
    due.twilio.finish(message.sid, status)
    due.twilio.token = token
    clock.shift(61)
    due.sweep()
    assert due.states() == {status: 1}
    assert due.money()["spent"] == INBOUND + (PRICE if status == "undelivered" else 0)


def test_cannot_ask(due: Line, clock: Any) -> None:
    """While Twilio cannot be asked nothing is sent again, however long that lasts."""
    due.twilio.drop_next(created=True)
    due.work()
    for _ in range(4):
        due.twilio.fail_next(503, 20503, call="list")
        clock.shift(2 * MINUTE)
        due.sweep()
        assert due.states() == {"unconfirmed": 1}
    clock.shift(MINUTE)
    due.sweep()
    assert due.states() == {"sent": 1}
    assert outbound(due) == 1


def test_lost_twice(due: Line, clock: Any) -> None:
    """A reply that is lost twice is still sent once."""
    due.twilio.fail_next(500, 20500)
    due.twilio.drop_next(created=True)
    due.work()
    for _ in range(4):
        clock.shift(65)
        due.sweep()
    assert due.states() == {"sent": 1}
    assert outbound(due) == 1


def test_crash_before_sending(due: Line, clock: Any) -> None:
    """A worker that dies between taking a reply and sending it leaves one that is looked for, and then sent once."""
    due.services.outbox.claim(due.reply().id, datetime.now(UTC))
    due.work()
    assert outbound(due) == 0
    for _ in range(3):
        clock.shift(65)
        due.sweep()
    assert outbound(due) == 0 or due.states() == {"sent": 1}
    clock.shift(65)
    due.sweep()
    assert due.states() == {"sent": 1}
    assert outbound(due) == 1


def test_crash_after_reserving(due: Line, clock: Any) -> None:
    """A worker that dies with money set aside leaves it with the reply: found unsent, it is given back."""
    reply = due.services.outbox.claim(due.reply().id, datetime.now(UTC))
    assert reply is not None
    due.services.budget.reserve(reply, PRICE, datetime.now(UTC))
    for _ in range(4):
        clock.shift(65)
        due.sweep()
    assert len(due.phone().replies()) == 1
    assert due.money() == {"topped_up": 20_000_000, "spent": INBOUND + PRICE, "reserved": 0} == due.summed()


def test_crash_after_sending(due: Line, clock: Any) -> None:
    """A worker that dies right after Twilio took the reply leaves one that is found, and not sent again."""
    services, now = due.services, datetime.now(UTC)
    reply = services.outbox.claim(due.reply().id, now)
    assert reply is not None
    services.budget.reserve(reply, PRICE, now)
    text = services.settings.words["fr"].reply
    services.delivery.provider.send(reply.id, reply.number, HIM, text)
    for _ in range(4):
        clock.shift(65)
        due.sweep()
    assert outbound(due) == 1
    assert len(due.phone().replies()) == 1
    assert due.states() == {"delivered": 1}


def test_secret_was_changed(due: Line, clock: Any) -> None:
    """An unconfirmed reply whose number can no longer be read counts as sent and spent: nobody can tell."""
    due.twilio.drop_next(created=False)
    due.work()
    due.services.store.redis.hset(f"decoy:reply:{due.reply().id}", "sealed", "sealed under another secret")
    for _ in range(4):
        clock.shift(65)
        due.sweep()
    assert due.states() == {"sent": 1}
    assert due.money() == {"topped_up": 20_000_000, "spent": INBOUND + PRICE, "reserved": 0} == due.summed()


# Status callbacks


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


def test_opted_out_at_twilio(due: Line, clock: Any) -> None:
    """When Twilio knows that he opted out so do we from then on, and he is not answered again."""
    due.twilio.fail_next(400, 21610)
    due.work()
    assert due.states() == {"failed": 1}
    clock.shift(60 * DAY)
    due.phone().text("hey")
    assert due.reasons() == {"opted_out": 1}


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


# Workers and jobs


def test_two_workers_send_once(due: Line) -> None:
    """Many workers that take up the same reply at the same moment send it once."""
    reply = due.reply().id
    at_once(8, lambda _: due.services.delivery.send(reply, datetime.now(UTC)))
    assert outbound(due) == 1
    assert due.states() == {"sent": 1}
    assert due.money()["reserved"] == PRICE


def test_sweeps_at_once(due: Line, clock: Any) -> None:
    """Many sweeps at the same moment do the work of one."""
    due.twilio.drop_next(created=False)
    due.work()
    clock.shift(3 * MINUTE)
    at_once(4, lambda _: due.services.sweep.run(datetime.now(UTC)))
    due.work()
    assert outbound(due) == 1
    assert due.money() == {"topped_up": 20_000_000, "spent": INBOUND, "reserved": PRICE} == due.summed()


def test_job_was_lost(phone: Phone, clock: Any) -> None:
    """A due reply whose job is gone from the queue is queued again by the sweep."""
    phone.text("hey")
    for key in phone.line.services.store.redis.scan_iter("rq:*"):
        phone.line.services.store.redis.delete(key)
    clock.shift(HOUR + 10)
    assert phone.replies() == []
    phone.line.sweep()
    assert len(phone.replies()) == 1


def test_sweep_leaves_what_is_served(due: Line) -> None:
    """A due reply that a job will serve is not queued twice."""
    due.services.sweep.run(datetime.now(UTC))
    due.services.sweep.run(datetime.now(UTC))
    assert due.services.store.redis.llen("rq:queue:decoy") == 1


@pytest.mark.parametrize("state", ["sent", "delivered", "failed", "cancelled"])
def test_job_runs_again(due: Line, state: str) -> None:
    """A job that runs once more for a reply that has gone its way does nothing."""
    if state == "cancelled":
        due.phone().text("STOP")
    due.work()
    if state in ("delivered", "failed"):
        due.report(due.reply(), due.reply().sid, state)
    count, before = outbound(due), due.memory()
    due.services.outbox.deliver(due.reply().id)
    due.work()
    assert due.memory() == before
    assert (outbound(due), due.reply().state) == (count, State(state))


@pytest.mark.parametrize("reply", ["unknown", ""])
def test_job_for_nobody(line: Line, reply: str) -> None:
    """A job for a reply that does not exist does nothing."""
    line.services.delivery.send(reply, datetime.now(UTC))
    assert line.states() == {}


def test_stop_while_unconfirmed(due: Line, clock: Any) -> None:
    """After a STOP a reply that turns out unsent is not sent again."""
    due.twilio.drop_next(created=False)
    due.work()
    due.phone().text("STOP")
    for _ in range(4):
        clock.shift(65)
        due.sweep()
    assert outbound(due) == 0
    assert due.states() == {"cancelled": 1}
    assert due.money()["reserved"] == 0


def test_number_that_was_given_up(due: Line, open_line: OpenLine) -> None:
    """A promised reply still leaves from the number he texted after that number was taken out of the policy."""
    other = open_line(numbers=[{"number": "+33639980002", "language": "nl"}])
    other.work()
    (message,) = other.phone().inbox()
    assert message.sender == "+33639980001"
    assert message.body == other.services.settings.words["fr"].reply


def test_second_reply_is_not_taken_for_the_first(open_line: OpenLine, clock: Any) -> None:
    """When he may be answered more than once, a lost second reply is not found in the first one he got."""
    line = open_line(replies={"delay_seconds": MINUTE}, limits={"replies_per_caller": "5/day"})
    line.top_up()
    phone = line.phone()
    phone.text("hey")
    clock.shift(MINUTE + 1)
    assert len(phone.replies()) == 1
    phone.text("hey")
    line.twilio.drop_next(created=False)
    for _ in range(5):
        clock.shift(MINUTE + 5)
        line.sweep()
    assert len(phone.replies()) == 2
