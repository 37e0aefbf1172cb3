"""What Twilio is asked: to send a text, and whether it has one."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from decoy.app import connect
from decoy.errors import ProviderError, Unconfirmed
from decoy.settings import Settings
from tests.numbers import DECOY, HIM, SERVICE
from tests.scripted import ACCOUNT, SID, TEXT, Scripted, provider_at
from tests.world import HOUR, TEN_SECONDS, Line

# What Twilio's published description of the API (v2010, Message, create) allows in a request.
PARAMETERS = {
    *("To", "StatusCallback", "ApplicationSid", "MaxPrice", "ProvideFeedback", "Attempt", "ValidityPeriod"),
    *("ForceDelivery", "ContentRetention", "AddressRetention", "SmartEncoded", "PersistentAction", "TrafficType"),
    *("ShortenUrls", "ScheduleType", "SendAt", "SendAsMms", "ContentVariables", "RiskCheck", "FallbackFrom"),
    *("From", "MessagingServiceSid", "Body", "MediaUrl", "ContentSid"),
}


# To send


@pytest.mark.parametrize(
    ("sender", "named"),
    [(DECOY, {"From": [DECOY]}), ("NON", {"From": ["NON"]}), (SERVICE, {"MessagingServiceSid": [SERVICE]})],
    ids=["number", "name", "service"],
)
def test_request(sender: str, named: dict[str, list[str]]) -> None:
    """A request to send holds the two ends, the text, the reply's own callback and a validity, and nothing else."""
    scripted = Scripted()
    with scripted.served() as url:
        assert provider_at(url).send("r1", sender, HIM, TEXT) == SID
    (asked,) = scripted.asked
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert asked.form == {
        "To": [HIM],
        "Body": [TEXT],
        "StatusCallback": ["https://decoy.example.org/twilio/message-status/r1"],
        "ValidityPeriod": ["7200"],
        **named,
    }
    assert asked.form.keys() <= PARAMETERS
    assert base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")) == b"SK1:the secret"
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_request_of_a_line(line: Line, clock: Any) -> None:
    """What a whole walk sends is just that request, with the id of the reply in its callback."""
    scripted = Scripted()
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    with scripted.served() as url:
        connect(replace(line.services.settings, api_url=url)).delivery.send(line.reply().id, datetime.now(UTC))
    (asked,) = scripted.asked
    assert asked.form == {
        "To": [HIM],
        "From": [DECOY],
        "Body": [line.services.settings.words["fr"].reply],
        "StatusCallback": [f"https://decoy.example.org/twilio/message-status/{line.reply().id}"],
        "ValidityPeriod": ["7200"],
    }
    assert 1 <= int(asked.form["ValidityPeriod"][0]) <= 36_000
    assert len(asked.form["Body"][0]) <= 1_600
    assert line.reply().sid == SID


def test_credentials_of_a_line(line: Line) -> None:
    """REST uses the API key where there is one, and else the account with the first token."""
    for api_key, expected in ((None, b":first"), (("SK1", "secret"), b"SK1:secret")):
        settings: Settings = replace(line.services.settings, api_key=api_key, tokens=("first", "second"))
        scripted = Scripted()
        with scripted.served() as url:
            connect(replace(settings, api_url=url)).delivery.provider.send("r1", DECOY, HIM, TEXT)
        sent = base64.b64decode(scripted.asked[0].headers["Authorization"].removeprefix("Basic "))
        assert sent.endswith(expected)


@pytest.mark.parametrize("base", ["", "/some/path"])
def test_base_may_have_a_path(base: str) -> None:
    """The API may live below a path of another server."""
    scripted = Scripted()
    with scripted.served() as url:
        provider_at(url + base).send("r1", DECOY, HIM, TEXT)
    assert scripted.asked[0].path == f"{base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


# To look for a text


@pytest.mark.parametrize(
    ("sender", "age", "found"),
    [(DECOY, 0, True), ("NON", 0, True), (SERVICE, 0, True), (DECOY, 600, False), (DECOY, 10, True)],
    ids=["number", "name", "service", "too old", "clock behind"],
)
def test_find(line: Line, clock: Any, sender: str, age: int, found: bool) -> None:
    """Twilio is asked for a text by its two ends and its time; its words may have been rewritten."""
    line.services.delivery.provider.send("r1", sender, HIM, TEXT)
    since = datetime.now(UTC) + timedelta(seconds=age)
    update = line.services.delivery.provider.find(sender, HIM, since)
    assert (update is not None) is found


def test_find_ignores_what_he_sent(line: Line) -> None:
    """The same words from him are not ours."""
    line.phone().text(TEXT)
    assert line.services.delivery.provider.find(HIM, DECOY, datetime.now(UTC) - timedelta(hours=1)) is None


@pytest.mark.parametrize(("status", "code"), [(401, 20003), (429, 20429), (500, 20500), (502, None)])
def test_cannot_look(line: Line, status: int, code: int | None) -> None:
    """When Twilio cannot be asked, nothing is known: that is not the same as nothing found."""
    line.twilio.fail_next(status, code, call="list")
    with pytest.raises(Unconfirmed):
        line.services.delivery.provider.find(DECOY, HIM, datetime.now(UTC))


@pytest.mark.parametrize("body", ["", "<html>Welcome</html>", "{}"])
def test_cannot_read_what_was_found(body: str) -> None:
    """A list that cannot be read is a silence too: nothing may be sent again because of it."""
    with Scripted(200, body).served() as url, pytest.raises(ProviderError):
        provider_at(url).find(DECOY, HIM, datetime.now(UTC))
