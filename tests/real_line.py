"""A line that is wired as a real one is, whose Twilio keeps a balance, and how that is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from decoy.app import connect
from decoy.balances import Ask, Balances, Known
from decoy.settings import Settings, load
from tests import world
from tests.desk import Desk
from tests.numbers import DECOY
from tests.world import Line

UNIT = 1_000_000


@contextmanager
def opened(environ: dict[str, str], store_url: str, **changes: dict[str, Any]) -> Iterator[Line]:
    """Open a real line on the store at *store_url*, with a Twilio of its own that has 20.00."""
    settings = world.with_policy(load(environ | {"REDIS_URL": store_url}), **changes)
    assert not settings.sandbox
    with world.opened(settings) as line:
        yield line


def now() -> datetime:
    """Read the one clock."""
    return datetime.now(UTC)


def refresh(line: Line) -> bool:
    """Read the balance, if it is time."""
    return line.services.balances.refresh(now())


def known(line: Line) -> Known:
    """Look at what is known of the balance."""
    found = line.services.balances.known()
    assert found is not None
    return found


def funds(line: Line) -> tuple[int, int] | None:
    """Read what the fund has of the balance: how much, and what was spent by then; None when the ledger rules."""
    balance, spent = line.services.store.redis.hmget("decoy:funds", "balance", "balance_spent")
    return None if balance is None and spent is None else (int(balance), int(spent))


def drift(line: Line) -> int:
    """Tell how far the balance is from our own figure, in micros."""
    found = known(line).drift
    assert found is not None
    return found.micros


def spend(line: Line, units: str) -> None:
    """Have others make us pay."""
    moment = now()
    line.services.budget.charge(f"SM{moment.timestamp()}", DECOY, int(Decimal(units) * UNIT), moment)


def asking(line: Line, ask: Ask) -> Balances:
    """Read the balance of a line in another way."""
    return Balances(line.services.store, line.services.settings.policy.budget, ask)


def elsewhere(settings: Settings) -> Balances:
    """Read the balance as another process does."""
    return connect(settings).balances


def desk(line: Line, real: dict[str, str]) -> Desk:
    """Sit down at the desk of a real line."""
    desk, settings = Desk(line.services.settings), line.services.settings
    desk.environ |= real | {"REDIS_URL": settings.redis_url, "TWILIO_API_URL": settings.api_url}
    return desk
