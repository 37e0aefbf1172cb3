"""STOP and its kin: the words, and what they do."""

from typing import Any

import pytest

from decoy import keywords
from decoy.messages import Keyword
from tests.world import DAY, HOUR, Phone

STOP = [
    *("STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT", "OPT OUT"),
    "OPT-OUT",
    *("ARRET", "ARRÊT", "ARRETE", "ARRÊTE", "ARRÊTEZ", "ARRÊTER", "ARRETT", "STOPPER", "STOPPEZ", "ANNULER"),
    *("DÉSABONNER", "DESABONNER", "DÉSABONNEMENT", "DÉSINSCRIRE", "DESINSCRIPTION", "DÉSINSCRIVEZ", "STOP SMS"),
    *("UIT", "AFMELDEN", "UITSCHRIJVEN", "STOPPEN", "ANNULEREN", "STOPZETTEN"),
]
START = ["START", "UNSTOP", "REPRENDRE", "REPRISE", "HERVAT", "HERVATTEN", "AANMELDEN"]
ORDINARY = [
    *("", " ", ".", "?", "hey", "non", "nee", "no", "oui", "yes", "ja", "ok", "help", "info", "aide"),
    *("stop it", "don't stop", "non stop", "the end", "starten", "stopt", "arrête de jouer"),
    "stop/go",
    *("s t o p", "sto p", "stopstop", "1stop", "\U0001f6d1", "uit eten?", "start a call", "st\u200bop"),
]
DRESSES = {
    "plain": "{}",
    "full stop": "{}.",
    "shouted": "{} !!!",
    "spaces": "  {}\t\n",
    "guillemets": "« {} »",
    "quotes": "\u201c{}\u201d",
    "apostrophes": "'{}'",
    "brackets": "({})",
    "hard spaces": "\u00a0{}\u00a0!",
    "wide": "{}\uff0e",
}


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
@pytest.mark.parametrize("word", STOP)
def test_stop_words(word: str, dress: str) -> None:
    """Each word for STOP is read in every dress: in capitals or not, with signs around it."""
    for text in (word, word.lower(), word.capitalize()):
        assert keywords.read(dress.format(text)) is Keyword.STOP


@pytest.mark.parametrize("word", START)
def test_start_words(word: str) -> None:
    """Each word for START is read, in every dress."""
    for dress in DRESSES.values():
        assert keywords.read(dress.format(word.lower())) is Keyword.START


@pytest.mark.parametrize("text", ["arre\u0302t", "ARRE\u0302T", "de\u0301sabonner", "ＳＴＯＰ", "ſtop", "STOP\u200b"])
def test_typed_otherwise(text: str) -> None:
    """Accents typed on their own, wide letters and invisible spaces do not hide a word."""
    assert keywords.read(text) is Keyword.STOP


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_texts(text: str) -> None:
    """A sentence that only holds such a word is an ordinary text."""
    assert keywords.read(text) is None


# What they do


@pytest.mark.parametrize("word", ["stop", "Arrêt.", "AFMELDEN", "  unsubscribe!"])
def test_stop_cancels_and_is_remembered(phone: Phone, clock: Any, word: str) -> None:
    """STOP cancels the reply he waits for, gets no answer itself, and holds long after every window has passed."""
    phone.text("hey")
    assert phone.text(word).endswith("<Response/>")
    assert phone.line.states() == {"cancelled": 1}
    clock.shift(HOUR + 10)
    assert phone.replies() == []
    clock.shift(500 * DAY)
    phone.text("hey, me again")
    phone.call()
    clock.shift(HOUR + 10)
    assert phone.replies() == []
    assert phone.line.reasons() == {"opted_out": 2}


def test_stop_alone_earns_nothing(phone: Phone, clock: Any) -> None:
    """Who only says STOP is sent nothing."""
    phone.text("STOP")
    clock.shift(HOUR + 10)
    assert phone.replies() == []
    assert phone.line.states() == {}


def test_stop_withdraws_what_is_held(phone: Phone, clock: Any) -> None:
    """STOP also withdraws a reply that is held back."""
    phone.text("hey")
    phone.line.pause()
    clock.shift(HOUR + 10)
    phone.line.work()
    phone.text("STOP")
    phone.line.resume()
    phone.line.sweep()
    assert phone.replies() == []
    assert phone.line.states() == {"cancelled": 1}


def test_start_undoes_stop(phone: Phone, clock: Any) -> None:
    """After START he is a caller like any other, and START itself earns no reply."""
    phone.text("hey")
    phone.text("STOP")
    phone.text("START")
    clock.shift(HOUR + 10)
    assert phone.replies() == []
    phone.text("hey")
    clock.shift(HOUR + 10)
    assert len(phone.replies()) == 1


def test_stop_again_after_start(phone: Phone, clock: Any) -> None:
    """The last word counts."""
    for word in ("STOP", "START", "STOP"):
        phone.text(word)
    phone.text("hey")
    clock.shift(HOUR + 10)
    assert phone.replies() == []


def test_late_repetition_does_not_undo(phone: Phone) -> None:
    """Twilio repeating an old START does not undo a later STOP."""
    phone.text("START", sid="SM1")
    phone.text("STOP", sid="SM2")
    phone.text("START", sid="SM1")
    phone.text("hey")
    assert phone.line.reasons() == {"opted_out": 1}


@pytest.mark.parametrize(
    ("opt_out_type", "body", "opted_out"),
    [
        ("STOP", "laisse-moi tranquille", True),
        ("STOP", "", True),
        ("START", "j'ai changé d'avis", False),
        ("HELP", "aide", False),
        ("", "stop", True),
        ("SOMETHING NEW", "stop", True),
    ],
)
def test_opt_out_of_the_messaging_service(phone: Phone, opt_out_type: str, body: str, opted_out: bool) -> None:
    """What the Messaging Service took for an opt-out is one, whatever he wrote; else the words decide."""
    phone.text(body, OptOutType=opt_out_type)
    phone.text("hey")
    assert phone.line.reasons() == ({"opted_out": 1} if opted_out else {})


def test_opted_out_calls_hear_the_recording(phone: Phone, clock: Any) -> None:
    """STOP is about texts: a call still hears the recording, and still earns no text."""
    phone.text("STOP")
    assert phone.hears() == "recording"
    clock.shift(HOUR + 10)
    assert phone.replies() == []


def test_his_stop_is_his_alone(phone: Phone, clock: Any) -> None:
    """One caller's STOP says nothing about another's."""
    phone.text("STOP")
    another = phone.line.phone("+33639980043")
    another.text("hey")
    clock.shift(HOUR + 10)
    assert len(another.replies()) == 1
