"""How long the operators' pages take, on a new line and on an old one."""

from tests.bench.stage import table, timed
from tests.visitor import Visitor
from tests.world import Line

TIMES = 15
DEMAND = 150  # milliseconds of server time, on an old line
YARDSTICK = "/healthz"  # the least that a page can do
PAGES = ["", "live", "replies", "numbers", "abuse", "budget", "messages", "journal", "settings"]


def measure(line: Line) -> dict[str, float]:
    """Open each page a few times; in milliseconds, by its path."""
    operator = Visitor(line.app).enter()
    paths = [YARDSTICK, *(f"/operator/{page}" for page in PAGES)]
    return {path: timed(lambda _, path=path: _open(operator, path), TIMES) for path in paths}


def report(new: dict[str, float], old: dict[str, float], entries: int) -> None:
    """Print what came of it."""
    rows = [
        [path, f"{new[path]:.1f}", f"{late:.1f}", f"{late / new[path]:.2f}", "yes" if late < DEMAND else "NO"]
        for path, late in old.items()
    ]
    title = f"Pages: milliseconds on a new line, and with {entries:,} ledger entries"
    table(title, ["page", "new", "old", "old/new", f"under {DEMAND} ms"], rows)


def _open(operator: Visitor, path: str) -> None:
    page = operator.get(path)
    if page.status_code != 200:
        raise RuntimeError(f"{path} answered {page.status}")
