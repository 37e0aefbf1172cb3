"""How moments, money and words are written on the operators' pages: by their clocks and in their language."""

import re
from datetime import datetime, timedelta
from fractions import Fraction

from flask_babel import format_date, format_datetime
from jinja2 import Environment

from decoy.amounts import Amounts
from decoy.policy import BudgetPolicy
from decoy.site import door, language
from decoy.site.language import said

DASH = "–"
CENT, FINE = 10_000, 100  # micros
SOON = timedelta(days=2)
SIGNATURE = re.compile(r"^Service\s?: ")


def set_up(templates: Environment) -> None:
    """Let templates write so."""
    templates.filters.update(moment=moment, hour=hour, clock=clock, horizon=horizon)
    templates.filters.update(money=money, cents=cents, till=till, rate=rate, subject=subject)


def moment(at: datetime) -> str:
    """Write a moment as the operators' clock and language have it."""
    return str(format_datetime(_here(at), "d MMM HH:mm", rebase=False))


def clock(at: datetime) -> str:
    """Write the time of day, to the second."""
    return f"{_here(at):%H:%M:%S}"


def hour(at: datetime) -> str:
    """Write the time of day."""
    return f"{_here(at):%H:%M}"


def till(at: datetime) -> str:
    """Write a moment to come, without its day if that is today."""
    return hour(at) if _here(at).date() == _here(door.now()).date() else moment(at)


def horizon(at: datetime, short: bool = False) -> str:
    """Write when something ends, as exactly as a forecast may: a day, or, within two days, a time too."""
    if at - door.now() < SOON:
        return till(at)
    year = "" if _here(at).year == _here(door.now()).year else " y"
    return str(format_date(_here(at).date(), f"d {'MMM' if short else 'MMMM'}{year}"))


def money(micros: int) -> str:
    """Write money with every decimal that is not zero."""
    return Amounts(_policy().currency, language.current()).show(micros)


def cents(micros: int) -> str:
    """Write money rounded to whole cents, for large figures."""
    return money((int(micros) + CENT // 2) // CENT * CENT)


def rate(micros: Fraction | None) -> str:
    """Write money an hour; a dash when nobody can tell."""
    return DASH if micros is None else money(round(micros / FINE) * FINE)


def subject(words: str) -> str:
    """Write what an alert is about, without the word by which it is known on a phone that others see."""
    bare = SIGNATURE.sub("", said(words))
    return bare[:1].upper() + bare[1:]


def _here(at: datetime) -> datetime:
    return at.astimezone(_policy().timezone)


def _policy() -> BudgetPolicy:
    return door.services().settings.policy.budget
