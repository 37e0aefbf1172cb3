"""The offer: which of the decoy numbers a visitor is given. Pure: no store, no clock."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from decoy.policy import Number


@dataclass(frozen=True)
class Offer:
    """One decoy *number* and its *place* in the policy, counted from one; *other*: not the one that was asked for."""

    place: int
    number: Number
    other: bool = False


def choose(offered: Mapping[int, Number], language: str, asked: int | None, key: bytes, visitor: str) -> Offer | None:
    """
    Choose among the *offered* numbers, by their places: the one *asked* for, else one that speaks *language*.

    Where several would do, the *visitor* (an address and a day) decides, keyed: the same one all day, none of them
    for everybody, and nobody can tell from it who was given which. None when nothing is offered.
    """
    if asked is not None and asked in offered:
        return Offer(asked, offered[asked])
    speaking = [place for place, number in offered.items() if number.language == language] or list(offered)
    if not speaking:
        return None
    place = max(speaking, key=lambda place: hmac.digest(key, f"{offered[place].number} {visitor}".encode(), sha256))
    return Offer(place, offered[place], other=asked is not None)
