"""When nobody knows whether a reply was sent: it is looked for, and sent at most once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.numbers import HIM
from tests.prices import INBOUND, PRICE
from tests.world import MINUTE, Line, OpenLine


def let_minutes_pass(line: Line, clock: Any, count: int) -> None:
    """Let the sweep come round once a minute, and a little more."""
    for _ in range(count):
        clock.shift(MINUTE + 5)
        line.sweep()


# Twilio is silent


@pytest.mark.parametrize(("status", "code"), [(500, 20500), (503, 20503), (502, None), (504, None)])
def test_server_error_then_nothing_found(due: Line, clock: Any, status: int, code: int | None) -> None:
    """After a server error the reply is looked for during two minutes, and is then sent once."""
    due.twilio.fail_next(status, code)
    due.work()
    assert due.states() == {"unconfirmed": 1}
    assert due.money()["reserved"] == PRICE
    let_minutes_pass(due, clock, 1)
    assert due.states() == {"unconfirmed": 1}
    clock.shift(60)
    due.sweep()
    assert due.states() == {"sent": 1}
    assert len(due.outbound()) == 1
    assert due.money()["reserved"] == PRICE


@pytest.mark.parametrize("created", [True, False])
def test_dropped_connection(due: Line, clock: Any, created: bool) -> None:
    """When the connection breaks the reply is sent once, whether Twilio had taken it or not."""
    due.twilio.drop_next(created)
    due.work()
    assert due.states() == {"unconfirmed": 1}
    let_minutes_pass(due, clock, 3)
    assert due.states() == {"sent": 1}
    assert len(due.outbound()) == 1
    assert len(due.phone().replies()) == 1
    assert due.states() == {"delivered": 1}
    assert due.money() == {"topped_up": 20_000_000, "spent": INBOUND + PRICE, "reserved": 0}


def test_found_as_soon_as_asked(due: Line, clock: Any) -> None:
    """A text that Twilio had taken after all is found at the first look, and its sid is remembered."""
    due.twilio.drop_next(created=True)
    due.work()
    clock.shift(61)
    due.sweep()
    (message,) = due.outbound()
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
    assert len(due.outbound()) == 1


@pytest.mark.parametrize("status", ["undelivered", "failed"])
def test_found_in_its_end(due: Line, clock: Any, status: str) -> None:
    """A text that is found when all is over is counted as what became of it."""
    due.twilio.drop_next(created=True)
    due.work()
    (message,) = due.outbound()
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
    assert len(due.outbound()) == 1


def test_lost_twice(due: Line, clock: Any) -> None:
    """A reply that is lost twice is still sent once."""
    due.twilio.fail_next(500, 20500)
    due.twilio.drop_next(created=True)
    due.work()
    let_minutes_pass(due, clock, 4)
    assert due.states() == {"sent": 1}
    assert len(due.outbound()) == 1


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
    let_minutes_pass(line, clock, 5)
    assert len(phone.replies()) == 2


# A worker dies


def test_crash_before_sending(due: Line, clock: Any) -> None:
    """A worker that dies between taking a reply and sending it leaves one that is looked for, and then sent once."""
    due.services.outbox.claim(due.reply().id, datetime.now(UTC))
    due.work()
    assert len(due.outbound()) == 0
    let_minutes_pass(due, clock, 3)
    assert len(due.outbound()) == 0 or due.states() == {"sent": 1}
    let_minutes_pass(due, clock, 1)
    assert due.states() == {"sent": 1}
    assert len(due.outbound()) == 1


def test_crash_after_reserving(due: Line, clock: Any) -> None:
    """A worker that dies with money set aside leaves it with the reply: found unsent, it is given back."""
    reply = due.services.outbox.claim(due.reply().id, datetime.now(UTC))
    assert reply is not None
    due.services.budget.reserve(reply, PRICE, datetime.now(UTC))
    let_minutes_pass(due, clock, 4)
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
    let_minutes_pass(due, clock, 4)
    assert len(due.outbound()) == 1
    assert len(due.phone().replies()) == 1
    assert due.states() == {"delivered": 1}


# What changes meanwhile


def test_secret_was_changed(due: Line, clock: Any) -> None:
    """An unconfirmed reply whose number can no longer be read counts as sent and spent: nobody can tell."""
    due.twilio.drop_next(created=False)
    due.work()
    due.services.store.redis.hset(f"decoy:reply:{due.reply().id}", "sealed", "sealed under another secret")
    let_minutes_pass(due, clock, 4)
    assert due.states() == {"sent": 1}
    assert due.money() == {"topped_up": 20_000_000, "spent": INBOUND + PRICE, "reserved": 0} == due.summed()


def test_stop_while_unconfirmed(due: Line, clock: Any) -> None:
    """After a STOP a reply that turns out unsent is not sent again."""
    due.twilio.drop_next(created=False)
    due.work()
    due.phone().text("STOP")
    let_minutes_pass(due, clock, 4)
    assert len(due.outbound()) == 0
    assert due.states() == {"cancelled": 1}
    assert due.money()["reserved"] == 0
