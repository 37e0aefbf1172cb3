"""Forgetting a caller: nothing is left of him, and nothing is sent to him."""

from typing import Any

import pytest

from decoy.messages import State
from tests.phone import Phone
from tests.world import DAY, HOUR, TEN_SECONDS, Line


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
    """A caller who was forgotten may be answered like a new one."""
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
