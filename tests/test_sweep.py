"""The jobs and the sweep: each due reply is taken up, and by one worker only."""

from datetime import UTC, datetime
from typing import Any

import pytest

from decoy.messages import State
from tests.phone import Phone
from tests.prices import INBOUND, PRICE
from tests.world import HOUR, MINUTE, TEN_SECONDS, Line, at_once


def test_two_workers_send_once(due: Line) -> None:
    """Many workers that take up the same reply at the same moment send it once."""
    reply = due.reply().id
    at_once(8, lambda _: due.services.delivery.send(reply, datetime.now(UTC)))
    assert len(due.outbound()) == 1
    assert due.states() == {"sent": 1}
    assert due.money()["reserved"] == PRICE


def test_sweeps_at_once(due: Line, clock: Any) -> None:
    """Many sweeps at the same moment do the work of one."""
    due.twilio.drop_next(created=False)
    due.work()
    clock.shift(3 * MINUTE)
    at_once(4, lambda _: due.services.sweep.run(datetime.now(UTC)))
    due.work()
    assert len(due.outbound()) == 1
    assert due.money() == {"topped_up": 20_000_000, "spent": INBOUND, "reserved": PRICE} == due.summed()


def test_job_was_lost(phone: Phone, clock: Any) -> None:
    """A due reply whose job is gone from the queue is queued again by the sweep."""
    phone.text("hey")
    for key in phone.line.services.store.redis.scan_iter("rq:*"):
        phone.line.services.store.redis.delete(key)
    clock.shift(HOUR + TEN_SECONDS)
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
    count, before = len(due.outbound()), due.memory()
    due.services.outbox.deliver(due.reply().id)
    due.work()
    assert due.memory() == before
    assert (len(due.outbound()), due.reply().state) == (count, State(state))


@pytest.mark.parametrize("reply", ["unknown", ""])
def test_job_for_nobody(line: Line, reply: str) -> None:
    """A job for a reply that does not exist does nothing."""
    line.services.delivery.send(reply, datetime.now(UTC))
    assert line.states() == {}
