"""The help lines: what is written down of each, and what may be said of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from decoy import tables
from decoy.errors import Misconfigured
from decoy.helplines import OLDEST_DAYS, SITUATIONS, TRUSTED_DAYS, Directory, Helpline, dialled
from decoy.settings import CONFIG
from tests.desk import Desk

SHIPPED = {path.stem: tables.check(Directory, [path]) for path in sorted((CONFIG / "services").glob("*.toml"))}
ALL = [(country, line) for country, directory in SHIPPED.items() for line in directory.services]
CHECKED = date(2026, 11, 1)
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
WORDS = {"fr": "x", "nl": "x", "en": "x"}
LINE: dict[str, Any] = {
    "id": "one",
    "name": "One",
    "kind": "listening",
    "situations": ["tonight"],
    "who": WORDS,
    "phone": "0 800 00 00 00",
    "cost": "free",
    "hours": "24/7",
    "source": "its site",
    "source_date": "2026",
    "verified_on": CHECKED,
    "confidence": "A",
}


def directory(**changes: Any) -> Directory:
    """Write a directory with one help line in it."""
    return tables.judge(Directory, {"country": "FR", "timezone": "Europe/Paris", "services": [LINE | changes]}, "x")


# What is shipped


def test_nothing_is_overdue() -> None:
    """Every entry was checked within a year: this fails when one was not, so that somebody calls it."""
    today = datetime.now(UTC).date()
    assert [each for found in SHIPPED.values() for each in found.overdue(today)] == []


def test_every_service_is_there() -> None:
    """The services that were researched are named, each as what it is today."""
    assert {line.id for country, line in ALL if country == "fr"} == {
        *("police", "112", "114", "3117", "3919", "en-avant-toutes", "viols-femmes-informations", "3018"),
        *("arretons-les-violences", "france-victimes", "feministes-contre-le-cyberharcelement", "stop-fisha"),
    }
    assert {line.id for country, line in ALL if country == "be"} == {
        *("police", "112", "iefh", "ecoute-violences-conjugales", "sos-viol", "maintenant-jen-parle", "1712"),
        *("nu-praat-ik-erover", "violencessexuelles", "tele-accueil", "tele-onthaal"),
    }
    assert {situation for _, line in ALL for situation in line.situations} == set(SITUATIONS)


def test_who_stopped_accompanying_is_a_guide() -> None:
    """Whoever accompanies nobody any more is no help line: nothing there can be called."""
    (line,) = [line for _, line in ALL if line.id == "feministes-contre-le-cyberharcelement"]
    assert (line.kind, line.phone, line.sms, line.chat) == ("guide", "", "", "")


@pytest.mark.parametrize("hidden", ["en-avant-toutes", "sos-viol", "maintenant-jen-parle", "1712", "france-victimes"])
def test_no_hours_without_a_source(hidden: str) -> None:
    """Where the sources differ or are silent, no hours are written down."""
    assert [line.hours for _, line in ALL if line.id == hidden] == [""]


# What may be said


@pytest.mark.parametrize(
    ("changes", "days", "said"),
    [
        ({}, 0, True),
        ({}, TRUSTED_DAYS, True),
        ({}, TRUSTED_DAYS + 1, False),
        ({}, -1, False),
        ({"confidence": "A-"}, 0, False),
        ({"confidence": "B"}, 0, False),
        ({"confidence": "C"}, 0, False),
        ({"hours": ""}, 0, False),
    ],
)
def test_open_now(changes: dict[str, Any], days: int, said: bool) -> None:
    """ "Open now" is said only of hours from an official source that were checked within 180 days."""
    found = directory(**changes)
    day = datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(days=days)
    assert (found.opening(found.services[0], day) is not None) is said


@pytest.mark.parametrize(("days", "count"), [(0, 0), (OLDEST_DAYS, 0), (OLDEST_DAYS + 1, 1), (-1, 1)])
def test_overdue(days: int, count: int) -> None:
    """An entry that nobody has checked for a year is named, and one that was checked tomorrow."""
    assert len(list(directory().overdue(CHECKED + timedelta(days=days)))) == count


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"hours": "ten to seven"}, "services.0.hours is 'ten to seven': write it as OpenStreetMap does"),
        ({"phone": "call us"}, "services.0.phone is 'call us'"),
        ({"url": "http://example.org"}, "services.0.url is 'http://example.org'"),
        ({"chat": "javascript:alert(1)"}, "services.0.chat is"),
        ({"phone": ""}, "one has no phone, sms, chat or url: how is it reached"),
        ({"kind": "guide"}, "one is a guide, so it has no phone, sms or chat: nobody would answer"),
        ({"situations": ["sometimes"]}, "services.0.situations.0 is 'sometimes'"),
        ({"who": {"fr": "x", "en": "x"}}, "services.0.who.nl is missing"),
        ({"source": ""}, "services.0.source is ''"),
        ({"verified_on": "lately"}, "services.0.verified_on is 'lately'"),
        ({"hour": "24/7"}, "services.0.hour is not a setting; did you mean hours"),
    ],
)
def test_a_mistake_is_named(changes: dict[str, Any], problem: str) -> None:
    """A mistake in an entry is refused at the start, in a sentence that says where it is."""
    with pytest.raises(Misconfigured) as wrong:
        directory(**changes)
    assert problem in str(wrong.value)


def test_two_of_one_name() -> None:
    """Two entries cannot have one id."""
    with pytest.raises(Misconfigured, match="two entries have the id one"):
        tables.judge(Directory, {"country": "FR", "timezone": "Europe/Paris", "services": [LINE, LINE]}, "x")


def test_numbers_are_dialled_as_digits() -> None:
    """A link dials the digits, and nothing that is written between them."""
    line: Helpline = directory(phone="0 800 12 34").services[0]
    assert dialled(line.phone) == "08001234"


# The command


def test_the_command(desk: Desk, clock: time_machine.Traveller) -> None:
    """Operators can ask whether anything must be checked again, and are told what, with the file it is in."""
    assert desk.read("services", "check") == f"{len(ALL)} help lines, the oldest checked 19 days ago.\n"
    clock.shift(timedelta(days=200))
    assert "not shown: they were checked more than 180 days ago" in desk.read("services", "check")
    clock.shift(timedelta(days=200))
    code, sentences = desk.refusal("services", "check")
    assert code == 1
    assert "config/services/be.toml: SOS Viol was last checked on 2026-11-01" in sentences
