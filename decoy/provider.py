"""The provider. Twilio's fields, codes and statuses are known here only, in tables, and its SDK is used here only."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from ssl import SSLCertVerificationError
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from decoy import keywords
from decoy.errors import AccountFault, NotSent, ProviderError, Unconfirmed, Undeliverable
from decoy.messages import CompletedCall, InboundCall, InboundMessage, Keyword, State, StatusUpdate
from decoy.money import to_micros
from decoy.settings import TWILIO_API_URL

PATIENCE = 10.0  # seconds to wait for a connection, and for an answer
SKEW = timedelta(seconds=30)  # how far Twilio's clock may be behind ours
MESSAGING_SERVICE = "MG"

# Message statuses, https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
STATES = {
    "accepted": State.SENT,
    "scheduled": State.SENT,
    "queued": State.SENT,
    "sending": State.SENT,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
OPT_OUT_TYPES = {"STOP": Keyword.STOP, "START": Keyword.START}

# Error codes, https://www.twilio.com/docs/api/errors
OPTED_OUT = 21610
LATER = frozenset({20429, 21611, 30001, 30017})
ACCOUNT = frozenset(
    {10001, 20003, 20005, 20006, 20008, 30002, 90010}  # suspended, unauthorised, out of money
    | {20001, 20404, 21212, 21601, 21606, 21602, 21603, 21608, 21609, 21617, 21618, 21624, 90007, 11100}  # our setup
    | {21701, 21703, 21704, 21705, 35114, 35115, 35117, 35118, 30018, 30024}  # the sender, or its service
)
# Failures without a fee, since 30 September 2024: https://help.twilio.com/articles/27502337507483
FREE = frozenset(
    {None, 12400, 20500, 20504, 30103, 30500, 63010, 63012, 30036, 30002, 30454, 63038, 90010, 30450, 21408, 30008}
)
NEVER = (NewConnectionError, SSLCertVerificationError)  # no connection, so nothing was sent over it
OK, UNAUTHORISED, NOT_FOUND, TOO_MANY, SERVER_ERROR = 200, 401, 404, 429, 500


class Signatures:
    """
    Checks that Twilio signed a webhook.

    Any of *tokens* may have signed it; what is signed is *public_url* with the raw request target, so that
    neither a proxy nor an escaped character changes it.
    """

    def __init__(self, tokens: Iterable[str], public_url: str) -> None:
        self._validators = [RequestValidator(token) for token in tokens]
        self._public_url = public_url

    def are_valid(self, target: str, form: Mapping[str, Any], signature: str) -> bool:
        """Check *signature* over the raw *target* (path and query) and the *form*, with every token."""
        url = self._public_url + target
        return any([validator.validate(url, form, signature) for validator in self._validators])


def inbound_message(form: Mapping[str, str]) -> InboundMessage:
    """Read the webhook of a text that came in."""
    text = form.get("Body", "")
    return InboundMessage(
        sid=form.get("MessageSid") or form.get("SmsSid", ""),
        number=form.get("To", ""),
        segments=_whole(form.get("NumSegments"), least=1),
        caller=form.get("From", ""),
        text=text,
        keyword=OPT_OUT_TYPES.get(form.get("OptOutType", "")) or keywords.read(text),
    )


def inbound_call(form: Mapping[str, str]) -> InboundCall:
    """Read the webhook of a call that came in."""
    return InboundCall(sid=form.get("CallSid", ""), number=form.get("To", ""), caller=form.get("From", ""))


def completed_call(form: Mapping[str, str]) -> CompletedCall:
    """Read the webhook of a call that ended; `Duration` is in started minutes."""
    ours = form.get("CallStatus") == "completed" and form.get("Direction", "inbound") == "inbound"
    minutes = _whole(form.get("Duration")) if ours else 0
    return CompletedCall(form.get("CallSid", ""), form.get("To", ""), minutes)


def status_update(form: Mapping[str, str]) -> StatusUpdate | None:
    """Read the webhook of a message's status; None for a status nobody has heard of."""
    state = STATES.get(form.get("MessageStatus", ""))
    if state is None:
        return None
    return _update(form.get("MessageSid", ""), state, _whole(form.get("ErrorCode")) or None)


def _update(sid: str, state: State, code: int | None) -> StatusUpdate:
    billed = state is State.FAILED and code not in FREE
    return StatusUpdate(sid, state, code, code in ACCOUNT, code == OPTED_OUT, billed)


def _whole(text: str | None, least: int = 0) -> int:
    return max(least, int(text)) if text and text.isascii() and text.isdigit() else least


class Paid(NamedTuple):
    """What the provider took, in micros of *currency*."""

    micros: int
    currency: str


class Provider:
    """
    Sends replies through Twilio's REST API.

    *credentials* are the user name and password: the account and its token, or an API key and its secret.
    *api_url* is where the API lives; every host of Twilio's is rebased onto it.
    """

    def __init__(
        self, account: str, credentials: tuple[str, str], api_url: str, public_url: str, validity: int
    ) -> None:
        self._http = _RebasedHttpClient(api_url)
        self._client = Client(*credentials, account_sid=account, http_client=self._http)
        self._public_url = public_url
        self._validity = validity

    def send(self, reply_id: str, sender: str, to: str, text: str) -> str:
        """
        Send *text* and return the sid of the message.

        Raises NotSent, Undeliverable, Unconfirmed or AccountFault.
        """
        try:
            message = self._client.messages.create(
                to=to,
                body=text,
                status_callback=f"{self._public_url}/twilio/message-status/{reply_id}",
                validity_period=self._validity,
                **_sender(sender),
            )
        except (TwilioRestException, TwilioServiceException) as error:
            raise _refusal(error.status, error.code, self._http.retry_after) from None
        except requests.RequestException as error:
            raise _silence(error) from None
        except (TwilioException, ValueError):  # an answer that is not one
            raise Unconfirmed from None
        if not message.sid:
            raise Unconfirmed
        return str(message.sid)

    def price(self, sid: str) -> Paid | None:
        """Ask what a message cost; None while the provider does not know. Raises ProviderError."""
        try:
            message = self._client.messages(sid).fetch()
            return Paid(to_micros(message.price.lstrip("-")), str(message.price_unit)) if message.price else None
        except (TwilioException, requests.RequestException, ValueError):
            raise Unconfirmed from None

    def find(self, sender: str, to: str, since: datetime) -> StatusUpdate | None:
        """
        Look for what was sent to him after *since*, for there is nothing else we send him.

        Returns None when the provider has none. Raises ProviderError when it cannot be asked. The words are not
        compared: providers rewrite, prefix and redact them.
        """
        try:
            messages = self._client.messages.list(to=to, limit=50, **_sender(sender, listing=True))
        except (TwilioException, requests.RequestException, ValueError):
            raise Unconfirmed from None
        found = next((message for message in messages if _is_ours(message, since - SKEW)), None)
        return found and _update(str(found.sid), STATES.get(str(found.status), State.SENT), found.error_code)

    def read(self, url: str) -> Any:
        """
        Read the JSON at *url*, with its numbers as `Decimal`; None when there is nothing at this address.

        Raises ProviderError when the provider cannot be asked.
        """
        try:
            answer = self._client.request("GET", url)
            found = json.loads(answer.text, parse_float=Decimal)
        except (TwilioException, requests.RequestException, ValueError):
            raise Unconfirmed from None
        if answer.status_code == NOT_FOUND:
            return None
        if answer.status_code != OK:
            code = found.get("code") if isinstance(found, dict) else None
            raise _refusal(answer.status_code, code, self._http.retry_after)
        return found


def _sender(sender: str, listing: bool = False) -> dict[str, str]:
    if sender.startswith(MESSAGING_SERVICE):
        return {} if listing else {"messaging_service_sid": sender}
    return {"from_": sender}


def _is_ours(message: Any, since: datetime) -> bool:
    created = message.date_created
    return str(message.direction).startswith("outbound") and (not created or created >= since)


def _refusal(status: int, code: int | None, retry_after: float | None) -> ProviderError:
    """Say what a refusal means; an unknown code is this reply's fault below 500, and anybody's guess above."""
    if status == TOO_MANY or code in LATER:
        return NotSent(code, retry_after)
    if status >= SERVER_ERROR:
        return Unconfirmed(code)
    if status == UNAUTHORISED or code in ACCOUNT or code == status:
        return AccountFault(code)  # the code is the status when the answer was not Twilio's JSON
    return Undeliverable(code, opted_out=code == OPTED_OUT)


def _silence(error: requests.RequestException) -> ProviderError:
    """Tell a connection that never was from one that broke: only the first is surely not sent."""
    never = isinstance(error, requests.ConnectTimeout) or any(isinstance(cause, NEVER) for cause in _causes(error))
    return NotSent() if never else Unconfirmed()


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        reason = getattr(error, "reason", None) or (error.args[0] if error.args else None)
        error = reason if isinstance(reason, BaseException) else error.__cause__ or error.__context__


class _RebasedHttpClient(TwilioHttpClient):  # type: ignore[misc]
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
        self.retry_after = _whole((response.headers or {}).get("Retry-After")) or None
        return response
