"""What counting crowds costs: round trips and memory, and that it never grows without end."""

from datetime import datetime, timedelta

import pytest
from redis import Redis

from decoy.callers import Caller
from decoy.errands import Errand, Script, T
from decoy.evidence import MOST_RAIDS, Evidence
from decoy.messages import InboundMessage
from decoy.settings import Settings
from decoy.store import Store
from tests.counting import counted
from tests.crowds import NUMBER, gathered, named
from tests.memory import memory
from tests.numbers import DECOY
from tests.world import EVENING

HALF_DAY = timedelta(hours=12)
MEGABYTE = 1_000_000
BATCH = 200


class Batches(Store):
    """A store that is asked many things at once, so that a test of many callers ends soon."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.pipe = self.redis.pipeline(transaction=False)

    def do(self, errand: Errand[T]) -> T:
        """Put the errand into the batch, and send it when it is full."""
        for script in errand.commands:
            assert isinstance(script, Script)
            self._scripts[script.name](keys=script.keys, args=script.args, client=self.pipe)
        if len(self.pipe) >= BATCH:
            self.flush()
        return errand.mean([0])

    def flush(self) -> None:
        """Send what is in the batch."""
        self.pipe.execute()


def crowds(settings: Settings, callers: range, now: datetime, bodies: int) -> None:
    """Let everybody in *callers* come once, from a block of his own, with so many fingerprints of his own."""
    store = Batches(settings.redis_url)
    evidence = Evidence(store, settings.policy)
    for who in callers:
        ref, block = named("caller", who), named("block", who)
        said = tuple(named("body", who, part) for part in range(bodies))
        message = InboundMessage(f"SM{who:032}", DECOY, 1, NUMBER, "hey")
        evidence.note(message, Caller(ref, False, NUMBER, None, "FR", block), said, now)
    store.flush()


def used(store: Redis) -> int:
    """Ask how much the store uses, in bytes."""
    return int(store.info("memory")["used_memory"])


def test_memory_of_20000_callers(store: Redis, settings: Settings) -> None:
    """Twenty thousand callers in an hour, each with a long text of his own, take less than ten megabytes."""
    empty = used(store)
    crowds(settings, range(20_000), EVENING, bodies=13)
    assert 1 * MEGABYTE < used(store) - empty < 10 * MEGABYTE


def test_nothing_grows_without_end(store: Redis, settings: Settings) -> None:
    """Two hundred thousand callers in five days leave behind what those of the last two half days do."""
    empty, sizes = used(store), []
    for half_day in range(10):
        callers = range(half_day * 20_000, (half_day + 1) * 20_000)
        crowds(settings, callers, EVENING + half_day * HALF_DAY, bodies=1)
        sizes.append(used(store) - empty)
    assert max(sizes[2:]) < 1.2 * sizes[1]
    assert max(sizes) < 10 * MEGABYTE
    assert {key for key in store.keys("decoy:*") if store.pttl(key) < 0} == {"decoy:crowd"}


def test_a_flood_within_a_day(store: Redis, settings: Settings) -> None:
    """What is counted of one half day is bounded, however many texts come: a full hash lets go of an old entry."""
    crowds(settings, range(3), EVENING, bodies=0)
    evidence = Evidence(Store(settings.redis_url), settings.policy)
    for who in range(400):
        ref = "abc" + named(who)
        message = InboundMessage(f"SM9{who:031}", DECOY, 1, NUMBER, "hey")
        evidence.note(message, Caller(ref, False, NUMBER, None, "FR", ref), ("abc" + named(who),), EVENING)
    assert max(store.hlen(key) for key in store.keys("decoy:crowd:*:abc")) <= 120


def test_no_more_raids_than_operators_can_read(store: Redis, settings: Settings) -> None:
    """However many blocks of numbers are vetoed, only so many raids are written down; the others are vetoed too."""
    crowd = gathered(settings, raids={"range_callers": 2, "range_blocks": 10**6})
    replies = [crowd.text((block, who), block=block) for block in range(MOST_RAIDS + 20) for who in range(2)]
    assert len(crowd.services.raids.all()) == MOST_RAIDS
    assert {crowd.answer(reply, EVENING + timedelta(hours=1)) for reply in replies[-40:]} == {"range"}


def test_two_round_trips(store: Redis, settings: Settings) -> None:
    """All crowd counters of one message take two calls of the store: one at the door, one when it is due."""
    reply = gathered(settings).text("him", says=(named("body"), named("other")))
    asked = Store(settings.redis_url)
    evidence = Evidence(asked, settings.policy)
    message = InboundMessage("SM" + "9" * 32, DECOY, 1, NUMBER, "hey")
    with counted(asked, settings.redis_url) as counting:
        evidence.note(
            message, Caller(reply.caller, False, NUMBER, None, "FR", reply.range), (named("body"),), EVENING
        )
        evidence.due(reply, 1.0, EVENING + timedelta(hours=1))
    assert counting.asked == 2


def test_twice_is_once(store: Redis, settings: Settings) -> None:
    """A contact noted twice, and a reply due twice, count once: every script may run again."""
    crowd = gathered(settings)
    first = crowd.text("him", says=(named("body"),))
    message = InboundMessage(f"SM{1:032}", DECOY, 1, NUMBER, "hey")
    caller = Caller(first.caller, False, NUMBER, None, "FR", first.range)
    crowd.answer(first, EVENING)
    before = memory(crowd.services.store.binary, "decoy:crowd")
    crowd.services.raids.note(message, caller, (named("body"),), EVENING)
    crowd.answer(first, EVENING)
    assert memory(crowd.services.store.binary, "decoy:crowd") == before


def test_half_days_turn(store: Redis, settings: Settings) -> None:
    """Who came in this half day or the one before is known; who came earlier is new again."""
    crowd = gathered(settings)
    for days in (0, 1, 2):
        neighbours = [crowd.text((days, who), EVENING + days * 2 * HALF_DAY, block="one block") for who in range(4)]
        due = EVENING + days * 2 * HALF_DAY + timedelta(hours=1)
        assert {crowd.answer(reply, due) for reply in neighbours} == {None}


@pytest.mark.parametrize("country", ["", "FR"])
def test_no_number_and_no_text(store: Redis, settings: Settings, country: str) -> None:
    """Of a caller and of a text nothing is kept for crowds but digits of keyed hashes."""
    crowd = gathered(settings)
    crowd.text("him", country=country, says=(named("body"),))
    kept = repr(memory(crowd.services.store.binary, "decoy:crowd"))
    assert NUMBER[1:] not in kept
    assert named("caller", "him") not in kept
    assert "hey" not in kept
