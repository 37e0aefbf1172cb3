"""
What a text is billed as: its SMS segments, and the characters that make it dearer than it looks.

Sources: 3GPP TS 23.038 (the GSM 7-bit default alphabet and its extension table), TS 23.040 (the header that
each segment of a longer text carries). One character outside the alphabet turns the whole text into UCS-2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from unicodedata import category, normalize

# One septet each (position 0x1B, the escape, is no character); then what takes an escape and a second septet.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
ALPHABET = BASIC | EXTENSION

# What accents and compatibility forms do not tell us. Written as escapes where two of them look alike in print.
RESPELLED = {
    **dict.fromkeys(
        "\u2018\u2019\u201a\u201b\u2032\u2039\u203a`\u00b4\u02bc", "'"
    ),  # single quotes, accents on their own
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u00a8", '"'),  # double quotes and guillemets
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00b7\u2022", "-"),  # hyphens, dashes, minus, bullets
    **dict.fromkeys("\u0085\u2028\u2029\v", "\n"),
    **{"\t": " ", "\u2044": "/", "÷": "/", "×": "x", "°": "o", "\u00b5": "u", "\u03bc": "u"},
    **{"œ": "oe", "Œ": "OE", "©": "(c)", "®": "(r)", "¢": "c", "¦": "|"},
    **{"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ẞ": "SS"},
}


class Encoding(StrEnum):
    """How a text travels."""

    GSM_7 = "gsm-7"
    UCS_2 = "ucs-2"


# (units in the only segment, units in each of several): septets for GSM-7, UTF-16 code units for UCS-2.
SIZES = {Encoding.GSM_7: (160, 153), Encoding.UCS_2: (70, 67)}


@dataclass(frozen=True)
class Outsider:
    """A *character* outside the alphabet, its 0-based *position*, and what to write *instead* ("": leave it out)."""

    position: int
    character: str
    instead: str


def count(text: str) -> int:
    """Count the segments *text* is billed as; an empty text is one, though Twilio would refuse to send it."""
    return len(split(text))


@lru_cache(maxsize=100)
def count_ours(text: str) -> int:
    """Count the segments of one of our own texts: few, and counted for every reply. Not for what callers text."""
    return count(text)


def encoding(text: str) -> Encoding:
    """Say how *text* travels."""
    return Encoding.GSM_7 if ALPHABET.issuperset(text) else Encoding.UCS_2


def split(text: str) -> list[str]:
    """Split *text* into its segments; neither an escape pair nor a surrogate pair is ever torn apart."""
    how = encoding(text)
    sizes = [units(character, how) for character in text]
    single, several = SIZES[how]
    if sum(sizes) <= single:
        return [text]
    starts = [*_starts(sizes, several), len(text)]
    return [text[start:end] for start, end in zip(starts, starts[1:], strict=False)]


def units(character: str, how: Encoding) -> int:
    """Say how much room *character* takes: septets, or UTF-16 code units."""
    return 1 + (character in EXTENSION if how is Encoding.GSM_7 else ord(character) > 0xFFFF)


def outsiders(text: str) -> list[Outsider]:
    """List the characters that keep *text* out of GSM-7, in order."""
    return [
        Outsider(position, character, _instead(character))
        for position, character in enumerate(text)
        if character not in ALPHABET
    ]


def _starts(sizes: list[int], room: int) -> Iterator[int]:
    """Find where each segment begins, when each holds *room* units."""
    left = 0
    for position, size in enumerate(sizes):
        if size > left:
            yield position
            left = room
        left -= size


def _instead(character: str) -> str:
    """Spell *character* in the alphabet: by the table, else without its accents, else not at all."""
    if character in RESPELLED:
        return RESPELLED[character]
    return "".join(map(_plain, normalize("NFKD", character)))


def _plain(character: str) -> str:
    if character in ALPHABET:
        return character
    return " " if category(character) == "Zs" else RESPELLED.get(character, "")
