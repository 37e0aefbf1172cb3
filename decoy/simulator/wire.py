"""The wire from Twilio to the decoy: signed webhooks, and a memory of the last of them."""

import secrets
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import urldefrag, urlsplit

import requests
from twilio.request_validator import RequestValidator

Post = Callable[[str, Mapping[str, str], Mapping[str, str]], tuple[int, str]]

KEPT = 200
PATIENCE = 15.0  # seconds: what Twilio grants a webhook in all
NO_ANSWER = 0


@dataclass(frozen=True)
class Exchange:
    """
    One webhook and its answer.

    *direction* is that of the message or call it is about; *status* is 0 when no answer came; *form* lacks
    the account and the signature.
    """

    at: datetime
    direction: str
    path: str
    form: dict[str, str] = field(repr=False)
    status: int
    body: str = field(repr=False)
    milliseconds: int

    @property
    def sid(self) -> str:
        """The sid of the message or call it is about."""
        return self.form.get("MessageSid") or self.form.get("CallSid", "")

    def concerns(self, number: str) -> bool:
        """Tell whether *number* is at one of its ends."""
        return number in (self.form["From"], self.form["To"])

    def as_json(self) -> dict[str, Any]:
        """Give every field in types that JSON has."""
        return {**vars(self), "at": self.at.isoformat(), "sid": self.sid}


def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
    """Post *form* over HTTP; a server that does not answer gives status 0."""
    try:
        answer = requests.post(url, data=dict(form), headers=dict(headers), timeout=PATIENCE, allow_redirects=False)
    except requests.RequestException:
        return NO_ANSWER, ""
    return answer.status_code, answer.text


def unheard(at: datetime, form: dict[str, str]) -> Exchange:
    """Give the exchange that did not take place, because the number has no webhook."""
    return Exchange(at, "inbound", "", _shown(form), NO_ANSWER, "", 0)


class Wire:
    """Signs with the account's *token*, posts, and keeps the last exchanges. Never called with a lock held."""

    def __init__(self, token: str, now: Callable[[], datetime], post: Post) -> None:
        self._validator = RequestValidator(token)
        self._now = now
        self._post = post
        self._lock = Lock()
        self._exchanges: deque[Exchange] = deque(maxlen=KEPT)

    def send(self, direction: str, url: str, form: dict[str, str]) -> Exchange:
        """Post *form* to *url*, signed; what follows a # in it is for Twilio only, and neither sent nor signed."""
        url = urldefrag(url).url
        at, started = self._now(), time.monotonic()
        status, body = self._post(url, form, self._headers(url, form))
        took = round((time.monotonic() - started) * 1000)
        exchange = Exchange(at, direction, urlsplit(url).path, _shown(form), status, body, took)
        with self._lock:
            self._exchanges.append(exchange)
        return exchange

    def exchanges(self) -> list[Exchange]:
        """List what was exchanged, oldest first."""
        with self._lock:
            return list(self._exchanges)

    def _headers(self, url: str, form: dict[str, str]) -> dict[str, str]:
        return {
            "X-Twilio-Signature": self._validator.compute_signature(url, form),
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
            "User-Agent": "TwilioProxy/1.1",
        }


def _shown(form: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in form.items() if name != "AccountSid"}
