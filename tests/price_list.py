"""How a line reads price lists, and what it then makes of them."""

from datetime import UTC, datetime

from tests.world import Line

ABROAD = ("BE", "GF", "GP", "MQ", "RE", "YT")  # where only replies go
LISTS = 3 + len(ABROAD)  # of France, where our number is, three
BRITON = "+447700900042"
BRITISH = {"callers": {"countries": ["FR", "GB"]}}


def now() -> datetime:
    """Read the one clock."""
    return datetime.now(UTC)


def refresh(line: Line) -> bool:
    """Read the price lists, if it is time."""
    return line.services.prices.refresh(now())


def price(line: Line, country: str = "FR") -> int:
    """Tell what a segment to a country costs, in micros."""
    return line.services.prices.reply(country, now()).micros


def problems(line: Line) -> tuple[str, ...]:
    """Tell what was wrong with the last reading."""
    return line.services.prices.in_force(now()).problems


def spent(line: Line) -> int:
    """Tell what was spent; the ledger must say the same."""
    assert line.money() == line.summed()
    return line.money()["spent"]
