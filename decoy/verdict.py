"""The verdict on a text: what it costs as a reply, and which characters make it dearer than it need be."""

from dataclasses import dataclass
from itertools import groupby
from unicodedata import category, name

from decoy import segments
from decoy.amounts import Amounts
from decoy.segments import SIZES, Encoding
from decoy.sentences import Sentence

MOST = 10  # segments a reply may have: Twilio takes no more characters
SHOWN_POSITIONS = 5
SHOWN_CHARACTERS = 3  # in the sentence; the others are only counted there
ADVICE = {"": "leave it out", " ": "write a plain space", "\n": "write a line break"}
EMPTY = Sentence("This text is empty, so there would be nothing to send: write something into it.")
TOO_LONG = Sentence(
    "This text has more than %(most)d segments, and Twilio sends no text of that length: shorten it.", most=MOST
)


@dataclass(frozen=True)
class Outsiders:
    """A *character* outside GSM-7, the *positions* where it stands (1-based), and what to write *instead*."""

    character: str
    positions: tuple[int, ...]
    instead: str

    @property
    def named(self) -> str:
        """Name it so that everybody sees which one it is."""
        return _named(self.character)

    @property
    def where(self) -> str:
        """Name it, and where it stands."""
        shown = ", ".join(map(str, self.positions[:SHOWN_POSITIONS]))
        more = len(self.positions) - SHOWN_POSITIONS
        return f"{self.named} at {shown}{f' and {more} more' if more > 0 else ''}"

    @property
    def advice(self) -> str:
        """Say what to do about it."""
        return ADVICE.get(self.instead, f"write {self.instead}")


@dataclass(frozen=True)
class Verdict:
    """
    What *text* costs, when a segment has a *price* (micros) and so many *replies* are sent.

    *without* counts the segments once every outsider is replaced as advised; *amounts* writes money.
    """

    text: str
    price: int
    amounts: Amounts
    replies: int
    segments: int
    without: int
    outsiders: tuple[Outsiders, ...]

    @property
    def encoding(self) -> Encoding:
        """How the text travels."""
        return segments.encoding(self.text)

    @property
    def units(self) -> int:
        """How much room it takes, in septets or UTF-16 code units."""
        encoding = self.encoding
        return sum(segments.units(character, encoding) for character in self.text)

    @property
    def room(self) -> int:
        """How much room a single segment has."""
        return SIZES[self.encoding][0]

    @property
    def each(self) -> int:
        """What one reply costs, in micros."""
        return self.segments * self.price

    @property
    def total(self) -> int:
        """What all replies cost, in micros."""
        return self.each * self.replies

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """Cut the text where outsiders begin and end, and say of each piece whether it consists of outsiders."""
        runs = groupby(self.text, lambda character: character not in segments.ALPHABET)
        return [("".join(run), outside) for outside, run in runs]

    @property
    def measure(self) -> str:
        """Say how it travels and how much room it takes."""
        return f"{self.encoding.upper()}: {self.units} units, and one segment holds {self.room}."

    @property
    def sentence(self) -> str:
        """Say in one line what it costs and, where that is less, what it would cost without the outsiders."""
        cost = f"{self.amounts.rounded(self.each)} a reply, {self.amounts.rounded(self.total)}"
        saving = f"; without {self._outsiders()}: {_count(self.without)}" if self.without < self.segments else ""
        return f"{_count(self.segments)}, {cost} for {self.amounts.count(self.replies)}{saving}"

    def _outsiders(self) -> str:
        if len(self.outsiders) > SHOWN_CHARACTERS:
            return f"its {sum(len(each.positions) for each in self.outsiders)} characters outside GSM-7"
        return " and ".join(each.where for each in self.outsiders)


def judge(text: str, price: int, amounts: Amounts, replies: int) -> Verdict:
    """Judge *text* at a *price* (micros a segment), for so many *replies*."""
    respelled = _respelled(text)
    without = segments.count(respelled) if respelled.strip() else segments.count(text)
    return Verdict(text, price, amounts, replies, segments.count(text), without, _outsiders(text))


def complaint(text: str) -> str:
    """Say why *text* cannot be a reply; "" when it can."""
    if not text.strip():
        return EMPTY
    return TOO_LONG if segments.count(text) > MOST else ""


def _outsiders(text: str) -> tuple[Outsiders, ...]:
    """Gather the outsiders of *text* by character, in the order in which they first stand there."""
    found: dict[tuple[str, str], list[int]] = {}
    for outsider in segments.outsiders(text):
        found.setdefault((outsider.character, outsider.instead), []).append(outsider.position + 1)
    return tuple(Outsiders(character, tuple(places), instead) for (character, instead), places in found.items())


def _respelled(text: str) -> str:
    advice = {outsider.character: outsider.instead for outsider in segments.outsiders(text)}
    return "".join(advice.get(character, character) for character in text)


def _named(character: str) -> str:
    """Quote a character, or name it by its number where nobody would see it or it would sit on the quotes."""
    if character.isprintable() and category(character)[0] != "M":
        return f'"{character}"'
    return f"U+{ord(character):04X} {name(character, 'a control character')}"


def _count(number: int) -> str:
    return f"{number:,} {'segment' if number == 1 else 'segments'}"
