"""A Message as Twilio keeps and publishes it: the resource, what a request must hold, and the errors."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

from decoy.numbering import is_hidden

Json = dict[str, Any]
Answer = tuple[int, Json]

API_VERSION = "2010-04-01"
PAGE_SIZE = 50
LARGEST_PAGE = 1_000
LONGEST_BODY = 1_600
LONGEST_VALIDITY = 36_000

PHONE = re.compile(r"\+[1-9]\d{7,14}")
SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")

PARAMETERS = frozenset(
    {"To", "From", "MessagingServiceSid", "FallbackFrom", "Body", "MediaUrl", "ContentSid", "ContentVariables"}
    | {"StatusCallback", "ApplicationSid", "ProvideFeedback", "Attempt", "ValidityPeriod", "ForceDelivery"}
    | {"ContentRetention", "AddressRetention", "SmartEncoded", "PersistentAction", "TrafficType", "ShortenUrls"}
    | {"ScheduleType", "SendAt", "SendAsMms", "RiskCheck"}
)
FILTERS = frozenset({"To", "From", "PageSize", "Page"})

# Twilio's documented test numbers, each of which fails in its own way.
MAGIC_NUMBERS = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}

ERRORS = {
    20001: "A parameter is unknown or has a value that is not allowed.",
    20003: "Account sid and token do not match.",
    20005: "The account is not active.",
    20404: "There is nothing at this address.",
    20429: "Too many requests at a time.",
    21211: "'To' is not a phone number.",
    21212: "'From' is not a phone number, a short code or a sender name.",
    21408: "Messages to the country of 'To' are switched off for this account.",
    21602: "A message needs a body or media.",
    21603: "A message needs 'From' or 'MessagingServiceSid'.",
    21604: "A message needs 'To'.",
    21609: "'StatusCallback' is not a URL.",
    21610: "The recipient has opted out.",
    21612: "'To' cannot be reached from this 'From'.",
    21614: "'To' is not a mobile number.",
    21617: f"The body is longer than {LONGEST_BODY} characters.",
    21624: f"'ValidityPeriod' is not between 1 and {LONGEST_VALIDITY} seconds.",
}


@dataclass(frozen=True)
class Message:
    """
    One message, inbound or outbound.

    *sender* is what Twilio calls From; *callback* is where its steps are reported; *price* is what it cost,
    once it has left.
    """

    sid: str
    to: str = field(repr=False)
    sender: str = field(repr=False)
    body: str = field(repr=False)
    direction: str
    status: str
    segments: int
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    service: str = ""
    callback: str = field(default="", repr=False)
    error_code: int | None = None
    price: Decimal | None = None

    def matches(self, query: Mapping[str, str]) -> bool:
        """Tell whether a list filtered by To and From shows it."""
        return query.get("To", self.to) == self.to and query.get("From", self.sender) == self.sender

    def resource(self, account: str, currency: str) -> Json:
        """Publish it in the shape of Twilio's API."""
        uri = f"/{API_VERSION}/Accounts/{account}/Messages/{self.sid}"
        return {
            "account_sid": account,
            "api_version": API_VERSION,
            "body": self.body,
            "date_created": format_datetime(self.created_at),
            "date_sent": format_datetime(self.sent_at) if self.sent_at else None,
            "date_updated": format_datetime(self.updated_at),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": ERRORS.get(self.error_code, "Delivery failed.") if self.error_code else None,
            "from": self.sender or None,
            "messaging_service_sid": self.service or None,
            "num_media": "0",
            "num_segments": str(self.segments),
            "price": f"{-self.price:.5f}" if self.price is not None else None,
            "price_unit": currency if self.price is not None else None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


def error(status: int, code: int | None) -> Answer:
    """Answer with an error in Twilio's shape; one without a *code* comes from a machine on the way: no shape."""
    if code is None:
        return status, {}
    message = ERRORS.get(code, "The request failed.")
    more = f"https://www.twilio.com/docs/errors/{code}"
    return status, {"code": code, "message": message, "more_info": more, "status": status}


def fault(form: Mapping[str, str]) -> int | None:
    """Find the error code of the first rule a request to send breaks."""
    return next((code for code, holds in RULES if not holds(form)), MAGIC_NUMBERS.get(form.get("To", "")))


def page_size(query: Mapping[str, str], filters: frozenset[str] = FILTERS) -> int | None:
    """Read how many things a list may show; None if the query asks for something this Twilio does not know."""
    size = query.get("PageSize", str(PAGE_SIZE))
    if not query.keys() <= filters or not size.isdecimal():
        return None
    return min(max(int(size), 1), LARGEST_PAGE)


def _has_sender(form: Mapping[str, str]) -> bool:
    return bool(form.get("From") or form.get("MessagingServiceSid"))


def _is_reachable(form: Mapping[str, str]) -> bool:
    to = form["To"]
    return bool(PHONE.fullmatch(to)) and not is_hidden(to) and to != form.get("From")


def _is_sender(form: Mapping[str, str]) -> bool:
    sender = form.get("From", "")
    return not sender or bool(PHONE.fullmatch(sender) or SENDER_NAME.fullmatch(sender))


def _is_valid_for(form: Mapping[str, str]) -> bool:
    seconds = form.get("ValidityPeriod", "1")
    return seconds.isdecimal() and 1 <= int(seconds) <= LONGEST_VALIDITY


# Twilio ignores what it does not know; here a misspelt parameter is refused, so that a test sees it.
RULES: tuple[tuple[int, Callable[[Mapping[str, str]], bool]], ...] = (
    (20001, lambda form: form.keys() <= PARAMETERS),
    (21604, lambda form: bool(form.get("To"))),
    (21603, _has_sender),
    (21602, lambda form: any(form.get(name) for name in ("Body", "MediaUrl", "ContentSid"))),
    (21617, lambda form: len(form.get("Body", "")) <= LONGEST_BODY),
    (21211, _is_reachable),
    (21212, _is_sender),
    (21609, lambda form: form.get("StatusCallback", "https://").startswith(("http://", "https://"))),
    (21624, _is_valid_for),
)
