"""The notice: whether the number works, for whoever asks. Coarse and minutes old: live, it would score an attack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from decoy import errands, store
from decoy.callers import home_of
from decoy.ladder import Ladder
from decoy.moments import from_millis, to_millis
from decoy.policy import Number
from decoy.rungs import Rung
from decoy.store import Store

YOUNG = timedelta(minutes=5)


class State(StrEnum):
    """Whether the number works, as far as the public is told."""

    WORKS = "works"
    BUSY = "busy"
    SLOW = "slow"
    PAUSED = "paused"
    CLOSED = "closed"


STATES = {
    Rung.NORMAL: State.WORKS,
    Rung.GUARDED: State.SLOW,
    Rung.PAUSED: State.PAUSED,
    Rung.SILENT: State.PAUSED,
    Rung.CLOSED: State.CLOSED,
}


@dataclass(frozen=True)
class Notice:
    """
    Where the line stood *at* one moment; the *rung* itself is shown to nobody.

    *crowded*: so many call that most hear a busy signal. *full* names the caps of countries and numbers that have no
    room for a reply.
    """

    rung: Rung
    at: datetime
    crowded: bool = False
    full: frozenset[str] = frozenset()

    @property
    def state(self) -> State:
        """What the public is told of it."""
        told = STATES[self.rung]
        return State.BUSY if self.crowded and told in (State.WORKS, State.SLOW) else told

    def holds(self, ours: Number) -> bool:
        """Tell whether replies from this number wait although the line sends: its cap, or its country's, is full."""
        return not self.full.isdisjoint({f"number {ours.number}", f"country {home_of(ours.number)}"})


def _read(fields: Sequence[str | None]) -> Notice | None:
    return _given(fields) if all(fields[:2]) else None


def _given(fields: Sequence[Any]) -> Notice:
    rung, at, crowded, full = fields
    return Notice(Rung(rung), from_millis(at), bool(crowded), frozenset((full or "").split(",")) - {""})


ASKING = errands.ask(("HMGET", store.NOTICE, "rung", "at", "crowded", "full"), mean=_read)


class Notices:
    """The notice of one line: one for all visitors, written at most every five minutes."""

    def __init__(self, store: Store, ladder: Ladder) -> None:
        self._store = store
        self._ladder = ladder

    def current(self, now: datetime) -> Notice:
        """
        Give the notice in force; write a new one when it is no longer young.

        An order under which no call is picked up is told at once: whoever calls hears it anyway, and she may be about
        to give the number away.
        """
        order, notice = self._store.do(errands.together(self._ladder.pauses.asking(now), ASKING))
        if order and not order.rung.plays:
            return Notice(order.rung, now)
        return notice if notice and abs(now - notice.at) < YOUNG else self._write(now)

    def _write(self, now: datetime) -> Notice:
        span = int(YOUNG.total_seconds() * 1000)
        rung, full = self._ladder.stand(now).rung, ",".join(self._full(now))
        crowded = "1" if self._ladder.budget.is_crowded(now) else ""
        return _given(self._store.run("keep_notice", [store.NOTICE], [to_millis(now), span, rung, crowded, full]))

    def _full(self, now: datetime) -> list[str]:
        _day, _hour, *narrow = self._ladder.budget.caps(now)
        price = self._ladder.dearest(now) if narrow else 0
        return [cap.name for cap in narrow if cap.left < price]
