"""What the simulated Twilio says things cost: the resources of its Pricing API."""

from decimal import Decimal
from threading import Lock
from typing import Any

from decoy.simulator.message import Answer, error

UNCHANGED = {"inbound_segment": "0.0075", "call_minute": "0.0100", "number_month": "1.15"}
EVERYWHERE = ""

# product -> the names of its prices, and the fields Twilio lists them in
PRODUCTS = {
    "messaging": {"reply_segment": "outbound_sms_prices", "inbound_segment": "inbound_sms_prices"},
    "voice": {"call_minute": "inbound_call_prices"},
    "numbers": {"number_month": "phone_number_prices"},
}
BY_CARRIER = "outbound_sms_prices"


class PriceList:
    """
    The list prices of one account, for every country.

    A price has a *name* (reply_segment, inbound_segment, call_minute, number_month) and as many amounts as there
    are carriers, or types of numbers.
    """

    def __init__(self, reply_segment: Decimal, currency: object) -> None:
        self.currency = currency
        self.asked = 0
        self._lock = Lock()
        self._amounts: dict[tuple[str, str], tuple[object, ...]] = {
            (name, EVERYWHERE): (amount,) for name, amount in UNCHANGED.items()
        }
        self.set("reply_segment", (str(reply_segment),), EVERYWHERE)

    def set(self, name: str, amounts: tuple[object, ...], country: str) -> None:
        """List *amounts*, whatever they are, in one *country*, or in all that have none of their own."""
        with self._lock:
            self._amounts[name, country] = amounts

    def resource(self, product: str, country: str) -> Answer:
        """Publish one list in the shape of Twilio's API."""
        if len(country) != 2:
            return error(404, 20404)
        with self._lock:
            self.asked += 1
            fields = {field: self._listed(name, field, country) for name, field in PRODUCTS[product].items()}
        return 200, {"country": country, "iso_country": country, **fields, "price_unit": self.currency, "url": ""}

    def _listed(self, name: str, field: str, country: str) -> list[dict[str, Any]]:
        amounts = self._amounts.get((name, country), self._amounts[name, EVERYWHERE])
        prices = [{"number_type": "mobile", "base_price": amount, "current_price": amount} for amount in amounts]
        if field != BY_CARRIER:
            return prices
        return [
            {"carrier": f"Carrier {place}", "mcc": "208", "mnc": f"{place:02}", "prices": [price]}
            for place, price in enumerate(prices)
        ]
