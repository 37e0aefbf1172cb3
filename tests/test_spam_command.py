"""`decoy spam check`: a verdict a text, with reasons, and never the text."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk

NOWHERE = "redis://127.0.0.1:1/0"
CODE = "Votre code est 123456"


def facts(desk: Desk, typed: str) -> list[Any]:
    """Have texts judged as a machine does."""
    return [json.loads(line) for line in desk.read("spam", "check", "--json", typed=typed).splitlines()]


def verdicts(desk: Desk, typed: str) -> list[str]:
    """Have texts judged, and give the verdicts."""
    return [fact["verdict"] for fact in facts(desk, typed)]


def test_check_without_a_store(desk: Desk) -> None:
    """A text is judged in words, sign by sign, without a store and without settings."""
    said = desk.read(
        "spam", "check", "-", typed=CODE, REDIS_URL=NOWHERE, DECOY_CONFIG="/nowhere", TWILIO_ACCOUNT_SID="x"
    )
    assert said.splitlines() == [
        "spam, 21 of 10 points",
        "  +19  one_time_code: Brings a one-time code.",
        "   +2  formal: Speaks to a stranger: vous, uw, your parcel.",
    ]


def test_check_for_machines(desk: Desk) -> None:
    """For machines there is one object a text: score, verdict, and each sign with name, weight and reason."""
    (fact,) = facts(desk, CODE)
    assert fact["score"] == 21
    assert fact["verdict"] == "spam"
    assert fact["signs"][0] == {"name": "one_time_code", "weight": 19, "reason": "Brings a one-time code."}
    assert sum(sign["weight"] for sign in fact["signs"]) == fact["score"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("salut", ["personal"]),
        ("salut\n", ["personal"]),
        (f"salut\n{CODE}\n", ["personal", "spam"]),
        (f"salut\r\n{CODE}\r\n", ["personal", "spam"]),
        (f"{CODE}\n\n{CODE}", ["spam", "personal", "spam"]),
        (f"{CODE}\u2028salut\n", ["spam"]),
        (f"salut\0{CODE}", ["personal", "spam"]),
        (f"salut\0{CODE}\0", ["personal", "spam"]),
        (f"salut\0{CODE}\0\n", ["personal", "spam"]),
        ("Votre code\nest 123456\0", ["spam"]),
        (f"\0{CODE}\0", ["personal", "spam"]),
        (f"\ufeff{CODE}\n", ["spam"]),
    ],
)
def test_texts_are_told_apart(desk: Desk, typed: str, expected: list[str]) -> None:
    """There is one verdict a line or, with a NUL anywhere, one from NUL to NUL; the last need not be ended."""
    assert verdicts(desk, typed) == expected


def test_check_a_file(desk: Desk, tmp_path: Path) -> None:
    """A file is read like what is typed, and what is not UTF-8 in it is no obstacle."""
    path = tmp_path / "texts"
    path.write_bytes(b"\xff\xfe\xc3\n" + CODE.encode() + b"\n")
    said = desk.read("spam", "check", path, "--json")
    assert [json.loads(line)["verdict"] for line in said.splitlines()] == ["personal", "spam"]


@pytest.mark.parametrize("typed", ["", "\n", "\0", "\0\0\n", " \r\n \n"])
def test_nothing_to_check(desk: Desk, typed: str) -> None:
    """Where there is no text, the command says what to do."""
    code, sentence = desk.refusal("spam", "check", typed=typed)
    assert code == 2
    assert sentence.endswith("There is no text in it: write one a line, or put a NUL between them.")


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["for people", "for machines"])
def test_texts_are_not_shown(desk: Desk, options: list[str]) -> None:
    """A text is never printed, nor a number or a host from it."""
    said = desk.read(
        "spam", "check", *options, typed="zebre 0639980042 https://zebre.example.top votre colis cliquez"
    )
    assert [word for word in ("zebre", "0639980042", "example", "cliquez") if word in said] == []
