"""The horizon: what a clock that ran ahead for a minute has put off for months is brought back by the sweep."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from decoy.crowd import Heat
from decoy.store import CALLS, UNPRICED, UNSENT
from tests.prices import INBOUND, PRICE
from tests.world import DAY, HOUR, MINUTE, Line

AHEAD = 300 * DAY


def sweep(line: Line) -> None:
    """Let the sweep come round, with all that comes with it."""
    now = datetime.now(UTC)
    line.sweep()
    line.services.bill.run(now)


@pytest.fixture
def wrong(line: Line, clock: Any) -> Line:
    """Give a line on a host whose clock runs 300 days ahead."""
    clock.shift(AHEAD)
    return line


def test_a_clock_that_is_behind(line: Line, clock: Any) -> None:
    """A host that starts with a clock of months ago brings no reply before its hour, and ends none that is held."""
    line.phone().text("hey")
    clock.shift(-AHEAD)
    sweep(line)
    clock.shift(AHEAD + HOUR - MINUTE)
    sweep(line)
    assert line.outbound() == []
    line.pause()
    clock.shift(2 * MINUTE)
    line.work()
    clock.shift(-AHEAD)
    sweep(line)
    clock.shift(AHEAD)
    sweep(line)
    assert line.states() == {"held": 1}


def test_a_claim(due: Line, clock: Any) -> None:
    """A reply whose worker had such a clock, and vanished, is looked for and sent once."""
    clock.shift(AHEAD)
    due.services.outbox.claim(due.reply().id, datetime.now(UTC))
    clock.shift(-AHEAD)
    for _ in range(6):
        sweep(due)
        clock.shift(MINUTE + 5)
    assert len(due.outbound()) == 1


def test_a_reply_that_was_sent(due: Line, clock: Any) -> None:
    """A reply that such a clock promised, and its worker sent before it vanished, is found, and not sent again."""
    due.twilio.drop_next(created=True)
    due.work()
    ahead = int(datetime.now(UTC).timestamp() * 1000) + AHEAD * 1000
    due.services.store.redis.hset(f"decoy:reply:{due.reply().id}", "due", ahead)
    for _ in range(5):
        clock.shift(MINUTE + 5)
        sweep(due)
    assert (due.states(), len(due.outbound())) == ({"sent": 1}, 1)


def test_calls_and_alerts(wrong: Line, clock: Any) -> None:
    """A call of such a moment is charged, and an alert of it is sent, when the clock is right again."""
    wrong.phone().call(sid="CA1")
    wrong.services.store.redis.zadd(UNSENT, {"day:100": datetime.now(UTC).timestamp() * 1000})
    clock.shift(-AHEAD)
    sweep(wrong)
    redis = wrong.services.store.redis
    assert (redis.zcard(CALLS), wrong.money()["spent"]) == (0, 10_000)
    assert redis.zscore(UNSENT, "day:100") <= datetime.now(UTC).timestamp() * 1000


def test_what_a_reply_cost(sent: Line, clock: Any) -> None:
    """What a reply really cost is asked for, though such a clock had noted when it was paid for."""
    clock.shift(AHEAD)
    sent.twilio.deliver()
    clock.shift(-AHEAD)
    sweep(sent)
    assert sent.services.store.redis.zcard(UNPRICED) == 0
    assert sent.services.budget.funds(datetime.now(UTC)).confirmed == PRICE
    assert sent.money()["spent"] == INBOUND + PRICE


def test_nothing_to_bring_back(due: Line, clock: Any) -> None:
    """What waits as long as it should is left alone."""
    due.pause()
    due.work()
    before = due.memory("decoy:replies")
    due.services.sweep.horizon.run(datetime.now(UTC))
    assert due.memory("decoy:replies") == before
    assert len(due.entries("held")) == 1


def test_recordings_of_a_wrong_clock(wrong: Line, clock: Any) -> None:
    """Calls of such a moment do not use up the part of the money that calls have until then."""
    for last in range(3):
        wrong.phone(f"+3363998{last:04}").call()
    redis = wrong.services.store.redis
    redis.hset("decoy:funds", "calls_used", 10**9)
    clock.shift(-AHEAD)
    assert wrong.phone("+33639980900").hears() == "busy"
    clock.shift(HOUR)
    assert wrong.phone("+33639980901").hears() == "recording"


def test_a_raid_of_a_wrong_clock(wrong: Line, clock: Any) -> None:
    """A raid that such a clock saw ends when it has been calm for as long as any other."""
    raids, calm = wrong.services.raids, timedelta(minutes=30)
    raid = raids.declare("FR", None, "a test", datetime.now(UTC))
    clock.shift(-AHEAD)
    ends = []
    for _ in range(4):
        ends.append(raids.watch(raid, Heat.CALM, datetime.now(UTC), calm_for=calm))
        clock.shift(15 * MINUTE)
    assert ends == ["", "", "ended", ""]
