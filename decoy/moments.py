"""Moments: aware UTC datetimes inside, milliseconds since 1970 in the store, ISO 8601 on the way out."""

from datetime import UTC, datetime

from decoy.sentences import Sentence

MONTHS = (
    *(Sentence("January"), Sentence("February"), Sentence("March"), Sentence("April"), Sentence("May")),
    *(Sentence("June"), Sentence("July"), Sentence("August"), Sentence("September"), Sentence("October")),
    *(Sentence("November"), Sentence("December")),
)


def to_millis(moment: datetime) -> int:
    """Count the milliseconds from 1970 to *moment*."""
    return int(moment.timestamp() * 1000)


def from_millis(millis: str | int) -> datetime:
    """Give the moment *millis* after 1970."""
    return datetime.fromtimestamp(int(millis) / 1000, UTC)


def to_hour(moment: datetime) -> str:
    """Name the hour of *moment* as 2026-11-20T21."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H")


def to_day(moment: datetime) -> str:
    """Name the day (UTC) of *moment* as 2026-11-20."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d")


def to_month(moment: datetime) -> str:
    """Name the month of *moment*, in its own time zone, as 2026-11."""
    return moment.strftime("%Y-%m")


def months_after(first: str, last: str) -> list[str]:
    """Name the months after *first*, up to and with *last*."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) for month in (first, last))
    return [f"{(count - 1) // 12:04}-{(count - 1) % 12 + 1:02}" for count in range(start + 1, end + 1)]


def to_clock(moment: datetime, here: datetime) -> str:
    """Write *moment* as clocks in the time zone of *here* show it: 21:40, with its day when that is another one."""
    there = moment.astimezone(here.tzinfo)
    if there.date() == here.date():
        return f"{there:%H:%M}"
    month = MONTHS[there.month - 1]
    return Sentence("%(clock)s on %(day)d %(month)s", clock=f"{there:%H:%M}", day=there.day, month=month)


def to_iso(moment: datetime) -> str:
    """Write *moment* as 2026-11-20T21:40:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
