"""The contact: read by two programs that do not know each other."""

import re

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar.parser import Contentlines

from decoy import vcard

NUMBER = "+33639980001"
TYPED = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Mn"]), min_size=1, max_size=30)


def name_of(card: str) -> str:
    """Read the name with vobject, which unfolds and unescapes."""
    return str(vobject.readOne(card).fn.value)


def test_the_card() -> None:
    """A contact is a name and a number, line for line what is written here, and nothing else."""
    assert vcard.write("Zoé", NUMBER).split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:;Zoé;;;",
        "FN:Zoé",
        f"TEL;TYPE=CELL:{NUMBER}",
        "END:VCARD",
        "",
    ]


@given(TYPED)
@example("Zoë")
@example("نور")
@example("a" * 40)
def test_any_alphabet(typed: str) -> None:
    """A name in any alphabet comes back as it was typed, as name and as first name, beside the number."""
    try:
        name = vcard.check_name(typed)
    except ValueError:
        return
    read = vobject.readOne(vcard.write(name, NUMBER))
    assert (read.fn.value, read.n.value.given, read.tel.value) == (name, name, NUMBER)


@given(TYPED)
@example("Sam, Alex")
def test_a_second_reader(typed: str) -> None:
    """A reader of calendars, whose lines are those of vCards, finds one card with the same name and number."""
    try:
        name = vcard.check_name(typed)
    except ValueError:
        return
    lines = [line.parts() for line in Contentlines.from_ical(vcard.write(name, NUMBER)) if line]
    assert [(key, value) for key, _, value in lines] == [
        ("BEGIN", "VCARD"),
        ("VERSION", "3.0"),
        ("N", f";{name};;;"),
        ("FN", name),
        ("TEL", NUMBER),
        ("END", "VCARD"),
    ]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.sampled_from(",;\\\n"), max_size=200))
@example("Alex; Sam, \\n \\ \n;")
@example("\u20ac" * 60)
def test_escapes_and_folds(text: str) -> None:
    """Whatever a name is made of, it is one value of one card, in lines of at most 75 octets that end in CRLF."""
    card = vcard.write(text, NUMBER)
    assert name_of(card) == text
    assert card.endswith("\r\n")
    assert "\n" not in card.replace("\r\n", "")
    assert max(len(line.encode()) for line in card.split("\r\n")) <= vcard.LONGEST_LINE


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_no_second_line(line_end: str) -> None:
    """A line end within a name begins no property of its own."""
    card = vcard.write(f"Alex{line_end}URL:https://line.example.org", NUMBER)
    assert [line for line in card.split("\r\n") if line.startswith("URL")] == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "a" * 41,
        "Alex\u202egro",
        "Alex\x00",
        "https://a.example",
        "a@b",
        "A;B",
        "\u200b",
        "A\\B",
        "<b>",
        "1:2",
    ],
)
def test_no_name(typed: str) -> None:
    """What is no name is refused in a sentence: addresses, signs that nobody sees, signs that turn words round."""
    with pytest.raises(ValueError, match="^a name has "):
        vcard.check_name(typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Zoe\u0301 ", "Zoé"),
        ("Anne  Marie", "Anne Marie"),
        ("Léa\n", "Léa"),
        ("O’Hara (bar), 2", "O’Hara (bar), 2"),
    ],
)
def test_tidy_names(typed: str, name: str) -> None:
    """A name is tidied: one space, accents joined to their letters, nothing at either end."""
    assert vcard.check_name(typed) == name


def test_it_betrays_nothing() -> None:
    """A contact names no program, no address, no day and no picture."""
    card = vcard.write("Alex", NUMBER).lower()
    assert re.findall(r"prodid|url|photo|note|rev|uid|org|http|decoy|x-", card) == []
