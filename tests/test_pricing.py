"""What the prices in force are used for: replies, texts and calls."""

from dataclasses import replace
from typing import Any

import pytest
from phonenumbers import PhoneNumberType

from decoy.app import connect
from tests.numbers import DECOY, HIM
from tests.price_list import BRITISH, BRITON, now, price, refresh, spent
from tests.prices import INBOUND, PRICE
from tests.test_callers import example
from tests.world import HOUR, MINUTE, TEN_SECONDS, Line, OpenLine


def test_next_reservation_follows(line: Line, clock: Any) -> None:
    """A reply is set aside at the price in force when its hour has come, not at that of the hour it was promised."""
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.twilio.set_price("reply_segment", "0.0912345")
    refresh(line)
    line.work()
    assert line.money()["reserved"] == 91_235
    line.twilio.deliver()
    assert spent(line) == INBOUND + 91_235


def test_another_process_follows(line: Line, clock: Any) -> None:
    """A process that did not read the lists follows within a minute."""
    other = connect(line.services.settings).prices
    assert other.reply("FR", now()).micros == PRICE
    line.twilio.set_price("reply_segment", "0.09")
    refresh(line)
    clock.shift(MINUTE)
    assert other.reply("FR", now()).micros == 90_000


def trips(line: Line) -> int:
    """Count the questions to the store that read a whole record, or run a script."""
    counted = line.services.store.redis.info("commandstats")
    return sum(counted.get(f"cmdstat_{command}", {"calls": 0})["calls"] for command in ("hgetall", "evalsha"))


def test_no_round_trip(line: Line, clock: Any) -> None:
    """Pricing asks the store once a minute at most."""
    price(line)
    before = trips(line)
    for _ in range(59):
        price(line)
        clock.shift(1)
    assert trips(line) == before
    clock.shift(1)
    price(line)
    assert trips(line) == before + 1


def test_jobs_inherit(line: Line, clock: Any) -> None:
    """A worker looks anew before each round of jobs, so that those which fork from it need not."""
    price(line)
    clock.shift(MINUTE - TEN_SECONDS)
    line.services.prices.look(now())
    before = trips(line)
    clock.shift(MINUTE - TEN_SECONDS)
    price(line)
    assert trips(line) == before


def test_reserving_is_one_round_trip(line: Line) -> None:
    """To price a reply and set that aside, the store is asked once."""
    line.phone().text("hey")
    reply, services = line.reply(), line.services
    for attempt in (1, 2):
        before = trips(line)
        services.budget.reserve(replace(reply, attempt=attempt), services.delivery.postage.price(reply, now()), now())
    assert trips(line) == before + 1


def test_reply_is_priced_where_it_goes(open_line: OpenLine, clock: Any) -> None:
    """A text into another country costs what that country costs, and what he sent costs what our number's does."""
    line = open_line(**BRITISH)
    line.top_up()
    line.twilio.set_price("reply_segment", "0.03", country="GB")
    for country, amount in {"FR": "0.01", "GB": "0.50"}.items():
        line.twilio.set_price("inbound_segment", amount, country=country)
    refresh(line)
    line.phone(BRITON).text("hey")
    assert line.reply().country == "GB"
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.money() == {"topped_up": 20_000_000, "spent": 10_000, "reserved": 30_000}


def test_call_costs_what_our_country_costs(open_line: OpenLine) -> None:
    """A call from abroad costs the minutes of the decoy number's own country."""
    line = open_line(**BRITISH)
    line.twilio.set_price("call_minute", "0.02", country="FR")
    line.twilio.set_price("call_minute", "0.90", country="GB")
    refresh(line)
    line.phone(BRITON).call(sid="CA1")
    line.twilio.hang_up("CA1", 61)
    assert spent(line) == 2 * 20_000


def test_text_to_a_number_that_is_not_ours(line: Line) -> None:
    """A text for a number that the policy does not name costs what the dearest of our numbers costs."""
    line.twilio.set_price("inbound_segment", "0.01")
    refresh(line)
    line.phone(reaches=BRITON).text("hey")
    assert spent(line) == 10_000


def test_reply_of_before(line: Line, clock: Any) -> None:
    """A reply promised before countries were kept is sent, at the dearest price."""
    line.twilio.set_price("reply_segment", "0.12", country="BE")
    refresh(line)
    line.phone().text("hey")
    line.services.store.redis.hdel(f"decoy:reply:{line.reply().id}", "country")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.money()["reserved"] == 120_000


def test_rung_follows(open_line: OpenLine) -> None:
    """A line that can no longer pay the dearest reply says so."""
    line = open_line()
    line.top_up("5.10")
    assert line.services.ladder.stand(now()).rung == "normal"
    line.twilio.set_price("reply_segment", "0.12", country="BE")
    refresh(line)
    assert line.services.ladder.stand(now()).reason == "the funds are at the floor"


def test_caller_and_number_meet() -> None:
    """The numbers these stories are told with are of two countries."""
    assert (DECOY[:3], HIM[:3], BRITON[:3]) == ("+33", "+33", "+44")


@pytest.mark.parametrize("region", ["RE", "GP", "MQ", "GF", "YT"])
def test_reply_overseas(line: Line, clock: Any, region: str) -> None:
    """Who writes from overseas is at home: he is answered as shipped, and his reply is paid at the price there."""
    line.twilio.set_price("reply_segment", "0.113", country=region)
    refresh(line)
    line.phone(example(region, PhoneNumberType.MOBILE)).text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.reply().country == region
    assert line.money()["reserved"] == 113_000
    line.twilio.deliver()
    assert spent(line) == INBOUND + 113_000
