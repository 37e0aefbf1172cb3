"""The budget's page: what it shows, what it takes, and what leaves by it."""

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from decoy.money import MICROS
from tests.dashboard import entered
from tests.numbers import DECOY, HIM
from tests.test_overview import seen, words
from tests.visitor import Visitor
from tests.world import HOUR, Line, OpenLine

PAGE = "/operator/budget"


@pytest.fixture
def operator(line: Line) -> Visitor:
    """Give an operator who has entered, and looks at the budget."""
    visitor = entered(line)
    visitor.get(PAGE)
    return visitor


def paid_in(line: Line) -> int:
    """Read what was paid in, in micros."""
    return line.money()["topped_up"]


@pytest.mark.parametrize(("typed", "micros"), [("20", 20_000_000), ("20.50", 20_500_000), (" 20,5 ", 20_500_000)])
def test_top_up(line: Line, operator: Visitor, typed: str, micros: int) -> None:
    """A top-up raises the fund by what was typed, and says who entered it."""
    before = paid_in(line)
    page = words(operator.post(f"{PAGE}/top-up", follow=True, amount=typed, note="collection box").text)
    assert paid_in(line) - before == micros
    assert "Entered:" in page
    assert "collection box (night-shift)" in page


@pytest.mark.parametrize("typed", ["", "0", "0.00", "-5", "1,000", "1e9", "nan", "20 EUR", "9" * 30, "0.0000001"])
def test_no_top_up(line: Line, operator: Visitor, typed: str) -> None:
    """What is no amount, or nothing, enters nothing, and the page says how to write one."""
    before = paid_in(line)
    page = operator.post(f"{PAGE}/top-up", amount=typed)
    assert page.status_code == 400
    assert "Write the amount like 20 or 20.50" in page.text
    assert paid_in(line) == before


def test_one_form_one_top_up(line: Line, operator: Visitor) -> None:
    """A form that is sent twice, by an impatient thumb, pays in once."""
    before = paid_in(line)
    for _ in range(2):
        operator.post(f"{PAGE}/top-up", amount="20", id="0" * 32)
    assert paid_in(line) - before == 20 * MICROS


def test_top_up_needs_a_code(line: Line) -> None:
    """A top-up raises what may be spent, so it takes a fresh code; without one nothing is entered."""
    operator, before = entered(line, fresh=False), paid_in(line)
    assert "The code your app shows now" in seen(operator, PAGE)
    answer = operator.post(f"{PAGE}/top-up", amount="20", next=PAGE)
    assert answer.headers["Location"] == PAGE
    assert "Type the code" in seen(operator, PAGE)
    assert paid_in(line) == before


def test_note_has_no_number(line: Line, operator: Visitor) -> None:
    """A phone number in a note is masked before it is kept, and an older one before it is shown."""
    operator.post(f"{PAGE}/top-up", amount="1", note=f"from {HIM}")
    line.services.budget.top_up("older", MICROS, datetime.now(UTC), f"from {HIM}", "")
    assert HIM not in operator.get(PAGE).text
    assert HIM not in operator.get(f"{PAGE}/ledger.csv").text


def test_everything_is_on_the_page(open_line: OpenLine) -> None:
    """Fund, caps, ladder, forecast, prices, balance and top-ups are there; numbers by their place."""
    capped = {"number": DECOY, "language": "fr", "daily_cap": "2.00"}
    line = open_line(budget={"country_caps": {"BE": "4.00"}}, numbers=[capped])
    line.top_up()
    page = seen(entered(line), PAGE)
    for said in (
        "Left above the floor of",
        "Spent, confirmed by Twilio",
        "Spent, estimated by us",
        "Today, replies to BE",
        "Today, decoy number 1",
        "In service ← the line is here",
        "last week",
        "a segment of a reply to FR",
        "the policy: Twilio's list was not read yet",
        "This is play money",
    ):
        assert said in page


def test_a_full_cap_says_when_it_opens(open_line: OpenLine) -> None:
    """A cap that is used up says until when, and the ladder where the line stands and why."""
    line = open_line(budget={"daily_cap": "0.05"})
    line.top_up()
    page = seen(entered(line), PAGE)
    assert "Today: full until 21 Nov 00:00" in page
    assert "Replies are held ← the line is here" in page
    assert "Why: today's cap is used up." in page


def test_ledger_leaves_without_numbers(line: Line, operator: Visitor, clock: Any) -> None:
    """The ledger is handed out whole, with amounts, and with decoy numbers by their place."""
    line.phone().text("hey")
    clock.shift(HOUR + 10)
    line.phone().replies()
    page = operator.get(f"{PAGE}/ledger.csv")
    rows = list(csv.DictReader(StringIO(page.text)))
    assert page.mimetype == "text/csv"
    assert "attachment" in page.headers["Content-Disposition"]
    assert [row["entry"] for row in rows] == [entry.entry for entry in line.entries()]
    assert {row["number"] for row in rows} == {"", "decoy number 1"}
    assert DECOY[1:] not in page.text
    assert HIM[1:] not in page.text


def test_a_long_ledger_leaves_whole(line: Line, operator: Visitor) -> None:
    """However long the ledger is, no entry is missing from the file, and none is in it twice."""
    now = datetime.now(UTC)
    for turn in range(1_200):
        line.services.budget.charge(f"CA{turn}", DECOY, 1, now)
    rows = list(csv.DictReader(StringIO(operator.get(f"{PAGE}/ledger.csv").text)))
    assert [row["sid"] for row in rows if row["entry"] == "charged"] == [f"CA{turn}" for turn in range(1_200)]


def test_a_note_is_no_formula(line: Line, operator: Visitor) -> None:
    """What an operator typed is not computed by the spreadsheet that opens the file."""
    operator.post(f"{PAGE}/top-up", amount="1", note="=HYPERLINK(A1)")
    (row,) = [
        row for row in csv.DictReader(StringIO(operator.get(f"{PAGE}/ledger.csv").text)) if "HYPER" in row["reason"]
    ]
    assert row["reason"].startswith("'=")


def test_reconcile(line: Line, operator: Visitor, clock: Any) -> None:
    """A day is compared with Twilio's records, and the difference is said in a sentence."""
    line.phone().text("hey")
    operator.get(f"{PAGE}/reconcile")
    page = operator.post(f"{PAGE}/reconcile", day="2026-11-20")
    assert page.status_code == 200
    assert "Twilio says" in page.text or "say the same" in page.text
    assert "Texts received" in page.text


@pytest.mark.parametrize("day", ["", "yesterday", "2026-13-40", "1999-01-01", "2999-01-01"])
def test_no_day(line: Line, operator: Visitor, day: str) -> None:
    """What is no day of the ledger is refused in words, and Twilio is not asked."""
    page = operator.post(f"{PAGE}/reconcile", day=day)
    assert page.status_code == 400
    assert "Choose a day" in page.text or "The ledger has nothing of that day" in page.text


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/ledger.csv", f"{PAGE}/reconcile"])
def test_strangers_see_nothing(line: Line, path: str) -> None:
    """Who has not entered is led to the way in."""
    assert Visitor(line.app).get(path).headers["Location"].startswith("/operator/login")
