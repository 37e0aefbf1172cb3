"""The stage that the simulated Twilio plays on: a clock, a decoy, and Twilio's own client."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.numbers import DECOY, HIM
from tests.wire import PUBLIC_URL

ACCOUNT = "AC" + "1" * 32
TOKEN = "the token of the sandbox"
HIDDEN = "+266696687"
CALLBACK = f"{PUBLIC_URL}/twilio/message-status/r1"
PLAY = f"<Response><Play>{PUBLIC_URL}/recordings/a.wav</Play></Response>"
REJECT = '<Response><Reject reason="busy"/></Response>'
REPLY = {"To": HIM, "From": DECOY, "Body": "No.", "StatusCallback": CALLBACK}


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.time

    def tick(self, seconds: float) -> None:
        """Move on."""
        self.time += timedelta(seconds=seconds)


class Decoy:
    """The other end of the wire: notes each webhook, checks its signature as Twilio's SDK does, and answers."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.urls: list[str] = []
        self.signed: list[bool] = []
        self.twiml = "<Response/>"

    def receive(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        """Note a webhook, and answer it."""
        self.urls.append(url)
        self.forms.append(dict(form))
        self.signed.append(RequestValidator(TOKEN).validate(url, dict(form), headers["X-Twilio-Signature"]))
        return 200, self.twiml

    def statuses(self) -> list[str]:
        """List what the status callbacks reported."""
        return [form["MessageStatus"] for form in self.forms]


class LoopbackClient(TwilioHttpClient):
    """Twilio's own HTTP client, led to another address."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self.base = urlsplit(base)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """Send a request, whatever its address, to the other one."""
        there = urlsplit(url)._replace(scheme=self.base.scheme, netloc=self.base.netloc)
        return super().request(method, there.geturl(), *args, **kwargs)


def send(client: Client) -> Any:
    """Send the reply through the client."""
    return client.messages.create(to=HIM, from_=DECOY, body="No.", status_callback=CALLBACK)
