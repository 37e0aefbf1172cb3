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


def test_the_real_client_changes_a_number(client: Client) -> None:
    """Twilio's client finds a number, changes its webhooks, and reads them as they are then."""
    (found,) = client.incoming_phone_numbers.list(phone_number=DECOY)
    assert found.voice_url.endswith("/twilio/voice")
    changed = client.incoming_phone_numbers(found.sid).update(voice_url="", sms_method="GET")
    assert (changed.voice_url, changed.sms_method, changed.sms_url) == ("", "GET", found.sms_url)
    assert client.incoming_phone_numbers(found.sid).fetch().voice_url == ""


@pytest.mark.parametrize("wrong", [{"SmsUrls": ""}, {"SmsMethod": "PUT"}, {"VoiceUrl": "nowhere"}], ids=str)
def test_changes_that_are_none(fake: FakeTwilio, address: str, wrong: dict[str, str]) -> None:
    """A misspelt field or a wrong value changes nothing of a number, and is refused."""
    before = fake.numbers.show(DECOY)
    url = f"{address}/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/{before['sid']}.json"
    answer = requests.post(url, wrong, auth=(ACCOUNT, TOKEN), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert fake.numbers.show(DECOY) == before


def test_rivals(fake: FakeTwilio) -> None:
    """A trunk takes the place of an application, and the other way round; either takes the calls."""
    fake.numbers.set(DECOY, voice_application_sid="AP1")
    fake.numbers.set(DECOY, trunk_sid="TK1")
    assert fake.numbers.show(DECOY)["voice_application_sid"] == ""
    fake.numbers.set(DECOY, voice_application_sid="AP1")
    assert fake.numbers.show(DECOY)["trunk_sid"] == ""
    assert fake.numbers.webhook(DECOY, "voice_url") == ""
    assert fake.numbers.webhook(DECOY, "sms_url")


def test_no_webhook(fake: FakeTwilio) -> None:
    """A number without webhooks has nobody called: a call is busy at once, and a text is kept."""
    fake.numbers.blank(DECOY)
    call = fake.call(HIM, DECOY)
    fake.text(HIM, DECOY, "Hello?")
    assert (call.status, fake.hang_up(call.sid, 30).status, fake.exchanges_of(HIM)) == (0, 0, [])
    assert [(one.status, one.seconds) for one in fake.calls_of(HIM)] == [("busy", None)]
    assert [message.body for message in fake.messages_of(HIM)] == ["Hello?"]
    assert fake.balance()[1]["balance"] == "20.00"


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
