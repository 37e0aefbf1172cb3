"""Twilio's price lists: the names of their fields, and which prices in them are believed."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from decoy.money import MICROS
from decoy.sentences import Sentence

NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")
MICRO = Decimal(1) / MICROS
TOLL_FREE = ("toll free", "toll-free")  # such numbers cost tenfold, and no decoy number is one


@dataclass(frozen=True)
class Item:
    """One price: its *name* in a tariff, Twilio's *field*, what it is *called*, and more than what is *absurd*."""

    name: str
    field: str
    called: str
    absurd: int

    def refused(self, country: str, why: str) -> Sentence:
        """Say *why* no price in the list of *country* is believed."""
        return Sentence("%(price)s %(country)s: %(why)s", price=self.called, country=country, why=why)


# The API's description is https://github.com/twilio/twilio-oai, spec/json/twilio_pricing_v1.json and _v2.json.
LISTS: dict[str, tuple[Item, ...]] = {
    "https://pricing.twilio.com/v1/Messaging/Countries/": (
        Item("reply_segment", "outbound_sms_prices", Sentence("a segment to"), 5),
        Item("inbound_segment", "inbound_sms_prices", Sentence("a segment received in"), 5),
    ),
    "https://pricing.twilio.com/v2/Voice/Countries/": (
        Item("call_minute", "inbound_call_prices", Sentence("a minute received in"), 5),
    ),
    "https://pricing.twilio.com/v1/PhoneNumbers/Countries/": (
        Item("number_month", "phone_number_prices", Sentence("a month of a number of"), 1_000),
    ),
}
KINDS = tuple(item.name for items in LISTS.values() for item in items)


@dataclass(frozen=True)
class Tariff:
    """What Twilio asks in one *country*, each in micros; None for what it does not list, or not believably."""

    country: str
    reply_segment: int | None = None
    inbound_segment: int | None = None
    call_minute: int | None = None
    number_month: int | None = None


@dataclass(frozen=True)
class Reading:
    """A tariff, and one sentence for each price that was refused."""

    tariff: Tariff
    refusals: tuple[str, ...]


class Tariffs:
    """
    Reads price lists in one *currency*.

    *ask* reads the JSON at a URL: None when there is nothing, numbers as `Decimal`; what it raises goes through.
    """

    def __init__(self, ask: Callable[[str], Any], currency: str) -> None:
        self._ask = ask
        self._currency = currency

    def read(self, country: str, kinds: Collection[str] = KINDS) -> Reading:
        """Read the lists of one *country* that hold any of these *kinds* of prices, and no other kind in them."""
        found: dict[str, int] = {}
        refusals: list[str] = []
        for address, listed in LISTS.items():
            items = [item for item in listed if item.name in kinds]
            told = self._ask(address + country) if items else None
            for item in items:
                try:
                    found[item.name] = self._price(told, item)
                except ValueError as refusal:
                    refusals.append(item.refused(country, refusal.args[0]))
        return Reading(Tariff(country, **found), tuple(refusals))

    def currency(self, country: str) -> str:
        """Read which currency the account pays in, as in EUR; "" when the lists of this *country* do not say."""
        units = (_unit(self._ask(address + country)) for address in LISTS)
        return next(filter(None, units), "")

    def _price(self, told: Any, item: Item) -> int:
        """Find the dearest price of an *item*, in micros; ValueError says why none can be believed."""
        amounts = [_amount(price) for price in _prices(told, item.field)]
        if not amounts:
            raise ValueError(Sentence("Twilio lists no price."))
        unit = _unit(told)
        if unit != self._currency:
            theirs = unit or Sentence("no currency")
            raise ValueError(
                Sentence(
                    "Twilio's list is in %(theirs)s, and the budget in %(ours)s.", theirs=theirs, ours=self._currency
                )
            )
        dearest = max(amounts)
        if dearest <= 0:
            raise ValueError(Sentence("Twilio's price is %(price)s, which is not above zero.", price=f"{dearest:f}"))
        if dearest > item.absurd:
            raise ValueError(
                Sentence(
                    "Twilio's price is %(price)s, which is more than %(most)d and cannot be right.",
                    price=f"{dearest:f}",
                    most=item.absurd,
                )
            )
        return int(dearest.quantize(MICRO, ROUND_CEILING) * MICROS)


def _prices(told: Any, field: str) -> Iterator[Any]:
    """Give all current prices in a list: over carriers, each with prices of its own, or over types of numbers."""
    for entry in map(_dict, _list(told, field)):
        if "prices" in entry:
            yield from (_dict(price).get("current_price") for price in _list(entry, "prices"))
        elif entry.get("number_type") not in TOLL_FREE:
            yield entry.get("current_price")


def _amount(price: Any) -> Decimal:
    text = str(price)
    if not NUMBER.fullmatch(text):
        raise ValueError(Sentence("Twilio's price is %(price)s, which is not a number.", price=repr(text[:20])))
    return Decimal(text)


def _unit(told: Any) -> str:
    unit = str(_dict(told).get("price_unit") or "").upper()
    return unit if re.fullmatch("[A-Z]{3}", unit) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any, field: str) -> list[Any]:
    found = _dict(value).get(field)
    return found if isinstance(found, list) else []
