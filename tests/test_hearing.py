"""What is heard of a number, and what a text to it earns: every setting, duty and rung."""

from itertools import product

import pytest

from decoy.duties import Duty
from decoy.hearing import RINGS, Earning, Hearing, earns, hears, played, rings
from decoy.policy import Number
from decoy.rungs import Rung
from tests.numbers import DECOY

LATER = {"consent": "recording", "consent-and-law": "recording-and-law"}
SETTINGS = list(product(("off", "first-hour"), LATER, (True, False)))
NEVER_PICKED_UP = {Rung.SILENT: "busy", Rung.CLOSED: "unreachable"}
EARNED = {
    (Duty.ACTIVE, Rung.NORMAL): "reply",
    (Duty.ACTIVE, Rung.GUARDED): "perhaps",
    (Duty.ACTIVE, Rung.PAUSED): "held",
    (Duty.ACTIVE, Rung.SILENT): "held",
    (Duty.ACTIVE, Rung.CLOSED): "nothing",
    (Duty.RESTING, Rung.NORMAL): "reply",
    (Duty.RESTING, Rung.GUARDED): "perhaps",
    (Duty.RESTING, Rung.PAUSED): "held",
    (Duty.RESTING, Rung.SILENT): "held",
    (Duty.RESTING, Rung.CLOSED): "nothing",
    **{(Duty.RETIRED, rung): "nothing" for rung in Rung},
}


def number(cover: str = "off", message: str = "consent") -> Number:
    """Set up a decoy number."""
    return Number.model_validate({"number": DECOY, "language": "fr", "cover": cover, "message": message})


@pytest.mark.parametrize(("cover", "message", "early"), SETTINGS)
@pytest.mark.parametrize("rung", Rung)
def test_hears(cover: str, message: str, early: bool, rung: Rung) -> None:
    """A call hears the voicemail early on a covered number, the message else, and nothing where none is played."""
    covered = cover == "first-hour" and early
    expected = NEVER_PICKED_UP.get(rung, "cover" if covered else LATER[message])
    assert hears(number(cover, message), rung, early) == expected


@pytest.mark.parametrize("rung", Rung)
def test_rungs_agree(rung: Rung) -> None:
    """The table picks a call up on exactly those rungs where the gates let calls through."""
    assert hears(number(), rung, early=True).picked_up is rung.plays


@pytest.mark.parametrize(("cover", "message", "early"), SETTINGS)
def test_played(cover: str, message: str, early: bool) -> None:
    """What is played once a call is picked up is what the table says for the best rung."""
    ours = number(cover, message)
    assert played(ours, early) is hears(ours, Rung.NORMAL, early)


@pytest.mark.parametrize(("duty", "rung"), list(product(Duty, Rung)))
def test_earns(duty: Duty, rung: Rung) -> None:
    """A text earns a reply unless its number is retired or the line closed, and when depends on the rung."""
    assert earns(duty, rung) == EARNED[duty, rung]


def test_only_heard_answers_are_paid() -> None:
    """A busy signal and a number without a webhook are the answers that nobody picks up."""
    assert [heard for heard in Hearing if not heard.picked_up] == [Hearing.BUSY, Hearing.UNREACHABLE]
    assert set(EARNED.values()) == set(Earning)


def test_rings() -> None:
    """A call rings as long each time it is asked about, and calls differ: fifteen to twenty seconds."""
    lengths = [rings(f"CA{turn:032x}") for turn in range(200)]
    assert set(lengths) == set(RINGS) == set(range(15, 21))
    assert lengths == [rings(f"CA{turn:032x}") for turn in range(200)]
