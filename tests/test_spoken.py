"""Decoy numbers as people write and say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy import spoken
from decoy.spoken import SPEAKERS

SHORT = [f"{number:0{width}}" for width in (1, 2, 3, 4) for number in range(10**width)]


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        ("+33639980001", "fr", "zéro six, trente-neuf, quatre-vingt-dix-huit, zéro zéro, zéro un"),
        ("+33639980001", "nl", "nul zes, negenendertig, achtennegentig, nul nul, nul een"),
        ("+33639980001", "en", "zero six, three nine, nine eight, zero zero, zero one"),
        ("+33639987180", "fr", "zéro six, trente-neuf, quatre-vingt-dix-huit, soixante et onze, quatre-vingts"),
        ("+447700900123", "en", "zero seven seven zero zero, nine zero zero one two three"),
        ("+14155550123", "en", "four one five, five five five, zero one two three"),
        ("+14155550123", "fr", "quatre cent quinze, cinq cent cinquante-cinq, zéro cent vingt-trois"),
    ],
)
def test_a_number_in_words(number: str, language: str, words: str) -> None:
    """A number is said as people of the language say it, in the groups in which it is written."""
    assert ", ".join(spoken.said(number, language)) == words


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("0470", "zéro quatre cent septante"),
        ("91", "nonante et un"),
        ("81", "quatre-vingt-un"),
        ("80", "quatre-vingts"),
        ("21", "vingt et un"),
    ],
)
def test_belgian_words(group: str, words: str) -> None:
    """A Belgian number is said as French is spoken in Belgium."""
    assert SPEAKERS["fr-BE"](group) == words


@pytest.mark.parametrize(
    ("group", "words"), [("22", "tweeëntwintig"), ("40", "veertig"), ("17", "zeventien"), ("470", "vier zeven nul")]
)
def test_dutch_words(group: str, words: str) -> None:
    """Dutch pairs are numbers with the unit first, and longer groups go digit by digit."""
    assert SPEAKERS["nl"](group) == words


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_no_two_numbers_sound_alike(speaker: str) -> None:
    """Whoever writes down what was said has the number: no two groups of digits are said in the same words."""
    assert len({SPEAKERS[speaker](group) for group in SHORT}) == len(SHORT)


@given(st.integers(0, 9999), st.sampled_from(["fr", "nl", "en"]))
def test_every_number_is_said_whole(last: int, language: str) -> None:
    """Of every number all groups are said, and written they are its digits after the country's."""
    number = f"+3363998{last:04}"
    assert spoken.written(number).replace(" ", "") == f"0{number[3:]}"
    assert spoken.abroad(number).replace(" ", "") == number
    assert len(spoken.said(number, language)) == len(spoken.groups(number)) == 5
