"""Which prices are in force, and from when on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from decoy.app import connect
from decoy.errors import Unconfirmed
from decoy.prices import Price, Prices, Source
from decoy.tariffs import Tariffs
from tests.price_list import ABROAD, BRITISH, LISTS, now, price, problems, refresh
from tests.prices import PRICE
from tests.world import DAY, EVENING, HOUR, MINUTE, Line, OpenLine, at_once

NONE_LISTED = "Twilio lists no price."


# From where


def test_before_any_reading(line: Line) -> None:
    """Until a list was read, the policy's prices are in force."""
    prices = line.services.prices
    asked = [ask("FR", now()).micros for ask in (prices.reply, prices.inbound, prices.minute, prices.month)]
    assert asked == [80_000, 7_500, 10_000, 1_150_000]
    assert prices.reply("FR", now()) == Price(80_000, Source.POLICY)
    assert prices.in_force(now()).read_at is None


def test_after_a_reading(line: Line) -> None:
    """Once the lists were read, theirs are, for every kind and country, and it is known since when."""
    for name, amount in {
        "reply_segment": "0.09", "inbound_segment": "0.01", "call_minute": "0.02", "number_month": "2"
    }.items():  # fmt: skip
        line.twilio.set_price(name, amount)
    assert refresh(line)
    found = line.services.prices.in_force(now())
    assert {kind: {place: it.micros for place, it in of.items()} for kind, of in found.prices.items()} == {
        "reply_segment": dict.fromkeys(sorted({*ABROAD, "FR"}), 90_000),
        "inbound_segment": {"FR": 10_000},
        "call_minute": {"FR": 20_000},
        "number_month": {"FR": 2_000_000},
    }
    since = {it.since for of in found.prices.values() for it in of.values()} | {found.read_at}
    assert len(since) == 1
    assert abs(since.pop() - EVENING) < timedelta(seconds=5)  # type: ignore[operator]
    assert found.problems == ()


def test_price_of_no_country(open_line: OpenLine) -> None:
    """Where nobody knows where a reply goes, it costs what the dearest of our countries does."""
    line = open_line(**BRITISH)
    line.twilio.set_price("reply_segment", "0.09", country="FR")
    line.twilio.set_price("reply_segment", "0.12", "0.03", country="GB")
    refresh(line)
    assert [price(line, country) for country in ("FR", "GB", "", "US")] == [90_000, 120_000, 120_000, 120_000]


def test_no_countries(open_line: OpenLine) -> None:
    """A line that answers no country has a price all the same."""
    assert price(open_line(callers={"countries": []}), "FR") == PRICE


def test_no_rent(open_line: OpenLine) -> None:
    """Where the policy says that a number pays no rent, Twilio is not asked for one."""
    line = open_line(prices={"number_month": "0.00"})
    refresh(line)
    assert (line.twilio.price_lists_asked, problems(line)) == (LISTS - 1, ())
    assert line.services.prices.month("FR", now()) == Price(0, Source.POLICY)


def test_other_currency_later(line: Line) -> None:
    """What was read in one currency is never taken for another, when the policy changes."""
    line.twilio.set_price("reply_segment", "0.09")
    refresh(line)
    policy = line.services.settings.policy
    dollars = policy.model_copy(update={"budget": policy.budget.model_copy(update={"currency": "USD"})})
    there = connect(replace(line.services.settings, policy=dollars))
    assert there.prices.reply("FR", now()) == Price(PRICE, Source.POLICY)


# Overseas


def test_overseas_has_its_own_price(line: Line) -> None:
    """A reply to an overseas département costs what Twilio lists there, and the others what they did."""
    line.twilio.set_price("reply_segment", "0.11", country="RE")
    refresh(line)
    assert (price(line, "RE"), price(line, "FR")) == (110_000, PRICE)


def test_overseas_before_any_reading(line: Line) -> None:
    """Until a list was read, overseas costs what the policy says of it, and so does a country nobody knows."""
    assert {country: price(line, country) for country in ("RE", "GP", "MQ", "GF", "YT", "", "FR", "BE")} == {
        **dict.fromkeys(("RE", "GP", "MQ", "GF", "YT", ""), 250_000), "FR": PRICE, "BE": PRICE
    }  # fmt: skip


def test_overseas_without_a_list(line: Line) -> None:
    """An overseas département that Twilio does not list costs what the dearest of our countries does."""
    line.twilio.set_price("reply_segment", country="YT")
    refresh(line)
    assert (price(line, "YT"), price(line, "RE")) == (250_000, PRICE)
    line.twilio.set_price("reply_segment", "0.31", country="BE")
    line.services.store.redis.delete("decoy:prices")
    refresh(line)
    assert price(line, "YT") == 310_000


def test_usual_price(line: Line) -> None:
    """What most replies cost leaves overseas out, so that its price stops nobody else's reply."""
    line.twilio.set_price("reply_segment", "0.09", country="BE")
    line.twilio.set_price("reply_segment", "0.40", country="RE")
    refresh(line)
    assert line.services.prices.usual(now()).micros == 90_000


# What is refused


@pytest.mark.parametrize("absurd", ["0", "-0.08", "5.01", "eight", "NaN", None])
@pytest.mark.parametrize("name", ["reply_segment", "inbound_segment", "call_minute"])
def test_last_good_price_stays(line: Line, clock: Any, name: str, absurd: object) -> None:
    """A price that cannot be right changes nothing: the last good one stays, with its date, and it is said."""
    line.twilio.set_price(name, "0.09")
    refresh(line)
    good = line.services.prices.in_force(now()).prices[name]["FR"]
    clock.shift(DAY)
    line.twilio.set_price(name, absurd)
    assert refresh(line)
    assert line.services.prices.in_force(now()).prices[name]["FR"] == good
    assert good.micros == 90_000
    assert any("FR: Twilio's price is " in problem for problem in problems(line))


def test_first_absurd_price(line: Line) -> None:
    """Where there is no good price yet, the policy's stays."""
    line.twilio.set_price("reply_segment", "80", country="FR")
    refresh(line)
    assert (price(line, "FR"), price(line, "BE")) == (PRICE, PRICE)
    assert problems(line) == ("a segment to FR: Twilio's price is 80, which is more than 5 and cannot be right.",)


def test_half_missing_list(line: Line, clock: Any) -> None:
    """A list that lost one price changes the others, and keeps this one."""
    line.twilio.set_price("reply_segment", "0.09")
    refresh(line)
    clock.shift(DAY)
    line.twilio.set_price("reply_segment")
    line.twilio.set_price("inbound_segment", "0.01")
    refresh(line)
    assert (price(line), line.services.prices.inbound("FR", now()).micros) == (90_000, 10_000)
    assert problems(line) == tuple(f"a segment to {country}: {NONE_LISTED}" for country in sorted({*ABROAD, "FR"}))


@pytest.mark.parametrize("currency", ["USD", None])
def test_list_in_another_currency(line: Line, clock: Any, currency: object) -> None:
    """A list in another currency changes nothing, and every price of it is told."""
    line.twilio.set_price("reply_segment", "0.09")
    refresh(line)
    clock.shift(DAY)
    line.twilio.set_price("reply_segment", "0.10")
    line.twilio.list_prices_in(currency)
    refresh(line)
    assert price(line) == 90_000
    assert len(problems(line)) == len(ABROAD) + 4
    assert "and the budget in EUR" in problems(line)[0]


def test_problem_that_passed(line: Line, clock: Any) -> None:
    """When the list is good again, its price is in force and nothing is complained of any more."""
    line.twilio.set_price("reply_segment", "0")
    refresh(line)
    clock.shift(DAY)
    line.twilio.set_price("reply_segment", "0.07")
    refresh(line)
    assert (price(line), problems(line)) == (70_000, ())


# When they are read


def test_read_daily(line: Line, clock: Any) -> None:
    """The lists are read once a day, whoever asks how often."""
    for hours, read in [(0, True), (0, False), (23, False), (1, True), (1, False)]:
        clock.shift(hours * HOUR)
        assert refresh(line) is read
    assert line.twilio.price_lists_asked == 2 * LISTS


def gone(line: Line) -> None:
    """Have Twilio refuse the account."""
    line.twilio.suspend()


def broken(line: Line) -> None:
    """Have something on the way answer instead of Twilio."""
    line.twilio.fail_next(502, call="prices")


@pytest.mark.parametrize(("fault", "why"), [(gone, "error 20005"), (broken, "no answer")])
def test_twilio_gone(line: Line, clock: Any, fault: Callable[[Line], None], why: str) -> None:
    """When Twilio cannot be asked, the last good prices stay, it is said, and it is asked again after an hour."""
    line.twilio.set_price("reply_segment", "0.09")
    refresh(line)
    clock.shift(DAY)
    fault(line)
    assert refresh(line)
    assert price(line) == 90_000
    assert problems(line) == (f"Twilio could not be asked for all its prices ({why}); it is asked again in an hour.",)
    line.twilio.restore()
    clock.shift(59 * MINUTE)
    assert not refresh(line)
    clock.shift(MINUTE)
    assert refresh(line)
    assert problems(line) == ()


def test_cut_short(line: Line) -> None:
    """When Twilio goes silent in the middle, what was read counts, and the rest is as it was."""
    asked: list[str] = []

    def ask(url: str) -> object:
        asked.append(url)
        if url.endswith("FR"):
            raise Unconfirmed
        return {"outbound_sms_prices": [{"current_price": "0.12"}], "price_unit": "EUR"}

    prices = Prices(line.services.store, line.services.settings.policy, Tariffs(ask, "EUR"))
    prices.refresh(now())
    assert (price(line, "BE"), price(line, "FR"), len(asked)) == (120_000, PRICE, 2)
    assert "no answer" in problems(line)[-1]


def test_only_what_matters(line: Line) -> None:
    """Where none of our numbers is, only what a reply costs is asked: nothing else is missed there."""
    line.twilio.set_price("call_minute", country="BE")
    refresh(line)
    assert problems(line) == ()


def test_ten_workers(line: Line) -> None:
    """Ten workers at once ask once."""
    assert sum(at_once(10, lambda turn: refresh(line))) == 1
    assert line.twilio.price_lists_asked == LISTS


def test_clock_that_jumped(line: Line, clock: Any) -> None:
    """A reading dated far ahead by a wrong clock does not keep the lists from being read when it is right again."""
    clock.shift(400 * DAY)
    refresh(line)
    clock.shift(-400 * DAY)
    assert line.services.prices.look(now())
    assert refresh(line)
