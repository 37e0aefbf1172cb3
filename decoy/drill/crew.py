"""The crew: plays several plans at once, each in a process of its own."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing.queues import SimpleQueue
from typing import Any

from decoy.drill import chart
from decoy.drill.figures import measure
from decoy.drill.report import Result
from decoy.drill.run import Plan, Stopwatch, play
from decoy.drill.scenarios import FOUR_DAYS

LOOK = 0.3  # seconds between two looks at how far the crew is
TICKS = 200  # parts in which the progress of one plan is told

Tell = Callable[[int], None]
_told: list[Any] = []  # in a process of the crew: where it tells its progress


class Ticks:
    """Turns the seconds of a drill into *tell*ing so many of TICKS."""

    def __init__(self, plan: Plan, tell: Tell) -> None:
        self._start, self._end = plan.scenario.span
        self._tell = tell
        self._done = 0

    def __call__(self, at: float) -> None:
        """Hear how many seconds of the drill are over."""
        length = max(1.0, min(self._end, FOUR_DAYS) - self._start)
        self.reach(min(TICKS, int(TICKS * (at - self._start) / length)))

    def reach(self, ticks: int) -> None:
        """Tell what was not told yet."""
        if ticks > self._done:
            self._tell(ticks - self._done)
            self._done = ticks


def perform(plan: Plan, stopwatch: Stopwatch, tell: Tell) -> Result:
    """Play one plan here."""
    ticks = Ticks(plan, tell)
    played = play(plan, ticks, stopwatch)
    ticks.reach(TICKS)
    return Result(plan.scenario.name, plan.seed, measure(played), chart.draw(played))


def perform_all(plans: Sequence[Plan], jobs: int, stopwatch: Stopwatch, tell: Tell) -> list[Result]:
    """Play *plans*, *jobs* of them at once; results come in the order of the plans."""
    if jobs == 1 or len(plans) == 1:
        return [perform(plan, stopwatch, tell) for plan in plans]
    context = multiprocessing.get_context("spawn")
    told = context.SimpleQueue()
    with ProcessPoolExecutor(min(jobs, len(plans)), context, initializer=_join, initargs=(told,)) as crew:
        running = [crew.submit(_perform, plan, stopwatch) for plan in plans]
        left: set[Future[Result]] = set(running)
        while left:
            _, left = wait(left, LOOK, FIRST_COMPLETED)
            _pass_on(told, tell)
        return [one.result() for one in running]


def _join(told: "SimpleQueue[int]") -> None:
    _told[:] = [told]


def _perform(plan: Plan, stopwatch: Stopwatch) -> Result:
    return perform(plan, stopwatch, _told[0].put)


def _pass_on(told: "SimpleQueue[int]", tell: Tell) -> None:
    while not told.empty():
        tell(told.get())
