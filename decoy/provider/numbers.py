"""The account's own numbers, and their webhooks: where Twilio goes with what reaches them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

import requests
from twilio.rest import Client

from decoy.errors import Unconfirmed
from decoy.provider.connection import Connection
from decoy.provider.failures import refusal, silence
from decoy.settings import TWILIO_API_URL

Json = dict[str, Any]
SERVICES = "https://messaging.twilio.com/v1/Services"
OK = 200

# Each of these has Twilio take a call or a text, and bill it. A status callback brings nothing in and costs nothing,
# and the calls that are still going on need theirs.
WAYS_IN = (
    *("voice_url", "voice_fallback_url", "voice_application_sid", "trunk_sid"),
    *("sms_url", "sms_fallback_url", "sms_application_sid"),
)


@dataclass(frozen=True)
class Webhooks:
    """Where Twilio goes with what reaches one number, in its own words; "" is nowhere."""

    voice_url: str
    voice_method: str
    voice_fallback_url: str
    voice_fallback_method: str
    voice_application_sid: str
    trunk_sid: str
    sms_url: str
    sms_method: str
    sms_fallback_url: str
    sms_fallback_method: str
    sms_application_sid: str

    @classmethod
    def of(cls, number: Json) -> "Webhooks":
        """Read them from a number as Twilio publishes it."""
        return cls(**{field.name: str(number.get(field.name) or "") for field in fields(cls)})

    @classmethod
    def unpacked(cls, text: str) -> "Webhooks":
        """Read what `packed` wrote."""
        return cls.of(json.loads(text))

    def packed(self) -> str:
        """Write them down, to be put back later."""
        return json.dumps(asdict(self))

    @property
    def blank(self) -> bool:
        """Tell whether nothing comes in: Twilio neither takes nor bills what reaches the number."""
        return not any(getattr(self, name) for name in WAYS_IN)

    def blanked(self) -> "Webhooks":
        """Give the same with no way in."""
        return replace(self, **dict.fromkeys(WAYS_IN, ""))

    def changes_to(self, wanted: "Webhooks") -> dict[str, str]:
        """
        Name what has to change to become *wanted*.

        Nothing else is ever written: at Twilio, to write a trunk deletes an application, and the other way round.
        """
        return {name: value for name, value in asdict(wanted).items() if value != getattr(self, name)}


@dataclass(frozen=True)
class OurNumber:
    """One number of the account, by its *sid*."""

    sid: str
    webhooks: Webhooks


class Numbers:
    """
    Reads and writes the webhooks of the account's numbers. Every method raises ProviderError.

    Not by the lists of Twilio's library: those do not tell a refusal from nonsense.
    """

    def __init__(self, client: Client, http: Connection) -> None:
        self._client = client
        self._http = http
        self._url = f"{TWILIO_API_URL}/2010-04-01/Accounts/{client.account_sid}/IncomingPhoneNumbers"

    def find(self, number: str) -> OurNumber | None:
        """Find a number; None when the account does not have it."""
        found = _records(
            self._ask("GET", f"{self._url}.json?{urlencode({'PhoneNumber': number})}"), "incoming_phone_numbers"
        )
        ours = next((one for one in found if one.get("phone_number") == number), None)  # a part would be found, too
        return OurNumber(str(ours.get("sid")), Webhooks.of(ours)) if ours else None

    def set(self, ours: OurNumber, wanted: Webhooks) -> None:
        """Make its webhooks what is *wanted*; Unconfirmed when Twilio says afterwards that they are others."""
        changes = ours.webhooks.changes_to(wanted)
        if not changes:
            return
        form = {"".join(map(str.capitalize, name.split("_"))): value for name, value in changes.items()}
        now = Webhooks.of(self._ask("POST", f"{self._url}/{ours.sid}.json", form))
        if changes.keys() & now.changes_to(wanted).keys():
            raise Unconfirmed

    def service(self, number: str) -> str:
        """Name the Messaging Service that has texts to *number* go to an address of its own; "" when none has."""
        for service in self._pages(SERVICES, "services"):
            own = service.get("inbound_request_url") and not service.get("use_inbound_webhook_on_number")
            numbers = self._pages(f"{SERVICES}/{service.get('sid')}/PhoneNumbers", "phone_numbers") if own else ()
            if any(one.get("phone_number") == number for one in numbers):
                return str(service.get("sid"))
        return ""

    def _pages(self, url: str | None, key: str) -> Iterator[Json]:
        while url:
            page = self._ask("GET", url)
            yield from _records(page, key)
            url = page["meta"].get("next_page_url") if isinstance(page.get("meta"), dict) else None

    def _ask(self, method: str, url: str, form: Mapping[str, str] | None = None) -> Json:
        try:
            answer = self._client.request(method, url, data=form)
        except requests.RequestException as error:
            raise silence(error) from None
        found = _object(answer.text)
        if answer.status_code != OK:
            raise refusal(answer.status_code, found.get("code", answer.status_code), self._http.retry_after)
        return found


def _object(text: str) -> Json:
    with suppress(ValueError):
        found = json.loads(text)
        return found if isinstance(found, dict) else {}
    return {}


def _records(page: Json, key: str) -> list[Json]:
    found = page.get(key)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unconfirmed  # an answer that is not one
    return found
