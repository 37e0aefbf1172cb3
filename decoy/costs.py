"""The budget: what was paid in, spent and set aside. Every change is one script, exact and idempotent."""

from dataclasses import dataclass
from datetime import datetime

from decoy import store
from decoy.errors import Overtaken, Reason, Refused
from decoy.messages import Entry, Reply
from decoy.moments import to_millis
from decoy.policy import BudgetPolicy
from decoy.store import KEEP, Store

REFUSALS = {reason.value: reason for reason in (Reason.FLOOR, Reason.DAILY_CAP, Reason.HOURLY_SHARE)}

HOUR = 3_600_000  # ms


@dataclass(frozen=True)
class Funds:
    """
    The state of the fund, in micros.

    *room* is the least of what floor, day and hour still allow; *today* and *hour* are what is used of their caps.
    """

    topped_up: int
    spent: int
    reserved: int
    available: int
    room: int
    today: int
    hour: int


class Budget:
    """The one budget of a line. Times are aware; amounts are micros of the policy's currency."""

    def __init__(self, store: Store, policy: BudgetPolicy) -> None:
        self._store = store
        self._policy = policy

    def funds(self, now: datetime) -> Funds:
        """Read the state of the fund. *available* is what is left above the floor; charges may make it negative."""
        with self._store.redis.pipeline() as ask:
            ask.hmget(store.FUNDS, "topped_up", "spent", "reserved", "hour_used", "hour_at")
            ask.hget(store.DAYS, self._date(now))
            fund, today = ask.execute()
        topped_up, spent, reserved, hour_used, hour_at = (int(micros or 0) for micros in fund)
        available = topped_up - spent - reserved - self._policy.floor
        used = int(today or 0)
        day = self._policy.daily_cap - used
        drained = max(0, to_millis(now) - hour_at) * self._policy.hourly_cap // HOUR
        filled = max(0, hour_used - drained)
        hour = self._policy.hourly_cap - filled
        return Funds(topped_up, spent, reserved, available, min(available, day, hour), used, filled)

    def top_up(self, top_up: str, micros: int, now: datetime, note: str = "") -> bool:
        """Pay *micros* into the fund; False when the top-up with this id was entered before."""
        entry = Entry("topped-up", now, amount=micros, reason=note)
        keys = [store.TOP_UPS, store.FUNDS, store.LEDGER]
        return bool(self._store.run("top_up", keys, [top_up, micros, entry.packed()]))

    def was_entered(self, top_up: str) -> bool:
        """Tell whether the top-up with this id was entered."""
        return bool(self._store.redis.hexists(store.TOP_UPS, top_up))

    def reserve(self, reply: Reply, micros: int, now: datetime) -> None:
        """
        Set *micros* aside for this attempt of *reply*.

        Refuses for the floor, the daily cap or the hour's share of it; raises Overtaken when this attempt's
        money was settled or released already.
        """
        keys = [store.reservation(reply.reservation), store.FUNDS, store.DAYS, store.LEDGER]
        caps = [self._policy.floor, self._policy.daily_cap, self._policy.hourly_cap]
        entry = _entry("reserved", reply, now, amount=micros)
        outcome = self._store.run(
            "reserve", keys, [to_millis(now), micros, *caps, self._date(now), entry.packed(), KEEP]
        )
        if outcome in REFUSALS:
            raise Refused(REFUSALS[outcome])
        if outcome != "reserved":
            raise Overtaken

    def settle(self, reply: Reply, now: datetime) -> bool:
        """Spend what this attempt had set aside, once; False when nothing is set aside: it was released."""
        keys = [store.reservation(reply.reservation), store.FUNDS, store.LEDGER]
        return bool(self._store.run("settle", keys, [_entry("settled", reply, now).packed()]))

    def release(self, reply: Reply, now: datetime) -> bool:
        """Give back what this attempt had set aside; False when there is nothing set aside."""
        keys = [store.reservation(reply.reservation), store.FUNDS, store.DAYS, store.LEDGER]
        return bool(self._store.run("release", keys, [_entry("released", reply, now).packed()]))

    def charge(self, sid: str, number: str, micros: int, now: datetime) -> bool:
        """Charge *micros* for a text or a call that cannot be refused; False when that was done before."""
        entry = Entry("charged", now, sid=sid, number=number, amount=micros)
        keys = [store.contact(sid), store.FUNDS, store.DAYS, store.LEDGER]
        return bool(self._store.run("charge", keys, [micros, self._date(now), entry.packed(), KEEP]))

    def _date(self, now: datetime) -> str:
        return now.astimezone(self._policy.timezone).date().isoformat()


def _entry(entry: str, reply: Reply, now: datetime, amount: int | None = None) -> Entry:
    return Entry(entry, now, reply.sid, reply.id, reply.caller, reply.number, amount)
