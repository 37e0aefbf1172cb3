"""The raids: which crowds are attacks, the last gate but the budget's, and the order of replies."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from decoy import errands, lots, store
from decoy.callers import Caller, country_of
from decoy.crowd import Heat
from decoy.errands import Errand
from decoy.errors import Reason, Refused
from decoy.evidence import MOST_RAIDS, RANGE, Due, Evidence
from decoy.messages import Contact, Entry, Reply
from decoy.moments import from_millis, to_millis
from decoy.policy import Policy
from decoy.sentences import Sentence
from decoy.store import Store


class Kind(StrEnum):
    """What gave a raid away."""

    RANGE = "range"
    BODY = "body"
    SINGLES = "singles"
    UNASSIGNED = "unassigned"
    CLASS = "class"
    HAND = "hand"


VETOES = {Kind.RANGE: Reason.RANGE, Kind.BODY: Reason.CAMPAIGN}
COUNTRY = 2  # letters
REMEMBERED = 100  # raids that are over
TIMES = ("since", "seen", "until", "muted", "begun", "alarmed", "peaked", "ended")
CALM, REPLACED = Sentence("calm again"), Sentence("replaced")
LIFTED, TIME_UP = Sentence("an operator ended it"), Sentence("its time is up")
KEYS = [store.RAIDS, store.LEDGER, store.PAST_RAIDS]
COUNTS = ("callers", "contacts", "segments", "peak")


@dataclass(frozen=True)
class Raid:
    """
    One raid: its *scope* is a country, a class of numbers, or digits of a keyed hash (a block of numbers, a body).

    *since* is when what is counted of it began, *begun* when it was known for a raid, and *alarmed* when operators
    were told; *seen* is when it was not calm last; *until* is when one declared by hand ends. While it is *forming*
    it has not begun, and once *muted* it is over, and none like it begins until then. *callers* are those who came
    new, *contacts* and their *segments* all that reached us of it; at *peaked* came its *peak*, the most contacts of
    one minute. One that is over has *ended*, *because* of something.
    """

    id: str
    kind: Kind
    scope: str
    since: datetime
    seen: datetime
    reason: str
    until: datetime | None = None
    callers: int = 0
    contacts: int = 0
    segments: int = 0
    forming: bool = False
    muted: datetime | None = None
    begun: datetime | None = None
    alarmed: datetime | None = None
    peak: int = 0
    peaked: datetime | None = None
    ended: datetime | None = None
    because: str = ""

    @property
    def name(self) -> str:
        """Name this one among all that had, or will have, its id."""
        return f"{self.id}.{self.begun or self.since:%Y%m%dT%H%M%S}"

    @property
    def veto(self) -> Reason | None:
        """Say why its scope gets nothing; None when only its single callers are left to their lots."""
        if self.kind is Kind.HAND and len(self.scope) != COUNTRY:
            return Reason.RANGE
        return VETOES.get(self.kind)

    @property
    def prices(self) -> bool:
        """Tell whether single callers in its scope are answered by lot."""
        return self.veto is None and self.kind is not Kind.CLASS


FIELDS = tuple(field.name for field in fields(Raid))


@dataclass(frozen=True)
class Raids:
    """The raids of one line. *key* draws the lots."""

    store: Store
    evidence: Evidence
    policy: Policy
    key: bytes = field(repr=False)

    def note(self, contact: Contact, caller: Caller, bodies: tuple[str, ...], now: datetime) -> None:
        """Count what a contact, whatever becomes of it, shows of a crowd."""
        self.store.do(self.noting(contact, caller, bodies, now))

    def noting(self, contact: Contact, caller: Caller, bodies: tuple[str, ...], now: datetime) -> Errand[bool]:
        """Have that counted."""
        return self.evidence.noting(contact, caller, bodies, now)

    def admit(self, reply: Reply, room: int, now: datetime) -> None:
        """
        Refuse a due reply that belongs to a raid, or that others go before, while *room* (micros) is left.

        Everybody in a vetoed scope is refused for good. Callers who came twice, or before the raid began,
        pass; others by lot, where a raid is on or the hour's share runs short.
        """
        share = self._share(room)
        due = self.evidence.due(reply, share, now)
        if due.veto:
            raise Refused(VETOES[Kind(due.veto)])
        raids = [raid for raid in map(_raid, due.raids) if _in_force(raid, now)]
        for raid in raids:
            if raid.veto:
                raise Refused(raid.veto)
        if not due.trusted:
            self._let_wait(reply, due, raids, share)
        if self._foreign(reply) and not self.evidence.take_share(reply, self._date(now)):
            raise Refused(Reason.COUNTRY_SHARE)

    def in_turn(self, replies: Iterable[Reply], room: int, now: datetime) -> list[Reply]:
        """
        Put held *replies* into the order of their turn: trusted callers first, then the newest.

        Left out are singles that lost their lot, all singles while the *room* that is left (micros) is for others,
        and countries whose share of the day is used up.
        """
        waiting = list(replies)
        trusted, shares = self.evidence.trusted(waiting), self.evidence.shares(self._date(now))
        kept = bool(trusted) and self.evidence.is_short() and self._share(room) < self.policy.raids.short_below

        def may(reply: Reply) -> bool:
            if reply.held_for == Reason.COUNTRY_SHARE:
                return self._has_share(reply, shares)
            return reply.id in trusted or not (kept or reply.held_for == Reason.RAID)

        return sorted(filter(may, waiting), key=lambda reply: (reply.id in trusted, reply.accepted_at), reverse=True)

    def current(self, now: datetime) -> list[Raid]:
        """Give the raids in force, the longest first."""
        return in_force(self.all(), now)

    def all(self) -> list[Raid]:
        """Give every raid that is remembered, in force or not."""
        return self.store.do(self.recalling())

    def recalling(self) -> Errand[list[Raid]]:
        """Have them read."""
        return errands.ask(("HVALS", store.RAIDS), mean=lambda records: [_raid(json.loads(raid)) for raid in records])

    def past(self) -> list[Raid]:
        """Give the last raids that are over, the newest first."""
        return [_raid(json.loads(record)) for record in self.store.redis.lrange(store.PAST_RAIDS, 0, -1)]

    def alarm(self, raid: Raid, now: datetime) -> bool:
        """Note that operators were told of a raid; False when that was noted before, or it is over."""
        return bool(self.store.run("alarm_raid", [store.RAIDS], [raid.id, to_millis(now)]))

    def get(self, raid_id: str, now: datetime) -> Raid | None:
        """Find one raid in force."""
        return next((raid for raid in self.current(now) if raid.id == raid_id), None)

    def declare(self, scope: str, until: datetime | None, reason: str, now: datetime) -> Raid:
        """
        Begin a raid by hand, on a country or on a block of numbers (its ref), in place of one there.

        It counts from one delay back, so that those who wait already are part of it.
        """
        scope, since = _whole(scope), now - timedelta(seconds=self.policy.replies.delay_seconds)
        raid = Raid(hand(scope), Kind.HAND, scope, since, now, reason, until, begun=now)
        self.watch(raid, Heat.CALM, now, because=REPLACED)
        self.watch(raid, Heat.HOT, now)
        return raid

    def lift(self, raid: Raid, until: datetime, now: datetime) -> bool:
        """End a raid because an operator says so, and let none begin in its scope *until* then."""
        ended = Entry("raid-ended", now, reason=f"{raid.id}: {LIFTED}")
        args: list[str | int] = [raid.id, to_millis(until), ended.packed(), to_millis(now), LIFTED, REMEMBERED]
        return bool(self.store.run("mute_raid", KEYS, args))

    def watch(
        self,
        raid: Raid,
        heat: Heat,
        now: datetime,
        hot_for: timedelta = timedelta(0),
        calm_for: timedelta = timedelta(0),
        because: str = CALM,
    ) -> str:
        """Begin, keep or end *raid* as its *heat* is; returns "begun", "ended" or ""."""
        begun = Entry("raid", now, reason=f"{raid.id}: {raid.reason}")
        ended = Entry("raid-ended", now, reason=f"{raid.id}: {because}")
        spans = [length // timedelta(milliseconds=1) for length in (hot_for, calm_for)]
        args: list[str | int] = [raid.id, to_millis(now), heat, *spans, _record(raid), begun.packed(), ended.packed()]
        args += [MOST_RAIDS, because, REMEMBERED]
        return str(self.store.run("watch_raid", KEYS, args))

    def _let_wait(self, reply: Reply, due: Due, raids: list[Raid], share: float) -> None:
        """Hold a single back by lot, or while the rest of the hour's share is for others."""
        priced = due.short or any(raid.prices and reply.accepted_at >= raid.since for raid in raids)
        if priced and lots.draw(self.key, reply.id) >= due.chance:
            raise Refused(Reason.RAID)
        if due.short and due.others and share < self.policy.raids.short_below:
            raise Refused(Reason.TRUSTED_FIRST)

    def _share(self, room: int) -> float:
        """Say what part of the hour's share of the budget *room* is."""
        return room / max(1, self.policy.budget.hourly_cap)

    def _foreign(self, reply: Reply) -> bool:
        return reply.country not in ("", country_of(reply.number), *self.policy.raids.home)

    def _has_share(self, reply: Reply, shares: dict[str, int]) -> bool:
        policy = self.policy.raids
        used, together = shares.get(reply.country, 0), shares.get("all", 0)
        return used < policy.foreign_replies and together < policy.foreign_total

    def _date(self, now: datetime) -> str:
        return now.astimezone(self.policy.budget.timezone).date().isoformat()


def hand(scope: str) -> str:
    """Give the id of a raid that is declared by hand on *scope*."""
    return f"{Kind.HAND}-{_whole(scope)}"


def _whole(scope: str) -> str:
    return scope if len(scope) == COUNTRY else scope[:RANGE]


def in_force(raids: Iterable[Raid], now: datetime) -> list[Raid]:
    """Give those of some raids that are in force, the longest first."""
    return sorted((raid for raid in raids if _in_force(raid, now)), key=lambda raid: raid.since)


def _in_force(raid: Raid, now: datetime) -> bool:
    over = raid.forming or raid.muted or (raid.until and now >= raid.until)
    return not over


def _record(raid: Raid) -> str:
    times = {name: to_millis(moment) for name, moment in vars(raid).items() if isinstance(moment, datetime)}
    return json.dumps({name: value for name, value in (asdict(raid) | times).items() if value is not None})


def _raid(record: dict[str, Any]) -> Raid:
    known = {name: record[name] for name in FIELDS if record.get(name) is not None}
    times = {name: from_millis(int(known[name])) for name in TIMES if name in known}
    counts = {name: int(known.get(name, 0)) for name in COUNTS}
    kind = Kind(record["kind"])
    return Raid(**known | times | counts | {"id": f"{kind}-{record['scope']}", "kind": kind})
