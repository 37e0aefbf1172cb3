"""The evidence of crowds: what is counted of all callers together, by country, block of numbers and body."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from decoy import crowd, errands, lots, store
from decoy.callers import Caller
from decoy.errands import Errand
from decoy.errors import Reason
from decoy.messages import Channel, Contact, Entry, InboundMessage, Reply
from decoy.moments import to_hour, to_millis
from decoy.policy import Policy
from decoy.store import Store

HALF_DAY = 12 * 3_600_000  # ms
HOURS_KEPT = 3 * 3_600_000  # ms
DAYS_KEPT = 2 * 24 * 3_600_000  # ms
WEEKS_KEPT = 14 * 24 * 3_600_000  # ms
BUCKET = 3  # hexadecimal digits of a tag that choose its hash
CALLER, RANGE = 9, 11  # hexadecimal digits of a ref that are kept in all
MOST_RAIDS = 100  # at a time; vetoes need no raid to be in force
THOUSAND = 1000

CLASSES = frozenset({Reason.PREMIUM_NUMBER, Reason.PLATFORM_NUMBER, Reason.FOREIGN_COUNTRY, Reason.UNASSIGNED_NUMBER})


@dataclass(frozen=True)
class Due:
    """
    What a reply's scopes show when it is due.

    *veto* is the kind of scope that gets nothing, or ""; *short*: the hour's share of the budget runs short; *chance*
    is that of single callers there, *others* whether trusted ones wait beside them; *raids* are the records of those
    in force that it may belong to.
    """

    veto: str
    trusted: bool
    short: bool
    chance: float
    others: bool
    raids: tuple[str, ...]


class Counts(NamedTuple):
    """
    What was counted in this *hour* and in the one *before*, as `store.crowd_hour` names it.

    *windows*: of each country, how many of its latest callers were new, and had numbers nobody has.
    """

    hour: dict[str, int]
    before: dict[str, int]
    windows: dict[str, tuple[int, int]]

    def of(self, group: str) -> tuple[int, int, int, int]:
        """Give the single callers of a *group*, now and before, and those with trust, now and before."""
        one, two = f"{group} one", f"{group} two"
        return self.hour.get(one, 0), self.before.get(one, 0), self.hour.get(two, 0), self.before.get(two, 0)


class Evidence:
    """Counts the crowds of one line. Of a caller or a text it keeps a few digits of a keyed hash, for a day."""

    def __init__(self, store: Store, policy: Policy) -> None:
        self._store = store
        self._policy = policy.raids
        waits = timedelta(seconds=policy.replies.delay_seconds, hours=policy.replies.hold_hours)
        rules = {"body_callers": self._policy.body_callers, "steps": crowd.steps(self._policy), "hour": HOURS_KEPT}
        marks = {"low": self._policy.short_below * THOUSAND, "high": self._policy.short_until * THOUSAND}
        noting = {
            "sample": self._policy.unassigned_sample,
            "most": MOST_RAIDS,
            "waits": waits // timedelta(milliseconds=1),
        }
        self._noting, self._weighing = json.dumps(rules | noting), json.dumps(rules | marks)

    def note(self, contact: Contact, caller: Caller, bodies: Sequence[str], now: datetime) -> bool:
        """Count a contact, once, by the *bodies* of its text and all else; True when its caller is new today."""
        return bool(self._store.do(self.noting(contact, caller, bodies, now)))

    def noting(self, contact: Contact, caller: Caller, bodies: Sequence[str], now: datetime) -> Errand[bool]:
        """Have that counted."""
        if caller.hidden:
            return Errand((), lambda _: False)
        half_day, tag, place = _half_day(now), caller.ref[:CALLER], caller.range[:RANGE]
        keys = [
            store.contact(contact.sid),
            store.caller(caller.ref),
            store.replies("held"),
            store.RAIDS,
            store.LEDGER,
        ]
        keys += [store.CROWD, store.crowd_hour(to_hour(now)), *_pair("countries", half_day)]
        keys += [*_pair("callers", half_day, tag), *_pair("ranges", half_day, place)]
        keys += [key for body in bodies for key in _pair("bodies", half_day, body)]
        args: list[str | int] = [to_millis(now), half_day, 2 * HALF_DAY, tag[BUCKET:], caller.country]
        args += [json.dumps(_contact(contact, caller, place, bodies, now)), self._noting, Entry("raid", now).packed()]
        return errands.run("note_crowd", keys, args, bool)

    def due(self, reply: Reply, share: float, now: datetime) -> Due:
        """Count a reply as due, once, while *share* of what an hour may cost is left, and weigh its scopes."""
        half_day, place, bodies = _half_day(now), reply.range[:RANGE], crowd.briefs(reply.bodies)
        keys = [store.reply(reply.id), store.caller(reply.caller), store.RAIDS, store.CROWD]
        keys += [store.crowd_hour(to_hour(now)), store.crowd_hour(to_hour(now - timedelta(hours=1)))]
        group = group_of(reply.country, reply.channel)
        keys += [store.crowd_ratios(group), *_pair("countries", half_day), *_pair("ranges", half_day, place)]
        keys += [key for body in bodies for key in _pair("bodies", half_day, body)]
        room = round(THOUSAND * min(1.0, max(0.0, share)))
        args: list[str | int] = [
            to_millis(now),
            half_day,
            reply.country,
            place,
            json.dumps(bodies),
            self._weighing,
            room,
            json.dumps(raids_of(reply.country, place, reply.channel)),
            group,
        ]
        found = json.loads(self._store.run("due_crowd", keys, args))
        return self._weigh(found, now)

    def trusted(self, replies: Iterable[Reply]) -> set[str]:
        """Name the replies of callers who have come more than once."""
        waiting = list(replies)
        callers = [store.caller(reply.caller) for reply in waiting]
        times = self._store.run("count_contacts", callers, list(Channel)) if waiting else []
        return {reply.id for reply, came in zip(waiting, times, strict=True) if came > 1}

    def counted(self, now: datetime) -> Counts:
        """Read what was counted in the hour of *now* and in the one before, and of the latest new callers."""
        hours = [("HGETALL", store.crowd_hour(to_hour(now - ago))) for ago in (timedelta(0), timedelta(hours=1))]
        return self._store.do(errands.ask(*hours, ("HGETALL", store.CROWD), mean=_counts))

    def chances(self, groups: Sequence[str], counts: Counts, now: datetime) -> list[float]:
        """Work out the chances of the single callers of some *groups* from what was counted."""

        def asking(group: str) -> Errand[float]:
            mean = partial(self._chance, *counts.of(group), now=now)
            return errands.ask(("HVALS", store.crowd_ratios(group)), mean=lambda ratios: mean(ratios=ratios))

        return self._store.do(errands.all_of(map(asking, groups)))

    def is_short(self) -> bool:
        """Tell whether the hour's share of the budget ran short when it was last looked at."""
        return bool(self._store.redis.hget(store.CROWD, "short") == "1")

    def take_share(self, reply: Reply, date: str) -> bool:
        """Take a foreign reply's part of its country's share of a day; False when that is used up."""
        keys = [store.crowd_shares(date), store.reply(reply.id)]
        caps = [self._policy.foreign_replies, self._policy.foreign_total]
        return bool(self._store.run("take_share", keys, [reply.country, *caps, date, DAYS_KEPT]))

    def shares(self, date: str) -> dict[str, int]:
        """Count the replies of a day that took a part of their country's share."""
        return {country: int(used) for country, used in self._store.redis.hgetall(store.crowd_shares(date)).items()}

    def learn(self, group: str, ratio: float, hour: str, oldest: str) -> None:
        """Remember the *ratio* of a calm *hour*, and forget those before the *oldest*."""
        args: list[str | int] = [hour, f"{ratio:.3f}", oldest, WEEKS_KEPT]
        self._store.run("keep_ratio", [store.crowd_ratios(group)], args)

    def forget(self, ref: str, now: datetime) -> None:
        """Erase that a caller was here."""
        for key in _pair("callers", _half_day(now), ref):
            self._store.redis.hdel(key, ref[BUCKET:CALLER])

    def _weigh(self, found: dict[str, Any], now: datetime) -> Due:
        counts = found["one"], found["one_before"], found["two"], found["two_before"]
        return Due(
            veto=found["veto"],
            trusted=found["trusted"],
            short=found["short"],
            chance=self._chance(*counts, ratios=list(found["ratios"]), now=now),
            others=found["two"] + found["two_before"] > 0,
            raids=tuple(filter(None, found["raids"])),
        )

    def _chance(
        self, one: int, one_before: int, two: int, two_before: int, ratios: list[str], now: datetime
    ) -> float:
        passed = (now.minute * 60 + now.second) / 3600
        singles, trusted = lots.sliding(one, one_before, passed), lots.sliding(two, two_before, passed)
        return lots.chance(
            singles, trusted, lots.ratio([float(ratio) for ratio in ratios], self._policy), self._policy
        )


def group_of(country: str, channel: Channel) -> str:
    """Name the group whose single callers are counted together: spoofed calls must not price out those who text."""
    return f"{country}-calls" if channel is Channel.CALL else country


def raids_of(country: str, place: str, channel: Channel) -> list[str]:
    """Name the raids that somebody in this country and this block of numbers may belong to, beside those vetoed."""
    group = group_of(country, channel)
    return [f"singles-{group}", f"unassigned-{country}", f"hand-{country}", f"hand-{place}"]


def _contact(contact: Contact, caller: Caller, place: str, bodies: Sequence[str], now: datetime) -> dict[str, Any]:
    reason = caller.unanswerable
    refused = reason if reason in CLASSES else ""
    return {
        "range": place,
        "class": refused,
        "unassigned": int(reason is Reason.UNASSIGNED_NUMBER),
        "segments": contact.segments if isinstance(contact, InboundMessage) else 0,
        "minute": to_millis(now) // 60_000,
        "raids": [*raids_of(caller.country, place, contact.channel), *([f"class-{refused}"] if refused else [])],
        "bodies": [body[: crowd.BRIEF] for body in bodies],
    }


def _counts(hour: dict[str, str], before: dict[str, str], found: dict[str, str]) -> Counts:
    """Read what was counted."""
    countries = [name.removesuffix(" new") for name in found if name.endswith(" new")]
    windows = {name: (int(found[f"{name} new"]), int(found.get(f"{name} unassigned", 0))) for name in countries}
    now, then = ({name: int(times) for name, times in counted.items()} for counted in (hour, before))
    return Counts(now, then, windows)


def _half_day(now: datetime) -> int:
    return to_millis(now) // HALF_DAY


def _pair(what: str, half_day: int, tag: str = "") -> tuple[str, str]:
    bucket = tag[:BUCKET]
    return store.crowd(what, half_day, bucket), store.crowd(what, half_day - 1, bucket)
