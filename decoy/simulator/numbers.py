"""The account's phone numbers as Twilio keeps and publishes them, and the Messaging Services that hold some."""

import secrets
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from decoy.simulator.faults import Dropped, Faults
from decoy.simulator.message import API_VERSION, PAGE_SIZE, Answer, error, page_size

Json = dict[str, Any]

MESSAGING = "https://messaging.twilio.com"
FILTERS = frozenset({"PhoneNumber", "PageSize", "Page"})
METHODS = ("voice_method", "voice_fallback_method", "sms_method", "sms_fallback_method", "status_callback_method")
URLS = ("voice_url", "voice_fallback_url", "sms_url", "sms_fallback_url", "status_callback")
SIDS = ("voice_application_sid", "sms_application_sid", "trunk_sid")
FIELDS = {"".join(map(str.capitalize, name.split("_"))): name for name in (*METHODS, *URLS, *SIDS)}

# What takes a call or a text away from the number's own webhooks, and what deletes what.
INSTEAD = {"voice_url": ("voice_application_sid", "trunk_sid"), "sms_url": ("sms_application_sid",)}
RIVALS = {"voice_application_sid": "trunk_sid", "trunk_sid": "voice_application_sid"}


class Numbers:
    """The numbers of one account; all begin with webhooks that lead to *public_url*."""

    def __init__(self, account: str, numbers: Iterable[str], public_url: str, faults: Faults) -> None:
        self._account = account
        self._ours = {
            "voice_url": f"{public_url}/twilio/voice",
            "sms_url": f"{public_url}/twilio/sms",
            "status_callback": f"{public_url}/twilio/call-status",
        }
        self._faults = faults
        self._lock = Lock()
        self._services: dict[str, Json] = {}
        made = (self._made(number) for number in numbers)
        self._numbers: dict[str, Json] = {one["sid"]: one for one in made}

    def list(self, query: Mapping[str, str]) -> Answer:
        """List numbers by a part of them; there is one page only."""
        ordered, size = self._faults.answer("numbers"), page_size(query, FILTERS)
        if ordered or size is None:
            return ordered or error(400, 20001)
        with self._lock:
            every = [dict(one) for one in self._numbers.values()]
        found = [one for one in every if query.get("PhoneNumber", "") in one["phone_number"]][:size]
        asked = urlencode({**query, "PageSize": size, "Page": 0})
        uri = f"/{API_VERSION}/Accounts/{self._account}/IncomingPhoneNumbers.json?{asked}"
        pages = {"first_page_uri": uri, "next_page_uri": None, "previous_page_uri": None, "uri": uri}
        place = {"page": 0, "page_size": size, "start": 0, "end": max(len(found) - 1, 0)}
        return 200, {"incoming_phone_numbers": found, **place, **pages}

    def fetch(self, sid: str) -> Answer:
        """Show a number."""
        with self._lock:
            found = self._numbers.get(sid)
            return (200, dict(found)) if found else error(404, 20404)

    def update(self, sid: str, form: Mapping[str, str]) -> Answer:
        """Change a number; Twilio ignores what it does not know, here it is refused, so that a test sees it."""
        ordered = self._faults.answer("update")
        if ordered:
            return ordered
        if not form.keys() <= FIELDS.keys() or not all(
            map(_is_allowed, map(FIELDS.__getitem__, form), form.values())
        ):
            return error(400, 20001)
        done_first = self._faults.drop("update")
        if done_first is not False:
            with self._lock:
                if sid not in self._numbers:
                    return error(404, 20404)
                self._write(self._numbers[sid], {FIELDS[name]: value for name, value in form.items()})
        if done_first is not None:
            raise Dropped
        return self.fetch(sid)

    def services(self) -> Answer:
        """List the Messaging Services."""
        with self._lock:
            found = [
                {name: value for name, value in one.items() if name != "numbers"} for one in self._services.values()
            ]
        return self._faults.answer("services") or (200, {"services": found, "meta": _meta("services")})

    def of_service(self, sid: str, page: int) -> Answer:
        """List the numbers of one Messaging Service, page by page."""
        with self._lock:
            numbers = self._services[sid]["numbers"] if sid in self._services else []
        here, rest = numbers[page * PAGE_SIZE : (page + 1) * PAGE_SIZE], numbers[(page + 1) * PAGE_SIZE :]
        found = [{"service_sid": sid, "phone_number": number} for number in here]
        further = f"{MESSAGING}/v1/Services/{sid}/PhoneNumbers?PageSize={PAGE_SIZE}&Page={page + 1}" if rest else None
        return 200, {"phone_numbers": found, "meta": _meta("phone_numbers", page, further)}

    def webhook(self, number: str, name: str) -> str:
        """
        Say where Twilio goes for a *number*'s voice_url, sms_url or status_callback; "" is nowhere of ours.

        A number that is not listed counts as one whose webhooks lead to us although the policy does not name it.
        """
        found = self.show(number) or self._ours
        elsewhere = any(found.get(other) for other in INSTEAD.get(name, ()))
        return "" if elsewhere else str(found[name] or "")

    def show(self, number: str) -> Json:
        """Show a number by itself; nothing when it is not listed."""
        with self._lock:
            return next((dict(one) for one in self._numbers.values() if one["phone_number"] == number), {})

    def set(self, number: str, **changes: str) -> None:
        """Change a number, as somebody does in the console."""
        with self._lock:
            self._write(next(one for one in self._numbers.values() if one["phone_number"] == number), changes)

    def blank(self, number: str) -> None:
        """Take a number's webhooks away, if it is listed."""
        if self.show(number):
            self.set(number, voice_url="", sms_url="")

    def give_up(self, number: str) -> None:
        """Take a number out of the account."""
        with self._lock:
            self._numbers = {sid: one for sid, one in self._numbers.items() if one["phone_number"] != number}

    def serve(self, sid: str, numbers: Iterable[str], url: str | None, own_webhooks: bool = False) -> None:
        """Put *numbers* into the Messaging Service *sid*; texts go to *url*, or to their *own_webhooks*."""
        fields = {"sid": sid, "inbound_request_url": url, "use_inbound_webhook_on_number": own_webhooks}
        with self._lock:
            self._services[sid] = {**fields, "numbers": list(numbers)}

    def _write(self, one: Json, changes: Mapping[str, str]) -> None:
        for name, value in changes.items():
            one[name] = value
            if value and name in RIVALS:
                one[RIVALS[name]] = ""

    def _made(self, number: str) -> Json:
        sid = f"PN{secrets.token_hex(16)}"
        uri = f"/{API_VERSION}/Accounts/{self._account}/IncomingPhoneNumbers/{sid}.json"
        fixed = {
            "sid": sid,
            "account_sid": self._account,
            "phone_number": number,
            "friendly_name": number,
            "uri": uri,
        }
        blank = dict.fromkeys((*URLS, *SIDS), "") | dict.fromkeys(METHODS, "POST")
        return {**fixed, "api_version": API_VERSION, "status": "in-use", **blank, **self._ours}


def _is_allowed(name: str, value: str) -> bool:
    if name in METHODS:
        return value in ("GET", "POST")
    return name in SIDS or not value or value.startswith(("http://", "https://"))


def _meta(key: str, page: int = 0, further: str | None = None) -> Json:
    return {"key": key, "page": page, "page_size": PAGE_SIZE, "next_page_url": further}
