"""How the prices in force are shown, to people and to machines."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from decoy.amounts import Amounts
from decoy.moments import to_iso
from decoy.money import to_string
from decoy.policy import BudgetPolicy
from decoy.prices import InForce, Price

WORDS = {
    "reply_segment": "a segment to",
    "inbound_segment": "a segment received in",
    "call_minute": "a minute received in",
    "number_month": "a month for a number of",
}
LEAST = 4  # decimals, for prices are small
NEVER_READ = "Twilio's list has not been read"
NOT_GOOD = "Twilio's list has no good price"


def price_lines(found: InForce, budget: BudgetPolicy, amounts: Amounts) -> Iterator[str]:
    """Say in lines which prices are in force, since when, and what was wrong with Twilio's."""
    title = "Prices"
    for kind, prices in found.prices.items():
        for price, places in _alike(prices).items():
            amount = f"{amounts.show(price.micros, LEAST)} {WORDS[kind]} {_listed(places)}"
            yield f"  {title:<8} {amount}, {_source(price, found, budget)}"
            title = ""
    for problem in found.problems:
        yield f"  {title:<8} {problem}"


def prices_json(found: InForce) -> dict[str, Any]:
    """Give the prices in force in types that JSON has."""
    return {
        "read_at": _iso(found.read_at),
        "problems": list(found.problems),
        **{
            kind: {country: _described(price) for country, price in prices.items()}
            for kind, prices in found.prices.items()
        },
    }


def _alike(prices: dict[str, Price]) -> dict[Price, list[str]]:
    """Put countries together that have the same price from the same source."""
    alike: dict[Price, list[str]] = {}
    for country, price in prices.items():
        alike.setdefault(price, []).append(country)
    return alike


def _listed(places: list[str]) -> str:
    *others, last = places
    return f"{', '.join(others)} and {last}" if others else last


def _source(price: Price, found: InForce, budget: BudgetPolicy) -> str:
    if price.since is None:
        return f"from the policy, because {NOT_GOOD if found.read_at else NEVER_READ}"
    at = price.since.astimezone(budget.timezone)
    return f"Twilio's list of {at.day} {at:%B %H:%M}"


def _described(price: Price) -> dict[str, str | None]:
    return {"amount": to_string(price.micros), "source": price.source, "since": _iso(price.since)}


def _iso(moment: datetime | None) -> str | None:
    return to_iso(moment) if moment else None
