"""Amounts in a language: in the form people there are used to, exact, and neutral where no language is asked for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from decoy.amounts import Amounts, spoken
from decoy.money import MICROS, MOST, to_string
from tests.budgets import UNIT
from tests.desk import Desk
from tests.world import Line

ROOT = Path(__file__).resolve().parent.parent
NO_BREAK, NARROW = "\u00a0", "\u202f"
LANGUAGES = st.sampled_from(["fr", "fr_FR", "nl", "nl_BE", "en", "en_GB", "de_CH", "es", "it", "pl", "pt", "sv"])
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CHF"])
MICROS_OF_MONEY = st.integers(-MOST, MOST)


@pytest.mark.parametrize(
    ("currency", "language", "micros", "written"),
    [
        ("EUR", "fr", 1280 * UNIT, f"1{NARROW}280,00{NO_BREAK}€"),
        ("EUR", "fr", 7_500, f"0,0075{NO_BREAK}€"),
        ("EUR", "fr", -5 * UNIT, f"-5,00{NO_BREAK}€"),
        ("EUR", "nl", 1280 * UNIT, f"€{NO_BREAK}1.280,00"),
        ("EUR", "nl_BE", 7_500, f"€{NO_BREAK}0,0075"),
        ("EUR", "nl", -5 * UNIT, f"€{NO_BREAK}-5,00"),
        ("EUR", "en", 1280 * UNIT, "€1,280.00"),
        ("EUR", "en", 75_000, "€0.075"),
        ("EUR", "en", 1, "€0.000001"),
        ("EUR", "en", -5 * UNIT, "-€5.00"),
        ("EUR", "en", 0, "€0.00"),
        ("JPY", "en", 1280 * UNIT, "¥1,280"),
        ("JPY", "en", 11_500_000, "¥11.5"),
        ("KWD", "en", 3 * UNIT // 2, "KWD1.500"),
        ("EUR", "", 1280 * UNIT, "1280.00 EUR"),
        ("EUR", "", 7_500, "0.0075 EUR"),
        ("EUR", "", -5 * UNIT, "-5.00 EUR"),
        ("JPY", "", 1280 * UNIT, "1280.00 JPY"),
    ],
)
def test_forms(currency: str, language: str, micros: int, written: str) -> None:
    """A currency has its own form in each language, with the decimals that matter and no others."""
    assert Amounts(currency, language).show(micros) == written


def test_where_the_currency_was_named() -> None:
    """Only the neutral form may leave the currency out; elsewhere the sign is part of the amount."""
    assert Amounts("EUR").brief(5 * UNIT) == "5.00"
    assert Amounts("EUR", "en").brief(5 * UNIT) == "€5.00"


@pytest.mark.parametrize(
    ("language", "amount", "count"), [("", "1,280 EUR", "8,000"), ("nl", f"€{NO_BREAK}1.280,00", "8.000")]
)
def test_beside_a_count(language: str, amount: str, count: str) -> None:
    """A count beside an amount is written like it: 8,000 is no eight to somebody who reads 1.280,00."""
    amounts = Amounts("EUR", language)
    assert (amounts.rounded(1280 * UNIT), amounts.count(8_000)) == (amount, count)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, ""),
        ({"LANG": ""}, ""),
        ({"LANG": "C"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "fr_FR.UTF-8"}, "fr_FR"),
        ({"LANG": "nl_BE@euro"}, "nl_BE"),
        ({"LANG": "en_GB.UTF-8@euro"}, "en_GB"),
        ({"LANG": "nl"}, "nl"),
        ({"LANG": "xx_XX.UTF-8"}, ""),
        ({"LANG": "français"}, ""),
        ({"LANG": "../fr"}, ""),
        ({"LANG": "\udce9"}, ""),
        ({"LANG": "_"}, ""),
        ({"LANG": "en_US.UTF-8", "LC_MONETARY": "fr_FR.UTF-8"}, "fr_FR"),
        ({"LANG": "en_US.UTF-8", "LC_MONETARY": ""}, "en_US"),
        ({"LC_MONETARY": "fr_FR.UTF-8", "LC_ALL": "nl_NL.UTF-8"}, "nl_NL"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, ""),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "xx"}, ""),
        ({"LC_TIME": "fr_FR.UTF-8", "LANGUAGE": "fr"}, ""),
    ],
    ids=str,
)
def test_the_locale_asked_for(environ: dict[str, str], language: str) -> None:
    """LC_ALL, LC_MONETARY and LANG are obeyed in that order; no known language is the neutral form."""
    assert spoken(environ) == language


@given(st.text(max_size=20))
def test_any_locale(asked: str) -> None:
    """Whatever stands in the environment, an amount can be written."""
    assert Amounts("EUR", spoken({"LANG": asked})).show(4_920_000)


@given(MICROS_OF_MONEY, CURRENCIES, LANGUAGES)
def test_exact(micros: int, currency: str, language: str) -> None:
    """Whoever reads an amount in any of our languages reads it to the micro."""
    written = Amounts(currency, language).show(micros)
    (number,) = re.findall(f"[0-9](?:[0-9.,’{NO_BREAK}{NARROW}]*[0-9])?", written)
    assert parse_decimal(number, locale=language) * MICROS == abs(micros)
    assert any(minus in written for minus in "-\u2212") == (micros < 0)


@given(MICROS_OF_MONEY)
def test_neutral_is_what_machines_read(micros: int) -> None:
    """Without a language an amount has the form that JSON and CSV have, and the currency's code."""
    assert Amounts("EUR").show(micros) == f"{to_string(micros)} EUR"


# At the desk


def test_operators_locale(desk: Desk, line: Line) -> None:
    """Commands for people write amounts as the locale has them; what machines read is the same in all."""
    before = desk.status(), desk.read("ledger", "--csv")
    french = {"LC_ALL": "fr_FR.UTF-8"}
    assert f"15,00{NO_BREAK}€ left above the floor" in desk.read("status", **french)
    assert f"0,08{NO_BREAK}€ a segment to BE and FR" in desk.read("status", **french)
    assert f"Left       15,00{NO_BREAK}€ above the floor of 5,00{NO_BREAK}€" in desk.read("budget", **french)
    assert desk.read("message", "check", "-", typed="Non.", LANG="nl_BE.UTF-8").endswith(
        f"1 segment, €{NO_BREAK}0,08 a reply, €{NO_BREAK}640,00 for 8.000\n"
    )
    assert (desk.status(**french), desk.read("ledger", "--csv", **french)) == before


def test_top_up_in_the_operators_locale(desk: Desk) -> None:
    """What was entered is said back in the same form."""
    said = desk.read("top-up", "1280,50", LC_MONETARY="en_IE.UTF-8")
    assert said == "Entered €1,280.50. €1,275.50 are left above the floor.\n"


def test_terminal_without_the_sign(desk: Desk, line: Line) -> None:
    """A terminal that has no euro sign gets the neutral form, and no error."""
    asked = {"LC_ALL": "fr_FR", "PYTHONIOENCODING": "latin-1", "PYTHONPATH": str(ROOT)}
    environ = {name: value for name, value in (os.environ | desk.environ | asked).items() if value is not None}
    said = subprocess.run(
        [sys.executable, "-m", "decoy", "status"], cwd=desk.folder, env=environ, capture_output=True, timeout=30
    )
    assert (said.returncode, said.stderr) == (0, b"")
    assert b"15.00 left above the floor" in said.stdout
