"""The caps: the most for a day, an hour, a country, a number, and when each opens. Pure: no store, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from decoy.errors import Reason
from decoy.moments import from_millis, to_millis
from decoy.policy import BudgetPolicy, Number

HOUR_MS = 3_600_000
DAY, HOUR = "day", "hour"  # names of the two caps that everything counts for
REASONS = {
    DAY: Reason.DAILY_CAP,
    HOUR: Reason.HOURLY_SHARE,
    "country": Reason.COUNTRY_CAP,
    "number": Reason.NUMBER_CAP,
}


@dataclass(frozen=True)
class Cap:
    """
    One cap as it stands: *used* of its *limit*, in micros; *name* is "day", "hour", "country BE", "number +33...".

    *opens* is when it opens if it is full.
    """

    name: str
    reason: Reason
    used: int
    limit: int
    opens: datetime

    @property
    def left(self) -> int:
        """What it still allows, in micros; less than nothing when charges have gone beyond it."""
        return self.limit - self.used


@dataclass(frozen=True)
class Bucket:
    """
    The hour's share: *held* micros in it at one moment (*at*, in ms), and it empties by *limit* in an hour.

    It holds no more than *limit*, so that it is empty after an hour, also when operators have just lowered that.
    `reserve.lua` reckons the same way. When *at* is more than an hour ahead, a clock was wrong: it looks empty, so
    that somebody tries to reserve, which puts that right.
    """

    held: int
    at: int
    limit: int

    def used(self, now: datetime) -> int:
        """Say how much is in it now."""
        gone = to_millis(now) - self.at
        return 0 if gone < -HOUR_MS else max(0, min(self.held, self.limit) - max(0, gone) * self.limit // HOUR_MS)

    def opens(self, micros: int, now: datetime) -> datetime:
        """Say when there is room for *micros*, or, when they are more than it ever holds, when it is empty."""
        drain = min(self.held, self.limit) + min(micros, self.limit) - self.limit
        if drain <= 0 or not self.limit or self.at - to_millis(now) > HOUR_MS:
            return now
        return max(now, from_millis(self.at - (-drain * HOUR_MS // self.limit)))


class Caps:
    """The caps of one policy. A cap is counted by its *name*, and by the day in the operators' time zone."""

    def __init__(self, policy: BudgetPolicy, numbers: Iterable[Number] = ()) -> None:
        self._zone = policy.timezone
        self._limits = {DAY: policy.daily_cap}
        self._limits |= {f"country {country}": micros for country, micros in policy.country_caps.items()}
        self._limits |= {f"number {ours.number}": ours.daily_cap for ours in numbers if ours.daily_cap is not None}

    def rows(self, country: str, number: str, now: datetime) -> list[tuple[str, int | str, str]]:
        """
        Say what counts for a reply to *country* from *number*, in the order in which it is checked.

        Each is the field that counts it, its cap in micros, or "" when it has none, and the reason of a refusal.
        """
        names = [DAY, *scopes(country, number)]
        return [(self._field(name, now), self._limits.get(name, ""), _reason(name)) for name in names]

    def fields(self, now: datetime) -> list[str]:
        """Name the fields that count today's caps, in their order."""
        return [self._field(name, now) for name in self._limits]

    def counter(self, now: datetime) -> str:
        """Name the field that counts how many replies were paid for today."""
        return self._field("replies", now)

    def stand(self, used: Sequence[int], bucket: Bucket, step: int, now: datetime) -> list[Cap]:
        """Give the caps, when so much is *used* of each one's field; the hour opens when *step* micros fit."""
        opens = self.midnight(now)
        limits = zip(self._limits.items(), used, strict=True)
        day, *others = (Cap(name, _reason(name), micros, limit, opens) for (name, limit), micros in limits)
        hour = Cap(HOUR, _reason(HOUR), bucket.used(now), bucket.limit, bucket.opens(step, now))
        return [day, hour, *others]

    def midnight(self, now: datetime) -> datetime:
        """Say when the operators' next day begins: a day in which the clock is changed has 23 or 25 hours."""
        tomorrow = now.astimezone(self._zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), self._zone).astimezone(UTC)

    def _field(self, name: str, now: datetime) -> str:
        date = now.astimezone(self._zone).date().isoformat()
        return date if name == DAY else f"{date} {name}"


class Room:
    """What replies may still take at one moment: all *together*, and by country and number where these have caps."""

    def __init__(self, together: int, caps: Sequence[Cap]) -> None:
        self.together = together
        self._left = {cap.name: cap.left for cap in caps}
        self._most = min(cap.limit for cap in caps if cap.name in (DAY, HOUR))

    def fits(self, country: str, number: str, micros: int) -> bool:
        """Tell whether a reply of *micros* may be paid once there is room for all together."""
        return micros <= self._most and all(micros <= self._left[name] for name in self._capped(country, number))

    def take(self, country: str, number: str, micros: int) -> bool:
        """Count a reply as paid, if it fits."""
        if micros > self.together or not self.fits(country, number, micros):
            return False
        self.together -= micros
        for name in self._capped(country, number):
            self._left[name] -= micros
        return True

    def _capped(self, country: str, number: str) -> Iterator[str]:
        return (name for name in scopes(country, number) if name in self._left)


def scopes(country: str, number: str) -> list[str]:
    """Name the caps of a *country* and a decoy *number*; what is "" has none."""
    named = {"country": country, "number": number}
    return [f"{kind} {name}" for kind, name in named.items() if name]


def _reason(name: str) -> Reason:
    return REASONS[name.partition(" ")[0]]
