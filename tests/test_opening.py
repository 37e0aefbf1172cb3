"""Opening hours, asked at one moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from decoy import opening

PARIS, BRUSSELS = ZoneInfo("Europe/Paris"), ZoneInfo("Europe/Brussels")
OFFICE = "Mo-Fr 10:00-19:00; PH off"
NIGHT = "Mo-Su 20:00-02:00"
IEFH = "Mo,Tu,Th,Fr 09:00-12:00; We 13:00-16:00"


def paris(text: str) -> datetime:
    """Read a moment off a clock in Paris, as UTC has it."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open", "until"),
    [
        ("24/7", "2026-12-25 03:00", True, None),
        (OFFICE, "2026-11-20 18:59", True, "2026-11-20 19:00"),
        (OFFICE, "2026-11-20 19:00", False, "2026-11-23 10:00"),  # a Friday evening
        (OFFICE, "2026-11-11 12:00", False, "2026-11-12 10:00"),  # Armistice
        (OFFICE, "2026-12-31 20:00", False, "2027-01-04 10:00"),  # New Year's Day is a Friday
        (NIGHT, "2026-11-20 23:59", True, "2026-11-21 02:00"),
        (NIGHT, "2026-11-21 00:00", True, "2026-11-21 02:00"),
        (NIGHT, "2026-11-21 02:00", False, "2026-11-21 20:00"),
        ("Mo-Su 09:00-23:00", "2026-03-29 08:59", False, "2026-03-29 09:00"),  # an hour after the clocks went forward
        ("Mo-Su 09:00-23:00", "2026-10-25 08:59", False, "2026-10-25 09:00"),  # and back
        ("Mo-Th 10:00-24:00", "2026-11-19 23:30", True, "2026-11-20 00:00"),
    ],
)
def test_open_or_closed(hours: str, moment: str, is_open: bool, until: str | None) -> None:
    """It is open or closed by the clocks of the place, until the moment at which that changes."""
    found = opening.at(hours, "FR", PARIS, paris(moment))
    assert found == (is_open, paris(until) if until else None)


def test_the_clocks_of_the_place() -> None:
    """The same hour of UTC is open in summer and not yet in winter, because the place has summer time."""
    winter, summer = datetime(2026, 11, 23, 8, 30, tzinfo=UTC), datetime(2026, 6, 22, 8, 30, tzinfo=UTC)
    found = [opening.at(OFFICE, "FR", PARIS, moment) for moment in (winter, summer)]
    assert [each and each.open for each in found] == [False, True]


@pytest.mark.parametrize("moment", ["2026-07-21 10:00", "2026-12-25 10:00", "2026-11-11 14:00"])
def test_a_holiday_the_source_is_silent_about(moment: str) -> None:
    """On a public holiday of the country nothing is said of hours that do not mention holidays."""
    assert opening.at(IEFH, "BE", BRUSSELS, paris(moment)) is None


def test_holidays_are_those_of_the_country() -> None:
    """The 21st of July is a holiday in Belgium and none in France, the 14th the other way round."""
    days = [paris("2026-07-21 10:00"), paris("2026-07-14 10:00")]
    assert [opening.at(IEFH, "BE", BRUSSELS, day) is None for day in days] == [True, False]
    assert [opening.at(IEFH, "FR", PARIS, day) is None for day in days] == [False, True]


def test_no_promise_for_a_holiday() -> None:
    """Closed before a holiday the hours are silent about, nobody says that it opens on that day."""
    found = opening.at(IEFH, "BE", BRUSSELS, paris("2026-12-24 18:00"))
    assert found == (False, None)


@pytest.mark.parametrize(
    ("text", "good"), [("24/7", True), (OFFICE, True), ("from ten to seven", False), ("Mo-Fr 25:00-99:00", False)]
)
def test_what_is_hours(text: str, good: bool) -> None:
    """Hours that nobody can evaluate are found when they are written down, not when she needs them."""
    assert opening.is_hours(text) is good
