"""The months: what came, what was answered and what that cost, in whole months that are over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from decoy import store
from decoy.moments import to_month
from decoy.money import MICROS
from decoy.store import Store

MOST = 12
FEWEST = 20  # replies in a month whose average says something
SETTLED = timedelta(days=2)  # what sent replies really cost is known a day and a half later
TEN = 10 * MICROS


@dataclass(frozen=True)
class Month:
    """One month, by its *first* day; *cost* is in micros, and so much of it is *confirmed* by the provider."""

    first: date
    contacts: int
    replies: int
    cost: int
    confirmed: int

    @property
    def people(self) -> int | None:
        """How many people ten units of the currency answered; None when too few were to tell."""
        return TEN * self.replies // self.cost if self.replies >= FEWEST and self.cost > 0 else None


class Months:
    """The months of one line, as they begin and end in the operators' time *zone*."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self._store = store
        self._zone = zone

    def past(self, now: datetime) -> list[Month]:
        """Give the last whole months in which anything happened, newest first; never the current one."""
        current, fields = to_month((now - SETTLED).astimezone(self._zone)), self._store.redis.hgetall(store.MONTHS)
        names = sorted({field.partition(" ")[0] for field in fields}, reverse=True)
        return [_month(name, fields) for name in names if name < current][:MOST]


def _month(name: str, fields: dict[str, str]) -> Month:
    kinds = ("contacts", "replies", "cost", "confirmed")
    return Month(date.fromisoformat(f"{name}-01"), *(int(fields.get(f"{name} {kind}", 0)) for kind in kinds))
