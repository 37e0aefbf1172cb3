"""Usage Records: what the account has used, by category and day, in the shape of Twilio's API. Its days are GMT's."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from decoy.simulator.forms import started_minutes
from decoy.simulator.message import API_VERSION, LARGEST_PAGE, PAGE_SIZE, Answer, Message, error
from decoy.simulator.price_list import UNCHANGED

INBOUND_SEGMENT, CALL_MINUTE = (Decimal(UNCHANGED[name]) for name in ("inbound_segment", "call_minute"))
DAILY = "/Daily"
FILTERS = frozenset({"Category", "StartDate", "EndDate", "IncludeSubaccounts", "PageSize", "Page", "PageToken"})
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # Twilio also takes offsets, as in -30days
TOTAL = "totalprice"
UNITS = {  # category -> what is counted in it; a roll-up has what those below it have
    "calls": "minutes",
    "calls-inbound": "minutes",
    "failed-message-processing-fee": "messages",
    "phonenumbers": "numbers",
    "sms": "messages",
    "sms-inbound": "messages",
    "sms-messages-carrierfees": "segments",
    "sms-outbound": "messages",
    TOTAL: "usd",
}


@dataclass(frozen=True)
class Used:
    """One use: its *day* and *category*, how many *units* of that, and what they cost together."""

    day: date
    category: str
    units: int
    price: Decimal

    def counts_in(self, category: str) -> bool:
        """Tell whether a *category* has this, itself or as a roll-up."""
        return category in (self.category, self.category.partition("-")[0], TOTAL)


class Meter:
    """Meters one account: its *texts*, of which those that left have a price, and its *calls*: when, how long."""

    def __init__(
        self,
        account: str,
        now: Callable[[], datetime],
        texts: Callable[[], list[Message]],
        calls: Callable[[], list[tuple[datetime, int]]],
    ) -> None:
        self._account = account
        self._now = now
        self._texts = texts
        self._calls = calls
        self._lock = Lock()
        self._received: dict[str, Used] = {}
        self._billed: list[Used] = []

    def receive(self, message: Message) -> None:
        """Take the price of a text that came in, once; one to a number without a webhook is not billed."""
        price = message.segments * INBOUND_SEGMENT
        used = Used(message.created_at.date(), "sms-inbound", message.segments, price)
        with self._lock:
            self._received[message.sid] = used

    def bill(self, category: str, price: Decimal) -> None:
        """Take a *price* for something else, today: the rent of a number ("phonenumbers"), say."""
        with self._lock:
            self._billed.append(Used(self._now().date(), category, 1, price))

    def spent(self) -> Decimal:
        """Add up what everything cost."""
        return sum((one.price for one in self._used()), Decimal())

    def records(self, query: Mapping[str, str], daily: bool, currency: str) -> Answer:
        """List the records that *query* asks for: one a category, or one a category and day, newest first."""
        refused = refusal(query)
        if refused:
            return refused
        now, used = self._now(), list(self._used())
        first = query.get("StartDate", min((one.day for one in used), default=now.date()).isoformat())
        last = query.get("EndDate", now.date().isoformat())
        spans = [(day, day) for day in _days(first, last)] if daily else [(first, last)]
        categories = [query["Category"]] if "Category" in query else list(UNITS)
        found = [_record(category, span, used, now, currency) for span in spans for category in categories]
        return page(found, f"/{API_VERSION}/Accounts/{self._account}/Usage/Records{DAILY * daily}.json", query)

    def _used(self) -> Iterator[Used]:
        for message in self._texts():
            if message.price is not None and message.sent_at:
                yield Used(message.sent_at.date(), "sms-outbound", message.segments, message.price)
        for began, seconds in self._calls():
            minutes = started_minutes(seconds)
            yield Used(began.date(), "calls-inbound", minutes, minutes * CALL_MINUTE)
        with self._lock:
            known = [*self._received.values(), *self._billed]
        yield from known


def refusal(query: Mapping[str, str]) -> Answer | None:
    """Refuse a query that this Twilio does not understand."""
    dates = [query[name] for name in ("StartDate", "EndDate") if name in query]
    numbers = [query[name] for name in ("PageSize", "Page") if name in query]
    known = query.keys() <= FILTERS and all(map(DAY.fullmatch, dates)) and all(map(str.isdecimal, numbers))
    return None if known else error(400, 20001)


def page(found: list[Any], path: str, query: Mapping[str, str]) -> Answer:
    """Publish one page of a list at *path*, with the way to the next."""
    size, start = min(max(int(query.get("PageSize", PAGE_SIZE)), 1), LARGEST_PAGE), int(query.get("Page", 0))
    shown = found[start * size : (start + 1) * size]
    more = urlencode({**query, "PageSize": size, "Page": start + 1, "PageToken": f"PT{start + 1}"})
    return 200, {
        "usage_records": shown,
        "page": start,
        "page_size": size,
        "start": start * size,
        "end": start * size + max(len(shown) - 1, 0),
        "uri": f"{path}?{urlencode(query)}",
        "first_page_uri": f"{path}?{urlencode({**query, 'PageSize': size, 'Page': 0})}",
        "next_page_uri": f"{path}?{more}" if found[(start + 1) * size :] else None,
        "previous_page_uri": None,
    }


def _days(first: str, last: str) -> list[str]:
    """Name the days of a span, newest first."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(end - timedelta(days=ago)).isoformat() for ago in range((end - start).days + 1)]


def _record(category: str, span: tuple[str, str], used: list[Used], now: datetime, currency: str) -> dict[str, Any]:
    mine = [one for one in used if one.counts_in(category) and span[0] <= one.day.isoformat() <= span[1]]
    price = sum((one.price for one in mine), Decimal())
    usage = str(sum(one.units for one in mine))
    unit = UNITS.get(category, "")
    return {
        "api_version": API_VERSION,
        "as_of": now.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "category": category,
        "count": str(len(mine)),
        "count_unit": unit,
        "description": category,
        "start_date": span[0],
        "end_date": span[1],
        "price": f"{price:f}",
        "price_unit": currency.lower(),
        "usage": f"{price:f}" if category == TOTAL else usage,
        "usage_unit": currency.lower() if category == TOTAL else unit,
    }
