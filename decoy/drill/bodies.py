"""
What people text in a drill: made up from the pieces in `phrases.toml`, so that no two are alike by chance.

A long text has four or five pieces, each from some forty: two people hardly ever share more than two of them.
"""

from pathlib import Path
from random import Random
from typing import Any

from decoy import tables

PHRASES: dict[str, Any] = tables.read(Path(__file__).parent / "phrases.toml")
TESTS: list[str] = PHRASES["tests"]
LANGUAGES: dict[str, list[list[str]]] = {
    language: list(lists.values()) for language, lists in PHRASES["languages"].items()
}
SHARES = {"fr": 92, "en": 4, "nl": 4}  # percent
SHORT, FOUR = 0.25, 0.45  # shares of texts of one piece, and of four; the others have five
A_TEST = 0.08  # share of first texts that only try whether somebody is there
NAMED = 0.3  # share of a chain's messages with a name in front


def personal(random: Random) -> str:
    """Write what an insistent man might text."""
    lists = LANGUAGES[random.choices(list(SHARES), weights=list(SHARES.values()))[0]]
    chance = random.random()
    if chance < SHORT:
        return random.choice(random.choice(lists))
    if chance < SHORT + FOUR:
        left_out = random.randrange(len(lists))
        lists = [pieces for place, pieces in enumerate(lists) if place != left_out]
    return " ".join(map(random.choice, lists))


def first(random: Random) -> str:
    """Write what somebody texts first."""
    return random.choice(TESTS) if random.random() < A_TEST else personal(random)


def advertisement(random: Random) -> str:
    """Write one and the same advertisement; only its last digits change."""
    return f"{PHRASES['advertisement']}{random.randrange(1000):03}"


def chain(random: Random) -> str:
    """Write one and the same message in human words; some put a name in front."""
    chain: str = PHRASES["chain"]
    return f"{random.choice(LANGUAGES['fr'][1])} {chain}" if random.random() < NAMED else chain
