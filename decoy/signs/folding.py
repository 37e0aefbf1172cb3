"""One spelling for one word: what disguises letters is taken off before anything is compared."""

import re
from unicodedata import normalize

LONGEST = 1_600  # characters looked at: the provider hands over no more of one text

ACCENTS = dict.fromkeys(range(0x300, 0x370))
UNSEEN = dict.fromkeys(
    [0x00, 0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    + [*range(0xFE00, 0xFE10), 0xFEFF]
)
LOOKALIKES = str.maketrans(
    "авекмнорстухіјѕԁһԛԝґɡıαεικνορτυχ" + "øđł‘’ʼ`´“”«»‐‑‒–—−",
    "abekmhopctyxijsdhqwrgiaeiknoptux" + "odl'''''\"\"\"\"------",
)
LIGATURES = {0x153: "oe", 0xE6: "ae", 0xDF: "ss"}
AS_LETTERS = str.maketrans("013457@$", "oieastas")

SPACED_OUT = re.compile(r"(?<![a-z0-9'])[a-z](?:[ .*_-][a-z]){3,}(?![a-z0-9'])")
WORD = re.compile(r"[a-z0-9@$]+")


def visible(text: str) -> str:
    """Give the beginning of *text* in lower case and without invisible characters; its letters stay as they are."""
    return normalize("NFKC", text[:LONGEST].translate(UNSEEN)).casefold()[:LONGEST]


def folded(seen: str) -> str:
    """Give what is `visible` in plain Latin letters, without accents, and with spaced-out words joined."""
    if not seen.isascii():
        seen = normalize("NFKD", seen.translate(LIGATURES)).translate(ACCENTS).translate(LOOKALIKES)
    return SPACED_OUT.sub(_joined, seen)


def words(plain: str) -> list[str]:
    """Split what is `folded` into words; digits that stand for letters are read as letters."""
    return [_spelled(word) for word in WORD.findall(plain)]


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[^a-z]", "", found[0])


def _spelled(word: str) -> str:
    """Read `c0lis` as `colis`, and leave `24h`, `2main` alone: a word begins with a letter and has mostly those."""
    if word.isalpha() or not word[0].isalpha() or sum(map(str.isalpha, word)) * 2 <= len(word):
        return word
    return word.translate(AS_LETTERS)
