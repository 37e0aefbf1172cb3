"""The commands about the words: what they say, what they change, and what they refuse."""

import json
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from decoy.cli import message
from decoy.settings import Settings
from tests.desk import Desk
from tests.phone import Phone
from tests.world import HOUR, TEN_SECONDS

ROOT = Path(__file__).resolve().parent.parent
SHORT = "Un non suffit."
CIRCUMFLEX = "a" * 30 + "ê" + "a" * 60
LONG = "Un refus ne se discute pas. " * 8
ONE = "1 segment, 0.08 EUR a reply, 640 EUR for 8,000\n"
NOWHERE = "redis://127.0.0.1:1/0"


def in_force(desk: Desk) -> str:
    """Read the reply in force."""
    return desk.read("message", "show", "fr").removesuffix("\n")


# check


def test_check_a_text(desk: Desk) -> None:
    """A text of one segment ends with 0 and the price of sending it, and needs no store."""
    said = desk.read("message", "check", "-", typed=SHORT + "\n", REDIS_URL=NOWHERE)
    assert said == "GSM-7: 14 units, and one segment holds 160.\n" + ONE


def test_check_a_dearer_text(desk: Desk) -> None:
    """A text of several segments ends with 3, and each character to blame comes with its place and a remedy."""
    result = desk.type("message", "check", "-", typed=CIRCUMFLEX)
    assert (result.exit_code, result.stderr) == (3, "")
    assert result.stdout.splitlines() == [
        "UCS-2: 91 units, and one segment holds 70.",
        '  "ê" at 31: write e',
        '2 segments, 0.16 EUR a reply, 1,280 EUR for 8,000; without "ê" at 31: 1 segment',
    ]


def test_check_a_file(desk: Desk, tmp_path: Path) -> None:
    """A file from any editor counts as its text would be sent: no mark, no carriage returns, no space at its ends."""
    path = tmp_path / "fr.txt"
    path.write_bytes(b"\xef\xbb\xbf\r\n" + "Un e\u0301te\u0301.\r\nNon.\r\n\r\n".encode())
    assert desk.read("message", "check", path).startswith("GSM-7: 12 units,")


def test_check_for_other_numbers(desk: Desk) -> None:
    """The price and the number of replies are those of the line and of the question."""
    policy = desk.policy('[prices]\nreply_segment = "0.075"\n[budget]\ncurrency = "USD"\n')
    said = desk.read("message", "check", "-", "--for", "12000", typed=SHORT, DECOY_CONFIG=policy)
    assert said.endswith("1 segment, 0.075 USD a reply, 900 USD for 12,000\n")


def test_check_for_machines(desk: Desk) -> None:
    """Machines get the same facts as one object, with amounts as decimal strings, and the same exit code."""
    result = desk.type("message", "check", "-", "--json", typed=CIRCUMFLEX)
    assert result.exit_code == 3
    assert json.loads(result.stdout) == {
        "encoding": "ucs-2",
        "units": 91,
        "room": 70,
        "segments": 2,
        "segments_without": 1,
        "outsiders": [{"character": "ê", "positions": [31], "instead": "e"}],
        "currency": "EUR",
        "reply": "0.16",
        "replies": 8000,
        "total": "1280.00",
    }


def test_check_too_long_a_text(desk: Desk) -> None:
    """A text that Twilio would not send is priced all the same, and called too long."""
    result = desk.type("message", "check", "-", typed="a" * 1531)
    assert result.exit_code == 3
    assert result.stdout.splitlines()[1:] == [
        "11 segments, 0.88 EUR a reply, 7,040 EUR for 8,000",
        "This text has more than 10 segments, and Twilio sends no text of that length: shorten it.",
    ]


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "This text is empty"), (b" \r\n", "This text is empty"), (b"re\xe7u", "is not UTF-8")]
)
@pytest.mark.parametrize("command", [["check"], ["set", "fr"]], ids=" ".join)
def test_what_is_no_text(desk: Desk, tmp_path: Path, command: list[str], content: bytes, why: str) -> None:
    """Nothing, and what is not UTF-8, is refused with 2 and a sentence, and changes nothing."""
    path = tmp_path / "fr.txt"
    path.write_bytes(content)
    code, sentence = desk.refusal("message", *command, path)
    assert code == 2
    assert why in sentence
    assert desk.ledger() == []


@pytest.mark.parametrize("words", [["nowhere.txt"], ["-", "--for", "0"], ["-", "--for", "many"], []], ids=str)
def test_check_what_cannot_be_asked(desk: Desk, words: list[str]) -> None:
    """A file that is not there, and no number of replies, are usage errors."""
    code, sentence = desk.refusal("message", "check", *words, typed=SHORT)
    assert code == 2
    assert "Error: " in sentence


# show, set, rollback


def test_shipped_words_are_shown(desk: Desk, settings: Settings) -> None:
    """What we ship is shown as it is sent, and nothing besides, so that it can be piped into a file."""
    for language, words in settings.words.items():
        assert desk.read("message", "show", language) == words.reply + "\n"


def test_words_are_set(desk: Desk, phone: Phone, clock: Any) -> None:
    """A text that was set is what the next reply says, what is shown, and a number in the ledger."""
    phone.text("hey")
    said = desk.read("message", "set", "fr", "-", typed=SHORT)
    assert said.splitlines()[1:] == [ONE.strip(), "Version 1 of the reply in 'fr' is in force."]
    assert in_force(desk) == SHORT
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == [SHORT]
    (entry,) = [entry for entry in desk.ledger() if entry["entry"] == "worded"]
    assert (entry["reason"], SHORT in json.dumps(desk.ledger())) == ("fr version 1", False)


def test_words_are_judged_by_the_price_in_force(desk: Desk, phone: Phone, clock: Any) -> None:
    """Whoever sets words is told what they cost by Twilio's own list, once it has been read."""
    phone.line.twilio.set_price("reply_segment", "0.10")
    phone.line.services.prices.refresh(datetime.now(UTC))
    assert "1 segment, 0.10 EUR a reply, 800 EUR for 8,000" in desk.read("message", "set", "fr", "-", typed=SHORT)


def test_the_same_words_are_set_twice(desk: Desk) -> None:
    """To set the words in force again is harmless, and said to be in force."""
    desk.read("message", "set", "fr", "-", typed=SHORT)
    assert "Version 1 " in desk.read("message", "set", "fr", "-", typed=f"\n{SHORT}\r\n")
    assert len(desk.ledger()) == 1


def test_dearer_words_are_not_set_by_mistake(desk: Desk) -> None:
    """Where nobody can be asked, a text of two segments changes nothing, and --yes is named; with it, it is set."""
    before = in_force(desk)
    result = desk.type("message", "set", "fr", "-", typed=LONG)
    assert (result.exit_code, result.stdout.splitlines()[-1][:10]) == (1, "2 segments")
    assert result.stderr == "Nothing was changed: this text has more than one segment. If it is meant, add --yes.\n"
    assert (in_force(desk), desk.ledger()) == (before, [])
    desk.read("message", "set", "fr", "-", "--yes", typed=LONG)
    assert in_force(desk) == LONG.strip()


@pytest.mark.parametrize(("answer", "code", "number"), [("y\n", 0, 1), ("n\n", 1, 0), ("\n", 1, 0)])
def test_dearer_words_at_a_terminal(desk: Desk, tmp_path: Path, answer: str, code: int, number: int) -> None:
    """At a terminal, a text of two segments is set when the question is answered with yes, and not otherwise."""
    (tmp_path / "fr.txt").write_text(LONG)
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    inherited = os.environ | desk.environ | {"PYTHONPATH": str(ROOT)}
    environ = {name: value for name, value in inherited.items() if value is not None}
    ended = subprocess.run(
        [sys.executable, "-m", "decoy", "message", "set", "fr", tmp_path / "fr.txt"],
        cwd=desk.folder,
        stdin=theirs,
        capture_output=True,
        text=True,
        env=environ,
        timeout=30,
    )
    os.close(ours)
    os.close(theirs)
    assert "Publish it?" in ended.stdout
    assert (ended.returncode, len(desk.ledger())) == (code, number)
    assert ("Nothing was changed." in ended.stderr) is bool(code)


def test_endless_words(desk: Desk) -> None:
    """More than ten segments cannot be set, with or without --yes."""
    code, sentence = desk.refusal("message", "set", "fr", "-", "--yes", typed="a" * 1531)
    assert code == 1
    assert "more than 10 segments" in sentence
    assert desk.ledger() == []


def test_words_are_taken_back(desk: Desk, settings: Settings) -> None:
    """Rolling back undoes the last change, or goes to the version that is named, and says which one is in force."""
    desk.read("message", "set", "fr", "-", typed=SHORT)
    desk.read("message", "set", "fr", "-", typed="Non.")
    assert desk.read("message", "rollback", "fr") == "Version 1 of the reply in 'fr' is in force.\n"
    assert in_force(desk) == SHORT
    desk.read("message", "rollback", "fr", "0")
    assert in_force(desk) == settings.words["fr"].reply
    desk.read("message", "rollback", "fr", "2")
    assert in_force(desk) == "Non."


def test_versions_are_shown(desk: Desk, settings: Settings) -> None:
    """All versions are listed with when and why they came, the shipped one first, and the one in force is marked."""
    desk.read("message", "set", "fr", "-", "--note", "shorter, as agreed. 06 39 98 00 42", typed=SHORT)
    desk.read("message", "set", "fr", "-", typed="Non.")
    desk.read("message", "rollback", "fr")
    shipped, first, second = desk.read("message", "show", "fr", "--versions").strip().split("\n\n")
    assert shipped == f"Version 0: as shipped\n{settings.words['fr'].reply}"
    assert first.startswith("Version 1, 2026-11-20T20:00:0")
    assert first.endswith(f"Z, in force: shorter, as agreed. [number]\n{SHORT}")
    assert second.startswith("Version 2, ")
    assert "in force" not in second


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["show", "de"], "There is no language 'de' here; there is en, fr, nl."),
        (["set", "de", "-"], "There is no language 'de' here; there is en, fr, nl."),
        (["rollback", "de"], "There is no language 'de' here; there is en, fr, nl."),
        (["rollback", "fr"], "The words in force in 'fr' are the shipped ones: there is nothing before them."),
        (["rollback", "fr", "7"], "There is no version 7 in 'fr': see decoy message show fr --versions"),
    ],
    ids=str,
)
def test_what_there_is_not(desk: Desk, words: list[str], why: str) -> None:
    """A language or a version that is not there is refused with where to look."""
    assert desk.refusal("message", *words, typed=SHORT) == (1, why)
    assert desk.ledger() == []


@pytest.mark.parametrize("command", message.message.commands)
def test_every_command_explains_itself(desk: Desk, command: str) -> None:
    """Each of these commands says in sentences what it does, and needs neither store nor settings for that."""
    said = desk.read("message", command, "--help", REDIS_URL="nonsense")
    assert said.startswith(f"Usage: decoy message {command} ")
    assert " ".join(said.split("\n\n")[1].split()).endswith(".")
