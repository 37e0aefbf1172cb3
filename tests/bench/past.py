"""The past of a line: a year of charges in its ledger, and an evening's callers whose replies wait."""

from datetime import UTC, datetime, timedelta

from tests.numbers import DECOY
from tests.world import Line

MANY = 100_000
EVERY = timedelta(minutes=5)
CALLERS = 1_000


def age(line: Line, entries: int) -> None:
    """Write so many *entries* into the ledger of *line*, five minutes apart, and let a thousand people text it."""
    now = datetime.now(UTC)
    for turn in range(entries, 0, -1):
        line.services.budget.charge(f"SM{turn:032x}", DECOY, 7_500, now - turn * EVERY)
    for last in range(CALLERS):
        line.phone(f"+3363998{last:04}").text("hey")
