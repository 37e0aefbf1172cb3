"""Amounts: exact to the micro, as they are read and as they are printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.money import MICROS, MOST, to_micros, to_string
from tests.budgets import UNIT


@pytest.mark.parametrize(
    ("amount", "micros"),
    [("0.0750", 75_000), ("0.08", 80_000), ("20", 20 * UNIT), (20, 20 * UNIT), ("0.000001", 1), ("0", 0)],
)
def test_amounts_read(amount: object, micros: int) -> None:
    """A decimal amount is read exactly."""
    assert to_micros(amount) == micros


@pytest.mark.parametrize(
    "amount",
    [
        *(0.08, 20.0, float("nan"), "0.0000001", "-1", "-0.01", "1000000000.000001", "NaN", "sNaN", "Infinity"),
        *("", " ", "twenty", "0,08", "1/2", None, True, [], {}, b"1"),
        *("1e999999", "5.0000000000000000000000000000001"),
    ],
    ids=repr,
)
def test_amounts_refused(amount: object) -> None:
    """A float, a fraction of a micro, less than nothing, and what is no amount are refused with a sentence."""
    with pytest.raises(ValueError, match=r"\w+ \w+ \w+"):
        to_micros(amount)


@pytest.mark.parametrize(
    ("micros", "printed"),
    [(0, "0.00"), (80_000, "0.08"), (75_000, "0.075"), (1, "0.000001"), (-4_920_000, "-4.92"), (10**9, "1000.00")],
)
def test_amounts_printed(micros: int, printed: str) -> None:
    """An amount is printed with two to six decimals."""
    assert to_string(micros) == printed


@given(st.integers(0, MOST))
def test_amounts_round_trip(micros: int) -> None:
    """Every amount that is printed is read back to the micro, and less than nothing is printed as such."""
    assert to_micros(to_string(micros)) == micros
    assert Decimal(to_string(-micros)) * MICROS == -micros
