"""All of the money on one screen, and in a spreadsheet."""

import csv
from collections.abc import Callable
from typing import Any

import pytest

from tests.desk import Desk
from tests.numbers import DECOY
from tests.world import HOUR, Line


@pytest.fixture
def line(open_line: Callable[..., Line]) -> Line:
    """Open a line that has answered once."""
    return open_line()


def walk(line: Line, clock: Any) -> None:
    line.phone().text("hey")
    clock.shift(HOUR + 10)
    line.phone().replies()


def test_screen(desk: Desk, line: Line, clock: Any) -> None:
    """What is left, spent, promised, used and paid in stands on one screen; what cannot be told is a dash."""
    desk.type("top-up", "20", "--note", "collection box", "--by", "treasurer")
    walk(line, clock)
    assert desk.read("budget").splitlines() == [
        "Left       14.9125 EUR above the floor of 5.00",
        "Paid in    20.00",
        "Spent      0.0875: 0.00 confirmed, the rest estimated "
        "(sent replies that wait for the provider's word: 1; that will never have it: 0)",
        "Set aside  0.00 for replies on their way",
        "Promised   0.00 at most, for the replies that wait",
        "Rate       last hour: - an hour; at that rate it lasts until -",
        "Rate       last day: - an hour; at that rate it lasts until -",
        "Rate       last week: - an hour; at that rate it lasts until -",
        "Today      0.0875 of 20.00 used; at the rate of the last hour the cap is reached at -",
        "At once    0.08 of 5.00 used, refilled evenly over an hour",
        "Top-up     20 November 2026, 21:00  20.00  collection box, by treasurer",
    ]


def test_full_caps(desk: Desk, open_line: Callable[..., Line], clock: Any) -> None:
    """Every cap is on the screen with what is used of it; a full one with when it opens, by the operators' clock."""
    desk.policy(
        'budget.country_caps = { BE = "4.00", FR = "0.10" }\nbudget.daily_cap = "0.50"\n'
        f'[[numbers]]\nnumber = "{DECOY}"\nlanguage = "fr"\ndaily_cap = "0.09"\n'
    )
    environ = {"DECOY_CONFIG": str(desk.folder / "policy.toml")}
    desk.type("top-up", "20", **environ)
    walk(open_line(), clock)
    assert [line for line in desk.read("budget", **environ).splitlines() if " used" in line] == [
        "Today      0.0875 of 0.50 used; at the rate of the last hour the cap is reached at -",
        "At once    0.08 of 0.125 used, refilled evenly over an hour; full until 20 November 2026, 22:16",
        "Country BE 0.00 of 4.00 used today",
        "Country FR 0.08 of 0.10 used today; full until 21 November 2026, 00:00",
        f"Number {DECOY} 0.0875 of 0.09 used today; full until 21 November 2026, 00:00",
    ]


def test_rate_of_a_crowd(desk: Desk, line: Line, clock: Any) -> None:
    """When enough has happened, the screen says how fast money goes and until when it lasts."""
    line.top_up("6.00")
    for caller in range(30):
        line.phone(f"+336399810{caller:02}").text("hey")
    screen = desk.read("budget")
    assert "last hour: 0.225 an hour; at that rate it lasts until 21 November 2026, 00:" in screen
    assert "Promised   2.40 at most" in screen


def test_spreadsheet(desk: Desk, line: Line, clock: Any) -> None:
    """The ledger as CSV has every entry and every column, and its amounts add up."""
    line.top_up()
    walk(line, clock)
    rows = list(csv.DictReader(desk.read("ledger", "--csv").splitlines()))
    assert len(rows) == len(line.entries())
    assert list(rows[0]) == ["at", "entry", "sid", "reply", "caller", "number", "amount", "reason", "opens"]
    assert [row["amount"] for row in rows if row["entry"] in ("charged", "settled")] == ["0.0075", "0.08"]


def test_rate_of_a_young_line(desk: Desk, line: Line, clock: Any) -> None:
    """A line that has been there for two hours has the rates of two hours, for whatever span."""
    desk.type("top-up", "20")
    for last in range(20):
        line.phone(f"+3363998{last:04}").text("hey")
    clock.shift(2 * HOUR)
    rates = [said.partition("; ")[0] for said in desk.read("budget").splitlines() if said.startswith("Rate")]
    assert rates == [
        "Rate       last hour: - an hour",
        "Rate       last day: 0.075 an hour",
        "Rate       last week: 0.075 an hour",
    ]
