"""The page for those who want to help with money: honest totals of months that are over, and where to give."""

from decimal import Decimal
from typing import Any, NamedTuple

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from flask.typing import ResponseReturnValue

from decoy.money import MICROS
from decoy.months import Month
from decoy.site import door
from decoy.site.public.frame import ROOM, bp, page
from decoy.store import StoreError


class Row(NamedTuple):
    """One month in the words and the signs of a language."""

    month: str
    contacts: str
    replies: str
    cost: str
    confirmed: str


@bp.get(f"{ROOM}/support")
def support(language: str) -> ResponseReturnValue:
    """Show what was done with the money that was given."""
    policy = door.services().settings.policy
    return page(
        "support", language, donate=policy.public.donate, currency=policy.budget.currency, **_totals(language)
    )


def _totals(language: str) -> dict[str, Any]:
    """Read the months; None for what cannot be read."""
    try:
        months = door.services().months.past(door.now())
    except StoreError:
        return {"rows": None, "people": None}
    telling = next((month for month in months if month.people), None)
    return {
        "rows": [_row(month, language) for month in months],
        "people": telling and format_decimal(telling.people or 0, locale=language),
        "telling": telling and _name(telling, language),
    }


def _row(month: Month, language: str) -> Row:
    counts = (format_decimal(count, locale=language) for count in (month.contacts, month.replies))
    return Row(_name(month, language), *counts, *(_amount(each, language) for each in (month.cost, month.confirmed)))


def _name(month: Month, language: str) -> str:
    return str(format_date(month.first, "LLLL yyyy", language))


def _amount(micros: int, language: str) -> str:
    currency = door.services().settings.policy.budget.currency
    return str(format_currency(Decimal(micros) / MICROS, currency, locale=language))
