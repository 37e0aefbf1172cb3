"""Twilio's REST API: sending, looking for what was sent, and asking what it cost."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from decoy.errors import Unconfirmed
from decoy.messages import State, StatusUpdate
from decoy.money import to_micros
from decoy.provider.connection import Connection
from decoy.provider.failures import refusal, silence
from decoy.provider.numbers import Numbers
from decoy.provider.statuses import STATES, update

SKEW = timedelta(seconds=30)  # how far Twilio's clock may be behind ours
MESSAGING_SERVICE = "MG"
OK, NOT_FOUND = 200, 404


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
        self._http = Connection(api_url)
        self._client = Client(*credentials, account_sid=account, http_client=self._http)
        self._public_url = public_url
        self._validity = validity
        self.numbers = Numbers(self._client, self._http)

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
            raise refusal(error.status, error.code, self._http.retry_after) from None
        except requests.RequestException as error:
            raise silence(error) from None
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
        return found and update(str(found.sid), STATES.get(str(found.status), State.SENT), found.error_code)

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
            raise refusal(answer.status_code, code, self._http.retry_after)
        return found


def _sender(sender: str, listing: bool = False) -> dict[str, str]:
    if sender.startswith(MESSAGING_SERVICE):
        return {} if listing else {"messaging_service_sid": sender}
    return {"from_": sender}


def _is_ours(message: Any, since: datetime) -> bool:
    created = message.date_created
    return str(message.direction).startswith("outbound") and (not created or created >= since)
