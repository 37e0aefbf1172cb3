"""The verdict on a text: what it costs, and what would make it cheaper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy import segments
from decoy.amounts import Amounts
from decoy.verdict import EMPTY, TOO_LONG, Outsiders, Verdict, complaint, judge

EMOJI = "\U0001f642"
A_NO = "Un non n'a pas besoin de raison. "
ONE = "1 segment, 0.08 EUR a reply, 640 EUR for 8,000"
TWO = "2 segments, 0.16 EUR a reply, 1,280 EUR for 8,000"
THREE = "3 segments, 0.24 EUR a reply, 1,920 EUR for 8,000"


def verdict(text: str, price: int = 80_000, replies: int = 8_000) -> Verdict:
    """Judge a text at 8 cents a segment."""
    return judge(text, price, Amounts("EUR"), replies)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Un non suffit.", ONE),
        ("a" * 160, ONE),
        ("a" * 161, TWO),
        ("a" * 306, TWO),
        ("a" * 307, THREE),
        ("Un non vaut 5 €.", ONE),
        ("a" * 159 + "€", TWO),
        (f"Un non {EMOJI}.", ONE),
        ("a" * 30 + "ê" + "a" * 60, f'{TWO}; without "ê" at 31: 1 segment'),
        ("ê" + "a" * 69, ONE),
        ("a" * 160 + "ê", f'{THREE}; without "ê" at 161: 2 segments'),
        ("a" * 131 + "Ê", f'{TWO}; without "Ê" at 132: 1 segment'),
        ("« " + "a" * 70 + " »", f'{TWO}; without "«" at 1 and "»" at 74: 1 segment'),
        ("C’est non. " * 7, f'{TWO}; without "’" at 2, 13, 24, 35, 46 and 2 more: 1 segment'),
        ("a" * 70 + EMOJI, f'{TWO}; without "{EMOJI}" at 71: 1 segment'),
        (EMOJI * 36, TWO),
        ("a" * 70 + "\u202f!", f"{TWO}; without U+202F NARROW NO-BREAK SPACE at 71: 1 segment"),
        ("a" * 70 + "x\u0302", f"{TWO}; without U+0302 COMBINING CIRCUMFLEX ACCENT at 72: 1 segment"),
        ("a" * 70 + "\t", f"{TWO}; without U+0009 a control character at 71: 1 segment"),
        ("êçâîô" + "a" * 70 + "ê", f"{TWO}; without its 6 characters outside GSM-7: 1 segment"),
        ("a" * 1530, "10 segments, 0.80 EUR a reply, 6,400 EUR for 8,000"),
        ("é" * 1531, "11 segments, 0.88 EUR a reply, 7,040 EUR for 8,000"),
    ],
)
def test_the_verdict_in_a_sentence(text: str, sentence: str) -> None:
    """The sentence says segments and money, and names what to replace only when that saves a segment."""
    assert verdict(text).sentence == sentence


@pytest.mark.parametrize(
    ("price", "replies", "sentence"),
    [
        (75_000, 1, "1 segment, 0.075 EUR a reply, 0.075 EUR for 1"),
        (1_000_000, 12_000, "1 segment, 1 EUR a reply, 12,000 EUR for 12,000"),
        (76_500, 1_000_000, "1 segment, 0.0765 EUR a reply, 76,500 EUR for 1,000,000"),
        (123_456, 10_001, "1 segment, 0.123456 EUR a reply, 1,234.683456 EUR for 10,001"),
    ],
)
def test_the_verdict_in_other_money(price: int, replies: int, sentence: str) -> None:
    """Amounts are exact to the micro, with thousands set apart and no decimals that say nothing."""
    assert verdict("Un non suffit.", price, replies).sentence == sentence


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("a" * 160, "GSM-7: 160 units, and one segment holds 160."),
        ("5 €", "GSM-7: 4 units, and one segment holds 160."),
        (f"ok {EMOJI}", "UCS-2: 5 units, and one segment holds 70."),
    ],
)
def test_the_room_a_text_takes(text: str, measure: str) -> None:
    """Room is told in the units that are billed: the euro sign and an emoji take two."""
    assert verdict(text).measure == measure


def test_equal_characters_are_told_together() -> None:
    """Each character that leaves GSM-7 is named once, with all its places as people count, in order."""
    assert verdict("ça coûte, ça lasse\u2026").outsiders == (
        Outsiders("ç", (1, 11), "c"),
        Outsiders("û", (6,), "u"),
        Outsiders("\u2026", (19,), "..."),
    )


@pytest.mark.parametrize(
    ("character", "advice"),
    [
        *[("ê", "write e"), ("œ", "write oe"), ("’", "write '"), ("«", 'write "'), ("\u2026", "write ...")],
        *[(EMOJI, "leave it out"), ("\u00a0", "write a plain space"), ("\u2028", "write a line break")],
    ],
)
def test_what_to_write_instead(character: str, advice: str) -> None:
    """Every outsider comes with what to do about it, in words where the character would not be seen."""
    (each,) = verdict(character).outsiders
    assert each.advice == advice


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        *[("", EMPTY), (" \n", EMPTY), ("Non.", ""), (EMOJI, "")],
        *[("a" * 1530, ""), ("a" * 1531, TOO_LONG), ("ê" * 670, ""), ("ê" * 671, TOO_LONG)],
    ],
)
def test_what_cannot_be_a_reply(text: str, problem: str) -> None:
    """Nothing, and more than ten segments, cannot be sent; all else can."""
    assert complaint(text) == problem


@given(st.text(st.sampled_from(f"aeé€ê’«\u00a0{EMOJI}я"), max_size=400))
def test_the_saving_is_real(text: str) -> None:
    """Whoever follows the advice pays for as many segments as the sentence promises, and never for more."""
    judged = verdict(text)
    advice = {position: each.instead for each in judged.outsiders for position in each.positions}
    respelled = "".join(advice.get(position, character) for position, character in enumerate(text, 1))
    assert judged.without <= judged.segments == segments.count(text)
    if respelled.strip():
        assert judged.without == segments.count(respelled)
    assert ("without" in judged.sentence) is (judged.without < judged.segments)
    assert judged.total == judged.segments * 80_000 * 8_000
