"""The money of a drill: what is paid in, what things cost, and what may be spent."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from decoy import tables
from decoy.money import MICROS, to_string
from decoy.policy import Policy
from decoy.settings import CONFIG
from decoy.simulator.price_list import PriceList

CURRENCY = "EUR"
AT_HOME = ("FR", "RE", "GP", "MQ", "GF", "YT")  # priced as France is
RESUME_BATCH = 160  # the sweep comes round every two minutes in a drill, and must resume as much as in earnest
NEIGHBOURS = ("BE", "CH", "LU", "MC")  # replies go there too, at the price of abroad


@dataclass(frozen=True)
class Money:
    """What can be turned about money; amounts are in micros."""

    paid_in: int = 2_000 * MICROS
    reply: int = 75_000
    abroad: int = 250_000
    text: int = 7_500
    minute: int = 12_000
    replies_an_hour: int = 400
    replies_a_day: int = 4_500
    texts_a_day: int = 25_000

    EXPLAINED = {
        "paid_in": "what is in the fund",
        "reply": "price of a reply in France",
        "abroad": "price of a reply that goes abroad",
        "text": "price of a text that comes in",
        "minute": "price of a minute of a call",
        "replies_an_hour": "replies that the hour's share pays",
        "replies_a_day": "replies that the day's cap pays",
        "texts_a_day": "texts coming in that the day's cap pays beside them",
    }

    @property
    def daily_cap(self) -> int:
        """Give the cap of a day, which is for everything."""
        return self.replies_a_day * self.reply + self.texts_a_day * self.text

    @property
    def hourly_share(self) -> float:
        """Give the part of it that an hour may use."""
        return min(1.0, self.replies_an_hour * self.reply / max(1, self.daily_cap))

    def price_to(self, country: str) -> int:
        """Price a reply that goes to a country."""
        return self.reply if country in AT_HOME else self.abroad

    def price_list(self) -> PriceList:
        """Make the list that the line reads its prices from."""
        prices = PriceList(_decimal(self.abroad), CURRENCY)
        for country in AT_HOME:
            prices.set("reply_segment", (to_string(self.reply),), country)
        prices.set("inbound_segment", (to_string(self.text),), "")
        prices.set("call_minute", (to_string(self.minute),), "")
        return prices

    def policy(self, above: Path | None = None) -> Policy:
        """Lay the money of the drill over the shipped policy, and the file *above* over both."""
        shipped = tables.read(CONFIG / "decoy.toml")
        laid = tables.lay_over(shipped, self._table())
        merged = tables.lay_over(laid, tables.read(above) if above else {})
        return tables.judge(Policy, merged, str(above or "the drill"))

    def _table(self) -> dict[str, Any]:
        caps = {"daily_cap": to_string(self.daily_cap), "hourly_share": self.hourly_share}
        prices = {"reply_segment": self.reply, "inbound_segment": self.text, "call_minute": self.minute}
        return {
            "replies": {"resume_batch": RESUME_BATCH},
            "budget": {"currency": CURRENCY, **caps},
            "prices": {name: to_string(micros) for name, micros in prices.items()} | {"number_month": "0"},
            "callers": {"countries": [*AT_HOME, *NEIGHBOURS]},
        }


def _decimal(micros: int) -> Decimal:
    return Decimal(micros) / MICROS
