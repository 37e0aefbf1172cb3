"""Drift: from when on it is worth an alert that two figures differ."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.drift import Drift
from tests.budgets import UNIT, policy

POLICY = policy()
AMOUNTS = st.integers(-1_000 * UNIT, 1_000 * UNIT)


@pytest.mark.parametrize(
    ("balance", "ours", "passes"),
    [
        ("20", "20", False),
        ("20", "19", False),  # five percent of the larger one
        ("20", "18.999999", True),
        ("19", "20", False),
        ("18.999999", "20", True),
        ("100", "98", False),  # two units, though that is two percent
        ("100", "97.999999", True),
        ("1", "0.96", False),
        ("1", "0.94", True),
        ("0", "0", False),
        ("0", "0.01", True),
        ("-1", "1", True),
        ("-20", "-20.5", False),
    ],
)
def test_limits(balance: str, ours: str, passes: bool) -> None:
    """Five percent of the larger figure, or two units: whichever is passed first."""
    there, here = (int(float(amount) * UNIT) for amount in (balance, ours))
    assert Drift(there - here, there).passes(policy()) is passes


@pytest.mark.parametrize(("changes", "passes"), [({"drift_percent": 10}, False), ({"drift_amount": "0.50"}, True)])
def test_policy(changes: dict[str, Any], passes: bool) -> None:
    """Both limits are the operators' to set."""
    assert Drift(-int(1.5 * UNIT), 18 * UNIT).passes(policy(**changes)) is passes


@given(balance=AMOUNTS, ours=AMOUNTS)
def test_both_ways_alike(balance: int, ours: int) -> None:
    """It does not matter which of the two figures is whose."""
    there, here = Drift(balance - ours, balance), Drift(ours - balance, ours)
    assert there.passes(POLICY) == here.passes(POLICY)


@given(balance=AMOUNTS, ours=AMOUNTS, more=st.integers(0, 10 * UNIT))
def test_no_flapping(balance: int, ours: int, more: int) -> None:
    """What passes is never fallen, and more than two units always pass."""
    drift = Drift(balance - ours, balance)
    assert not (drift.passes(POLICY) and drift.fell(POLICY))
    assert Drift(2 * UNIT + 1 + more, balance).passes(POLICY)
