"""Segments: what a text is billed as, exactly."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from decoy import segments
from decoy.segments import ALPHABET, BASIC, EXTENSION, SIZES, Encoding, Outsider

# TS 23.038, table 6.2.1: the 128 positions in order, column by column; 0x1B is the escape.
DEFAULT_ALPHABET = bytes.fromhex(
    "0040 00A3 0024 00A5 00E8 00E9 00F9 00EC 00F2 00C7 000A 00D8 00F8 000D 00C5 00E5 "
    "0394 005F 03A6 0393 039B 03A9 03A0 03A8 03A3 0398 039E 001B 00C6 00E6 00DF 00C9 "
    "0020 0021 0022 0023 00A4 0025 0026 0027 0028 0029 002A 002B 002C 002D 002E 002F "
    "0030 0031 0032 0033 0034 0035 0036 0037 0038 0039 003A 003B 003C 003D 003E 003F "
    "00A1 0041 0042 0043 0044 0045 0046 0047 0048 0049 004A 004B 004C 004D 004E 004F "
    "0050 0051 0052 0053 0054 0055 0056 0057 0058 0059 005A 00C4 00D6 00D1 00DC 00A7 "
    "00BF 0061 0062 0063 0064 0065 0066 0067 0068 0069 006A 006B 006C 006D 006E 006F "
    "0070 0071 0072 0073 0074 0075 0076 0077 0078 0079 007A 00E4 00F6 00F1 00FC 00E0"
).decode("utf-16-be")
# Table 6.2.1.1: form feed, ^ { } \ [ ~ ] | and the euro.
EXTENSION_TABLE = bytes.fromhex("000C 005E 007B 007D 005C 005B 007E 005D 007C 20AC").decode("utf-16-be")

ESCAPE = "\x1b"
EMOJI = "\U0001f642"

in_the_alphabet = st.text(st.sampled_from(sorted(ALPHABET)), max_size=700)
mostly_escapes = st.text(st.sampled_from("a€[]"), min_size=140, max_size=700)
mostly_emoji = st.text(st.sampled_from(["a", "é", "ê", EMOJI]), min_size=60, max_size=400)
texts = st.one_of(in_the_alphabet, mostly_escapes, mostly_emoji, st.text(max_size=400))


def naive_count(text: str) -> int:
    """Count segments from the bytes that would travel, one unit at a time, as the standards tell it."""
    if all(character in ALPHABET for character in text):
        characters = [[ESCAPE, c] if c in EXTENSION else [c] for c in text]
        single, several = 160, 153
    else:
        encoded = [character.encode("utf-16-be", "surrogatepass") for character in text]
        characters = [[raw[i : i + 2] for i in range(0, len(raw), 2)] for raw in encoded]
        single, several = 70, 67
    if sum(len(character) for character in characters) <= single:
        return 1
    parts: list[list[object]] = [[]]
    for character in characters:
        if len(parts[-1]) + len(character) > several:
            parts.append([])
        parts[-1].extend(character)
    return len(parts)


def room_taken(text: str, how: Encoding) -> int:
    """Add up the units of *text*."""
    return sum(segments.units(character, how) for character in text)


def test_the_alphabet_is_that_of_the_standard() -> None:
    """The 137 characters of TS 23.038, and no other, travel in septets; the escape is none of them."""
    assert len(DEFAULT_ALPHABET) == 128
    assert set(DEFAULT_ALPHABET) - {ESCAPE} == BASIC
    assert set(EXTENSION_TABLE) == EXTENSION
    assert len(ALPHABET) == 137


@pytest.mark.parametrize("character", sorted(ALPHABET), ids=lambda c: f"U+{ord(c):04X}")
def test_each_character_takes_the_septets_the_standard_gives_it(character: str) -> None:
    """A character of the default alphabet takes one septet, one of the extension table two, at both boundaries."""
    septets = 2 if character in EXTENSION_TABLE else 1

    assert segments.encoding(character) is Encoding.GSM_7
    assert segments.outsiders(character) == []
    assert segments.count("a" * (160 - septets) + character) == 1
    assert segments.count("a" * (161 - septets) + character) == 2
    assert segments.count("a" * (306 - septets) + character) == 2
    assert segments.count("a" * (307 - septets) + character) == 3


def test_the_escape_itself_is_not_a_character() -> None:
    """A stray escape leaves GSM-7: nobody could tell it from the first half of a pair."""
    assert segments.encoding(ESCAPE) is Encoding.UCS_2
    assert segments.outsiders(ESCAPE) == [Outsider(0, ESCAPE, "")]


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, 1), (1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4), (1530, 10), (1531, 11)],
)
def test_septets_fill_one_segment_of_160_or_several_of_153(length: int, expected: int) -> None:
    """Plain text is one segment up to 160 characters, then one for each 153 begun."""
    assert segments.count("e" * length) == expected


@pytest.mark.parametrize(
    ("length", "expected"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4), (670, 10), (671, 11)]
)
def test_code_units_fill_one_segment_of_70_or_several_of_67(length: int, expected: int) -> None:
    """A text outside GSM-7 is one segment up to 70 code units, then one for each 67 begun."""
    assert segments.count("ê" * length) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 76 * 2, 2),  # 76 pairs and one septet left over, in each segment
        ("€" * (76 * 2 + 1), 3),
        ("a" * 152 + "€" + "a" * 151, 2),  # the pair moves on as a whole, and fills the second to the brim
        ("a" * 152 + "€" + "a" * 152, 3),  # 306 septets would fit in two, were the pair torn apart
        (EMOJI * 35, 1),
        (EMOJI * 36, 2),
        (EMOJI * 33 * 2, 2),  # 33 pairs and one unit left over, in each segment
        (EMOJI * (33 * 2 + 1), 3),
        ("a" * 66 + EMOJI + "a" * 65, 2),
        ("a" * 66 + EMOJI + "a" * 66, 3),  # 134 units would fit in two, were the pair torn apart
    ],
)
def test_a_pair_is_never_torn_apart(text: str, expected: int) -> None:
    """An escape pair or a surrogate pair that no longer fits goes to the next segment whole, and is billed there."""
    assert segments.count(text) == expected


@given(texts)
@example("a" * 152 + "€" * 80)
@example("a" * 66 + EMOJI * 40)
@example("\ud83d" * 71)
def test_counting_agrees_with_a_naive_splitting(text: str) -> None:
    """Whatever the text, we count what one counts on the encoded units by hand."""
    assert segments.count(text) == naive_count(text)


@given(texts)
def test_segments_keep_to_their_size_and_lose_nothing(text: str) -> None:
    """Segments joined give the text back; each fits, and none could have taken the next character too."""
    how = segments.encoding(text)
    parts = segments.split(text)
    single, several = SIZES[how]

    assert "".join(parts) == text
    assert all(room_taken(part, how) <= (single if len(parts) == 1 else several) for part in parts)
    for part, following in pairwise(parts):
        assert room_taken(part + following[0], how) > several


@given(texts, st.characters())
def test_a_longer_text_never_costs_less(text: str, character: str) -> None:
    """Adding a character at the end never makes a text cheaper."""
    assert segments.count(text + character) >= segments.count(text)


@pytest.mark.parametrize(
    ("character", "instead"),
    [
        *[("ç", "c"), ("ê", "e"), ("ë", "e"), ("â", "a"), ("î", "i"), ("ï", "i"), ("ô", "o"), ("û", "u"), ("ÿ", "y")],
        *[("À", "A"), ("È", "E"), ("Ê", "E"), ("Î", "I"), ("Ô", "O"), ("Ù", "U"), ("Œ", "OE"), ("œ", "oe")],
        *[("á", "a"), ("í", "i"), ("ó", "o"), ("ú", "u"), ("\u0133", "ij"), ("\u0132", "IJ")],
        *[
            ("\u2019", "'"),
            ("\u2018", "'"),
            ("`", "'"),
            ("\u00ab", '"'),
            ("\u00bb", '"'),
            ("\u201c", '"'),
            ("\u201e", '"'),
        ],
        *[("\u2026", "..."), ("\u2013", "-"), ("\u2014", "-"), ("\u2011", "-"), ("\u2022", "-")],
        *[
            ("\u00a0", " "),
            ("\u202f", " "),
            ("\u2009", " "),
            ("\t", " "),
            ("\u2028", "\n"),
            ("\u200b", ""),
            ("\ufeff", ""),
        ],
        *[
            ("°", "o"),
            ("²", "2"),
            ("½", "1/2"),
            ("×", "x"),
            ("÷", "/"),
            ("µ", "u"),
            ("№", "No"),
            ("™", "TM"),
            ("©", "(c)"),
        ],
        *[("\u0301", ""), (EMOJI, ""), ("\ufe0f", ""), ("я", "")],
    ],
    ids=lambda c: "+".join(f"{ord(x):04X}" for x in c) or "nothing",
)
def test_every_outsider_comes_with_what_to_write_instead(character: str, instead: str) -> None:
    """French and Dutch accents and typography are respelled; what has no spelling is left out."""
    assert segments.encoding(character) is Encoding.UCS_2
    assert segments.outsiders(character) == [Outsider(0, character, instead)]


def test_outsiders_are_found_where_they_stand() -> None:
    """Positions are indexes into the text, so that an editor can mark them; the euro sign is at home."""
    found = segments.outsiders(f"{EMOJI} ça coûte 5 €\u2026")

    assert [(each.position, each.character) for each in found] == [
        (0, EMOJI),
        (2, "ç"),
        (7, "û"),
        (14, "\u2026"),
    ]


@given(st.text(max_size=200))
def test_writing_what_is_advised_brings_any_text_home(text: str) -> None:
    """A text whose outsiders are all replaced as advised travels in septets."""
    advice = {each.position: each.instead for each in segments.outsiders(text)}
    rewritten = "".join(advice.get(position, character) for position, character in enumerate(text))

    assert segments.encoding(rewritten) is Encoding.GSM_7


def test_a_curly_apostrophe_doubles_the_bill() -> None:
    """One typographic apostrophe makes three segments of a text that was one."""
    text = "Quand quelqu'un dit non, c'est non. " * 4

    assert segments.count(text) == 1
    assert segments.count(text.replace("'", "\u2019", 1)) == 3
