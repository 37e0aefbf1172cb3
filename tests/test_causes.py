"""What brings a line down the ladder by itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from decoy.causes import CAUSES, Figures, gravest
from decoy.rungs import Rung

UNIT = 1_000_000
WELL = Figures(
    topped_up=20 * UNIT,
    available=15 * UNIT,
    balance=None,
    day=20 * UNIT,
    hour=5 * UNIT,
    price=80_000,
    lasts=None,
    runway=timedelta(hours=12),
)


@pytest.mark.parametrize(
    ("figures", "cause"),
    [
        ({}, None),
        ({"topped_up": 0, "available": -5 * UNIT}, "nothing_paid_in"),
        ({"available": 80_000}, None),
        ({"available": 79_999}, "floor"),
        ({"available": -1}, "floor"),
        ({"balance": 80_000}, None),
        ({"balance": 79_999}, "balance"),
        ({"balance": 0, "available": 0}, "floor"),
        ({"day": 80_000}, None),
        ({"day": 79_999}, "daily_cap"),
        ({"hour": 79_999}, "hourly_share"),
        ({"hour": 79_999, "day": 0}, "daily_cap"),
        ({"day": 0, "available": 0}, "floor"),
        ({"lasts": timedelta(hours=12)}, None),
        ({"lasts": timedelta(hours=11, minutes=59)}, "runway"),
        ({"lasts": timedelta()}, "runway"),
        ({"lasts": timedelta(hours=1), "runway": timedelta()}, None),
    ],
)
def test_gravest_cause(figures: dict[str, Any], cause: str | None) -> None:
    """A line is taken down by what takes it furthest, from the micro on at which no other reply fits."""
    found = gravest(replace(WELL, **figures))
    assert (found.name if found else None) == cause


def test_every_cause_tells_what_helps() -> None:
    """Each cause has its own name, words for now and for later, and says what helps."""
    assert len({cause.name for cause in CAUSES}) == len(CAUSES)
    assert all(cause.words != cause.past and cause.remedy for cause in CAUSES)


@pytest.mark.parametrize(
    ("rung", "sends", "plays"),
    [
        (Rung.NORMAL, True, True),
        (Rung.GUARDED, True, True),
        (Rung.PAUSED, False, True),
        (Rung.SILENT, False, False),
        (Rung.CLOSED, False, False),
    ],
)
def test_what_a_rung_lets_happen(rung: Rung, sends: bool, plays: bool) -> None:
    """Replies stop before the recording does."""
    assert (rung.sends, rung.plays) == (sends, plays)
