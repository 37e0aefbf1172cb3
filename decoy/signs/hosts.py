"""Hosts: whose they are, and what kind. Names are compared label by label, never by what they contain by chance."""

import re
from itertools import chain

from decoy.signs.institutions import (
    BAIT,
    CHAT,
    CHEAP,
    FREE_HOSTING,
    GLUE,
    NAMES,
    OFFICIAL,
    PERSONAL,
    SECOND_LEVEL,
    SHORTENERS,
)

SHORTEST = 7  # letters from which a name is found inside a longer run of letters too
LONG_NAMES = tuple(name for name in NAMES if len(name) >= SHORTEST)
PLAIN = frozenset({"com", "fr", "be", "nl", "eu", "de", "es", "it", "lu", "ch", "pl", "uk", "co.uk", "org", "net"})
TWO_LABELS = SECOND_LEVEL | FREE_HOSTING  # under these, what is registered has three labels
KNOWN = OFFICIAL | PERSONAL | CHAT
PIECE = re.compile(r"[a-z]+")
NUMERIC = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}|0x[0-9a-f]+|[0-9]{8,}")


def belongs(host: str, owners: frozenset[str]) -> bool:
    """Say whether *host* is one of *owners*, or lies below one."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in owners for start in range(len(labels)))


def registered(host: str) -> str:
    """Give the part of *host* that somebody registered: `amende.example.co.uk` is `example.co.uk`."""
    labels = host.split(".")
    return ".".join(labels[-3:] if ".".join(labels[-2:]) in TWO_LABELS else labels[-2:])


def poses(host: str) -> bool:
    """Say whether *host* has an institution's name in it without being the institution's."""
    if _is_known(host):
        return False
    body = host.rpartition(".")[0]
    joined = body.replace("-", "")
    return any(name in joined for name in LONG_NAMES) or any(map(_is_name, PIECE.findall(body)))


def promises(host: str) -> bool:
    """Say whether *host* is put together from two or more words of bait."""
    if _is_known(host):
        return False
    pieces = PIECE.findall(host.rpartition(".")[0])
    return sum(piece in BAIT for piece in chain(pieces, *map(_halves, pieces))) >= 2


def odd(host: str) -> bool:
    """Say whether *host* is a bare address, has letters of other alphabets, or an ending that costs nothing."""
    if NUMERIC.fullmatch(host) or not host.isascii() or "xn--" in host:
        return True
    return host.rpartition(".")[2] in CHEAP or registered(host).partition(".")[2] in FREE_HOSTING


def _is_known(host: str) -> bool:
    """Say whether *host* is listed as somebody's own, or is a name with an ordinary ending: `netflix.lu`."""
    name, _, ending = registered(host).partition(".")
    return belongs(host, KNOWN) or (name in NAMES and ending in PLAIN)


def _is_name(piece: str) -> bool:
    """Say whether *piece* is a name, or a name with bait on one side: `amelifr`, `suividhl`."""
    if piece in NAMES:
        return True
    cuts = ((piece[:cut], piece[cut:]) for cut in range(2, len(piece) - 1))
    return any((left in NAMES and right in GLUE) or (left in GLUE and right in NAMES) for left, right in cuts)


def _halves(piece: str) -> tuple[str, ...]:
    """Cut *piece* where both sides are bait: `suivicolis`."""
    cuts = ((piece[:cut], piece[cut:]) for cut in range(2, len(piece) - 1))
    return next(((left, right) for left, right in cuts if left in BAIT and right in BAIT), ())


def is_profile(host: str) -> bool:
    """Say whether *host* is where people have their profiles, their pictures, their music and their places."""
    return belongs(host, PERSONAL)


def is_chat(host: str) -> bool:
    """Say whether a link to *host* opens a chat."""
    return belongs(host, CHAT)


def shortens(host: str) -> bool:
    """Say whether *host* hides where a link leads."""
    return belongs(host, SHORTENERS)
