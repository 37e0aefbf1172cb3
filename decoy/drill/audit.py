"""The audit: reads the ledger of a drill as a stranger would, and adds up what it says."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from decoy.drill.people import Side
from decoy.drill.sids import KINDS, side_of
from decoy.messages import Entry
from decoy.policy import BudgetPolicy

PAID = ("charged", "settled", "corrected")
SAID_NO = ("refused", "held", "cancelled", "expired")


@dataclass
class Audit:
    """
    What a ledger says under one budget.

    *overspent* counts the reservations that were made although the floor or the day's cap forbade them; *replies*
    and *contacts* are micros spent on each side; *last* is why somebody was told no at last, by caller ref.
    """

    policy: BudgetPolicy
    overspent: int = 0
    replies: Counter[Side] = field(default_factory=Counter)
    contacts: Counter[Side] = field(default_factory=Counter)
    last: dict[str, str] = field(default_factory=dict)
    _available: int = 0
    _days: Counter[str] = field(default_factory=Counter)
    _aside: dict[str, tuple[int, str]] = field(default_factory=dict)

    def read(self, entries: Iterable[Entry]) -> "Audit":
        """Read all *entries*, oldest first."""
        self._available -= self.policy.floor
        for entry in entries:
            if entry.amount is not None:
                self._add(entry, entry.amount)
            elif entry.entry in SAID_NO and entry.caller:
                self.last[entry.caller] = entry.reason
        return self

    def _add(self, entry: Entry, micros: int) -> None:
        if entry.entry == "topped-up":
            self._available += micros
        elif entry.entry == "reserved":
            self._reserve(entry, micros)
        elif entry.entry == "released":
            self._release(entry, micros)
        elif entry.entry in PAID:
            self._pay(entry, micros)

    def _reserve(self, entry: Entry, micros: int) -> None:
        day = self._day(entry.at)
        self._available -= micros
        self._days[day] += micros
        self._aside[entry.reply] = micros, day
        self.overspent += self._available < 0 or self._days[day] > self.policy.daily_cap

    def _release(self, entry: Entry, micros: int) -> None:
        _, day = self._aside.pop(entry.reply)
        self._available += micros
        self._days[day] -= micros

    def _pay(self, entry: Entry, micros: int) -> None:
        """Count money that is gone; what was set aside for it left the funds before."""
        is_reply = entry.sid.startswith(KINDS["reply"])
        (self.replies if is_reply else self.contacts)[side_of(entry.sid)] += micros
        if entry.entry == "settled":
            self._aside.pop(entry.reply, None)
        else:
            self._available -= micros
            self._days[self._day(entry.at)] += micros

    def _day(self, at: datetime) -> str:
        return at.astimezone(self.policy.timezone).date().isoformat()
