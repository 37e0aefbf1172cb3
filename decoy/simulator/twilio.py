"""A Twilio in memory: it takes messages over its REST side, and plays the handsets that call and text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from threading import Lock
from urllib.parse import urlencode

from decoy.simulator import forms, wire
from decoy.simulator.carrier import Carrier, new_sid
from decoy.simulator.faults import Dropped, Faults
from decoy.simulator.message import API_VERSION, Answer, Message, error, fault, page_size
from decoy.simulator.numbers import Numbers
from decoy.simulator.price_list import PriceList
from decoy.simulator.twiml import Heard, listen
from decoy.simulator.usage import Meter
from decoy.simulator.wire import Exchange, Post, Wire, unheard

CREDIT = Decimal("20.00")
UNTAKEN = Heard("Reject", "busy")  # what a caller hears when the number has no webhook; Twilio bills and logs nothing


@dataclass(frozen=True)
class Call:
    """
    A call to a decoy number: the form it came with, what was *heard*, and its *seconds* once it has ended.

    *callback* is where its end is reported; "" for a call that Twilio never took.
    """

    sid: str
    started_at: datetime
    form: forms.Form = field(repr=False)
    heard: Heard
    status: str
    callback: str = field(repr=False)
    seconds: int | None = None


class FakeTwilio:
    """
    One account, its messages and its calls.

    *price* is for one segment, in *currency*. Opt-outs are not enforced, unlike Twilio's: a reply that leaves
    after a STOP must be seen, not swallowed here. *numbers* are the
    account's; their webhooks lead to *public_url*.
    """

    def __init__(
        self,
        account: str,
        token: str,
        public_url: str,
        price: Decimal,
        now: Callable[[], datetime],
        currency: str = "EUR",
        post: Post = wire.post,
        numbers: Iterable[str] = (),
    ) -> None:
        self.account = account
        self.token = token
        self.currency = currency
        self.credit = CREDIT
        self.knows_prices = True  # Twilio may need a day to know what a message cost
        self._now = now
        self._wire = Wire(token, now, post)
        self._prices = PriceList(price, currency)
        self._carrier = Carrier(account, price, now, self._wire)
        self._faults = Faults()
        self.numbers = Numbers(account, numbers, public_url.rstrip("/"), self._faults)
        self._lock = Lock()
        self._calls: dict[str, Call] = {}
        self.meter = Meter(account, now, self._carrier.list, self._answered)

    # The REST side: each call gives an HTTP status and the JSON of its body.

    def create_message(self, form: Mapping[str, str]) -> Answer:
        """Take a message to send; raises `Dropped` when a silence was ordered."""
        ordered = self._faults.answer("create")
        if ordered:
            return ordered
        created_first = self._faults.drop("create")
        if created_first is False:
            raise Dropped
        code = fault(form)
        if code:
            return error(400, code)
        message = self._carrier.take(form)
        if created_first:
            raise Dropped
        return 201, message.resource(self.account, self.currency)

    def list_messages(self, query: Mapping[str, str]) -> Answer:
        """List messages of both directions, newest first, by To and From; there is one page only."""
        ordered, size = self._faults.answer("list"), page_size(query)
        if ordered or size is None:
            return ordered or error(400, 20001)
        found = [message for message in reversed(self._carrier.list()) if message.matches(query)][:size]
        asked = urlencode({**query, "PageSize": size, "Page": 0})
        uri = f"/{API_VERSION}/Accounts/{self.account}/Messages.json?{asked}"
        return 200, {
            "messages": [message.resource(self.account, self.currency) for message in found],
            "page": 0,
            "page_size": size,
            "start": 0,
            "end": max(len(found) - 1, 0),
            "uri": uri,
            "first_page_uri": uri,
            "next_page_uri": None,
            "previous_page_uri": None,
        }

    def fetch_message(self, sid: str) -> Answer:
        """Show one message."""
        ordered, message = self._faults.answer("fetch"), self._carrier.find(sid)
        if ordered or message is None:
            return ordered or error(404, 20404)
        unknown = {} if self.knows_prices else {"price": None, "price_unit": None}
        return 200, message.resource(self.account, self.currency) | unknown

    def balance(self) -> Answer:
        """Tell what is left of the credit."""
        left = self.credit - self.meter.spent()
        shown = {"account_sid": self.account, "balance": f"{left:f}", "currency": self.currency}
        return self._faults.answer("balance") or (200, shown)

    def usage(self, query: Mapping[str, str], daily: bool) -> Answer:
        """Tell what was used, by category, and by day too if *daily*."""
        return self._faults.answer("usage") or self.meter.records(query, daily, self.currency)

    def price_list(self, product: str, country: str) -> Answer:
        """Show what *product* (messaging, voice, numbers) costs in *country*, as the list says."""
        return self._faults.answer("prices") or self._prices.resource(product, country)

    def set_price(self, name: str, *amounts: object, country: str = "") -> None:
        """List other *amounts* from now on; `PriceList.set` says how. What is billed does not change."""
        self._prices.set(name, amounts, country)

    def list_prices_in(self, currency: object) -> None:
        """Name another *currency* in the price lists from now on."""
        self._prices.currency = currency

    @property
    def price_lists_asked(self) -> int:
        """Count how often a price list was asked for, and given."""
        return self._prices.asked

    # Faults on order.

    def fail_next(self, status: int, code: int | None = None, call: str = "create") -> None:
        """Let the next *call* fail once (`Faults.fail_next` names them all); without a *code*: bare HTML."""
        self._faults.fail_next(status, code, call)

    def drop_next(self, created: bool, call: str = "create") -> None:
        """Let the next create, or update, close the connection without an answer, with its work done or not."""
        self._faults.drop_next(created, call)

    def take(self, price: Decimal) -> None:
        """Take another *price* for a segment from now on."""
        self._carrier.price = price

    def suspend(self) -> None:
        """Refuse every REST call with 401/20005, as for an account without money."""
        self._faults.suspended = True

    def restore(self) -> None:
        """End the suspension."""
        self._faults.suspended = False

    # The handsets.

    def text(self, caller: str, number: str, body: str, sid: str | None = None, **extra: str) -> Exchange:
        """Text *body* to *number*; the same *sid* again is Twilio repeating itself; *extra* overrules the form."""
        message = self._carrier.receive(caller, number, body, sid or new_sid("SM"))
        form, url = forms.inbound_text(self.account, message, extra), self.numbers.webhook(number, "sms_url")
        if not url:
            return unheard(self._now(), form)
        self.meter.receive(message)
        return self._wire.send("inbound", url, form)

    def call(self, caller: str, number: str, sid: str | None = None) -> Exchange:
        """Call *number*; the answer's TwiML is what the caller hears. Without a webhook it is busy, and free."""
        sid, started_at = sid or new_sid("CA"), self._now()
        form = forms.inbound_call(self.account, sid, caller, number)
        url = self.numbers.webhook(number, "voice_url")
        exchange = self._wire.send("inbound", url, form) if url else unheard(started_at, form)
        heard = listen(exchange.body) if url else UNTAKEN
        status = "busy" if heard.rejected else "in-progress"
        callback = self.numbers.webhook(number, "status_callback") if url else ""
        with self._lock:
            self._calls[sid] = Call(sid, started_at, form, heard, status, callback)
        return exchange

    def hang_up(self, call_sid: str, seconds: int) -> Exchange:
        """
        End a call *seconds* after it was taken; KeyError if unknown.

        One that was rejected ends busy; 0 for one that rings first: he gave up meanwhile. Neither has a length.
        """
        with self._lock:
            call = self._calls[call_sid]
            if call.heard.rings and not seconds:
                call = replace(call, status="no-answer")
            elif not call.heard.rejected:
                call = replace(call, status="completed", seconds=seconds)
            self._calls[call_sid] = call
        form = forms.ended_call(call.form, call.status, call.seconds, self._now())
        return self._wire.send("inbound", call.callback, form) if call.callback else unheard(self._now(), form)

    def messages_to(self, number: str) -> list[Message]:
        """List the texts that reached the handset of *number*, oldest first."""
        return [message for message in self._carrier.list() if message.to == number and message.status == "delivered"]

    def messages_of(self, number: str) -> list[Message]:
        """List all texts from and to *number*, wherever they are on their way, oldest first."""
        return [message for message in self._carrier.list() if number in (message.to, message.sender)]

    def calls_of(self, number: str) -> list[Call]:
        """List the calls from *number*, oldest first."""
        with self._lock:
            return [call for call in self._calls.values() if call.form["From"] == number]

    def _answered(self) -> list[tuple[datetime, int]]:
        """List when each call that was answered and has ended began, and its seconds."""
        with self._lock:
            return [(call.started_at, call.seconds) for call in self._calls.values() if call.seconds is not None]

    def exchanges_of(self, number: str) -> list[Exchange]:
        """List the last webhooks about *number*, oldest first."""
        return [exchange for exchange in self._wire.exchanges() if exchange.concerns(number)]

    # The way of an outbound message.

    def advance(self) -> None:
        """Move each outbound message one step, if it has stayed long enough where it is."""
        self._carrier.advance()

    def deliver(self, sid: str | None = None) -> None:
        """Bring one message, or all, to the handset at once, with every status callback on the way."""
        self._carrier.deliver(sid)

    def finish(self, sid: str, status: str, error_code: int | None = None) -> None:
        """End one message as *status* (undelivered, failed). KeyError if unknown."""
        self._carrier.finish(sid, status, error_code)
