"""A line that is watched: somebody is told, money leaves, and the watch comes round."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from decoy.money import MICROS
from decoy.settings import Settings
from tests import world
from tests.numbers import DECOY
from tests.receiver import Receiver
from tests.world import Line

OpenWatched = Callable[..., Line]
AWAKE = {"thresholds": [50, 80, 95, 100], "quiet_hours": ""}


@contextmanager
def watching(settings: Settings) -> Iterator[OpenWatched]:
    """Open lines that tell some receivers: `open_watched(receiver, alerts={"quiet_hours": "22:00-08:00"})`."""
    with ExitStack() as stack:

        def open_watched(*receivers: Receiver, **changes: dict[str, Any]) -> Line:
            told = replace(settings, alert_urls=tuple(receiver.url for receiver in receivers))
            return stack.enter_context(world.opened(world.with_policy(told, **{"alerts": AWAKE} | changes)))

        yield open_watched


def spend(line: Line, amount: int, times: int = 1, number: str = DECOY) -> None:
    """Have others make us pay some units, in so many parts."""
    now = datetime.now(UTC)
    for part in range(times):
        line.services.budget.charge(f"SM{now.timestamp()}-{part}", number, amount * MICROS // times, now)


def look(line: Line) -> None:
    """Let the watch come round, and the worker do what it queued."""
    line.services.watch.run(datetime.now(UTC))
    line.work()


def stamp() -> float:
    """Read the clock, in milliseconds."""
    return datetime.now(UTC).timestamp() * 1000
