"""The budget: what was paid in, spent and set aside. Every change is one script, exact and idempotent."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from decoy import counters, errands, funds, store
from decoy.caps import REASONS, Bucket, Cap, Caps, Room
from decoy.errands import Errand
from decoy.errors import Overtaken, Reason, Refused
from decoy.funds import Funds, Look
from decoy.messages import Entry, Hour, Reply
from decoy.moments import from_millis, to_hour, to_millis
from decoy.policy import BudgetPolicy, Number
from decoy.store import KEEP, Store

REFUSALS = {reason.value: reason for reason in (Reason.FLOOR, Reason.BALANCE, *REASONS.values())}
AT_MIDNIGHT = frozenset({Reason.DAILY_CAP, Reason.COUNTRY_CAP, Reason.NUMBER_CAP})  # when these open
LONGEST_CALL = timedelta(minutes=10)  # after which the end of a call is not waited for


class TopUp(NamedTuple):
    """What was paid in: *micros*, when, where it came from and who entered it."""

    micros: int
    at: datetime
    note: str
    by: str


@dataclass(frozen=True)
class Charge:
    """
    What others make us pay, in *micros*, by the *sid* of what cost it; *number* is the decoy number, "" for none.

    A *guess* is corrected by the true amount, once that is charged; *country* is where a reply went; what is *fixed*
    says nothing about how fast money goes; *minutes* are those of a call; *caller* is the ref of who made us pay, ""
    for nobody; *attempt* is one of a reply that was given up and sent after all: what it cost is asked for, as of any
    other.
    """

    sid: str
    number: str
    micros: int
    guess: bool = False
    country: str = ""
    fixed: bool = False
    minutes: int = 0
    caller: str = ""
    attempt: str = ""


class Budget:
    """The one budget of a line. Times are aware; amounts are micros of the policy's currency."""

    def __init__(self, store: Store, policy: BudgetPolicy, numbers: Iterable[Number] = ()) -> None:
        self._store = store
        self._policy = policy
        self._caps = Caps(policy, numbers)

    def looking(self, now: datetime) -> Errand[Look]:
        """Have the fund and the caps read."""
        args = [json.dumps(funds.FUND), json.dumps(self._caps.fields(now))]
        return errands.run("look", [store.FUNDS, store.DAYS], args, funds.look)

    def funds(self, now: datetime, look: Look | None = None) -> Funds:
        """Read the state of the fund. *available* is what is left above the floor; charges may make it negative."""
        look = look or self._store.do(self.looking(now))
        return funds.reckon(look.fund, self._stand(look, 1, now), self._policy.floor)

    def caps(self, now: datetime, step: int = 1, look: Look | None = None) -> list[Cap]:
        """Read how the caps stand: day, hour, countries, numbers. The hour opens when *step* micros fit."""
        return self._stand(look or self._store.do(self.looking(now)), step, now)

    def paid_at(self, look: Look) -> datetime | None:
        """Say when money was last set aside for a reply, before the fund was looked at."""
        at = look.fund["hour_at"]
        return from_millis(at) if at else None

    def opens(self, reason: Reason, micros: int, now: datetime, look: Look | None = None) -> datetime | None:
        """Say when *micros* fit under the day's cap or the hour's share again; None when these are not in the way."""
        in_the_way = (cap for cap in self.caps(now, micros, look)[:2] if cap.reason is reason and cap.left < micros)
        return next((cap.opens for cap in in_the_way), None)

    def room(self, now: datetime, look: Look | None = None) -> Room:
        """Read what replies may still take."""
        caps = self._stand(look := look or self._store.do(self.looking(now)), 1, now)
        return Room(funds.reckon(look.fund, caps, self._policy.floor).room, caps)

    def top_up(self, top_up: str, micros: int, now: datetime, note: str = "", by: str = "") -> bool:
        """Pay *micros* into the fund; False when the top-up with this id was entered before."""
        entry = Entry("topped-up", now, amount=micros, reason=", ".join(filter(None, (note, by and f"by {by}"))))
        remembered = json.dumps({"micros": micros, "at": to_millis(now), "note": note, "by": by})
        keys = [store.TOP_UPS, store.FUNDS, store.LEDGER]
        return bool(self._store.run("top_up", keys, [top_up, micros, entry.packed(), remembered]))

    def top_ups(self) -> list[TopUp]:
        """Give what was paid in, oldest first."""
        found = map(json.loads, self._store.redis.hvals(store.TOP_UPS))
        top_ups = [TopUp(paid["micros"], from_millis(paid["at"]), paid["note"], paid["by"]) for paid in found]
        return sorted(top_ups, key=lambda paid: paid.at)

    def spent_by_hour(self, now: datetime, hours: int) -> list[Hour]:
        """Give what was spent in the hour of *now* and in so many *hours* before it, newest first."""
        return self._store.do(self.spending(now, hours))

    def spending(self, now: datetime, hours: int) -> Errand[list[Hour]]:
        """Have that read."""
        names = [to_hour(now - timedelta(hours=ago)) for ago in range(hours + 1)]
        return errands.ask(("HMGET", store.HOURS, *names, *(f"{name} events" for name in names)), mean=_hours)

    def sent_today(self, now: datetime) -> int:
        """Count the replies that were paid for today."""
        return int(self._store.redis.hget(store.DAYS, self._caps.counter(now)) or 0)

    def was_entered(self, top_up: str) -> bool:
        """Tell whether the top-up with this id was entered."""
        return bool(self._store.redis.hexists(store.TOP_UPS, top_up))

    def reserve(self, reply: Reply, micros: int, now: datetime) -> None:
        """
        Set *micros* aside for this attempt of *reply*.

        Refuses for the floor, the provider's balance, or a cap, and then says when that opens; raises Overtaken
        when this attempt's money was settled or released already.
        """
        keys = [store.reservation(reply.reservation), store.FUNDS, store.DAYS, store.LEDGER]
        counted = json.dumps(self._caps.rows(reply.country, reply.number, now))
        args: list[str | int] = [to_millis(now), micros, self._policy.floor, counted, self._policy.hourly_cap]
        entry = _entry("reserved", reply, now, amount=micros)
        outcome, *opens = self._store.run("reserve", keys, [*args, entry.packed(), KEEP])
        if outcome in REFUSALS:
            raise Refused(REFUSALS[outcome], self._opening(REFUSALS[outcome], opens, now))
        if outcome != "reserved":
            raise Overtaken

    def take_call(self, micros: int, now: datetime) -> None:
        """Refuse a recording for *micros* once the calls' part of the hour's share is used up."""
        if not self._store.run("take_call", [store.FUNDS], [to_millis(now), micros, self._policy.calls_cap]):
            raise Refused(Reason.CALLS_SHARE)

    def is_crowded(self, now: datetime) -> bool:
        """Tell whether the calls' part of the hour's share is used up but for a tenth: most calls are busy then."""
        used, at = (int(each or 0) for each in self._store.redis.hmget(store.FUNDS, "calls_used", "calls_at"))
        cap = self._policy.calls_cap
        return Bucket(used, at, cap).used(now) > cap * 9 // 10

    def settle(self, reply: Reply, now: datetime) -> bool:
        """Spend what this attempt had set aside, once; False when nothing is set aside: it was released."""
        keys = [store.reservation(reply.reservation), store.FUNDS, store.LEDGER, store.UNPRICED, store.HOURS]
        keys += [store.DAYS, store.TALLY, counters.spenders(now), store.MONTHS]
        unpriced = f"{reply.reservation} {reply.sid}" if reply.sid else ""
        args: list[str | int] = [_entry("settled", reply, now).packed(), to_millis(now), unpriced, to_hour(now)]
        args += [self._caps.counter(now), counters.cost(reply.number), reply.caller, json.dumps(counters.BOUNDS)]
        return bool(self._store.run("settle", keys, args))

    def release(self, reply: Reply, now: datetime) -> bool:
        """Give back what this attempt had set aside; False when there is nothing set aside."""
        keys = [store.reservation(reply.reservation), store.FUNDS, store.DAYS, store.LEDGER]
        return bool(self._store.run("release", keys, [_entry("released", reply, now).packed()]))

    def charge(self, sid: str, number: str, micros: int, now: datetime, **more: Any) -> bool:
        """Charge for what cannot be refused, as `Charge` says, once; False when that was done before."""
        return self._store.do(self.charging(Charge(sid, number, micros, **more), now))

    def charging(self, charge: Charge, now: datetime) -> Errand[bool]:
        """Have that charged."""
        sid, number, entry = charge.sid, charge.number, Entry("charged", now, sid=charge.sid, number=charge.number)
        keys = [store.contact(sid), store.FUNDS, store.DAYS, store.LEDGER, store.HOURS, store.TALLY]
        keys += [counters.spenders(now), store.MONTHS]
        entries = [entry.packed(), replace(entry, entry="corrected").packed()]
        days = json.dumps([field for field, *_ in self._caps.rows(charge.country, number, now)])
        args: list[str | int] = [charge.micros, days, *entries, KEEP, int(charge.guess)]
        args += [
            "" if charge.fixed else to_hour(now),
            charge.minutes,
            counters.cost(number),
            counters.minutes(number),
        ]
        args += [charge.caller, json.dumps(counters.BOUNDS)]
        if charge.attempt:
            keys += [store.reservation(charge.attempt), store.UNPRICED]
            args += [f"{charge.attempt} {sid}", to_millis(now)]
        return errands.run("charge", keys, args, bool)

    def used_by(self, numbers: Sequence[str], now: datetime) -> list[int]:
        """Read what each of these decoy numbers has used today, in micros; what is set aside is in it."""
        fields = [self._caps.rows("", number, now)[-1][0] for number in numbers]
        return [int(used or 0) for used in self._store.redis.hmget(store.DAYS, fields)]

    def known_since(self, number: str, month: str) -> str:
        """Read since which month we know a decoy number: since *month*, if we see it for the first time."""
        with self._store.redis.pipeline() as ask:
            ask.hsetnx(store.NUMBERS, number, month)
            ask.hget(store.NUMBERS, number)
            return str(ask.execute()[1])

    def expect_end(self, sid: str, number: str, now: datetime) -> None:
        """Note that a call was answered, so that it is charged even if nobody reports its end."""
        closes = to_millis(now + LONGEST_CALL)
        self._store.redis.zadd(store.CALLS, {f"{sid} {number}": closes}, nx=True)

    def ended(self, sid: str, number: str) -> None:
        """Note that the end of a call was reported."""
        self._store.redis.zrem(store.CALLS, f"{sid} {number}")

    def unended(self, now: datetime) -> list[tuple[str, str]]:
        """Give the sid and decoy number of the calls that should have ended by now."""
        calls = self._store.redis.zrange(store.CALLS, "-inf", to_millis(now), byscore=True)
        return [(sid, number) for sid, _, number in (call.partition(" ") for call in calls)]

    def _stand(self, look: Look, step: int, now: datetime) -> list[Cap]:
        bucket = Bucket(look.fund["hour_used"] or 0, look.fund["hour_at"] or 0, self._policy.hourly_cap)
        return self._caps.stand(look.days, bucket, step, now)

    def _opening(self, reason: Reason, millis: Sequence[str], now: datetime) -> datetime | None:
        """Say when what refused opens: a top-up opens floor and balance, nothing a share that is too small."""
        if reason in AT_MIDNIGHT:
            return self._caps.midnight(now)
        return from_millis(millis[0]) if millis else None


def _hours(found: list[str | None]) -> list[Hour]:
    micros, events = found[: len(found) // 2], found[len(found) // 2 :]
    return [Hour(int(spent or 0), int(times or 0)) for spent, times in zip(micros, events, strict=True)]


def _entry(entry: str, reply: Reply, now: datetime, amount: int | None = None) -> Entry:
    return Entry(entry, now, reply.sid, reply.id, reply.caller, reply.number, amount)
