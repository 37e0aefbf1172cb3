"""Down the ladder at once, and up slowly."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from decoy.causes import BY_NAME, CAUSES, Cause
from decoy.footing import AT_ONCE, CALM, Foothold, Footing
from decoy.rungs import Rung
from decoy.store import Store
from tests.budgets import UNIT, OpenBudget
from tests.world import EVENING, at_once

FLOOR, CAP, SHARE = BY_NAME["floor"], BY_NAME["daily_cap"], BY_NAME["hourly_share"]
MINUTE = timedelta(minutes=1)


class Line:
    """A line that asks for rungs and is paid into."""

    def __init__(self, store_url: str, open_budget: OpenBudget) -> None:
        self.footing = Footing(Store(store_url))
        self.budget = open_budget()
        self.paid = 0

    def step(self, cause: Cause | None, now: datetime, calm: timedelta = CALM) -> Foothold:
        """Ask for the rung of *cause*."""
        return self.footing.step(cause, self.paid, now.date().isoformat(), now, calm)

    def top_up(self, now: datetime) -> None:
        """Pay in."""
        self.paid += UNIT
        self.budget.top_up(str(self.paid), UNIT, now)


@pytest.fixture
def line(store_url: str, open_budget: OpenBudget) -> Line:
    return Line(store_url, open_budget)


def test_down_at_once(line: Line) -> None:
    """A rung further down is taken the moment it is asked for, step by step or all at once."""
    assert line.step(SHARE, EVENING).rung is Rung.GUARDED
    assert line.step(CAP, EVENING).rung is Rung.PAUSED
    assert line.step(FLOOR, EVENING) == Foothold(Rung.SILENT, FLOOR, EVENING, None)


def test_up_after_an_hour_of_calm(line: Line) -> None:
    """A rung is left when nothing has asked for it for an hour, and not a moment before."""
    line.step(FLOOR, EVENING)
    assert line.step(None, EVENING + MINUTE) == Foothold(Rung.SILENT, FLOOR, EVENING, EVENING + MINUTE)
    assert line.step(None, EVENING + CALM).rung is Rung.SILENT
    assert line.step(None, EVENING + CALM + MINUTE) == Foothold(Rung.NORMAL, None, EVENING + CALM + MINUTE, None)


def test_calm_begins_anew(line: Line) -> None:
    """Whatever asks for the rung again begins the hour of calm anew."""
    line.step(FLOOR, EVENING)
    line.step(None, EVENING + MINUTE)
    line.step(FLOOR, EVENING + 30 * MINUTE)
    assert line.step(None, EVENING + 61 * MINUTE).rung is Rung.SILENT
    assert line.step(None, EVENING + 121 * MINUTE).rung is Rung.NORMAL


def test_up_to_what_is_asked(line: Line) -> None:
    """A line climbs to the rung that is asked for then, which need not be the best."""
    line.step(FLOOR, EVENING)
    line.step(SHARE, EVENING + MINUTE)
    assert line.step(SHARE, EVENING + CALM + MINUTE).rung is Rung.GUARDED


def test_top_up_ends_the_wait(line: Line) -> None:
    """A top-up takes the line up at once, if it is enough."""
    line.step(FLOOR, EVENING)
    line.top_up(EVENING)
    assert line.step(FLOOR, EVENING + MINUTE).rung is Rung.SILENT
    line.top_up(EVENING)
    assert line.step(None, EVENING + 2 * MINUTE).rung is Rung.NORMAL


def test_one_top_up_is_good_for_one_climb(line: Line) -> None:
    """A line that went down again after a top-up waits for calm, or for the next one."""
    line.step(FLOOR, EVENING)
    line.top_up(EVENING)
    line.step(None, EVENING)
    line.step(FLOOR, EVENING + MINUTE)
    assert line.step(None, EVENING + 2 * MINUTE).rung is Rung.SILENT


def test_figures_from_before_a_top_up(line: Line) -> None:
    """What was asked for by figures that a top-up has overtaken does nothing."""
    line.top_up(EVENING)
    line.budget.top_up("meanwhile", UNIT, EVENING)
    assert line.step(FLOOR, EVENING).rung is Rung.NORMAL


def test_resumed_by_hand(line: Line) -> None:
    """An operator need not wait for calm, but cannot climb over what still holds."""
    line.step(FLOOR, EVENING)
    assert line.step(FLOOR, EVENING, AT_ONCE).rung is Rung.SILENT
    assert line.step(None, EVENING, AT_ONCE).rung is Rung.NORMAL


def test_new_day_opens_the_cap(line: Line) -> None:
    """What the day's cap took down comes up with the new day, without an hour of calm."""
    midnight = EVENING.replace(hour=0) + timedelta(days=1)
    line.step(CAP, midnight - MINUTE)
    assert line.step(None, midnight - MINUTE / 2).rung is Rung.PAUSED
    assert line.step(None, midnight).rung is Rung.NORMAL


def test_new_day_opens_nothing_else(line: Line) -> None:
    """An empty fund is not refilled by midnight."""
    midnight = EVENING.replace(hour=0) + timedelta(days=1)
    line.step(FLOOR, midnight - MINUTE)
    assert line.step(None, midnight).rung is Rung.SILENT


def test_a_clock_set_back(line: Line) -> None:
    """A clock that was ahead and is set back shortens no calm, and locks nothing."""
    line.step(FLOOR, EVENING)
    line.step(None, EVENING + 50 * MINUTE)
    assert line.step(None, EVENING).rung is Rung.SILENT
    assert line.step(None, EVENING + 59 * MINUTE).rung is Rung.SILENT
    assert line.step(None, EVENING + CALM).rung is Rung.NORMAL


def test_many_at_once(line: Line, store: Redis) -> None:
    """Many processes that see the same thing at the same moment take one step, and write it down once."""
    at_once(16, lambda _: line.step(FLOOR, EVENING))
    at_once(16, lambda _: line.step(None, EVENING, AT_ONCE))
    reasons = [fields["reason"] for _, fields in store.xrange("decoy:ledger") if fields["entry"] == "rung"]
    assert reasons == ["silent: floor", "normal"]


MOMENTS = st.tuples(st.integers(min_value=0, max_value=40), st.sampled_from([None, None, *CAUSES]), st.booleans())


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moments=st.lists(MOMENTS, max_size=40))
def test_never_flaps(line: Line, store: Redis, moments: list[tuple[int, Cause | None, bool]]) -> None:
    """Whatever is asked, a line is never above it, and climbs at most once in an hour, but for top-ups."""
    store.flushall()
    line.paid, now, depth = 0, EVENING, 0
    climbs: list[datetime] = []
    for minutes, cause, pays in moments:
        now += minutes * MINUTE
        if pays:
            line.top_up(now)
        before, depth = depth, line.step(cause, now).rung.depth
        assert depth >= (cause.rung.depth if cause else 0)
        if depth < before and not pays:
            climbs.append(now)
    assert all(later - earlier >= CALM for earlier, later in pairwise(climbs))
