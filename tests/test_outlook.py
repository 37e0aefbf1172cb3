"""The outlook: what will be used if money goes on as in the last hour, and when."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.caps import Bucket, Caps
from decoy.outlook import Outlook, outlooks
from decoy.thresholds import Figures, Measure, measures
from tests.budgets import UNIT, number, policy
from tests.world import EVENING

LEVELS = [50, 80, 95, 100]
PARIS = ZoneInfo("Europe/Paris")
STEP = UNIT // 10
AMOUNTS = st.integers(0, 10**11)
RATES = st.fractions(0, 10**11)
PERCENT = st.integers(5, 100)
SPANS = st.integers(0, 7 * 24 * 3600)  # seconds


def outlook(used: int, rate: int | Fraction | None, hours: int = 10, limit: int = 10 * UNIT) -> Outlook:
    """Look ahead at a day's cap."""
    measure = Measure("day", "today's cap", used, limit, STEP, 1)
    return Outlook(measure, None if rate is None else Fraction(rate), EVENING + timedelta(hours=hours), EVENING)


def looks(now: datetime, rate: Fraction | None, runway: int = 12, used: int = 0) -> dict[str, Outlook]:
    """Look ahead at a small budget: 10.00 a day, a floor of 1.00, 20.00 above it, and narrow caps."""
    numbers = [number("4.00")]
    caps = Caps(policy(country_caps={"BE": "2.00"}), numbers)
    standing = caps.stand([4 * UNIT, UNIT, 2 * UNIT], Bucket(0, 0, 5 * UNIT), STEP, now)
    found = list(measures(Figures(21 * UNIT, used, standing), policy(), numbers, STEP, now))
    ahead = outlooks(found, rate, 730 * UNIT, caps.midnight(now), timedelta(hours=runway), now)
    return {each.measure.name: each for each in ahead}


# What will be used


@pytest.mark.parametrize(
    ("used", "rate", "levels"),
    [
        (0, None, []),
        (0, 0, []),
        (0, UNIT // 2 - 1, []),
        (0, UNIT // 2, [50]),
        (0, UNIT, LEVELS),
        (3 * UNIT, UNIT // 2, [50, 80]),
        (5 * UNIT, UNIT // 2, [80, 95, 100]),  # half is used: that is no forecast any more
        (8 * UNIT, UNIT, [95, 100]),
        (10 * UNIT, UNIT, []),
        (9 * UNIT, None, []),
        (0, -UNIT, []),  # more was given back than spent
    ],
)
def test_reached(used: int, rate: int | None, levels: list[int]) -> None:
    """A level is foretold when ten more hours like the last one reach it, and it is not reached yet."""
    assert [level for level in LEVELS if outlook(used, rate).reached(level)] == levels


@given(AMOUNTS, RATES, RATES, SPANS, PERCENT)
def test_faster_reaches_more(used: int, rate: Fraction, faster: Fraction, seconds: int, level: int) -> None:
    """At a higher rate never less is used, and what was foretold stays foretold."""
    measure = Measure("day", "today's cap", used, 10 * UNIT, STEP, 1)
    until = EVENING + timedelta(seconds=seconds)
    slow, fast = (Outlook(measure, pace, until, EVENING) for pace in (rate, rate + faster))
    assert slow.end.used <= fast.end.used
    assert slow.reached(level) <= fast.reached(level)
    assert used <= slow.end.used


@given(AMOUNTS, RATES, SPANS, PERCENT)
def test_when(used: int, rate: Fraction, seconds: int, level: int) -> None:
    """What is foretold comes before the end, at the moment that is named."""
    measure = Measure("day", "today's cap", used, 10**11, STEP, 1)
    look = Outlook(measure, rate, EVENING + timedelta(seconds=seconds), EVENING)
    if look.reached(level):
        when = look.when(level)
        assert when is not None
        assert EVENING <= when <= look.until + timedelta(milliseconds=1)
        assert Outlook(measure, rate, when + timedelta(seconds=1), EVENING).end.reached(level)


@given(st.lists(st.tuples(st.integers(0, 12 * UNIT), st.integers(0, 2 * UNIT)), max_size=30), PERCENT)
def test_no_flapping(looks: list[tuple[int, int]], level: int) -> None:
    """Nothing is foretold and over at once, and what is over lies clearly below its threshold, or is there."""
    for used, rate in looks:
        look = outlook(used, rate)
        assert not (look.reached(level) and look.fell(level))
        if look.fell(level):
            assert look.measure.reached(level) or look.end.used * 100 < 10 * UNIT * (level - 2)


def test_lowest_threshold_ends() -> None:
    """When nothing goes any more, a forecast of the lowest threshold is over too."""
    assert all(outlook(0, None).fell(level) for level in range(5, 101))


# How far ahead


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-10-25", 25), ("2027-03-28", 23), ("2026-11-20", 24)], ids=["long", "short", "plain"]
)
def test_to_the_end_of_the_day(day: str, hours: int) -> None:
    """The day's cap is foretold to the operators' midnight, also on the days on which the clock is changed."""
    midnight = datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=PARIS).astimezone(UTC)
    rate = Fraction(UNIT, 10)
    assert looks(midnight, rate)["day"].end.used == 4 * UNIT + hours * UNIT // 10
    assert looks(midnight + timedelta(hours=hours - 1), rate)["day"].end.used == 4 * UNIT + UNIT // 10
    assert looks(midnight + timedelta(hours=hours), rate)["day"].until == looks(midnight, rate)["day"].until + (
        timedelta(hours=24)
    )


def test_runway() -> None:
    """The fund is foretold for the hours of the policy, rent included; of none, nothing is foretold."""
    assert looks(EVENING, Fraction(UNIT, 2), runway=12)["fund"].end.used == 12 * UNIT * 3 // 2
    assert looks(EVENING, Fraction(UNIT, 2), runway=0)["fund"].end.used == 0
    assert looks(EVENING, None)["fund"].end.used == 0


def test_hour_is_not_foretold() -> None:
    """The hour's share refills by itself, so nobody is told of what it may come to."""
    assert list(looks(EVENING, Fraction(UNIT))) == ["fund", "day", "country-BE", "number-1"]


def test_narrow_caps_by_their_part_of_today() -> None:
    """A country and a number take their part of the rate as they took it of the day, and the sentence says so."""
    found = looks(datetime(2026, 11, 20, 21, 0, tzinfo=UTC), Fraction(UNIT))
    assert found["country-BE"].end.used == UNIT + 2 * UNIT // 4
    assert found["number-1"].end.used == 2 * UNIT + UNIT
    assert found["country-BE"].sentence(80, EVENING.astimezone(PARIS)) == (
        "At the rate of the last hour and in the proportions of today, 80 % of today's cap for BE is used "
        "at 00:24 on 21 November."
    )


# In words


@pytest.mark.parametrize(
    ("rate", "level", "sentence"),
    [
        (4 * UNIT, 100, "At the rate of the last hour, today's cap is reached at 22:58."),
        (4 * UNIT, 50, "At the rate of the last hour, 50 % of today's cap is used at 21:45."),
        (2 * UNIT, 100, "At the rate of the last hour, today's cap is reached at 00:57 on 21 November."),
    ],
)
def test_sentence(rate: int, level: int, sentence: str) -> None:
    """A sentence says what is used when, by the operators' clocks, and the day when it is not today."""
    assert outlook(2 * UNIT, rate).sentence(level, EVENING.astimezone(PARIS)) == sentence


def test_sentence_of_the_fund() -> None:
    """A fund is not reached, but used up."""
    found = looks(EVENING, Fraction(9 * UNIT))["fund"]
    assert found.sentence(100, EVENING.astimezone(PARIS)) == (
        "At the rate of the last hour, the fund is used up at 22:59."
    )
