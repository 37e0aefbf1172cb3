"""The venue: a short note for operators, with nothing in it that could be rung up."""

import pytest

from decoy import venue


@pytest.mark.parametrize("note", ["", "posters of the first print", "bars, rue 12", "print 3 of 2026", "é" * 80])
def test_taken(note: str) -> None:
    """A note about where a number is given out is taken as it is."""
    assert venue.check(note) == note


@pytest.mark.parametrize(
    "note", ["06 39 98 00 42", "ring +33639980042", "call 06.39.98.00.42 now", "639-980042", "20.11.2026"]
)
def test_no_number(note: str) -> None:
    """What looks like a phone number is refused, and the sentence says what to write instead."""
    with pytest.raises(ValueError, match="no phone number in it"):
        venue.check(note)


def test_too_long() -> None:
    """A note of more than eighty characters is refused."""
    with pytest.raises(ValueError, match="at most 80 characters, and this has 81"):
        venue.check("a" * 81)
