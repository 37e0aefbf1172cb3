"""The corrections: what a sent reply really cost, once the provider knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from decoy import errands, store
from decoy.messages import Entry
from decoy.moments import from_millis, to_hour, to_millis
from decoy.store import Store

FIRST_PAUSE = timedelta(minutes=1)
LAST_HOUR = timedelta(hours=36)  # after this the provider is not asked any more


@dataclass(frozen=True)
class Unpriced:
    """A reply that was paid for at our own estimate: its *reservation*, its *sid*, and since when."""

    reservation: str
    sid: str
    settled_at: datetime

    @property
    def member(self) -> str:
        """Write it as the store keeps it."""
        return f"{self.reservation} {self.sid}"


class Corrections:
    """What was estimated and waits to be confirmed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def due(self, now: datetime, most: int) -> Iterator[Unpriced]:
        """Give those whose price is to be asked for now, the longest waiting first."""
        members = self._store.redis.zrange(store.UNPRICED, "-inf", to_millis(now), byscore=True, offset=0, num=most)
        found = [member.split(" ") for member in members]
        asking = (errands.ask(("HGET", store.reservation(name), "settled_at"), mean=_moment) for name, _ in found)
        for (name, sid), settled_at in zip(found, self._store.do(errands.all_of(asking)), strict=True):
            yield Unpriced(name, sid, settled_at)

    def correct(self, unpriced: Unpriced, micros: int, now: datetime) -> bool:
        """Put the true price in the place of the estimate; False when that was done before."""
        reply_id = unpriced.reservation.partition(":")[0]
        entry = Entry("corrected", now, sid=unpriced.sid, reply=reply_id, reason="provider")
        keys = [store.reservation(unpriced.reservation), store.FUNDS, store.DAYS, store.LEDGER]
        keys += [store.UNPRICED, store.HOURS, store.TALLY, store.MONTHS]
        hour = to_hour(unpriced.settled_at)  # it changes how fast money went then, not how fast it goes now
        return bool(self._store.run("correct", keys, [micros, unpriced.member, entry.packed(), hour]))

    def ask_again(self, unpriced: Unpriced, now: datetime) -> None:
        """Ask later, twice as late each time; after a day and a half give up, and count it."""
        age = now - unpriced.settled_at
        if age >= LAST_HOUR:
            self._store.run("give_up", [store.UNPRICED, store.FUNDS], [unpriced.member])
        else:
            again = to_millis(now + max(FIRST_PAUSE, age))
            self._store.redis.zadd(store.UNPRICED, {unpriced.member: again}, xx=True)

    def counts(self) -> tuple[int, int]:
        """Count the amounts that wait to be confirmed, and those that will never be."""
        given_up = self._store.redis.hget(store.FUNDS, "unpriced")
        return int(self._store.redis.zcard(store.UNPRICED)), int(given_up or 0)


def _moment(millis: str | None) -> datetime:
    return from_millis(millis or 0)
