"""The forecast: how fast money goes, and how long it lasts. Pure: no store, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from decoy.messages import Hour

ENOUGH = 20  # events; with fewer, a rate would be a guess
SPANS = {"hour": 1, "day": 24, "week": 7 * 24}  # hours
A_YEAR = timedelta(days=365)
A_MONTH = 730  # hours


@dataclass(frozen=True)
class Burn:
    """How much is spent in an hour, in micros, over the last *span*; None when too little happened to tell."""

    span: str
    micros: Fraction | None


def burn(hours: Sequence[Hour], now: datetime, since: datetime | None = None) -> list[Burn]:
    """
    Give the rate over the last hour, day and week.

    *hours* are the hour of *now*, which is not over, and those before it, newest first. The oldest hour of a span
    counts by the part of it that lies in the span. A line that began only *since* then has no longer spans than that,
    but for an hour.
    """
    return [Burn(span, _rate(hours, length, now, since)) for span, length in SPANS.items()]


def lasts_until(micros: int, rate: Fraction | None, fixed: int, now: datetime) -> datetime | None:
    """
    Say when *micros* are used up at *rate* (micros an hour), *fixed* costs of a month (micros) going first.

    None when nobody can tell, or it is more than a year away.
    """
    if rate is None:
        return None
    hourly = rate + Fraction(fixed, A_MONTH)
    if hourly <= 0:
        return None
    left = Fraction(max(0, micros)) / hourly
    return now + timedelta(hours=float(left)) if left < A_YEAR.days * 24 else None


def monthly(moments: Sequence[datetime], since: datetime, now: datetime) -> int | None:
    """
    Say how often something happens in a month at the rate it happens now: at these *moments*, *since* then.

    None when it happened too seldom to tell.
    """
    hours = Fraction((now - since) // timedelta(seconds=1), 3600)
    lately = sum(moment >= since for moment in moments)
    return round(lately * A_MONTH / hours) if lately >= ENOUGH and hours > 0 else None


def _rate(hours: Sequence[Hour], length: int, now: datetime, since: datetime | None) -> Fraction | None:
    over = Fraction(now.minute * 60 + now.second, 3600)
    parts = [Fraction(1)] * length + [1 - over]
    spent = sum(part * hour.micros for part, hour in zip(parts, hours, strict=False))
    events = sum(hour.events for hour in hours[: length + 1])
    return Fraction(spent) / _lived(length, now, since) if events >= ENOUGH else None


def _lived(length: int, now: datetime, since: datetime | None) -> Fraction:
    """Say for how many of the last *length* hours the line has been there."""
    age = Fraction((now - since) // timedelta(seconds=1), 3600) if since else Fraction(length)
    return max(Fraction(1), min(age, Fraction(length)))
