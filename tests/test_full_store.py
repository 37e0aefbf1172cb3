"""When the store is full: it refuses to write, but still erases; nothing is lost by that, and nothing paid twice."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from redis import Redis

from decoy.store import StoreError
from tests.prices import INBOUND, PRICE
from tests.world import HOUR, Line

Full = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def full(store: Redis) -> Full:
    """Fill the store for a while."""

    @contextmanager
    def full() -> Iterator[None]:
        store.config_set("maxmemory", 1)
        try:
            yield
        finally:
            store.config_set("maxmemory", 0)

    return full


def test_a_reply_does_not_end_unpaid(sent: Line, full: Full, clock: Any) -> None:
    """A status update that a full store does not take in ends no reply whose money is still set aside."""
    reply = sent.reply()
    with full():
        assert sent.report(reply, reply.sid, "delivered") == 503
    assert sent.states() == {"sent": 1}
    clock.shift(37 * HOUR)
    sent.sweep()
    assert sent.money() == {"topped_up": 20_000_000, "spent": INBOUND + PRICE, "reserved": 0} == sent.summed()


def test_a_call_does_not_end_uncharged(line: Line, full: Full, clock: Any) -> None:
    """The end of a call that a full store does not take in is still waited for, and charged in the end."""
    line.phone().call(sid="CA1")
    with full():
        assert line.twilio.hang_up("CA1", 30).status == 503
    clock.shift(HOUR)
    line.services.bill.run(datetime.now(UTC))
    assert [entry.amount for entry in line.entries("charged") if entry.sid == "CA1"] == [10_000]


def test_nothing_leaves(due: Line, full: Full, clock: Any) -> None:
    """A due reply is not sent while its price cannot be set aside; it leaves, once, when there is room again."""
    with full(), pytest.raises(StoreError, match="maxmemory"):
        due.services.delivery.send(due.reply().id, datetime.now(UTC))
    assert due.outbound() == []
    for _ in range(4):
        clock.shift(65)
        due.sweep()
    assert len(due.outbound()) == 1
