"""Money: millionths of the account's currency as `int` inside, `Decimal` at the edges."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator

MICROS = 1_000_000
MOST = 1_000_000_000 * MICROS  # a Lua number is exact to 2**53 micros, nine thousand million units


def to_micros(amount: object) -> int:
    """Convert a decimal *amount* ("0.0750", 20) into micros; ValueError if it is not exact or not money."""
    if isinstance(amount, float):
        raise ValueError('write amounts in quotes, as in "0.08", so that they stay exact')
    try:
        micros = Decimal(str(amount)) * MICROS
    except InvalidOperation:
        raise ValueError(f"{amount!r} is not an amount of money") from None
    if not micros.is_finite() or micros != micros.to_integral_value():
        raise ValueError(f"{amount} has more than six decimals")
    if not 0 <= micros <= MOST:
        raise ValueError(f"{amount} is not between 0 and {MOST // MICROS}")
    return int(micros)


def to_string(micros: int) -> str:
    """Write *micros* as a decimal string of two to six decimals: "4.92", "0.0075"."""
    whole, rest = divmod(abs(micros), MICROS)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if micros < 0 else ''}{whole}.{decimals}"


Micros = Annotated[int, BeforeValidator(to_micros)]
