"""The months: what came, what was answered and what that cost."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from decoy.months import FEWEST, Month
from decoy.store import MONTHS
from tests.numbers import HIM
from tests.world import DAY, HOUR, TEN_SECONDS, Line

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def past(line: Line) -> list[Month]:
    """Read the months that are over."""
    return line.services.months.past(datetime.now(UTC))


def answer(line: Line, clock: time_machine.Traveller, number: str = HIM) -> None:
    """Let somebody text, and answer him when the hour has come."""
    line.phone(number).text("salut")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    line.twilio.deliver()


def kept(line: Line) -> int:
    """Add up the cost of all months, the current one too."""
    return sum(int(micros) for field, micros in line.services.store.redis.hgetall(MONTHS).items() if "cost" in field)


def test_the_current_month_is_nobodys(line: Line, clock: time_machine.Traveller) -> None:
    """What happens this month is not told, nor what happened last month until its prices are known."""
    answer(line, clock)
    assert past(line) == []
    clock.move_to(datetime(2026, 12, 2, 22, tzinfo=UTC))
    assert past(line) == []
    clock.move_to(datetime(2026, 12, 3, 1, tzinfo=UTC))
    assert [month.first for month in past(line)] == [NOVEMBER]


def test_a_month(line: Line, clock: time_machine.Traveller) -> None:
    """A month has what came by any channel, the replies that were paid for, and all that was spent."""
    answer(line, clock)
    line.phone().text("hey")
    line.phone().call()
    spent = line.money()["spent"]
    clock.shift(30 * DAY)
    assert past(line) == [Month(NOVEMBER, contacts=3, replies=1, cost=spent, confirmed=0)]


def test_a_month_ends_where_the_operators_live(line: Line, clock: time_machine.Traveller) -> None:
    """A text at half past eleven in the evening of the 30th, by UTC, came in December in Paris."""
    clock.move_to(datetime(2026, 11, 30, 22, 30, tzinfo=UTC))
    line.phone().text("salut")
    clock.move_to(datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    line.phone().text("salut")
    clock.move_to(datetime(2027, 2, 1, tzinfo=UTC))
    months = past(line)
    assert [(month.first, month.contacts) for month in months] == [(DECEMBER, 1), (NOVEMBER, 1)]
    assert all(month.cost > 0 for month in months)


def test_a_contact_counts_once(line: Line, clock: time_machine.Traveller) -> None:
    """A text that reaches us twice is one contact and one cost of the month."""
    line.phone().text("salut", sid="SM1")
    line.phone().text("salut", sid="SM1")
    clock.shift(30 * DAY)
    assert [month.contacts for month in past(line)] == [1]


def test_months_add_up_to_what_was_spent(line: Line, clock: time_machine.Traveller) -> None:
    """All months together cost what the ledger says was spent, also after the provider's prices have come."""
    for day in range(4):
        answer(line, clock, f"{HIM[:-1]}{day}")
        clock.shift(5 * DAY)
        line.services.bill.run(datetime.now(UTC))
        assert kept(line) == line.money()["spent"] == line.summed()["spent"]


def test_confirmed(line: Line, clock: time_machine.Traveller) -> None:
    """A price that the provider confirms in December is confirmed for the month in which the reply was sent."""
    clock.move_to(datetime(2026, 11, 30, 20, tzinfo=UTC))
    answer(line, clock)
    clock.move_to(datetime(2026, 12, 1, 8, tzinfo=UTC))
    line.services.bill.run(datetime.now(UTC))
    clock.shift(5 * DAY)
    (month,) = past(line)
    assert month.first == NOVEMBER
    assert 0 < month.confirmed < month.cost


@pytest.mark.parametrize(
    ("replies", "cost", "people"),
    [(FEWEST, 2_000_000, 100), (100, 16_000_000, 62), (FEWEST - 1, 1_000_000, None), (FEWEST, 0, None), (0, 0, None)],
)
def test_ten_euros(replies: int, cost: int, people: int | None) -> None:
    """Ten euros answer so many people as they did in that month, everything included, if enough came to tell."""
    assert Month(NOVEMBER, 0, replies, cost, 0).people == people
