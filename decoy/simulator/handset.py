"""The handsets of the sandbox's Twilio, over HTTP: what the phone on the web page holds."""

from dataclasses import dataclass, field
from typing import Any

import requests

GLANCE = 2.0  # seconds to wait for a look
ACTION = 20.0  # seconds to wait for a call or a text: longer than Twilio waits for us

Json = dict[str, Any]


class Unreachable(Exception):
    """The sandbox's Twilio does not answer."""


@dataclass(frozen=True)
class Seen:
    """What one handset sent and got: Message resources, calls and webhooks, all oldest first."""

    texts: list[Json] = field(repr=False)
    calls: list[Json] = field(repr=False)
    exchanges: list[Json] = field(repr=False)

    def last_call(self, number: str) -> Json | None:
        """Find the last call to *number*."""
        return next((call for call in reversed(self.calls) if call["to"] == number), None)

    def last_sent(self, number: str) -> Json | None:
        """Find the last text sent to *number*."""
        return next((text for text in reversed(self.texts) if text["to"] == number), None)

    def thread(self, number: str, others: set[str]) -> list[Json]:
        """List the conversation with *number*: none of the *others* takes part, but a reply may bear a name."""
        return [text for text in self.texts if not {text["from"], text["to"]} & (others - {number})]


class Handsets:
    """Asks the sandbox's Twilio at *url*; raises Unreachable."""

    def __init__(self, url: str, account: str, token: str) -> None:
        self._url = url
        self._auth = (account, token)

    def look(self, number: str) -> Seen:
        """See what the handset of *number* sent and got."""
        return Seen(**self._ask("GET", number, GLANCE))

    def text(self, caller: str, number: str, body: str, sid: str = "") -> None:
        """Text *number*; a *sid* that was used before repeats that text."""
        self._ask("POST", "text", ACTION, caller=caller, number=number, body=body, sid=sid)

    def call(self, caller: str, number: str) -> str:
        """Call *number* and return the sid of the call."""
        return str(self._ask("POST", "call", ACTION, caller=caller, number=number)["sid"])

    def hang_up(self, sid: str, seconds: int) -> None:
        """End a call."""
        self._ask("POST", "hang-up", ACTION, sid=sid, seconds=str(seconds))

    def _ask(self, method: str, path: str, patience: float, **form: str) -> Json:
        try:
            answer = requests.request(
                method, f"{self._url}/handset/{path}", data=form, auth=self._auth, timeout=patience
            )
            answer.raise_for_status()
            shown: Json = answer.json()
        except requests.RequestException:
            raise Unreachable from None
        return shown
