"""The phrasing: a reply with its sentence of law, which may not make it dear. Pure: no store, no clock."""

from collections.abc import Iterable

from decoy import segments
from decoy.callers import home_of
from decoy.policy import Number
from decoy.words import Words

MOST = 2  # segments of a reply with a sentence of law


def law(ours: Number, words: Words) -> str:
    """Give the sentence of law that ends the text of a decoy number; "" when it tells none."""
    told = words.law.get(home_of(ours.number)) if ours.tells_law else None
    return told.text if told else ""


def laws(numbers: Iterable[Number], language: str, words: Words) -> dict[str, str]:
    """Give the sentences of law that the decoy numbers of one *language* tell, by country."""
    spoken = [ours for ours in numbers if ours.language == language and ours.tells_law]
    return {home_of(ours.number): law(ours, words) for ours in spoken}


def phrase(reply: str, law: str) -> str:
    """End a *reply* with its sentence of law, unless that takes more than two segments: then the law is left out."""
    both = f"{reply} {law}" if law else reply
    return both if segments.count_ours(both) <= MOST else reply


def weigh(reply: str, law: str) -> int:
    """Count the segments of a *reply* with its sentence of law; 0 when the law is left out."""
    both = phrase(reply, law)
    return 0 if both == reply else segments.count_ours(both)
