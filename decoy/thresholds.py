"""
Thresholds: how much of the fund, of today's cap and of the hour's share of it is used.

They look at what is, not at what may come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from decoy.policy import BudgetPolicy

MARGIN = 2  # points below its threshold to which a value must fall, so that an alert does not flap
ALL = 100
HOUR = 3600  # seconds


@dataclass(frozen=True)
class Figures:
    """What there is to measure, in micros: *used* of the fund is what was spent and what is set aside."""

    topped_up: int
    used: int
    today: int
    hour: int


@dataclass(frozen=True)
class Measure:
    """
    How much is *used* of a *limit*, in micros, and which *period* that limit is for, in growing numbers.

    *step* is the price of one more reply: when it does not fit any more, all is used.
    """

    name: str
    used: int
    limit: int
    step: int
    period: int

    @property
    def full(self) -> bool:
        """Tell whether no other reply can be paid for."""
        return self._is_full(ALL)

    def reached(self, level: int) -> bool:
        """Tell whether *level* percent are used."""
        return self.full or self.used * ALL >= self.limit * level

    def fell(self, level: int) -> bool:
        """Tell whether clearly less than *level* percent are used."""
        return not self._is_full(ALL - MARGIN) and self.used * ALL < self.limit * (level - MARGIN)

    def _is_full(self, percent: int) -> bool:
        return (self.used + self.step) * ALL > self.limit * percent


def measures(figures: Figures, policy: BudgetPolicy, step: int, now: datetime) -> Iterator[Measure]:
    """Measure what has a limit. A fund that nothing was paid into has none, and neither has a cap of nothing."""
    if figures.topped_up:
        usable = max(0, figures.topped_up - policy.floor)
        yield Measure("fund", figures.used, usable, step, figures.topped_up)
    if policy.daily_cap:
        today = now.astimezone(policy.timezone).toordinal()
        yield Measure("day", figures.today, policy.daily_cap, step, today)
    if policy.hourly_cap:
        yield Measure("hour", figures.hour, policy.hourly_cap, step, int(now.timestamp()) // HOUR)
