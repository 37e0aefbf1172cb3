"""The REST API, through Twilio's own client."""

from datetime import UTC, datetime

import pytest
import requests
from twilio.rest import Client

from decoy.simulator import api
from decoy.simulator.twilio import FakeTwilio
from tests.numbers import DECOY, HIM
from tests.simulator.stage import ACCOUNT, TOKEN, send


def test_the_real_client_creates_and_fetches(fake: FakeTwilio, client: Client) -> None:
    """Twilio's client reads a new message, and the same one with its price once it has left."""
    created = send(client)
    assert (created.status, created.direction, created.num_segments, created.price) == (
        "queued",
        "outbound-api",
        "1",
        None,
    )
    assert created.date_created == datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    fake.deliver(created.sid)
    fetched = client.messages(created.sid).fetch()
    assert (fetched.status, fetched.price, fetched.price_unit) == ("delivered", "-0.08000", "EUR")
    assert fetched.date_sent == datetime(2026, 11, 20, 22, 0, tzinfo=UTC)


def test_the_real_client_lists(fake: FakeTwilio, client: Client) -> None:
    """Twilio's client lists messages of both directions, newest first, by their ends and up to a limit."""
    fake.text(HIM, DECOY, "Hello?")
    first, second = send(client), send(client)
    found = client.messages.list(to=HIM, from_=DECOY)
    assert [message.sid for message in found] == [second.sid, first.sid]
    assert [message.body for message in client.messages.list(to=DECOY)] == ["Hello?"]
    assert len(client.messages.list(to=HIM, limit=1)) == 1


def test_the_real_client_reads_the_balance(fake: FakeTwilio, client: Client) -> None:
    """The balance falls by the price of what was sent."""
    send(client)
    fake.deliver()
    balance = client.balance.fetch()
    assert (balance.balance, balance.currency) == ("19.92", "EUR")


def test_strangers_are_refused(address: str) -> None:
    """Without the account's token neither the REST API nor the handsets answer."""
    for path in (f"/2010-04-01/Accounts/{ACCOUNT}/Balance.json", "/handset/PROMO"):
        answer = requests.get(address + path, auth=(ACCOUNT, "guess"), timeout=5)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_other_accounts_and_messages_are_unknown(address: str) -> None:
    """What is not there is answered in Twilio's own shape."""
    for path in ("AC" + "9" * 32 + "/Balance.json", f"{ACCOUNT}/Messages/SM0.json", f"{ACCOUNT}/Calls.json"):
        answer = requests.get(f"{address}/2010-04-01/Accounts/{path}", auth=(ACCOUNT, TOKEN), timeout=5)
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_it_listens_on_loopback_only(fake: FakeTwilio) -> None:
    """An address that others could reach is refused."""
    with pytest.raises(ValueError, match="loopback"), api.running(fake, "0.0.0.0"):
        pass
