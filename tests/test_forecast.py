"""The forecast: how fast money goes, and how long it lasts."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.forecast import ENOUGH, SPANS, burn, lasts_until
from decoy.messages import Hour

NOW = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
HALF_PAST = NOW + timedelta(minutes=30)
QUIET = [Hour(0, 0)] * (SPANS["week"] + 1)
hours = st.lists(
    st.builds(Hour, st.integers(0, 10**9), st.integers(0, 10**4)), min_size=len(QUIET), max_size=len(QUIET)
)


def rates(spent: list[Hour], now: datetime = NOW) -> dict[str, Fraction | None]:
    return {found.span: found.micros for found in burn(spent, now)}


def test_too_little_to_tell() -> None:
    """With fewer than twenty events there is no rate, and so no end in sight."""
    spent = [Hour(1_000_000, ENOUGH - 1), *QUIET[1:]]
    assert rates(spent) == {"hour": None, "day": None, "week": None}
    assert lasts_until(1_000_000, None, 0, NOW) is None


def test_rates() -> None:
    """The rate of a span is what was spent in it, by the hour."""
    spent = [Hour(0, 0), Hour(2_400_000, ENOUGH), *QUIET[2:]]
    assert rates(spent) == {"hour": 2_400_000, "day": 100_000, "week": Fraction(2_400_000, 168)}


def test_the_hour_that_is_not_over() -> None:
    """In the middle of an hour, half of the one before it lies in the last hour."""
    spent = [Hour(100, ENOUGH), Hour(1_000, ENOUGH), *QUIET[2:]]
    assert rates(spent, HALF_PAST)["hour"] == 100 + 500


@pytest.mark.parametrize(
    ("age", "hour", "day", "week"),
    [
        (0.2, 600, 600, 600),
        (3, 600, 200, 200),
        (30, 600, 25, 20),
        (1000, 600, 25, Fraction(600, 168)),
        (-5, 600, 600, 600),
    ],
)
def test_a_young_line(age: float, hour: int, day: int, week: int | Fraction) -> None:
    """What a line spent counts for the time it has been there, and for an hour at least."""
    spent = [Hour(600, ENOUGH), *QUIET[1:]]
    found = {burned.span: burned.micros for burned in burn(spent, NOW, NOW - timedelta(hours=age))}
    assert found == {"hour": hour, "day": day, "week": week}


@pytest.mark.parametrize(
    ("micros", "rate", "fixed", "lasts"),
    [
        (10, 5, 0, timedelta(hours=2)),
        (0, 5, 0, timedelta(0)),
        (-7, 5, 0, timedelta(0)),
        (10, 0, 0, None),
        (10, 0, 730 * 5, timedelta(hours=2)),
        (10, 5, 730 * 5, timedelta(hours=1)),
        (10**12, 1, 0, None),
    ],
)
def test_lasts_until(micros: int, rate: int, fixed: int, lasts: timedelta | None) -> None:
    """Money lasts as long as rate and fixed costs leave it; more than a year is not foretold."""
    assert lasts_until(micros, Fraction(rate), fixed, NOW) == (lasts if lasts is None else NOW + lasts)


@given(hours, st.integers(0, 3599), st.integers(0, 10**9))
def test_more_spent_is_never_longer(spent: list[Hour], second: int, more: int) -> None:
    """Whoever has spent more in the last hour never lasts longer."""
    now = NOW + timedelta(seconds=second)
    dearer = [Hour(spent[0].micros + more, spent[0].events), *spent[1:]]
    for before, after in zip(burn(spent, now), burn(dearer, now), strict=True):
        assert (before.micros is None) == (after.micros is None)
        assert before.micros is None or after.micros is None or after.micros >= before.micros
