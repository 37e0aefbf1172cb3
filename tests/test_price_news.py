"""Who reads the price lists, what `decoy status` says of them, and what a start makes of the account's currency."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from redis import Redis

from decoy.cli.addresses import free_port
from decoy.cli.run import check_currency, simulator
from decoy.settings import Settings, load
from decoy.simulator import api
from decoy.simulator.twilio import FakeTwilio
from tests.desk import Desk
from tests.environment import ACCOUNT
from tests.wire import PUBLIC_URL, serving
from tests.world import DAY, EVENING, HOUR, Line

OTHER = (
    'budget.currency is "EUR", but the Twilio account pays in USD: write "USD" in the file that DECOY_CONFIG names, '
    "and all amounts of [budget] and [prices] in it."
)
ON_TRUST = "Twilio cannot be asked for the account's currency now; EUR, as the policy says, is taken on trust.\n"


@contextmanager
def account(currency: str) -> Iterator[FakeTwilio]:
    """Open an account that pays in a *currency*, and that is reached at `url`."""
    yield FakeTwilio(ACCOUNT, "token", PUBLIC_URL, Decimal("0.08"), lambda: EVENING, currency)


# The worker


def test_worker_has_the_lists_read(line: Line, clock: Any) -> None:
    """A worker queues one reading at its start, and the next when a day has gone by."""
    assert line.maintain() == ["sweep", "prices"]
    assert line.services.prices.in_force(datetime.now(UTC)).read_at is not None
    clock.shift(DAY - HOUR)
    assert line.maintain() == ["sweep"]
    clock.shift(HOUR)
    assert line.maintain() == ["sweep", "prices"]


def test_worker_tries_again(line: Line, clock: Any) -> None:
    """After a failure the next reading is queued when an hour has gone by."""
    line.twilio.fail_next(503, 20503, call="prices")
    assert line.maintain() == ["sweep", "prices"]
    assert line.maintain() == ["sweep"]
    clock.shift(HOUR)
    assert line.maintain() == ["sweep", "prices"]
    assert line.services.prices.in_force(datetime.now(UTC)).problems == ()


# The status


@pytest.fixture
def desk(settings: Settings, store: Redis, line: Line) -> Desk:
    """Sit down at the desk of a line."""
    return Desk(settings)


def told(desk: Desk) -> list[str]:
    """Read what the status says about prices."""
    rent = desk.policy('[prices]\nnumber_month = "1.15"')  # which the sandbox does not pay
    lines = desk.read("status", DECOY_CONFIG=rent).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("  Prices "))
    end = next(place for place, line in enumerate(lines) if line.startswith("  Replies "))
    return [line[11:] for line in lines[start:end]]


def test_status_before(desk: Desk) -> None:
    """Before any reading the status says that prices are the policy's, and why."""
    assert told(desk)[0] == (
        "0.0800 EUR a segment to BE and FR, from the policy, because Twilio's list has not been read"
    )


def test_status_after(desk: Desk, line: Line) -> None:
    """Afterwards it says that they are Twilio's, and since when by the operators' clock."""
    line.twilio.set_price("reply_segment", "0.09", "0.0912345", country="FR")
    line.services.prices.refresh(datetime.now(UTC))
    assert told(desk) == [
        "0.0800 EUR a segment to BE, GF, GP, MQ, RE and YT, Twilio's list of 20 November 21:00",
        "0.091235 EUR a segment to FR, Twilio's list of 20 November 21:00",
        "0.0075 EUR a segment received in FR, Twilio's list of 20 November 21:00",
        "0.0100 EUR a minute received in FR, Twilio's list of 20 November 21:00",
        "1.1500 EUR a month for a number of FR, Twilio's list of 20 November 21:00",
    ]


def test_status_tells_refusals(desk: Desk, line: Line) -> None:
    """What was refused stands below the prices, and the policy's stand in."""
    line.twilio.set_price("reply_segment", "0", country="FR")
    line.services.prices.refresh(datetime.now(UTC))
    lines = told(desk)
    assert lines[1] == "0.0800 EUR a segment to FR, from the policy, because Twilio's list has no good price"
    assert lines[-1] == "a segment to FR: Twilio's price is 0, which is not above zero."


def test_status_for_machines(desk: Desk, line: Line) -> None:
    """A machine reads each price with its source and date, when the lists were read, and what was wrong."""
    before = desk.status()["prices"]
    assert (before["read_at"], before["problems"]) == (None, [])
    assert before["reply_segment"]["FR"] == {"amount": "0.08", "source": "policy", "since": None}
    line.twilio.set_price("call_minute")
    line.services.prices.refresh(datetime.now(UTC))
    after = desk.status()["prices"]
    assert after["read_at"].startswith("2026-11-20T20:00:")
    assert after["reply_segment"]["FR"] == {"amount": "0.08", "source": "list", "since": after["read_at"]}
    assert after["call_minute"]["FR"]["source"] == "policy"
    assert after["problems"] == ["a minute received in FR: Twilio lists no price."]


def test_status_when_twilio_is_gone(desk: Desk, line: Line) -> None:
    """A reading that failed is to be seen."""
    line.twilio.suspend()
    line.services.prices.refresh(datetime.now(UTC))
    assert told(desk)[-1].startswith("Twilio could not be asked for all its prices (error 20005)")


# The start


@pytest.mark.parametrize("command", ["worker", "up"])
def test_another_currency(settings: Settings, store: Redis, real: dict[str, str], command: str) -> None:
    """A real line does not start on an account of another currency, and says in one sentence what to write."""
    with account("USD") as twilio, serving(api.create_app(twilio)) as url:
        environ = real | {"TWILIO_API_URL": url, "REDIS_URL": settings.redis_url}
        bind = f"127.0.0.1:{free_port()}"
        assert Desk(settings).refusal(command, **environ | {"DECOY_BIND": bind}) == (2, OTHER)


def test_the_same_currency(real: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """On an account of the budget's currency there is nothing to say."""
    with account("EUR") as twilio, serving(api.create_app(twilio)) as url:
        check_currency(load(real | {"TWILIO_API_URL": url}))
    assert capsys.readouterr().out == ""


def test_nobody_to_ask(real: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """When Twilio cannot be asked, the start goes on and says so."""
    with account("USD") as twilio, serving(api.create_app(twilio)) as url:
        twilio.suspend()
        check_currency(load(real | {"TWILIO_API_URL": url}))
        assert capsys.readouterr().out == ON_TRUST
    check_currency(load(real | {"TWILIO_API_URL": url}))
    assert capsys.readouterr().out == ON_TRUST


def test_sandbox_is_not_asked(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """A sandbox starts before its Twilio does, and asks nobody."""
    check_currency(replace(settings, api_url="http://127.0.0.1:9"))
    assert capsys.readouterr().out == ""


def test_sandbox_lists_the_policy(settings: Settings) -> None:
    """The sandbox's Twilio lists the policy's prices, so that what one plays with costs what it says."""
    twilio = simulator(settings)
    status, shown = twilio.price_list("messaging", "FR")
    assert (status, shown["price_unit"]) == (200, "EUR")
    assert shown["outbound_sms_prices"][0]["prices"][0]["current_price"] == "0.08"
    assert shown["inbound_sms_prices"][0]["current_price"] == "0.0075"
    assert twilio.price_list("numbers", "FR")[1]["phone_number_prices"][0]["current_price"] == "1.15"
