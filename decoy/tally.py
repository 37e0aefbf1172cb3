"""The tally: what came and what became of it, counted as it happens, so that nobody has to walk the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from decoy import counters, store
from decoy.errors import Reason
from decoy.messages import Channel, State
from decoy.store import Store

TOP = 10
STATES = frozenset(State)


class Count(NamedTuple):
    """One count: *what* (received, refused, or a reply's state) happened by *channel* at a *number*."""

    what: str
    channel: str
    number: str
    more: str  # the reason of a refusal, the language of a reply
    times: int


@dataclass(frozen=True)
class Counts:
    """All counts at one moment; by decoy number its *costs*, what is *confirmed* of them (micros), and *minutes*."""

    counts: tuple[Count, ...]
    costs: dict[str, int]
    confirmed: dict[str, int]
    minutes: dict[str, int]

    def sum(self, what: str, channel: str = "", number: str = "", more: str = "") -> int:
        """Add up what happened, everywhere or only there."""
        asked = (what, channel, number, more)
        return sum(count.times for count in self.counts if _is(count, asked))

    def refused(self, channel: Channel) -> dict[Reason, int]:
        """Count what was refused by *channel*, by reason, the most frequent first."""
        reasons = {reason: self.sum("refused", channel, more=reason) for reason in Reason}
        return dict(
            sorted(((reason, times) for reason, times in reasons.items() if times), key=lambda pair: -pair[1])
        )

    def outcomes(self, by: Callable[[Count], str]) -> dict[str, dict[str, int]]:
        """Count the replies by channel, language or number, and for each of these by state."""
        table: dict[str, dict[str, int]] = {}
        for count in self.counts:
            if count.what in STATES:
                row = table.setdefault(by(count), {})
                row[count.what] = row.get(count.what, 0) + count.times
        return dict(sorted(table.items()))


class Crowd(NamedTuple):
    """
    Who came most today and yesterday: refs of *callers*, refs of *ranges*, *countries*, each with how often; and the
    refs of those who *cost* most, each with how many micros (estimated).
    """

    callers: list[tuple[str, int]]
    ranges: list[tuple[str, int]]
    countries: list[tuple[str, int]]
    cost: list[tuple[str, int]]


class Tally:
    """The tally of one line."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self) -> Counts:
        """Read all counts."""
        counts, amounts = [], {"cost": {}, "confirmed": {}, "minutes": {}}  # type: tuple[list[Count], dict[str, dict[str, int]]]
        for field, times in self._store.redis.hgetall(store.TALLY).items():
            what, first, *rest = field.split(" ")
            if what in amounts:
                amounts[what][first] = int(times)
            else:
                counts.append(Count(what, first, rest[0], " ".join(rest[1:]), int(times)))
        return Counts(tuple(counts), amounts["cost"], amounts["confirmed"], amounts["minutes"])

    def crowd(self, now: datetime) -> Crowd:
        """Read who came most today and yesterday."""
        with self._store.redis.pipeline(transaction=False) as ask:
            for kind in (*_last_days(now), [counters.spenders(now, ago) for ago in range(counters.DAYS)]):
                ask.zunion(kind, withscores=True)
            found = ask.execute()
        return Crowd(*(_most(pairs) for pairs in found))

    def forget(self, ref: str, now: datetime) -> None:
        """Take a caller out of those who came."""
        with self._store.redis.pipeline() as erase:
            for ago in range(-1, counters.DAYS + 2):  # clocks differ, and brooms are late
                erase.zrem(counters.days(now, ago)[0], ref)
                erase.zrem(counters.spenders(now, ago), ref)
            erase.execute()


def _last_days(now: datetime) -> list[tuple[str, ...]]:
    """Name the keys of each kind for the days that are looked at."""
    return list(zip(*(counters.days(now, ago) for ago in range(counters.DAYS)), strict=True))


def _most(pairs: list[tuple[str, float]]) -> list[tuple[str, int]]:
    counted = [(name, int(times)) for name, times in pairs]
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:TOP]


def _is(count: Count, asked: tuple[str, str, str, str]) -> bool:
    return all(wanted in ("", is_) for wanted, is_ in zip(asked, count, strict=False))
