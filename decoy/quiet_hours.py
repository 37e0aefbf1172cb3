"""Quiet hours: the part of the day in which operators sleep, by their own clocks."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

WRITTEN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True)
class QuietHours:
    """From *start* to *end*, as clocks on the wall show it; an end before the start is that of the next morning."""

    start: time
    end: time

    def until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Give the moment at which the quiet hours around *now* end; None when it is not quiet."""
        here = now.astimezone(zone)
        if not self._holds(here.time()):
            return None
        day = here.date() + timedelta(days=here.time() >= self.end)
        ends = datetime.combine(day, self.end, zone).astimezone(UTC)
        if ends <= now:  # clocks go back, and this is the second time that they show the hour
            ends = datetime.combine(day, self.end.replace(fold=1), zone).astimezone(UTC)
        return ends

    def _holds(self, clock: time) -> bool:
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


def parse(written: object) -> QuietHours | None:
    """Read "22:00-08:00"; nothing means that no hour is quiet."""
    if written == "":
        return None
    found = WRITTEN.fullmatch(written) if isinstance(written, str) else None
    if not found:
        raise ValueError('write quiet hours as in "22:00-08:00", or "" for none')
    start_hour, start_minute, end_hour, end_minute = map(int, found.groups())
    start, end = time(start_hour, start_minute), time(end_hour, end_minute)
    if start == end:
        raise ValueError('quiet hours need an end that is not their start; write "" for none')
    return QuietHours(start, end)
