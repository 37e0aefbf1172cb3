"""The audit: reads the ledger of a drill as a stranger would, and adds up what it says."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from decoy.drill.people import Side
from decoy.drill.sids import KINDS, side_of
from decoy.messages import Entry
from decoy.moments import to_millis
from decoy.policy import BudgetPolicy

HOUR = 3_600_000  # ms
PAID = ("charged", "settled", "corrected")
SAID_NO = ("refused", "held", "cancelled", "expired")


@dataclass
class Audit:
    """
    What a ledger says under one budget.

    *overspent* counts the reservations made although the floor, the day's cap or the hour's share forbade them;
    *replies* and *contacts* are micros spent on each side; *last* is why somebody was told no at last, by caller ref.
    """

    policy: BudgetPolicy
    overspent: int = 0
    replies: Counter[Side] = field(default_factory=Counter)
    contacts: Counter[Side] = field(default_factory=Counter)
    last: dict[str, str] = field(default_factory=dict)
    _available: int = 0
    _days: Counter[str] = field(default_factory=Counter)
    _aside: dict[str, tuple[int, str]] = field(default_factory=dict)
    _hour: int = 0  # in micros, times the milliseconds of an hour: nothing is rounded
    _hour_at: int = 0

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
        too_fast = self._fill(micros, to_millis(entry.at)) > self.policy.hourly_cap * HOUR
        self.overspent += self._available < 0 or self._days[day] > self.policy.daily_cap or too_fast

    def _fill(self, micros: int, now: int) -> int:
        """Fill the hour's share, a bucket that empties evenly; what is released stays in it."""
        drained = max(0, now - self._hour_at) * self.policy.hourly_cap
        self._hour, self._hour_at = max(0, self._hour - drained) + micros * HOUR, now
        return self._hour

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
