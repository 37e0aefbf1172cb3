"""Thresholds: when so many percent of the fund or of a cap count as used."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.caps import Bucket, Caps
from decoy.moments import to_millis
from decoy.policy import BudgetPolicy
from decoy.thresholds import Figures, Measure, measures
from tests.budgets import UNIT, number, policy
from tests.world import EVENING

LEVELS = [50, 80, 95, 100]
STEP = UNIT // 10
AMOUNTS = st.integers(0, 10**12)
STEPS = st.integers(1, 10**9)
PERCENT = st.integers(5, 100)


def figures_of(topped_up: int, used: int, today: int, hour: int, changed: BudgetPolicy | None = None) -> Figures:
    """Give what there is to measure of a small budget."""
    bucket = Bucket(hour, to_millis(EVENING), (changed or policy()).hourly_cap)
    return Figures(topped_up, used, Caps(changed or policy()).stand([today], bucket, STEP, EVENING))


def measured(name: str, now: datetime = EVENING, **figures: int) -> Measure | None:
    """Measure one thing of a small budget: 10.00 a day, 5.00 an hour, a floor of 1.00."""
    told = {"topped_up": 21 * UNIT, "used": 0, "today": 0, "hour": 0} | figures
    found = measures(figures_of(**told), policy(), [], STEP, now)
    return next((measure for measure in found if measure.name == name), None)


def reached(name: str, **figures: int) -> list[int]:
    """List the levels that are reached."""
    found = measured(name, **figures)
    return [level for level in LEVELS if found and found.reached(level)]


@pytest.mark.parametrize(
    ("name", "figures", "levels"),
    [
        ("fund", {"used": 0}, []),
        ("fund", {"used": 10 * UNIT - 1}, []),
        ("fund", {"used": 10 * UNIT}, [50]),  # of 20.00: the floor is not there to be used
        ("fund", {"used": 16 * UNIT}, [50, 80]),
        ("fund", {"used": 19 * UNIT}, [50, 80, 95]),
        ("fund", {"used": 20 * UNIT - STEP}, [50, 80, 95]),  # one more reply fits exactly
        ("fund", {"used": 20 * UNIT - STEP + 1}, LEVELS),  # none fits any more
        ("fund", {"used": 25 * UNIT}, LEVELS),  # what others made us pay has eaten into the floor
        ("fund", {"topped_up": 0, "used": 0}, []),
        ("fund", {"topped_up": 0, "used": 3 * UNIT}, []),
        ("fund", {"topped_up": UNIT // 2}, LEVELS),  # paid in, but it does not reach the floor
        ("day", {"today": 4_999_999}, []),
        ("day", {"today": 5 * UNIT}, [50]),
        ("day", {"today": 10 * UNIT}, LEVELS),
        ("day", {"today": -STEP}, []),  # a release after midnight
        ("hour", {"hour": 4 * UNIT}, [50, 80]),
        ("hour", {"hour": 5 * UNIT}, LEVELS),
    ],
)
def test_reached(name: str, figures: dict[str, int], levels: list[int]) -> None:
    """A level is reached at its percentage, and all of them as soon as no other reply can be paid for."""
    assert reached(name, **figures) == levels


@given(topped_up=AMOUNTS, used=AMOUNTS, more=AMOUNTS, step=STEPS, level=PERCENT)
def test_more_reaches_more(topped_up: int, used: int, more: int, step: int, level: int) -> None:
    """Whoever uses more never reaches less, and a level that is reached has all lower ones reached too."""
    before, after = (Measure("fund", "the fund", amount, topped_up, step, 1) for amount in (used, used + more))
    assert before.reached(level) <= after.reached(level)
    assert after.fell(level) <= before.fell(level)
    assert all(before.reached(lower) for lower in range(5, level)) or not before.reached(level)


@given(limit=AMOUNTS, used=AMOUNTS, step=STEPS, level=PERCENT)
def test_reached_or_fallen(limit: int, used: int, step: int, level: int) -> None:
    """A value is never at a threshold and clearly below it, and between the two lie two points."""
    measure = Measure("day", "today's cap", used, limit, step, 1)
    assert not (measure.reached(level) and measure.fell(level))
    assert not measure.fell(level) or used * 100 < limit * (level - 2)


@given(used=st.lists(st.integers(0, 12 * UNIT), max_size=30), level=PERCENT)
def test_no_flapping(used: list[int], level: int) -> None:
    """However a value wanders, between two times that it is open lies a value two points below the threshold."""
    opened, low = False, True
    for amount in used:
        measure = Measure("day", "today's cap", amount, 10 * UNIT, STEP, 1)
        if measure.reached(level) and not opened:
            assert low
            opened, low = True, False
        elif measure.fell(level):
            opened, low = False, True


@given(used=AMOUNTS, today=AMOUNTS, hour=AMOUNTS)
def test_nothing_topped_up(used: int, today: int, hour: int) -> None:
    """Nothing paid in is no fund of which some part could be used, whatever others made us pay."""
    found = measures(figures_of(0, used, today, hour), policy(), [], STEP, EVENING)
    assert [measure.name for measure in found] == ["day", "hour"]


def test_cap_of_nothing() -> None:
    """A cap of nothing is the operators' own no, and nothing to tell them."""
    shut = policy(daily_cap="0.00")
    found = measures(figures_of(UNIT, 0, 0, 0, shut), shut, [], STEP, EVENING)
    assert [measure.name for measure in found] == ["fund"]


def test_periods_grow() -> None:
    """The fund's period ends with a top-up, the day's at the operators' midnight, the hour's at the hour."""
    before = datetime.fromisoformat("2026-10-24T23:30:00+02:00")
    periods = [
        [
            found.period
            for found in measures(figures_of(UNIT, 0, 0, 0), policy(), [], STEP, before + timedelta(minutes=later))
        ]
        for later in (0, 29, 30)
    ]
    assert periods[0] == periods[1]
    assert [after - now for now, after in zip(periods[1], periods[2], strict=True)] == [0, 1, 1]


@given(limit=AMOUNTS, used=AMOUNTS, step=STEPS, level=PERCENT)
def test_mark(limit: int, used: int, step: int, level: int) -> None:
    """The mark of a level is the very micro from which on it is reached."""
    measure = Measure("day", "today's cap", used, limit, step, 1)
    assert measure.reached(level) is (used >= measure.mark(level))


def test_narrow_caps() -> None:
    """The cap of a country and that of a decoy number are measured like the day's; a number is named by its place."""
    numbers = [number("1.00", "+33639980001"), number("3.00", "+33639980002")]
    bucket = Bucket(0, 0, 5 * UNIT)
    caps = Caps(policy(country_caps={"BE": "2.00"}), numbers).stand([0, UNIT, 0, 2 * UNIT], bucket, STEP, EVENING)
    found = {measure.name: measure for measure in measures(Figures(0, 0, caps), policy(), numbers, STEP, EVENING)}
    assert {name: (measure.said, measure.used, measure.limit) for name, measure in found.items()} == {
        "day": ("today's cap", 0, 10 * UNIT),
        "hour": ("this hour's share", 0, 5 * UNIT),
        "country-BE": ("today's cap for BE", UNIT, 2 * UNIT),
        "number-1": ("today's cap of decoy number 1", 0, UNIT),
        "number-2": ("today's cap of decoy number 2", 2 * UNIT, 3 * UNIT),
    }
    assert len({measure.period for name, measure in found.items() if name != "hour"}) == 1
    assert "3998" not in repr(found)
