"""The brakes: when money counts as leaving although they are on."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.amounts import Amounts
from decoy.brakes import BRAKES, Readings
from tests.budgets import UNIT
from tests.world import EVENING

HERE = EVENING.astimezone(ZoneInfo("Europe/Paris"))
CALM = Readings(HERE, today=0, cap=20 * UNIT, left=50 * UNIT, floor=5 * UNIT, empty=None, paid=None, held=None)
BY_NAME = {brake.name: brake for brake in BRAKES}
AMOUNTS = st.integers(-(10**9), 10**9)
MOMENTS = st.none() | st.integers(-3600, 3600).map(lambda seconds: EVENING + timedelta(seconds=seconds))


def failed(**readings: object) -> list[str]:
    """Name the brakes that failed."""
    told = replace(CALM, **readings)  # type: ignore[arg-type]
    return [brake.name for brake in BRAKES if brake.failed(told)]


def words(name: str, **readings: object) -> str:
    """Say what leaves."""
    return BY_NAME[name].words(replace(CALM, **readings), Amounts("EUR"))  # type: ignore[arg-type]


def ago(**length: int) -> datetime:
    return EVENING - timedelta(**length)


@pytest.mark.parametrize(
    ("readings", "names"),
    [
        ({}, []),
        ({"today": 20 * UNIT}, []),  # the cap is used up: the brake works
        ({"today": 22 * UNIT}, []),  # the last texts of a busy day
        ({"today": 22 * UNIT + 1}, ["day"]),
        ({"today": 500 * UNIT}, ["day"]),
        ({"today": 500 * UNIT, "cap": 0}, []),  # no cap, no brake
        ({"left": 5 * UNIT, "today": 9 * UNIT}, []),  # at the floor
        ({"left": 4_500_000, "today": 9 * UNIT}, []),  # a tenth of it is eaten
        ({"left": 4_499_999, "today": 9 * UNIT}, ["floor"]),
        ({"left": -UNIT, "today": 9 * UNIT}, ["floor"]),
        ({"left": UNIT, "today": 500_000}, []),  # eaten long ago, and little more today
        ({"left": UNIT, "today": 500_001}, ["floor"]),
        ({"left": 0, "floor": 0, "today": 9 * UNIT}, []),
        ({"left": -1, "floor": 0, "today": 9 * UNIT}, ["floor"]),
        ({"left": None, "today": 9 * UNIT}, []),  # nothing was paid in: there is no fund to eat from
        ({"paid": ago(minutes=5)}, []),  # nothing is held
        ({"held": ago(minutes=9)}, []),
        ({"held": ago(minutes=9), "paid": ago(minutes=10)}, []),
        ({"held": ago(minutes=9), "paid": ago(minutes=8)}, []),  # it was under way
        ({"held": ago(minutes=9), "paid": ago(minutes=7, seconds=59)}, ["held"]),
        ({"held": ago(minutes=9), "paid": ago(minutes=-1)}, []),  # paid by a clock that is wrong
        ({"today": 30 * UNIT, "left": UNIT, "held": ago(hours=1), "paid": ago(minutes=1)}, ["day", "floor", "held"]),
    ],
)
def test_failed(readings: dict[str, object], names: list[str]) -> None:
    """A brake failed when clearly more left than it should let go; a tenth may be on its way."""
    assert failed(**readings) == names


@given(AMOUNTS, st.integers(0, 10**9), st.none() | AMOUNTS, st.integers(0, 10**9), MOMENTS, MOMENTS)
def test_failed_or_works(
    today: int, cap: int, left: int | None, floor: int, paid: datetime | None, held: datetime | None
) -> None:
    """No brake fails and works at once, and each finds words whatever the figures are."""
    readings = Readings(HERE, today, cap, left, floor, EVENING, paid, held)
    for brake in BRAKES:
        assert not (brake.failed(readings) and brake.works(readings))
        assert brake.words(readings, Amounts("EUR")).endswith(".")


@given(AMOUNTS, st.integers(0, 10**6), st.integers(1, 10**9), AMOUNTS)
def test_more_never_mends(today: int, more: int, cap: int, left: int) -> None:
    """When more leaves, a brake that failed has still failed."""
    before = replace(CALM, today=today, cap=cap, left=left)
    after = replace(before, today=today + more, left=left - more)
    for brake in BRAKES:
        assert brake.failed(before) <= brake.failed(after)
        assert brake.works(after) <= brake.works(before)


def test_words() -> None:
    """The words say how much leaves, and when nothing is left at this rate."""
    night = EVENING + timedelta(hours=6)
    assert words("day", today=23 * UNIT) == (
        "23.00 EUR are used today, beyond the cap of 20.00 EUR: what others make us pay has passed it."
    )
    assert words("floor", left=3 * UNIT, empty=night) == (
        "What others make us pay is eating the floor: 3.00 EUR of 5.00 EUR are left, "
        "and at this rate it is empty at 03:00 on 21 November."
    )
    assert words("floor", left=-UNIT, empty=EVENING) == (
        "What others make us pay is eating the floor: 0.00 EUR of 5.00 EUR are left."
    )
    assert words("held", paid=ago(minutes=3), held=ago(minutes=9)) == (
        "A reply was paid for at 20:57, although replies are held back since 20:51. Stop the workers."
    )
