"""The ledger: the append-only record of what happened and why. Nothing in it says who anybody is."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from decoy import store
from decoy.errors import Reason
from decoy.messages import Contact, Entry
from decoy.moments import from_millis, to_hour
from decoy.store import KEEP, Store

PAGE = 1_000  # entries read at a time
A_MINUTE = 60_000  # ms
READERS: dict[str, Callable[[str], Any]] = {"at": from_millis, "opens": from_millis, "amount": int}  # text else


class Opened(NamedTuple):
    """Whether a contact is *new*, and what was *decided* about it: "" if nothing was, and it is taken up again."""

    new: bool
    decided: str


class Ledger:
    """The ledger of one line."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, contact: Contact, ref: str, now: datetime) -> Opened:
        """Write down that *contact* reached us, once."""
        entry = Entry("received", now, contact.sid, caller=ref, number=contact.number, reason=contact.channel)
        keys = [store.contact(contact.sid), store.LEDGER]
        new, decided = self._store.run("open", keys, [KEEP, entry.packed()])
        return Opened(bool(new), decided)

    def decision(self, contact: Contact) -> str:
        """Read what was decided about *contact*; "" while nothing was."""
        return str(self._store.redis.hget(store.contact(contact.sid), "decision") or "")

    def refuse(self, contact: Contact, ref: str, reason: Reason, now: datetime, signs: tuple[str, ...] = ()) -> None:
        """Write down that *contact* was refused, once; *signs*: what the spam screen found in it."""
        entry = Entry("refused", now, contact.sid, caller=ref, number=contact.number, reason=reason)
        keys = [store.contact(contact.sid), store.LEDGER, store.REFUSALS, store.SIGNS, store.HOURS]
        self._store.run("refuse", keys, [reason, entry.packed(), json.dumps(signs), _refused_in(now)])

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
        since = "-"
        while page := self._store.redis.xrange(store.LEDGER, since, "+", count=PAGE):
            yield from (_entry(fields) for _, fields in page)
            since = f"({page[-1][0]}"

    def newest(self) -> list[Entry]:
        """Give the newest page of entries, the newest first: in one round trip, however long the ledger is."""
        return [_entry(fields) for _, fields in self._store.redis.xrevrange(store.LEDGER, "+", "-", count=PAGE)]

    def entries_of(self, ref: str) -> list[Entry]:
        """Give the entries about one caller, what he cost included, oldest first."""
        entries = list(self.entries())
        his = {entry.sid for entry in entries if entry.caller == ref and entry.sid}
        return [entry for entry in entries if entry.caller == ref or entry.sid in his]

    def forget(self, ref: str) -> int:
        """Take a caller out of the ledger, page by page; returns how many entries no longer say whose they were."""
        keys = [store.LEDGER, store.ledger_copy(uuid4().hex)]
        forgotten, since = 0, "-"
        while since:
            found, last = self._store.run("forget", keys, [ref, since, PAGE, A_MINUTE])
            forgotten, since = forgotten + int(found), last and f"({last}"
        return forgotten


def _refused_in(moment: datetime) -> str:
    return f"{to_hour(moment)} refused"


def _entry(fields: dict[str, Any]) -> Entry:
    read = {name: READERS.get(name, str)(value) for name, value in fields.items()}
    return Entry(**read)
