"""The journal: which operator did what, when and why. Only added to; of callers it says their refs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from decoy import store, streams
from decoy.logs import masked
from decoy.moments import from_millis, to_millis
from decoy.store import Store
from decoy.streams import Record

COMMAND_LINE = "command line"  # who did what was typed on a machine of the line
PAGE, MOST_PAGES = 100, 50
ID = re.compile(r"[0-9]{1,20}-[0-9]{1,20}")
REF = re.compile(r"[0-9a-f]{24}")


class Act(StrEnum):
    """What an operator can do."""

    LOGGED_IN = "logged-in"
    LOGGED_OUT = "logged-out"
    JOINED = "joined"
    PAUSED = "paused"
    RESUMED = "resumed"
    CLOSED = "closed"
    OPENED = "opened"
    TOPPED_UP = "topped-up"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    FORGOT = "forgot"
    CANCELLED = "cancelled"
    DECLARED = "declared"
    LIFTED = "lifted"
    WORDED = "worded"
    RECORDED = "recorded"
    RESTED = "rested"
    RETIRED = "retired"
    ACTIVATED = "activated"
    INVITED = "invited"
    REMOVED = "removed"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Note:
    """
    One line of the journal: *who* (a role, or the command line) did which *act*, when and *why*.

    *subject* is what it was done to: a caller ref, a range, a country, a raid, a language, an amount, a role; ""
    for the line.
    """

    id: str
    at: datetime
    who: str
    act: str
    subject: str
    why: str


class Journal:
    """The journal of one line."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, who: str, act: Act, subject: str, why: str, now: datetime) -> None:
        """Write down what was done; what looks like a phone number among the reasons is masked."""
        about = "caller" if REF.fullmatch(subject) else "subject"
        fields = {"at": str(to_millis(now)), "who": who, "act": act, about: subject, "why": masked(why)}
        self._store.redis.xadd(store.JOURNAL, {name: value for name, value in fields.items() if value})

    def page(self, before: str = "") -> tuple[list[Note], str]:
        """Give the newest notes *before* the one with this id, and the id to go on with: "" when that is all."""
        before = before if ID.fullmatch(before) else ""
        found = [_note(record) for record in streams.newest(self._store, store.JOURNAL, PAGE + 1, before)]
        return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else ""

    def between(self, start: datetime, end: datetime) -> list[Note]:
        """Give what was done from *start* to *end*, oldest first, out of the newest pages."""
        found, before = [], ""
        for _ in range(MOST_PAGES):
            notes, before = self.page(before)
            found += [note for note in notes if start <= note.at <= end]
            if not before or notes[-1].at < start:
                break
        return found[::-1]

    def all(self) -> Iterator[Note]:
        """Give all notes, oldest first."""
        return map(_note, streams.records(self._store, store.JOURNAL))

    def forget(self, ref: str) -> int:
        """Take a caller out; what was done stays, and to whom does not."""
        return streams.forget(self._store, store.JOURNAL, ref)


def _note(record: Record) -> Note:
    note_id, fields = record
    subject = fields.get("caller") or fields.get("subject", "")
    return Note(note_id, from_millis(fields["at"]), fields["who"], fields["act"], subject, fields.get("why", ""))
