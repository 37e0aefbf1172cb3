"""The bill: what is owed although nobody reports it, and what estimates turn out to be."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.numbers import DECOY
from tests.world import DAY, HOUR, Line, Phone

MINUTE = 60
CALL = 10_000
INBOUND = 7_500
PRICE = 80_000
RENT = 1_150_000
FEE = 1_000


def bill(line: Line) -> None:
    line.services.bill.run(datetime.now(UTC))


def without_rent(open_line: Callable[..., Line], **policy: dict[str, Any]) -> Line:
    line = open_line(prices={"number_month": "0.00"}, **policy)
    line.top_up()
    return line


@pytest.fixture
def free(open_line: Callable[..., Line]) -> Line:
    """Open a line whose number pays no rent."""
    return without_rent(open_line)


def walk(line: Line, clock: Any) -> str:
    """Have one reply sent and delivered; gives its sid."""
    phone = line.phone()
    phone.text("hey")
    clock.shift(HOUR + 10)
    (message,) = phone.inbox()
    return message.sid


# Calls


def test_call_without_a_status_callback(free: Line, clock: Any) -> None:
    """A call whose end nobody reports is charged one minute after ten, and once."""
    free.phone().call()
    clock.shift(9 * MINUTE)
    bill(free)
    assert free.money()["spent"] == 0
    clock.shift(2 * MINUTE)
    bill(free)
    bill(free)
    assert free.money()["spent"] == CALL
    assert free.money() == free.summed()


def test_late_status_callback(free: Line, clock: Any) -> None:
    """What was guessed of a call is corrected when its end is reported after all, and only once."""
    free.phone().call(sid="CA" + "1" * 32)
    clock.shift(11 * MINUTE)
    bill(free)
    free.twilio.hang_up("CA" + "1" * 32, 130)
    free.twilio.hang_up("CA" + "1" * 32, 130)
    assert free.money()["spent"] == 3 * CALL
    assert free.money() == free.summed()
    assert len(free.entries("corrected")) == 1


def test_reported_call(free: Line, clock: Any) -> None:
    """A call whose end was reported is charged its started minutes and nothing more."""
    free.phone().call(sid="CA" + "1" * 32)
    free.twilio.hang_up("CA" + "1" * 32, 61)
    clock.shift(HOUR)
    bill(free)
    assert free.money()["spent"] == 2 * CALL


def test_refused_call(open_line: Callable[..., Line], clock: Any) -> None:
    """A call that heard busy costs nothing, whatever is reported of it."""
    line = without_rent(open_line, limits={"calls_per_caller": "1/day"})
    line.phone().call(sid="CA" + "1" * 32)
    line.twilio.hang_up("CA" + "1" * 32, 10)
    line.phone().call(sid="CA" + "2" * 32)
    line.twilio.hang_up("CA" + "2" * 32, 0)
    clock.shift(HOUR)
    bill(line)
    assert line.money()["spent"] == CALL


# Rent and fees


def test_rent(line: Line, clock: Any) -> None:
    """Rent is charged once for each month that begins, by the operators' calendar; the first came with the number."""
    bill(line)
    assert line.money()["spent"] == 0
    clock.move_to(datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    for _ in range(3):
        bill(line)
    assert line.money()["spent"] == RENT
    assert {entry.number for entry in line.entries("charged")} == {DECOY}
    clock.shift(2 * MINUTE)
    bill(line)
    assert line.money()["spent"] == 2 * RENT
    assert line.money() == line.summed()


def test_rent_is_no_rate(line: Line, clock: Any) -> None:
    """The rent, a fixed cost, does not pass for the speed at which money goes: no forecast counts it twice."""
    bill(line)
    clock.shift(30 * DAY)
    bill(line)
    assert line.money()["spent"] == RENT
    assert not any(hour.micros or hour.events for hour in line.services.budget.spent_by_hour(datetime.now(UTC), 1))


def test_late_prices_are_no_rate(free: Line, clock: Any) -> None:
    """A price that is confirmed later changes the hour in which it was spent, not the rate of the last hour."""
    free.twilio.take(Decimal("0.05"))
    walk(free, clock)
    clock.shift(3 * HOUR)
    bill(free)
    assert free.money() == free.summed()
    spent = [hour.micros for hour in free.services.budget.spent_by_hour(datetime.now(UTC), 5)]
    assert (spent[0], sum(spent)) == (0, free.money()["spent"])


def test_rent_after_a_long_sleep(line: Line, clock: Any) -> None:
    """A line that slept owes the rent of the months it slept through, of a year at most."""
    bill(line)
    clock.shift(95 * DAY)
    bill(line)
    assert [entry.sid[:12] for entry in line.entries("charged")] == ["rent-2026-12", "rent-2027-01", "rent-2027-02"]
    clock.shift(3 * 365 * DAY)
    bill(line)
    bill(line)
    assert len(line.entries("charged")) == 3 + 12
    assert line.money() == line.summed()


@pytest.mark.parametrize(("code", "fee"), [(30003, FEE), (30008, 0), (30036, 0)])
def test_fee_for_a_failure(free: Line, phone: Phone, clock: Any, code: int, fee: int) -> None:
    """A message that fails on its way gives its price back, and costs the provider's fee where there is one."""
    free.phone().text("hey")
    clock.shift(HOUR + 10)
    free.work()
    (message,) = free.twilio.messages_of("+33639980042")[1:]
    for _ in range(2):
        free.twilio.finish(message.sid, "failed", code)
    assert free.money()["spent"] == INBOUND + fee
    assert free.money()["reserved"] == 0
    assert free.money() == free.summed()


# Estimated and confirmed


def test_price_is_confirmed(free: Line, clock: Any) -> None:
    """What a sent reply was thought to cost is confirmed by what the provider says."""
    walk(free, clock)
    funds = free.services.budget.funds(datetime.now(UTC))
    assert (funds.spent, funds.confirmed) == (INBOUND + PRICE, 0)
    bill(free)
    funds = free.services.budget.funds(datetime.now(UTC))
    assert (funds.spent, funds.confirmed) == (INBOUND + PRICE, PRICE)


@pytest.mark.parametrize(("really", "micros"), [("0.12", 120_000), ("0.05", 50_000), ("0.0758", 75_800)])
def test_other_price_is_followed(free: Line, clock: Any, really: str, micros: int) -> None:
    """A provider that took another price than expected is followed, and the difference stands in the ledger."""
    free.twilio.take(Decimal(really))
    walk(free, clock)
    for _ in range(3):
        bill(free)
    assert free.money()["spent"] == INBOUND + micros
    assert [entry.amount for entry in free.entries("corrected")] == [micros - PRICE]
    assert free.money() == free.summed()


def test_price_that_comes_late(free: Line, clock: Any) -> None:
    """While the provider does not know a price it is asked again, ever more rarely."""
    free.twilio.take(Decimal("0.09"))
    free.twilio.knows_prices = False
    walk(free, clock)
    for _ in range(10):
        clock.shift(HOUR)
        bill(free)
    assert free.services.bill.corrections.counts() == (1, 0)
    free.twilio.knows_prices = True
    clock.shift(DAY)
    bill(free)
    assert free.money()["spent"] == INBOUND + 90_000
    assert free.services.bill.corrections.counts() == (0, 0)


def test_price_that_never_comes(free: Line, clock: Any) -> None:
    """After a day and a half the provider is not asked any more, and what stays an estimate is counted."""
    free.twilio.knows_prices = False
    walk(free, clock)
    for _ in range(5):
        clock.shift(DAY)
        bill(free)
    assert free.services.bill.corrections.counts() == (0, 1)
    assert free.money()["spent"] == INBOUND + PRICE


def test_price_in_another_currency(free: Line, clock: Any) -> None:
    """A price in another currency is no price."""
    free.twilio.currency = "USD"
    walk(free, clock)
    bill(free)
    assert free.services.bill.corrections.counts() == (1, 0)
    assert free.money()["spent"] == INBOUND + PRICE


def test_provider_cannot_be_asked(free: Line, clock: Any) -> None:
    """When the provider cannot be asked what a reply cost, it is asked in a later round."""
    walk(free, clock)
    free.twilio.fail_next(503, 20503, call="fetch")
    bill(free)
    assert free.services.bill.corrections.counts() == (1, 0)
    clock.shift(2 * MINUTE)
    bill(free)
    assert free.services.bill.corrections.counts() == (0, 0)


def test_one_that_cannot_be_asked_for(free: Line, clock: Any) -> None:
    """A reply that the provider has lost keeps no other from being confirmed, and is given up in the end."""
    free.phone().text("hey")
    free.phone("+33639980043").text("hey")
    clock.shift(HOUR + 10)
    free.work()
    free.twilio.deliver()
    for _ in range(8):
        free.twilio.fail_next(404, 20404, call="fetch")
        bill(free)
        bill(free)
        clock.shift(DAY // 4)
    assert free.services.bill.corrections.counts() == (0, 1)
    assert free.services.budget.funds(datetime.now(UTC)).confirmed == PRICE


def test_an_attempt_given_up(free: Line, clock: Any) -> None:
    """What an attempt cost that was given up as lost, and sent after all, is confirmed like any other, once."""
    free.phone().text("hey")
    clock.shift(HOUR + 10)
    free.twilio.take(Decimal("0.12"))
    free.twilio.drop_next(created=True)
    free.work()
    (message,) = free.outbound()
    reply, now = free.reply(), datetime.now(UTC)
    free.services.budget.release(reply, now)
    free.services.outbox.accept(reply, now + timedelta(hours=1), now)
    for _ in range(2):
        free.twilio.finish(message.sid, "delivered")
        bill(free)
    assert free.states() == {"delivered": 1}
    funds = free.services.budget.funds(datetime.now(UTC))
    assert (funds.spent, funds.confirmed, funds.reserved) == (INBOUND + 120_000, 120_000, 0)
    assert free.money() == free.summed()
    assert [(entry.amount, entry.reply) for entry in free.entries("corrected")] == [(40_000, reply.id)]
    assert free.services.bill.corrections.counts() == (0, 0)
