"""Thresholds: how much of the fund and of each cap is used, and which share of it is reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from decoy.caps import DAY, HOUR, Cap
from decoy.policy import BudgetPolicy, Number
from decoy.sentences import Sentence

MARGIN = 2  # points below its threshold to which a value must fall, so that an alert does not flap
ALL = 100
FUND = "fund"
HOUR_LONG = 3600  # seconds
KINDS = frozenset({FUND, DAY, HOUR, "country", "number"})  # how the names of measures begin


@dataclass(frozen=True)
class Figures:
    """
    What there is to measure, in micros.

    *used* of the fund is what was spent and what is set aside; more, where the provider's account has less left: then
    it is *poorer* than our ledger.
    """

    topped_up: int
    used: int
    caps: Sequence[Cap]
    poorer: bool = False


@dataclass(frozen=True)
class Measure:
    """
    How much is *used* of a *limit*, in micros, and which *period* that limit is for, in growing numbers.

    *name* is a word or two for keys ("fund", "day", "hour", "country-BE", "number-2"), *said* the same for people.
    Neither holds a phone number: decoy numbers are counted, in the order of the policy. *step* is the price of one
    more reply: when it does not fit any more, all is used. *poorer*: what is left is what the provider's account has.
    """

    name: str
    said: str
    used: int
    limit: int
    step: int
    period: int
    poorer: bool = False

    @property
    def full(self) -> bool:
        """Tell whether no other reply can be paid for."""
        return self._is_full(ALL)

    def reached(self, level: int) -> bool:
        """Tell whether *level* percent are used."""
        return self.full or self.used * ALL >= self.limit * level

    def fell(self, level: int, margin: int = MARGIN) -> bool:
        """Tell whether clearly less than *level* percent are used: less by so many points as *margin* says."""
        return not self._is_full(ALL - margin) and self.used * ALL < self.limit * (level - margin)

    def mark(self, level: int) -> int:
        """Say from how many micros on *level* percent count as used."""
        return min(-(-self.limit * level // ALL), self.limit - self.step + 1)

    def _is_full(self, percent: int) -> bool:
        return (self.used + self.step) * ALL > self.limit * percent


def measures(
    figures: Figures, policy: BudgetPolicy, numbers: Sequence[Number], step: int, now: datetime
) -> Iterator[Measure]:
    """
    Measure what has a limit. A fund that nothing was paid into has none, and neither has a cap of nothing.

    *numbers* are the decoy numbers, in the order of the policy.
    """
    if figures.topped_up:
        usable = max(0, figures.topped_up - policy.floor)
        yield Measure(FUND, Sentence("the fund"), figures.used, usable, step, figures.topped_up, figures.poorer)
    today, hour = now.astimezone(policy.timezone).toordinal(), int(now.timestamp()) // HOUR_LONG
    for cap in figures.caps:
        if cap.limit:
            name, said = _names(cap, numbers)
            yield Measure(name, said, cap.used, cap.limit, step, hour if name == HOUR else today)


def _names(cap: Cap, numbers: Sequence[Number]) -> tuple[str, str]:
    """Name a cap for keys and for people; a decoy number by its place, never by its digits."""
    kind, _, whose = cap.name.partition(" ")
    if kind == "country":
        return f"{kind}-{whose}", Sentence("today's cap for %(country)s", country=whose)
    if kind == "number":
        place = [ours.number for ours in numbers].index(whose) + 1
        return f"{kind}-{place}", Sentence("today's cap of decoy number %(place)d", place=place)
    return kind, Sentence("today's cap") if kind == DAY else Sentence("this hour's share")
