"""Spam at the gate: it earns no reply, it is counted, and nobody who should be answered is kept out."""

from typing import Any

import pytest

from decoy.errors import Reason
from tests import screened
from tests.exposure import kept, readable
from tests.memory import memory
from tests.numbers import HIM
from tests.phone import Phone
from tests.world import HOUR, TEN_SECONDS, Line

CODE = "Votre code est 123456"
PARCEL = "Votre colis est retenu, payez les frais de douane : https://colis-suivi.example.com/zebre"
HARASSERS = [
    text for kind, text in screened.read("personal") if kind in ("flirting", "insisting", "insults", "links", "long")
]


def test_spam_earns_no_reply(phone: Phone, clock: Any) -> None:
    """Spam meets silence, is refused by its reason, and is charged like every text."""
    assert phone.text(PARCEL).endswith("<Response/>")
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    assert phone.line.reasons() == {"spam": 1}
    assert [entry.reason for entry in phone.line.entries("refused")] == [Reason.SPAM]
    assert len(phone.line.entries("charged")) == 1


@pytest.mark.parametrize("text", HARASSERS)
def test_harassers_are_answered(phone: Phone, text: str) -> None:
    """Whoever harasses gets his answer: flirting, insults, capitals, profiles and long texts are accepted."""
    phone.text(text)
    assert phone.line.reasons() == {}
    assert len(phone.line.entries("accepted")) == 1


def test_signs_are_counted(phone: Phone) -> None:
    """Each sign of a refused text is counted once, however often the same text is handed in."""
    phone.text(CODE, sid="SM1")
    phone.text(CODE, sid="SM1")
    assert phone.line.services.ledger.signs() == {"one_time_code": 1, "formal": 1}
    phone.text(CODE, sid="SM2")
    assert phone.line.services.ledger.signs() == {"one_time_code": 2, "formal": 2}


def test_no_signs_without_spam(line: Line) -> None:
    """Signs in a text that is refused for another reason, or not at all, are not counted."""
    line.phone("+447700900042").text(CODE)
    line.phone().text("Veuillez me rappeler, mademoiselle")
    assert line.services.ledger.signs() == {}
    assert line.reasons() == {"foreign_country": 1}


@pytest.mark.parametrize("word", ["STOP", "Stop SMS", "START"])
def test_keywords_come_first(phone: Phone, word: str) -> None:
    """STOP and START are obeyed before anything is screened."""
    phone.text(word)
    assert phone.line.reasons() == {}
    assert len(phone.line.entries("opted-out", "opted-in")) == 1


def test_blocked_spam(line: Line) -> None:
    """A blocked caller is refused as blocked, whatever he writes."""
    line.block()
    line.phone().text(CODE)
    assert line.reasons() == {"blocked": 1}


def test_calls_are_not_screened(phone: Phone) -> None:
    """A call has no text, so that he who sent spam and calls hears the recording and earns his reply."""
    phone.text(PARCEL)
    assert phone.hears() == "recording"
    assert phone.line.reasons() == {"spam": 1}
    assert len(phone.line.entries("accepted")) == 1


def test_spam_before_a_text(phone: Phone) -> None:
    """Spam uses up no reply: what the same caller writes afterwards is accepted."""
    phone.text(CODE)
    phone.text("tu dors ?")
    assert len(phone.line.entries("accepted")) == 1


def test_nothing_is_kept_of_it(phone: Phone) -> None:
    """Of spam neither the number nor a word is kept."""
    phone.text(PARCEL)
    everything = kept(phone.line) + readable(memory(phone.line.services.store.binary))
    assert "spam" in everything
    assert [secret for secret in (HIM, HIM[1:], "zebre", "colis-suivi", "douane") if secret in everything] == []
