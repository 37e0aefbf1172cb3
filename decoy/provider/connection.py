"""The connection to Twilio's REST API, wherever it lives."""

import logging
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from decoy.provider.fields import whole
from decoy.settings import TWILIO_API_URL

PATIENCE = 10.0  # seconds to wait for a connection, and for an answer


class Connection(TwilioHttpClient):  # type: ignore[misc]
    """Sends every request to one base address, and never waits for ever."""

    def __init__(self, api_url: str) -> None:
        quiet = logging.getLogger("decoy.provider.http")
        quiet.disabled = True  # the SDK logs numbers
        super().__init__(logger=quiet)
        self._base = None if api_url == TWILIO_API_URL else api_url
        self.retry_after: float | None = None  # seconds the last answer asked for; the SDK's errors drop it

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send one request, as `TwilioHttpClient` does, to where the API lives."""
        if self._base:
            url = self._base + url.removeprefix(urlunsplit(urlsplit(url)._replace(path="", query="")))
        response = super().request(method, url, *args, **{**kwargs, "timeout": PATIENCE})
        self.retry_after = whole((response.headers or {}).get("Retry-After")) or None
        return response
