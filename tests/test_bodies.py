"""Fingerprints of bodies: one body in any dress has one, near copies share one, strangers' own words none."""

from collections import Counter
from itertools import groupby
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy import bodies
from decoy.bodies import fingerprints
from decoy.keyring import Keyring
from tests.crowd import NEAR, SAME, Copy, body, first_text

KEY = Keyring("a secret for tests").derive("bodies")
BODY = "Ton colis est en attente, confirme ton adresse avant ce soir"
SAID = "on va te retrouver devant chez toi et tu vas le regretter"
texts = st.one_of(st.text(max_size=200), st.text("аaàÀ0oO1lIi.@/: -'\u200b\u0301ßﬁ", max_size=200))


# What counts as one body


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", []),
        ("Été à la plage", ["ete", "a", "ia", "piage"]),
        ("C'est toi, l’ami ?", ["cest", "toi", "iami"]),
        ("NON NON non, viennnns", ["non", "viens"]),
        ("rdv 20h30 au 06 39 98 00 42", ["rdv", "0", "h", "0", "au", "0"]),
        ("b0nj0ur ma p3tite f1lle", ["bonjour", "ma", "petite", "fie"]),
        ("va sur https://example.org/x?y=1 vite", ["va", "sur", "\0", "vite"]),
        ("va sur www.example.org/autre vite", ["va", "sur", "\0", "vite"]),
        ("va sur colis-suivi.example.com, vite", ["va", "sur", "\0", "vite"]),
        ("va sur bit.ly/abc vite", ["va", "sur", "\0", "vite"]),
        ("écris à moi@example.org vite", ["ecris", "a", "\0", "vite"]),
        ("ce soir.tu viens.ou pas", ["ce", "soir", "tu", "viens", "ou", "pas"]),
        ("\u0412о\u0441h\u0435\u200b", ["boche"]),
        ("Ｂｏｎ 𝐬𝐨𝐢𝐫 🙂", ["bon", "soir"]),
        ("مرحبا كيف", ["مرحبا", "كيف"]),
        ("a\x00b", ["ab"]),
    ],
)
def test_folding(text: str, folded: list[str]) -> None:
    """What the eye does not tell apart is one; a number and an address are a sign each, whichever they are."""
    assert bodies.fold(text) == folded


@pytest.mark.parametrize("dress", SAME.values(), ids=SAME)
def test_one_body_in_any_dress(dress: Copy) -> None:
    """A body has the same fingerprints in every dress, long or short."""
    random = Random(1)
    for letters in [25, 40, 60, 120] * 20:
        text = body(random, letters)
        assert fingerprints(text, KEY) == fingerprints(dress(text, random), KEY) != ()


def test_other_numbers_and_addresses() -> None:
    """A campaign that changes its amounts and its links from text to text stays one body."""
    said = "Votre colis {} attend, payez {} euros sur {} avant ce soir"
    one = said.format("A 12", "1,99", "https://example.org/a7x")
    other = said.format("A 98765", "24,00", "www.example.com/z?q=1")
    assert fingerprints(one, KEY) == fingerprints(other, KEY) != ()


# Near copies


@pytest.mark.parametrize("copy", NEAR.values(), ids=NEAR)
def test_near_copies(copy: Copy) -> None:
    """A body of 60 letters and more shares a fingerprint with more than 97 of 100 near copies, of each kind."""
    random = Random(2)
    originals = [body(random, random.choice([60, 60, 80, 150])) for _ in range(1_000)]
    shared = [set(fingerprints(text, KEY)) & set(fingerprints(copy(text, random), KEY)) for text in originals]
    assert sum(map(bool, shared)) > 970


def test_campaign() -> None:
    """Of 3,000 copies, each with a name in front and a word behind, all but 150 are known by four before them."""
    random = Random(3)
    text, seen, unknown = body(random, 80), Counter[str](), 0
    for _ in range(3_000):
        found = fingerprints(NEAR["word behind"](NEAR["name in front"](text, random), random), KEY)
        unknown += all(seen[fingerprint] < 4 for fingerprint in found)
        seen.update(found)
    assert unknown < 150


# Strangers


def test_strangers() -> None:
    """Of 20,000 invented first texts, fewer than one in a thousand passes for one of five near copies."""
    random = Random(4)
    texts = {first_text(random) for _ in range(20_000)}
    found = [fingerprints(text, KEY)[1:] for text in texts]  # the first is that of the whole body
    times = Counter(fingerprint for fingerprints in found for fingerprint in fingerprints)
    assert len(times) > 20_000
    assert sum(any(times[fingerprint] >= 5 for fingerprint in near) for near in found) < 20


@pytest.mark.parametrize(
    "text", ["", " ", "ok", "salut ça va", "a" * 1_600, "12345 " * 100, "🙂" * 70, "l'été !" * 300]
)
def test_short_bodies_have_none(text: str) -> None:
    """A body of under 25 letters has no fingerprint: ordinary people share it."""
    assert fingerprints(text, KEY) == ()


def test_letters_are_counted_when_folded() -> None:
    """Twenty-five letters are enough, and repeating one adds none."""
    assert fingerprints("abcdefghij" * 2 + "abcde", KEY)
    assert fingerprints("abcdefghij" * 2 + "abcddd", KEY) == ()


# Keys


def test_another_key_has_other_fingerprints() -> None:
    """Without the key nobody can look up a text, nor tell which of two lines got it."""
    other = Keyring("another secret here").derive("bodies")
    assert not set(fingerprints(BODY + SAID, KEY)) & set(fingerprints(BODY + SAID, other))


@given(texts)
def test_total(text: str) -> None:
    """Any text has between none and 13 fingerprints of 20 hexadecimal digits, no two alike, the same every time."""
    found = fingerprints(text, KEY)
    assert len(found) == len(set(found)) <= 13
    assert all(len(fingerprint) == 20 and set(fingerprint) <= set("0123456789abcdef") for fingerprint in found)
    assert fingerprints(text, KEY) == found


@given(texts)
def test_folding_twice(text: str) -> None:
    """What is folded is folded no further, so that a quoted body is the body."""
    once = [word for word in bodies.fold(text) if word.isalpha()]
    assert bodies.fold(" ".join(once)) == [word for word, _ in groupby(once)]


@pytest.mark.parametrize("evil", ["a", "a.", "a@", "-", "www.", "1a", "x.fr/", "\ufdfa", "\ud800", "\x00", "'", "0 "])
def test_evil_texts(evil: str) -> None:
    """No text, however long and odd, takes long."""
    began = process_time()
    fingerprints(evil * (100_000 // len(evil)), KEY)
    assert process_time() - began < 0.1
