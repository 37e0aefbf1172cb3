"""The tally: it says what the ledger says, once each, and is read as fast however much there is."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from decoy import counters
from decoy.messages import Channel, Entry, InboundCall, State
from tests.numbers import DECOY
from tests.phone import Phone
from tests.visitor import Visitor
from tests.world import DAY, EVENING, HOUR, TEN_SECONDS, Line

PAGES = ("replies", "numbers", "abuse", "abuse/raids", "journal")
MANY = 100_000


def recounted(line: Line) -> dict[str, int]:
    """Add up from the ledger what the tally should say of the one number."""
    counts: Counter[str] = Counter()
    for entry in line.entries():
        counts[f"{entry.entry} {entry.reason}" if entry.entry in ("received", "refused") else entry.entry] += 1
        if entry.entry in ("charged", "settled", "corrected"):
            counts["cost"] += entry.amount or 0
    return counts


def tallied(line: Line) -> dict[str, int]:
    """Read the same from the tally."""
    read = line.services.tally.read()
    counts = {f"received {channel}": read.sum("received", channel, DECOY) for channel in Channel}
    for channel in Channel:
        for reason, times in read.refused(channel).items():
            counts[f"refused {reason}"] = counts.get(f"refused {reason}", 0) + times
    counts |= {state: read.sum(state, number=DECOY) for state in ("accepted", "delivered", "cancelled", "failed")}
    return counts | {"cost": read.costs.get(DECOY, 0)}


def agree(line: Line) -> bool:
    ledger = recounted(line)
    return all(ledger[name] == times for name, times in tallied(line).items())


def test_tally_is_the_ledger(line: Line, clock: Any) -> None:
    """After texts, calls, refusals, a STOP, deliveries, a failure and corrections both say the same."""
    for last in range(6):
        phone = line.phone(f"+3363998004{last}")
        phone.text("hey")
        phone.call()
    line.phone("+33639980040").text("STOP")
    line.phone("+33639980041").text("Votre code est 123456")
    line.phone("+447700900123").text("hey")
    line.twilio.deliver()
    assert agree(line)
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    (failing,) = line.outbound("+33639980045")
    line.report(reply_of(line, failing.sid), failing.sid, "failed", 30008)
    line.phone("+33639980042").replies()
    clock.shift(HOUR)
    line.services.bill.run(datetime.now(UTC))
    assert line.entries("corrected")
    assert line.states() == {"delivered": 4, "failed": 1, "cancelled": 1}
    assert agree(line)


def reply_of(line: Line, sid: str) -> str:
    """Find the reply that the provider calls *sid*."""
    return next(entry.reply for entry in line.entries("sent") if entry.sid == sid)


def test_twice_is_once(phone: Phone, clock: Any) -> None:
    """Whatever Twilio repeats is counted once: a text, a call, a status."""
    line = phone.line
    for _ in range(3):
        phone.text("hey", sid="SM1")
        phone.call(sid="CA1")
    clock.shift(HOUR + TEN_SECONDS)
    phone.replies()
    once = tallied(line)
    for _ in range(2):
        line.report(line.reply(), line.reply().sid, "delivered")
    assert tallied(line) == once
    assert (once["received sms"], once["received call"], once["accepted"], once["delivered"]) == (1, 1, 1, 1)
    assert line.services.tally.crowd(datetime.now(UTC)).callers == [(line.ref(), 2)]


def test_late_news_moves_a_reply(sent: Line, clock: Any) -> None:
    """A reply of which nothing was heard counts as sent, and as delivered once that is heard after all."""
    clock.shift(2 * DAY)
    sent.sweep()
    assert sent.services.tally.read().sum(State.SENT) == 1
    sent.services.outbox.finish(sent.reply(), State.DELIVERED, sent.reply().sid, datetime.now(UTC))
    counts = sent.services.tally.read()
    assert [counts.sum(state) for state in (State.SENT, State.DELIVERED)] == [0, 1]
    assert sent.states() == {"delivered": 1}


def test_guessed_minutes_are_corrected(line: Line) -> None:
    """A call whose end was not reported counts a minute, and its true minutes once they are known."""
    budget, tally = line.services.budget, line.services.tally
    budget.charge("CA1", DECOY, 10_000, EVENING, guess=True, minutes=1)
    assert tally.read().minutes == {DECOY: 1}
    for _ in range(2):
        budget.charge("CA1", DECOY, 30_000, EVENING, minutes=3)
    assert (tally.read().minutes, tally.read().costs) == ({DECOY: 3}, {DECOY: 30_000})


def came(line: Line, ref: str, sid: str, now: datetime) -> None:
    """Have a caller come."""
    line.services.ledger.open(InboundCall(sid, DECOY, ""), ref, now)


def test_a_crowd_is_bounded(line: Line) -> None:
    """However many come, few are remembered, and whoever came often stays among them."""
    _, most, stay = counters.BOUNDS
    for turn in range(most + stay):
        came(line, f"stranger{turn}", f"CA{turn}", EVENING)
        if turn % 100 == 0:
            came(line, "he", f"CAhe{turn}", EVENING)
    key, _, _ = counters.days(EVENING)
    assert line.services.store.redis.zcard(key) <= most
    assert line.services.tally.crowd(EVENING).callers[0] == ("he", (most + stay) // 100)


def test_who_cost_most(line: Line, clock: Any) -> None:
    """Each caller costs his texts, calls and replies, once each; rent is nobody's, and the forgotten are gone."""
    chatty, shy = line.phone(), line.phone("+33639980043")
    chatty.text("hey")
    chatty.text("hey", sid="SM1")
    chatty.text("hey", sid="SM1")
    shy.call()
    line.twilio.deliver()
    clock.shift(HOUR + TEN_SECONDS)
    line.phone().replies()
    now = datetime.now(UTC)
    line.services.budget.charge("rent-1", DECOY, 1_150_000, now, fixed=True)
    cost = dict(line.services.tally.crowd(now).cost)
    charged = sum(entry.amount or 0 for entry in line.entries("charged", "settled")) - 1_150_000
    assert sum(cost.values()) == charged
    assert line.services.tally.crowd(now).cost[0] == (line.ref(), cost[line.ref()])
    assert cost[line.ref()] == 2 * 7_500 + 80_000
    line.forget()
    assert [ref for ref, _ in line.services.tally.crowd(now).cost] == [line.ref("+33639980043")]


def test_who_cost_is_bounded(line: Line) -> None:
    """However many cost something, few are remembered, and not for longer than they are looked at."""
    _, most, stay = counters.BOUNDS
    for turn in range(most + stay // 2):
        line.services.budget.charge(f"SM{turn}", DECOY, 7_500, EVENING, caller=f"stranger{turn}")
    key = counters.spenders(EVENING)
    assert line.services.store.redis.zcard(key) <= most
    assert line.services.store.redis.pttl(key) <= timedelta(days=3) // timedelta(milliseconds=1)


def test_what_is_confirmed_of_a_number(line: Line, clock: Any) -> None:
    """What the provider has confirmed of a decoy number's costs is what it has confirmed of all."""
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.phone().replies()
    clock.shift(HOUR)
    for _ in range(2):
        line.services.bill.run(datetime.now(UTC))
    confirmed = line.services.budget.funds(datetime.now(UTC)).confirmed
    assert confirmed > 0
    assert line.services.tally.read().confirmed == {DECOY: confirmed}


def test_who_came_is_swept_away(line: Line) -> None:
    """Who came is not kept for longer than it is looked at, give or take a day."""
    came(line, "he", "CA1", EVENING)
    key, _, _ = counters.days(EVENING)
    assert line.services.store.redis.pttl(key) <= timedelta(days=3) // timedelta(milliseconds=1)


@pytest.fixture
def old(line: Line, store: Redis) -> Line:
    """Give a line whose ledger has 100,000 entries, and whose outbox has 10,000 waiting replies."""
    entry = Entry("charged", EVENING, "SM1", number=DECOY, amount=1, caller="0" * 24).fields()
    with store.pipeline(transaction=False) as write:
        for turn in range(MANY):
            write.xadd("decoy:ledger", entry)
            if turn % 10 == 0:
                write.zadd("decoy:replies:accepted", {str(turn): turn})
                write.xadd("decoy:journal", {"at": "1", "who": "night-shift", "act": "paused"})
        write.execute()
    return line


def commands(line: Line, page: str) -> Counter[str]:
    """Count the commands that a page sends to the store, by name."""
    operator, redis = Visitor(line.app).enter(), line.services.store.redis
    operator.get(f"/operator/{page}")  # so that scripts are known
    redis.config_resetstat()
    assert operator.get(f"/operator/{page}").status_code == 200
    stats = redis.info("commandstats")
    return Counter({name.removeprefix("cmdstat_"): stat["calls"] for name, stat in stats.items()})


def test_pages_of_an_old_line(line: Line, store: Redis, request: pytest.FixtureRequest) -> None:
    """A page sends the store as many commands whether its ledger has 100,000 entries or none, and walks no ledger."""
    young = {page: commands(line, page) for page in PAGES}
    request.getfixturevalue("old")
    for page in PAGES:
        sent = commands(line, page)
        assert sent.total() <= young[page].total() + 2
        assert sent["xrange"] == 0
        assert sent["xrevrange"] == (page == "journal")
        assert sent.total() < 40
