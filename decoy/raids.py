"""The raids: which crowds are attacks, the last gate but the budget's, and the order of replies."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from decoy import errands, lots, store
from decoy.callers import Caller, home_of
from decoy.crowd import Heat
from decoy.errands import Errand
from decoy.errors import Reason, Refused
from decoy.evidence import MOST_RAIDS, Due, Evidence
from decoy.messages import Contact, Entry, Reply
from decoy.moments import to_millis
from decoy.policy import Policy
from decoy.raid import VETOES, Kind, Raid, hand, in_force, read, whole, written
from decoy.sentences import Sentence
from decoy.store import Store

NO_TIME = timedelta(0)
REMEMBERED = 100  # raids that are over
CALM, REPLACED = Sentence("calm again"), Sentence("replaced")
LIFTED, TIME_UP = Sentence("an operator ended it"), Sentence("its time is up")
KEYS = [store.RAIDS, store.LEDGER, store.PAST_RAIDS]


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
        raids = in_force(map(read, due.raids), now)
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
        return errands.ask(("HVALS", store.RAIDS), mean=lambda kept: [*map(read, kept)])

    def past(self) -> list[Raid]:
        """Give the last raids that are over, the newest first."""
        return [*map(read, self.store.redis.lrange(store.PAST_RAIDS, 0, -1))]

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
        scope, since = whole(scope), now - timedelta(seconds=self.policy.replies.delay_seconds)
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
        hot_for: timedelta = NO_TIME,
        calm_for: timedelta = NO_TIME,
        because: str = CALM,
    ) -> str:
        """Begin, keep or end *raid* as its *heat* is; returns "begun", "ended" or ""."""
        return self.store.do(self.watching(raid, heat, now, hot_for, calm_for, because))

    def watching(
        self,
        raid: Raid,
        heat: Heat,
        now: datetime,
        hot_for: timedelta = NO_TIME,
        calm_for: timedelta = NO_TIME,
        because: str = CALM,
    ) -> Errand[str]:
        """Have that done."""
        begun = Entry("raid", now, reason=f"{raid.id}: {raid.reason}")
        ended = Entry("raid-ended", now, reason=f"{raid.id}: {because}")
        spans = [length // timedelta(milliseconds=1) for length in (hot_for, calm_for)]
        args: list[str | int] = [raid.id, to_millis(now), heat, *spans, written(raid), begun.packed(), ended.packed()]
        args += [MOST_RAIDS, because, REMEMBERED]
        return errands.run("watch_raid", KEYS, args, str)

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
        return reply.country not in ("", home_of(reply.number), *self.policy.raids.home)

    def _has_share(self, reply: Reply, shares: dict[str, int]) -> bool:
        policy = self.policy.raids
        used, together = shares.get(reply.country, 0), shares.get("all", 0)
        return used < policy.foreign_replies and together < policy.foreign_total

    def _date(self, now: datetime) -> str:
        return now.astimezone(self.policy.budget.timezone).date().isoformat()
