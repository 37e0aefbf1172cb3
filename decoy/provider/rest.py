"""Twilio's REST API: sending, looking for what was sent, and asking what it cost."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from decoy.errors import Unconfirmed
from decoy.messages import State, StatusUpdate
from decoy.money import to_micros
from decoy.provider.account import Paid, Usage, balance_of, next_page, usage_of
from decoy.provider.connection import Connection
from decoy.provider.failures import refusal, silence
from decoy.provider.numbers import Numbers
from decoy.provider.statuses import STATES, update
from decoy.settings import TWILIO_API_URL

SKEW = timedelta(seconds=30)  # how far Twilio's clock may be behind ours
MESSAGING_SERVICE = "MG"
OK, FORBIDDEN, NOT_FOUND = 200, 403, 404
ACCOUNTS = f"{TWILIO_API_URL}/2010-04-01/Accounts"
ONE_DAY = "Usage/Records/Daily.json?StartDate={day}&EndDate={day}&IncludeSubaccounts=false&PageSize=1000"
MOST_PAGES = 20  # of usage records; there are a few hundred categories


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
        self._account = account
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
        return self._get(url, absent=(NOT_FOUND,))

    def balance(self) -> Paid | None:
        """
        Read what is left of the account's money; None when it keeps or shows none, as a child account.

        Raises ProviderError when the provider cannot be asked, or its answer is no amount.
        """
        told = self._get(f"{ACCOUNTS}/{self._account}/Balance.json", absent=(FORBIDDEN, NOT_FOUND))
        try:
            return None if told is None else balance_of(told)
        except ValueError:
            raise Unconfirmed from None

    def usage(self, day: date) -> Usage:
        """
        Read what this account alone has used on *day*, which begins and ends by GMT.

        Raises ProviderError when the provider cannot be asked, or its answer holds no records.
        """
        try:
            return usage_of(self._pages(f"{ACCOUNTS}/{self._account}/{ONE_DAY.format(day=day)}"), day)
        except ValueError:
            raise Unconfirmed from None

    def _pages(self, url: str) -> Iterator[Any]:
        """Read a list page by page; ValueError when it does not end."""
        for _ in range(MOST_PAGES):
            page = self.read(url)
            yield page
            path = next_page(page)
            if not path:
                return
            url = TWILIO_API_URL + path
        raise ValueError("too many pages")

    def _get(self, url: str, absent: tuple[int, ...]) -> Any:
        """Read the JSON at *url*; None for a status that says there is nothing. Raises ProviderError."""
        try:
            answer = self._client.request("GET", url)
            found = json.loads(answer.text, parse_float=Decimal)
        except (TwilioException, requests.RequestException, ValueError):
            raise Unconfirmed from None
        if answer.status_code in absent:
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
