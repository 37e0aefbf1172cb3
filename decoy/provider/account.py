"""What Twilio says of the account's money: its balance, and its records of usage."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

from decoy.money import MICROS, MOST
from decoy.reconciliation import Kind

AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")
CURRENCY = re.compile(r"[A-Z]{3}")
VERSION = "/2010-04-01/"

# Usage categories, https://www.twilio.com/docs/usage/api/usage-record#usage-categories. They overlap: these do not.
CATEGORIES = {
    "sms-outbound": Kind.REPLIES,
    "sms-messages-carrierfees": Kind.REPLIES,  # the price of a message includes them
    "sms-inbound": Kind.TEXTS,
    "calls-inbound": Kind.CALLS,
    "failed-message-processing-fee": Kind.FEES,
    "phonenumbers": Kind.RENT,
}
TOTAL = "totalprice"


class Paid(NamedTuple):
    """An amount of the provider's, in micros of *currency*: what it took, or what is left."""

    micros: int
    currency: str


class Usage(NamedTuple):
    """What the provider says was used, in micros of *currency*, which is "" when there was nothing at all."""

    amounts: dict[Kind, int]
    currency: str


def balance_of(told: Any) -> Paid | None:
    """Read Balance.json, rounded down; None when the account keeps no balance. ValueError when it is not one."""
    if not isinstance(told, dict) or "balance" not in told:
        raise ValueError("no balance")
    if told["balance"] is None:  # a child account's money is its parent's
        return None
    return Paid(_micros(told["balance"], ROUND_FLOOR), _currency(told.get("currency")))


def next_page(told: Any) -> str | None:
    """Find the path of the next page; None on the last one. ValueError when it leads elsewhere."""
    path = told.get("next_page_uri") if isinstance(told, dict) else None
    if path and not str(path).startswith(VERSION):
        raise ValueError("not a page of this API")
    return path and str(path)


def usage_of(pages: Iterable[Any], day: date) -> Usage:
    """Add up the daily records of *day*; ValueError when they are none."""
    records = [record for page in pages for record in _records(page) if record.get("start_date") == day.isoformat()]
    prices = {str(record.get("category")): record for record in records}
    counted = {name: prices[name] for name in (*CATEGORIES, TOTAL) if name in prices}
    amounts = dict.fromkeys(Kind, 0)
    for name, kind in CATEGORIES.items():
        amounts[kind] += _price(prices.get(name, {}))
    known = sum(amounts.values())
    amounts[Kind.OTHER] = _price(prices[TOTAL]) - known if TOTAL in prices else 0
    currencies = {_currency(record.get("price_unit")) for record in counted.values()}
    if len(currencies) > 1:
        raise ValueError("more than one currency")
    return Usage(amounts, currencies.pop() if currencies else "")


def _records(page: Any) -> Iterator[dict[str, Any]]:
    found = page.get("usage_records") if isinstance(page, dict) else None
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise ValueError("no usage records")
    yield from found


def _price(record: dict[str, Any]) -> int:
    price = record.get("price")
    return 0 if price is None else _micros(price, ROUND_HALF_EVEN)


def _micros(amount: Any, rounding: str) -> int:
    if not AMOUNT.fullmatch(str(amount)):
        raise ValueError("not an amount")
    micros = int((Decimal(str(amount)) * MICROS).to_integral_value(rounding))
    if abs(micros) > MOST:
        raise ValueError("too much to be true")
    return micros


def _currency(unit: Any) -> str:
    written = str(unit or "").upper()
    return written if CURRENCY.fullmatch(written) else ""
