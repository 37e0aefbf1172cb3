"""The ledger: the append-only record of what happened and why. Nothing in it says who anybody is."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from decoy import counters, errands, store, streams
from decoy.errands import Errand
from decoy.errors import Reason
from decoy.messages import Contact, Entry
from decoy.moments import from_millis, to_hour, to_millis
from decoy.store import KEEP, Store

FIRST_HOUR = 3_600_000  # ms
AWAY = 30 * 24 * FIRST_HOUR  # ms without a contact, after which he is a stranger: another woman may have met him
READERS: dict[str, Callable[[str], Any]] = {"at": from_millis, "opens": from_millis, "amount": int}  # text else


class Opened(NamedTuple):
    """
    Whether a contact is *new*, and what was *decided* about it: "" if nothing was, and it is taken up again.

    *early*: it is his first call, or came within the hour of that, or of his first contact. The same contact stays
    what it was.
    """

    new: bool
    decided: str
    early: bool


class Ledger:
    """The ledger of one line."""

    def __init__(self, store: Store, zone: tzinfo = UTC) -> None:
        self._store = store
        self._zone = zone  # of the operators, in which a month begins

    def open(self, contact: Contact, ref: str, now: datetime, range: str = "", country: str = "") -> Opened:
        """Write down that *contact* reached us, once, and count who came: caller, *range* (its ref) and *country*."""
        return self._store.do(self.opening(contact, ref, now, range, country))

    def opening(
        self, contact: Contact, ref: str, now: datetime, range: str = "", country: str = ""
    ) -> Errand[Opened]:
        """Have that written down."""
        entry = Entry("received", now, contact.sid, caller=ref, number=contact.number, reason=contact.channel)
        keys = [
            store.contact(contact.sid),
            store.LEDGER,
            store.TALLY,
            store.met(ref),
            *counters.days(now),
            store.MONTHS,
        ]
        who, month = json.dumps([ref, range, country]), counters.contacts(now.astimezone(self._zone))
        args: list[str | int] = [KEEP, entry.packed(), counters.received(contact), who, json.dumps(counters.BOUNDS)]
        args += [to_millis(now), contact.channel, json.dumps([FIRST_HOUR, AWAY]), month]
        return errands.run("open", keys, args, lambda found: Opened(bool(found[0]), found[1], found[2] != "0"))

    def decision(self, contact: Contact) -> str:
        """Read what was decided about *contact*; "" while nothing was."""
        return str(self._store.redis.hget(store.contact(contact.sid), "decision") or "")

    def refuse(self, contact: Contact, ref: str, reason: Reason, now: datetime, signs: tuple[str, ...] = ()) -> None:
        """Write down that *contact* was refused, once; *signs*: what the spam screen found in it."""
        entry = Entry("refused", now, contact.sid, caller=ref, number=contact.number, reason=reason)
        keys = [store.contact(contact.sid), store.LEDGER, store.REFUSALS, store.SIGNS, store.HOURS, store.TALLY]
        counted = counters.refused(contact, reason)
        self._store.run("refuse", keys, [reason, entry.packed(), json.dumps(signs), _refused_in(now), counted])

    def refusals(self) -> dict[str, int]:
        """Count the refusals by reason."""
        return {reason: int(count) for reason, count in self._store.redis.hgetall(store.REFUSALS).items()}

    def refused_by_hour(self, now: datetime, hours: int) -> list[int]:
        """Count the refusals in the hour of *now* and in so many *hours* before it, newest first."""
        fields = [_refused_in(now - timedelta(hours=ago)) for ago in range(hours + 1)]
        return [int(count or 0) for count in self._store.redis.hmget(store.HOURS, fields)]

    def signs(self) -> dict[str, int]:
        """Count how often each sign of spam was among those for which a text was refused."""
        return {sign: int(count) for sign, count in self._store.redis.hgetall(store.SIGNS).items()}

    def entries(self) -> Iterator[Entry]:
        """Give all entries, oldest first."""
        return (_entry(fields) for _, fields in streams.records(self._store, store.LEDGER))

    def began(self) -> datetime | None:
        """Say when the first entry was written; None when there is none."""
        oldest = self._store.redis.xrange(store.LEDGER, count=1)
        return next((_entry(fields).at for _, fields in oldest), None)

    def newest(self) -> list[Entry]:
        """Give the newest page of entries, the newest first: in one round trip, however long the ledger is."""
        return [
            _entry(fields) for _, fields in self._store.redis.xrevrange(store.LEDGER, "+", "-", count=streams.PAGE)
        ]

    def entries_of(self, ref: str) -> list[Entry]:
        """Give the entries about one caller, what he cost included, oldest first."""
        entries = list(self.entries())
        his = {entry.sid for entry in entries if entry.caller == ref and entry.sid}
        return [entry for entry in entries if entry.caller == ref or entry.sid in his]

    def forget(self, ref: str) -> int:
        """Take a caller out of the ledger, page by page; returns how many entries no longer say whose they were."""
        self._store.redis.delete(store.met(ref))
        return streams.forget(self._store, store.LEDGER, ref)


def _refused_in(moment: datetime) -> str:
    return f"{to_hour(moment)} refused"


def _entry(fields: dict[str, Any]) -> Entry:
    read = {name: READERS.get(name, str)(value) for name, value in fields.items()}
    return Entry(**read)
