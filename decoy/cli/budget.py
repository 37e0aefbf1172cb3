"""The command that shows all of the money on one screen."""

from datetime import datetime

import click

from decoy import forecast
from decoy.callers import country_of
from decoy.cli.balance import balance_lines
from decoy.cli.line import with_line
from decoy.messages import State
from decoy.money import to_string
from decoy.services import Services

DASH = "-"


@click.command()
@with_line
def budget(services: Services, now: datetime) -> None:
    """Show all of the money on one screen: what is left, how long it lasts, the caps, and what was paid in."""
    for line in (
        *_fund(services, now),
        *_balance(services),
        *_forecast(services, now),
        *_caps(services, now),
        *_top_ups(services),
    ):
        click.echo(line)


def _fund(services: Services, now: datetime) -> list[str]:
    funds, currency = services.budget.funds(now), services.settings.policy.budget.currency
    waiting, given_up = services.bill.corrections.counts()
    counts = services.outbox.counts()
    promised = (counts[State.ACCEPTED] + counts[State.HELD]) * services.ladder.dearest(now)
    return [
        f"Left       {to_string(funds.available)} {currency} above the floor of "
        f"{to_string(services.settings.policy.budget.floor)}",
        f"Paid in    {to_string(funds.topped_up)}",
        f"Spent      {to_string(funds.spent)}: {to_string(funds.confirmed)} confirmed, the rest estimated "
        f"(sent replies that wait for the provider's word: {waiting}; that will never have it: {given_up})",
        f"Set aside  {to_string(funds.reserved)} for replies on their way",
        f"Promised   {to_string(promised)} at most, for the replies that wait",
    ]


def _balance(services: Services) -> list[str]:
    known, policy = services.balances.known(), services.settings.policy.budget
    return [f"Balance    {line}" for line in balance_lines(known, policy)]


def _forecast(services: Services, now: datetime) -> list[str]:
    policy = services.settings.policy
    left = services.budget.funds(now).available
    rent = sum(services.prices.month(country_of(ours.number), now).micros for ours in policy.numbers)
    hours = services.budget.spent_by_hour(now, forecast.SPANS["week"])
    return [
        f"Rate       last {burn.span}: {_rate(burn)} an hour; at that rate it lasts until "
        f"{_when(forecast.lasts_until(left, burn.micros, rent, now), services)}"
        for burn in forecast.burn(hours, now)
    ]


def _caps(services: Services, now: datetime) -> list[str]:
    policy = services.settings.policy.budget
    used = services.budget.funds(now).today
    hour = forecast.burn(services.budget.spent_by_hour(now, 1), now)[0].micros
    reached = forecast.lasts_until(policy.daily_cap - used, hour, 0, now)
    return [
        f"Today      {to_string(used)} of {to_string(policy.daily_cap)} used; at the rate of the last hour "
        f"the cap is reached at {_when(reached, services)}",
        f"At once    {to_string(policy.hourly_cap)}, refilled evenly over an hour",
    ]


def _top_ups(services: Services) -> list[str]:
    return [
        f"Top-up     {_when(paid.at, services)}  {to_string(paid.micros)}  {paid.note}{paid.by and f', by {paid.by}'}"
        for paid in services.budget.top_ups()
    ]


def _rate(burn: forecast.Burn) -> str:
    return DASH if burn.micros is None else to_string(round(burn.micros))


def _when(moment: datetime | None, services: Services) -> str:
    zone = services.settings.policy.budget.timezone
    return moment.astimezone(zone).strftime("%d %B %Y, %H:%M") if moment else DASH


COMMANDS = [budget]
