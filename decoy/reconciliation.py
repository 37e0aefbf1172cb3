"""Reconciliation: what our ledger says one day cost, beside what the provider says of the same day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from decoy.messages import Channel, Entry

SPENT = frozenset({"charged", "settled", "corrected"})
ENDED = SPENT | {"released", "failed"}
RENT_SID = "rent-"  # how the sids of charged rent begin
CONFIRMED = "provider"  # why a sent reply's amount was corrected: the provider said what it took


class Kind(StrEnum):
    """What money is spent on."""

    REPLIES = "replies"
    TEXTS = "inbound texts"
    CALLS = "calls"
    FEES = "fees"
    OTHER = "all else"
    RENT = "rent"


RECEIVED: dict[str, Kind] = {Channel.SMS: Kind.TEXTS, Channel.CALL: Kind.CALLS}


@dataclass(frozen=True)
class Row:
    """One kind of money, in micros: our ledger's, *estimated* or *confirmed*, and what the *provider* says."""

    kind: str
    estimated: int
    confirmed: int
    provider: int

    @property
    def ours(self) -> int:
        """All that our ledger has."""
        return self.estimated + self.confirmed

    @property
    def difference(self) -> int:
        """How much more the provider says than our ledger."""
        return self.provider - self.ours


class Day:
    """
    What the ledger says was spent on one *day* of GMT, by kind.

    What has a sid belongs to the day on which that sid is first heard of, whenever its price became known: that
    is when the provider took or received it.
    """

    def __init__(self, day: date, entries: Iterable[Entry]) -> None:
        self._day = day
        self._first: dict[str, date] = {}
        self._kinds: dict[str, Kind] = {}
        self._confirmed: set[str] = set()
        self._micros: Counter[str] = Counter()
        self._under_way: set[str] = set()
        for entry in entries:
            self._read(entry)

    def spent(self, kind: Kind, confirmed: bool) -> int:
        """Add up one *kind*, only what is *confirmed* by the provider or only the rest, in micros."""
        mine = (key for key in self._micros if self._kind(key) is kind and (key in self._confirmed) is confirmed)
        return sum(self._micros[key] for key in mine)

    @property
    def under_way(self) -> int:
        """Count the replies sent on this day whose price is still only set aside."""
        return len(self._under_way)

    def _read(self, entry: Entry) -> None:
        key = entry.sid or (entry.reply if entry.entry in SPENT else "")  # a reply may be settled without a sid
        if not key or self._first.setdefault(key, gmt(entry.at)) != self._day:
            return
        if entry.entry in SPENT:
            self._micros[key] += entry.amount or 0
        elif entry.entry == "received":
            self._kinds[key] = RECEIVED.get(entry.reason, Kind.OTHER)
        elif entry.entry == "failed":
            self._kinds[key] = Kind.FEES
        self._follow(key, entry)

    def _follow(self, key: str, entry: Entry) -> None:
        """Note how far a reply has come, and whether the provider has said what it took."""
        if entry.entry == "sent":
            self._under_way.add(key)
        elif entry.entry in ENDED:
            self._under_way.discard(key)
        if entry.entry == "corrected" and entry.reason == CONFIRMED:
            self._confirmed.add(key)

    def _kind(self, key: str) -> Kind:
        """Say what was paid for; what never reached us, and is no rent, is a message that we sent."""
        return Kind.RENT if key.startswith(RENT_SID) else self._kinds.get(key, Kind.REPLIES)


def gmt(moment: datetime) -> date:
    """Name the day of *moment* as the provider does, whose days are those of GMT."""
    return moment.astimezone(UTC).date()


def compare(day: Day, provider: Mapping[Kind, int]) -> Iterator[Row]:
    """Set each kind of our ledger's beside the provider's."""
    for kind in Kind:
        yield Row(kind, day.spent(kind, confirmed=False), day.spent(kind, confirmed=True), provider.get(kind, 0))


def total(rows: Iterable[Row]) -> Row:
    """
    Add up what can be compared.

    Rent cannot: the provider takes it on the day of the month on which a number was bought, our ledger on the first.
    """
    compared = [row for row in rows if row.kind != Kind.RENT]
    sums = (sum(getattr(row, name) for row in compared) for name in ("estimated", "confirmed", "provider"))
    return Row("total", *sums)
