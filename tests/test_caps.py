"""The day's cap and the hour's share: when each begins anew."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from decoy.costs import Budget
from decoy.errors import Reason
from tests.budgets import UNIT, OpenBudget, attempt, refusal, refused_until
from tests.numbers import DECOY
from tests.world import EVENING

# The day


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2026-11-20T22:59:59.999+00:00", "2026-11-20T23:00:00+00:00"),
        ("2026-07-14T21:59:59.999+00:00", "2026-07-14T22:00:00+00:00"),
        ("2026-10-24T21:59:59.999+00:00", "2026-10-24T22:00:00+00:00"),
        ("2026-10-25T22:59:59.999+00:00", "2026-10-25T23:00:00+00:00"),
        ("2027-03-27T22:59:59.999+00:00", "2027-03-27T23:00:00+00:00"),
        ("2027-03-28T21:59:59.999+00:00", "2027-03-28T22:00:00+00:00"),
        ("2026-12-31T22:59:59.999+00:00", "2026-12-31T23:00:00+00:00"),
    ],
    ids=["winter", "summer", "before the long day", "after it", "before the short day", "after it", "new year"],
)
def test_day_begins_at_midnight_there(open_budget: OpenBudget, last: str, first: str) -> None:
    """The day's cap is new at midnight where the operators live, also when the clock is changed."""
    budget = open_budget(hourly_share=1.0)
    before, after = datetime.fromisoformat(last), datetime.fromisoformat(first)
    budget.top_up("T1", 100 * UNIT, before)
    budget.charge("SM1", DECOY, 10 * UNIT, before)
    assert refusal(budget, attempt("r1"), UNIT, before) is Reason.DAILY_CAP
    assert refusal(budget, attempt("r1"), UNIT, after) is None


@pytest.mark.parametrize(("day", "hours"), [("2026-10-25", 25), ("2027-03-28", 23), ("2026-11-20", 24)])
def test_days_have_their_length(open_budget: OpenBudget, day: str, hours: int) -> None:
    """The day on which the clock is changed is one day, however long it is."""
    budget = open_budget(hourly_share=1.0)
    middle = datetime.fromisoformat(f"{day}T10:00:00+00:00")
    budget.top_up("T1", 100 * UNIT, middle)
    budget.charge("SM1", DECOY, 10 * UNIT, middle)
    moments = {f"r{hour}": middle + timedelta(hours=hour) for hour in range(-30, 30)}
    refusals = [refusal(budget, attempt(name), 1, moment) for name, moment in moments.items()]
    assert Counter(refusals) == {Reason.DAILY_CAP: hours, None: 60 - hours}


def test_release_gives_back_to_its_own_day(open_budget: OpenBudget) -> None:
    """What was reserved yesterday and is released today makes no room in today's cap."""
    budget = open_budget(hourly_share=1.0)
    tomorrow = EVENING + timedelta(hours=8)
    budget.top_up("T1", 100 * UNIT, EVENING)
    budget.reserve(attempt("r1"), 10 * UNIT, EVENING)
    budget.charge("SM1", DECOY, 10 * UNIT, tomorrow)
    budget.release(attempt("r1"), tomorrow)
    assert refusal(budget, attempt("r2"), 1, tomorrow) is Reason.DAILY_CAP


# The hour


def test_share_empties_evenly(budget: Budget) -> None:
    """What the hour's share was used up with comes back evenly over an hour."""
    budget.reserve(attempt("r0"), 5 * UNIT, EVENING)
    for minute in (12, 24, 36):
        now = EVENING + timedelta(minutes=minute)
        assert refusal(budget, attempt(f"r{minute}+"), UNIT + 1000, now) is Reason.HOURLY_SHARE
        assert refusal(budget, attempt(f"r{minute}"), UNIT, now) is None


def test_late_release_gives_no_second_hour(budget: Budget) -> None:
    """What was reserved in an earlier hour and is released now makes no room in this hour's share."""
    budget.reserve(attempt("r1"), 5 * UNIT, EVENING)
    later = EVENING + timedelta(hours=1)
    budget.reserve(attempt("r2"), 5 * UNIT, later)
    budget.release(attempt("r1"), later)
    assert refusal(budget, attempt("r3"), 5 * UNIT, later) is Reason.HOURLY_SHARE


def test_clock_that_was_far_ahead(budget: Budget) -> None:
    """A reservation by a clock that was wrong by days keeps nothing back: the hour's share refills from now on."""
    assert refusal(budget, attempt("r1"), 5 * UNIT, EVENING + timedelta(days=3)) is None
    assert budget.room(EVENING).together > 0  # so that somebody tries
    assert refused_until(budget, attempt("r2"), UNIT) == (Reason.HOURLY_SHARE, EVENING + timedelta(minutes=12))
    assert budget.funds(EVENING).hour == 5 * UNIT
    assert refusal(budget, attempt("r2"), UNIT, EVENING + timedelta(minutes=12)) is None


def test_clocks_that_differ_make_no_room(budget: Budget) -> None:
    """Two machines whose clocks differ by half a minute cannot empty the hour's share by taking turns."""
    now, taken = EVENING, 0
    for turn in range(200):
        skewed = now + timedelta(seconds=30 * (turn % 2))
        taken += refusal(budget, attempt(f"r{turn}"), UNIT // 20, skewed) is None
    assert taken <= 5 * 20 + 1
