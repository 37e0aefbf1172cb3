"""The outlook: what will be used of the fund and of each cap if money goes on as in the last hour. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from decoy.caps import DAY, HOUR
from decoy.forecast import A_MONTH, lasts_until
from decoy.moments import to_clock
from decoy.sentences import Sentence
from decoy.thresholds import ALL, FUND, Measure

MARGIN = 10  # points by which a forecast must fall back: an hour's rate moves more than what is used
SOON = timedelta(hours=3)  # somebody has to get up, find out and pay in, or pause, while there is something left
NOT_SOON = timedelta(hours=4)
AN_HOUR = 3_600_000_000  # microseconds


@dataclass(frozen=True)
class Outlook:
    """
    What will be used of a *measure* *until* then, at a *rate* (micros an hour; None when nobody can tell).

    *mixed*: the rate was shared out in the proportions of today.
    """

    measure: Measure
    rate: Fraction | None
    until: datetime
    now: datetime
    mixed: bool = False

    @property
    def end(self) -> Measure:
        """The measure as it will be."""
        hours = Fraction((self.until - self.now) // timedelta(microseconds=1), AN_HOUR)
        more = int(max(Fraction(0), (self.rate or 0) * hours))
        return replace(self.measure, used=self.measure.used + more)

    def reached(self, level: int) -> bool:
        """Tell whether *level* percent are not used yet, but will be."""
        return not self.measure.reached(level) and self.end.reached(level)

    def fell(self, level: int) -> bool:
        """Tell whether there is nothing to foretell: *level* percent are used already, or clearly will not be."""
        return self.measure.reached(level) or self.end.fell(level, min(MARGIN, level // 2))

    def when(self, level: int) -> datetime | None:
        """Say when *level* percent will be used, whether before the end or after; None when nobody can tell."""
        return lasts_until(self.measure.mark(level) - self.measure.used, self.rate, 0, self.now)

    @property
    def lasts(self) -> timedelta | None:
        """How long something is left."""
        when = self.when(ALL)
        return when - self.now if when else None

    def sentence(self, level: int, here: datetime) -> Sentence:
        """Say when *level* percent will be used, by the clocks of *here*: now, where the operators live."""
        when, what = self.when(level), self._said(level)
        what = Sentence("%(what)s at %(then)s", what=what, then=to_clock(when, here)) if when else what
        if self.mixed:
            return Sentence("At the rate of the last hour and in the proportions of today, %(what)s.", what=what)
        return Sentence("At the rate of the last hour, %(what)s.", what=what)

    def _said(self, level: int) -> Sentence:
        what = self.measure.said
        if level < ALL:
            return Sentence("%(level)d %% of %(what)s is used", level=level, what=what)
        return (
            Sentence("%(what)s is used up", what=what)
            if self.measure.name == FUND
            else Sentence("%(what)s is reached", what=what)
        )


def outlooks(
    found: Sequence[Measure], rate: Fraction | None, rent: int, midnight: datetime, runway: timedelta, now: datetime
) -> Iterator[Outlook]:
    """
    Look ahead: at the day's caps until *midnight*, at the fund for as long as *runway* says.

    *rate* is that of all money, *rent* what goes out of the fund in a month besides. The hour's share refills by
    itself, so there is nothing to foretell.
    """
    today = next((measure.used for measure in found if measure.name == DAY), 0)
    for measure in found:
        if measure.name == FUND:
            yield Outlook(measure, None if rate is None else rate + Fraction(rent, A_MONTH), now + runway, now)
        elif measure.name == DAY:
            yield Outlook(measure, rate, midnight, now)
        elif measure.name != HOUR:
            share = Fraction(max(0, measure.used), today) if today > 0 else 0
            yield Outlook(measure, None if rate is None else rate * share, midnight, now, mixed=True)
