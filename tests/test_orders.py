"""The orders that hold a line back: after any sequence of them it stands where a simple model says."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.keyring import Keyring
from decoy.orders import By, Pause
from decoy.pauses import Pauses
from decoy.rungs import Rung
from decoy.settings import Settings
from decoy.stop_links import StopLinks
from decoy.store import Store
from tests.world import EVENING, at_once

FOR_GOOD = timedelta(days=3650)
LENGTHS = [FOR_GOOD, timedelta(minutes=15), timedelta(hours=2)]
Order = tuple[Rung, datetime]


class Model:
    """What a line should do: three givers of orders, each with one at most, and the end of each."""

    def __init__(self) -> None:
        self.orders: dict[By, Order] = {}

    def standing(self, now: datetime) -> dict[By, Order]:
        """Give the orders that have not ended by themselves."""
        return {who: order for who, order in self.orders.items() if now < order[1]}

    def pause(self, rung: Rung, length: timedelta, frees: bool, now: datetime) -> bool:
        """An operator holds the line back, unless it is closed; who may not free calls leaves those busy that are."""
        if By.CLOSURE in self.orders:
            return False
        before, until = self.standing(now).get(By.OPERATOR, (rung, now)), now + length
        if not frees and before[0] is Rung.SILENT:
            rung, until = Rung.SILENT, max(until, before[1])
        self.orders[By.OPERATOR] = rung, until
        return True

    def fault(self, now: datetime) -> bool:
        """The account is at fault: nothing new while it was before, or the line is closed."""
        if {By.FAULT, By.CLOSURE} & set(self.orders):
            return False
        self.orders[By.FAULT] = Rung.PAUSED, now + FOR_GOOD
        return True

    def close(self, now: datetime) -> bool:
        """An operator closes the line, once."""
        if By.CLOSURE in self.orders:
            return False
        self.orders[By.CLOSURE] = Rung.CLOSED, now + FOR_GOOD
        return True

    def open(self, now: datetime) -> bool:
        """An operator opens it: what held it back before holds it back again."""
        return self.orders.pop(By.CLOSURE, None) is not None

    def resume(self, now: datetime) -> bool:
        """An operator ends all but the closure; nothing while the line is closed."""
        if By.CLOSURE in self.orders:
            return False
        ended = bool(self.standing(now))
        self.orders.clear()
        return ended

    def stop(self, now: datetime) -> bool:
        """A stop link takes the end of a pause away, or begins one."""
        if By.CLOSURE not in self.orders:
            rung, _ = self.standing(now).get(By.OPERATOR, (Rung.PAUSED, now))
            self.orders[By.OPERATOR] = rung, now + FOR_GOOD
        return True

    def rung(self, now: datetime) -> Rung:
        """The deepest order stands."""
        rungs = [rung for rung, _ in self.standing(now).values()]
        return max(rungs, key=lambda rung: rung.depth, default=Rung.NORMAL)


class Desk:
    """The same acts, done to a line."""

    def __init__(self, pauses: Pauses, links: StopLinks) -> None:
        self.pauses = pauses
        self.links = links

    def pause(self, rung: Rung, length: timedelta, frees: bool, now: datetime) -> bool:
        until = None if length is FOR_GOOD else now + length
        return self.pauses.pause("a pause", until, now, rung=rung, frees=frees)

    def fault(self, now: datetime) -> bool:
        return self.pauses.pause("a fault", None, now, fault=True)

    def close(self, now: datetime) -> bool:
        return self.pauses.pause("closed", None, now, rung=Rung.CLOSED)

    def open(self, now: datetime) -> bool:
        return self.pauses.open("closed", now)

    def resume(self, now: datetime) -> bool:
        return self.pauses.resume(now)

    def stop(self, now: datetime) -> bool:
        return self.links.use(self.links.make(now), now)

    def current(self, now: datetime) -> Pause | None:
        """Give what is in force."""
        return self.pauses.current(now)


HELD = st.sampled_from([Rung.PAUSED, Rung.SILENT])
PAUSES = st.tuples(st.just("pause"), HELD, st.sampled_from(LENGTHS), st.booleans())
OTHERS = st.tuples(st.sampled_from(["fault", "close", "open", "resume", "stop"]))
STEPS = st.lists(st.tuples(st.sampled_from([0, 1, 20, 180]), PAUSES | OTHERS), min_size=2, max_size=8)


@pytest.fixture
def at_desk(store: object, settings: Settings) -> Iterator[Desk]:
    """Sit down at a line without orders."""
    server = Store(settings.redis_url)
    yield Desk(Pauses(server), StopLinks(server, Keyring("a secret for tests")))
    server.redis.close()


def test_any_sequence(at_desk: Desk) -> None:
    """Whatever operators, stop links and faults do one after another, the line stands where the model says."""

    @given(STEPS)
    def play(steps: list[tuple[int, tuple[object, ...]]]) -> None:
        at_desk.pauses._store.redis.flushdb()
        model, now = Model(), EVENING
        for minutes, (act, *how) in steps:
            now += timedelta(minutes=minutes, milliseconds=1)
            assert getattr(at_desk, str(act))(*how, now) == getattr(model, str(act))(*how, now)
            order = at_desk.current(now)
            assert (order.rung if order else Rung.NORMAL) == model.rung(now)

    play()


def test_all_at_once(at_desk: Desk) -> None:
    """A line that somebody closes is closed, whatever others do at the same moment, until it is opened."""
    at_desk.pause(Rung.SILENT, FOR_GOOD, True, EVENING)
    acts = [at_desk.close, at_desk.resume, at_desk.fault, at_desk.stop] * 3
    done = at_once(len(acts), lambda turn: acts[turn](EVENING))
    assert sum(done[::4]) == 1
    order = at_desk.current(EVENING + FOR_GOOD)
    assert order is not None
    assert order.rung is Rung.CLOSED
    opened = at_once(4, lambda _: at_desk.open(EVENING))
    assert sorted(opened) == [False, False, False, True]
