"""The fund: what was paid in, spent and set aside, and what that leaves. Pure: no store, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from decoy.caps import Cap

AMOUNTS = ("topped_up", "spent", "confirmed", "reserved")
FUND = (*AMOUNTS, "balance_spent", "balance", "hour_used", "hour_at")


class Look(NamedTuple):
    """What the store had at one moment: the fields of the *fund*, and of the *days*, one for each of today's caps."""

    fund: dict[str, int | None]
    days: list[int]


@dataclass(frozen=True)
class Funds:
    """
    The state of the fund, in micros.

    *confirmed* is the part of what was *spent* that the provider has confirmed, the rest is our estimate; *room*
    is the least of what floor, balance, day and hour still allow; *today* and *hour* are what is used of their
    caps; *balance* is what the provider's account leaves above the floor by now, None while it cannot be read.
    """

    topped_up: int
    spent: int
    confirmed: int
    reserved: int
    available: int
    balance: int | None
    room: int
    today: int
    hour: int

    @property
    def poorer(self) -> bool:
        """Tell whether the provider's account leaves less than our ledger."""
        return self.balance is not None and self.balance < self.available

    @property
    def left(self) -> int:
        """What is left above the floor by the smaller of the two truths: our ledger's, the provider's account's."""
        return self.available if self.balance is None else min(self.available, self.balance)


def look(found: Sequence[Sequence[str | None]]) -> Look:
    """Read what the store answers when it is asked for `FUND`, and for the fields of today's caps."""
    fund = {name: None if value is None else int(value) for name, value in zip(FUND, found[0], strict=True)}
    return Look(fund, [int(used or 0) for used in found[1]])


def reckon(fund: dict[str, int | None], caps: Sequence[Cap], floor: int) -> Funds:
    """Reckon the state of the *fund* over its *floor*, under the *caps* as they stand."""
    topped_up, spent, confirmed, reserved, then = (fund[name] or 0 for name in (*AMOUNTS, "balance_spent"))
    held, held_there = reserved + floor, fund["balance"]
    available = topped_up - spent - held
    balance = None if held_there is None else held_there - max(0, spent - then) - held
    day, hour = caps[:2]
    room = min(available, available if balance is None else balance, day.left, hour.left)
    return Funds(topped_up, spent, confirmed, reserved, available, balance, room, day.used, hour.used)
