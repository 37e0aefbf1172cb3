"""Money: millionths of the account's currency as `int` inside, `Decimal` at the edges."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

MICROS = 1_000_000
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
MOST = 1_000_000_000 * MICROS  # a Lua number is exact to 2**53 micros, nine thousand million units


def to_micros(amount: object) -> int:
    """Convert a decimal *amount* ("0.0750", 20) into micros; ValueError if it is not exact or not money."""
    if isinstance(amount, float):
        raise ValueError('write amounts in quotes, as in "0.08", so that they stay exact')
    if not AMOUNT.fullmatch(str(amount)):
        raise ValueError(
            f"{str(amount)[:40]!r} is not an amount of money: write it like 20.50, with six decimals at most"
        )
    micros = int(Decimal(str(amount)) * MICROS)
    if micros > MOST:
        raise ValueError(f"{amount} is more than {MOST // MICROS}")
    return micros


def to_string(micros: int) -> str:
    """Write *micros* as a decimal string of two to six decimals: "4.92", "0.0075"."""
    whole, rest = divmod(abs(micros), MICROS)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if micros < 0 else ''}{whole}.{decimals}"


Micros = Annotated[int, BeforeValidator(to_micros)]
