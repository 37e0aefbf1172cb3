"""The account's own numbers, and their webhooks: where Twilio goes with what reaches them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from decoy.errors import Unconfirmed
from decoy.provider.connection import Connection
from decoy.provider.failures import refusal, silence

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
    def of(cls, number: Any) -> "Webhooks":
        """Read them from a number as Twilio's library gives it."""
        return cls(**{field.name: getattr(number, field.name) or "" for field in fields(cls)})

    @classmethod
    def unpacked(cls, text: str) -> "Webhooks":
        """Read what `packed` wrote."""
        return cls(**json.loads(text))

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
    """Reads and writes the webhooks of the account's numbers. Every method raises ProviderError."""

    def __init__(self, client: Client, http: Connection) -> None:
        self._client = client
        self._http = http

    def find(self, number: str) -> OurNumber | None:
        """Find a number; None when the account does not have it."""
        with self._asking():
            found = self._client.incoming_phone_numbers.list(phone_number=number, limit=50)
            ours = next((one for one in found if one.phone_number == number), None)  # Twilio finds parts of one, too
            return OurNumber(str(ours.sid), Webhooks.of(ours)) if ours else None

    def set(self, ours: OurNumber, wanted: Webhooks) -> None:
        """Make its webhooks what is *wanted*; Unconfirmed when Twilio says afterwards that they are others."""
        changes = ours.webhooks.changes_to(wanted)
        if not changes:
            return
        with self._asking():
            now = Webhooks.of(self._client.incoming_phone_numbers(ours.sid).update(**changes))
        if changes.keys() & now.changes_to(wanted).keys():
            raise Unconfirmed

    def service(self, number: str) -> str:
        """Name the Messaging Service that has texts to *number* go to an address of its own; "" when none has."""
        with self._asking():
            for service in self._client.messaging.v1.services.list():
                own = service.inbound_request_url and not service.use_inbound_webhook_on_number
                if own and any(one.phone_number == number for one in service.phone_numbers.list()):
                    return str(service.sid)
        return ""

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except (TwilioRestException, TwilioServiceException) as error:
            raise refusal(error.status, error.code, self._http.retry_after) from None
        except requests.RequestException as error:
            raise silence(error) from None
        except (TwilioException, ValueError):  # an answer that is not one
            raise Unconfirmed from None
