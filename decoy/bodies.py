"""
Keyed fingerprints of what a text says, to tell that many callers send one body. Pure: no store, no clock.

A body is compared as the eye does it: accents, capitals, punctuation, disguised letters, invisible characters, which
digits a number has and where an address leads make no difference.

Its words fall into five groups by a keyed hash, and for each two groups there is a fingerprint of all words in the
other three. A word that is changed, or one or two that are put in, lie in two groups at most, so one fingerprint
stays as it was. Two more, of the first and of the last sixty letters, stay when more is put on at the other end.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import combinations, groupby
from unicodedata import category, normalize

LONGEST = 1_600  # characters; no text has more
SHORTEST = 25  # letters; ordinary people share shorter bodies
SHORTEST_NEAR = 54  # letters, so that a body of 60 may lose a word; in a shorter one a word is too much of it
SHORTEST_REST = 16  # letters that must be left for a fingerprint of three groups
END = 60  # signs
GROUPS = 5
DIGEST = 10  # bytes

INVISIBLE = ("Mn", "Me", "Cf")  # combining marks, and what has no width
FILLERS = str.maketrans("", "", "\u115f\u1160\u3164\uffa0\u034f")  # letters to Unicode, nothing to the eye

# What looks like a plain Latin letter and is none.
CYRILLIC = str.maketrans(
    "АВЕЗКМНОРСТУХЅІЈԌԚԜабвеикмнопрстухѕіјһԁԛԝѵӏь", "ABEEKMHOPCTYXSIJGQWabbeukmhonpctyxsijhdqwvlb"
)
GREEK = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγεηικμνορστυχως", "ABEZHIKMNOPTYXabyenikuvopotuxwc")
LATIN = str.maketrans({"ı": "i", "ɑ": "a", "ɡ": "g", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "օ": "o"})
LOOKALIKES = FILLERS | CYRILLIC | GREEK | LATIN
DISGUISED = str.maketrans("013457@$", "oieastas")  # inside a word
ALIKE = str.maketrans("l", "i")  # a capital i looks like a small l

LETTER = r"[^\W\d_]"
ENDINGS = "app be biz ch cc click club com dev eu fr fun gl icu info io link live lu ly me net nl online org page"
ENDINGS += " shop site space store to top tv uk us vip website xyz"
ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    rf"|(?:[\w-]{{1,63}}\.){{1,5}}(?:(?:{'|'.join(ENDINGS.split())})\b(?:[/?]\S*)?|{LETTER}{{2,20}}/\S*)"
)
INSIDE_A_WORD = re.compile(rf"(?<={LETTER})[013457@$]+(?={LETTER})")
REPEATED = re.compile(rf"({LETTER})\1+")
APOSTROPHES = re.compile(r"['’ʼ`´]")
WORD = re.compile(rf"{LETTER}+|\d+|\x00")
SIGN = " \x00 "  # stands for an address; nobody can type it


def fold(text: str) -> list[str]:
    """Give the words of *text* as they are compared: "0" for a number, a sign for an address, none twice in a row."""
    folded = ADDRESS.sub(SIGN, _plain(text[:LONGEST].replace("\x00", "")))
    folded = INSIDE_A_WORD.sub(lambda found: found[0].translate(DISGUISED), APOSTROPHES.sub("", folded))
    folded = REPEATED.sub(r"\1", folded.translate(ALIKE))
    found = ("0" if word[0].isdigit() else word for word in WORD.findall(folded))
    return [word for word, _ in groupby(found)]


def fingerprints(text: str, key: bytes) -> tuple[str, ...]:
    """
    Give the fingerprints of a body, that of the whole first: 20 hexadecimal digits each, 13 at most.

    Empty when it has under 25 letters. Texts of one body, or of near copies of 60 letters and more, have one in
    common. *key* is 64 bytes at most; who has not got it can look up no text.
    """
    found = fold(text)
    letters = _letters(found)
    if letters < SHORTEST:
        return ()
    bodies = ["whole:" + "".join(found)]
    if letters >= SHORTEST_NEAR:
        bodies += [*_ends("".join(found)), *_rests(found, key)]
    return tuple(dict.fromkeys(_digest(body, key) for body in bodies))


def _plain(text: str) -> str:
    """Take from *text* what the eye does not tell apart: marks, invisible characters, other alphabets, capitals."""
    shown = "".join(sign for sign in normalize("NFKD", text)[:LONGEST] if category(sign) not in INVISIBLE)
    return shown.translate(LOOKALIKES).casefold().translate(LOOKALIKES)  # before, for capitals look like others


def _letters(found: list[str]) -> int:
    return sum(len(word) for word in found if word.isalpha())


def _ends(body: str) -> tuple[str, str]:
    return "head:" + body[:END], "tail:" + body[-END:]


def _rests(found: list[str], key: bytes) -> Iterator[str]:
    """Leave out the words of each two groups in turn, and give the others."""
    groups = [_group(word, key) for word in found]
    for left_out in combinations(range(GROUPS), 2):
        rest = [word for word, group in zip(found, groups, strict=True) if group not in left_out]
        if _letters(rest) >= SHORTEST_REST:
            yield "rest:" + " ".join(rest)


def _group(word: str, key: bytes) -> int:
    return int(_digest("group:" + word, key), 16) % GROUPS


def _digest(body: str, key: bytes) -> str:
    return blake2b(body.encode("utf-8", "surrogatepass"), key=key, digest_size=DIGEST).hexdigest()
