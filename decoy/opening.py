"""Opening hours as OpenStreetMap writes them, asked at one moment: over midnight, holidays and changed clocks."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, validate

ALWAYS = "24/7"
HOLIDAY = "PH"  # a public holiday, in that notation


class Opening(NamedTuple):
    """Whether it is *open*, and *until* when that stays so; None when it always does, or nobody can tell."""

    open: bool
    until: datetime | None


def is_hours(text: str) -> bool:
    """Tell whether *text* is opening hours."""
    return bool(validate(text))


def at(hours: str, country: str, zone: ZoneInfo, now: datetime) -> Opening | None:
    """
    Say whether it is open at *now* where *hours* are kept, in a *country* and its time *zone*.

    None on a public holiday about which the hours say nothing: most are closed then, and nobody should stand before
    a closed door because of us.
    """
    here, rules = now.astimezone(zone), OpeningHours(hours, timezone=zone, country=country)
    if _is_silent_about(hours, country, zone, here):
        return None
    until = rules.next_change(here)
    if until and _is_silent_about(hours, country, zone, until):
        until = None
    return Opening(bool(rules.is_open(here)), until)


def _is_silent_about(hours: str, country: str, zone: ZoneInfo, moment: datetime) -> bool:
    """Tell whether *moment* is on a holiday, and *hours* do not say what is then."""
    if hours == ALWAYS or HOLIDAY in hours:
        return False
    return bool(OpeningHours(HOLIDAY, timezone=zone, country=country).is_open(moment))
