"""Quiet hours, by the clocks on the wall: across midnight, and when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.quiet_hours import QuietHours, parse

PARIS = ZoneInfo("Europe/Paris")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def until(written: str, local: str, fold: int = 0) -> str:
    """Tell when the quiet around a moment on a wall in Paris ends, in UTC; "" when it is not quiet."""
    hours = parse(written)
    assert hours is not None
    now = datetime.fromisoformat(local).replace(tzinfo=PARIS, fold=fold).astimezone(UTC)
    ends = hours.until(now, PARIS)
    return ends.strftime("%m-%dT%H:%M") if ends else ""


@pytest.mark.parametrize(
    ("written", "local", "ends"),
    [
        ("22:00-08:00", "2026-11-20T21:59:59", ""),
        ("22:00-08:00", "2026-11-20T22:00", "11-21T07:00"),
        ("22:00-08:00", "2026-11-20T23:59", "11-21T07:00"),
        ("22:00-08:00", "2026-11-21T00:00", "11-21T07:00"),
        ("22:00-08:00", "2026-11-21T07:59", "11-21T07:00"),
        ("22:00-08:00", "2026-11-21T08:00", ""),
        ("22:00-08:00", "2026-12-31T23:30", "01-01T07:00"),
        ("13:00-14:30", "2026-07-01T13:10", "07-01T12:30"),
        ("13:00-14:30", "2026-07-01T14:30", ""),
        ("22:00-00:00", "2026-11-20T23:00", "11-20T23:00"),
        # the night in which clocks go forward has one hour less, that in which they go back one more
        ("22:00-08:00", "2026-03-28T23:00", "03-29T06:00"),
        ("22:00-08:00", "2026-10-24T23:00", "10-25T07:00"),
    ],
)
def test_ends(written: str, local: str, ends: str) -> None:
    """Quiet hours hold from their start until just before their end, and end when the clocks on the wall say so."""
    assert until(written, local) == ends


def test_end_in_the_hour_that_comes_twice() -> None:
    """When the end comes twice, what was quiet the second time waits for the second one, not for the past."""
    assert until("22:00-02:30", "2026-10-25T02:10") == "10-25T00:30"
    assert until("22:00-02:30", "2026-10-25T02:10", fold=1) == "10-25T01:30"


@given(now=MOMENTS, start=CLOCKS, end=CLOCKS)
def test_always_ends(now: datetime, start: object, end: object) -> None:
    """At whatever moment, what waits for quiet hours waits for a moment to come, within a day and an hour."""
    if start == end:
        return
    ends = QuietHours(start, end).until(now, PARIS)  # type: ignore[arg-type]
    assert ends is None or now < ends <= now + timedelta(hours=25)


@pytest.mark.parametrize("written", ["22-8", "22:00-24:00", "8:00-9:00", "22:00", "08:00-08:00", 22, None])
def test_refused(written: object) -> None:
    """What is not a pair of times is refused, and how to write it is said."""
    with pytest.raises(ValueError, match='write|"22:00-08:00"'):
        parse(written)


def test_none() -> None:
    """Nothing written means that no hour is quiet."""
    assert parse("") is None
