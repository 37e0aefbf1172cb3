"""The command that shows all of the money on one screen."""

from datetime import datetime

import click

from decoy import forecast
from decoy.amounts import Amounts
from decoy.callers import country_of
from decoy.caps import Cap
from decoy.cli.balance import balance_lines
from decoy.cli.line import amounts_of, with_line
from decoy.messages import State
from decoy.services import Services

DASH = "-"
CENT = 10_000  # micros


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
    funds, policy = services.budget.funds(now), services.settings.policy.budget
    amounts = amounts_of(policy)
    waiting, given_up = services.bill.corrections.counts()
    counts = services.outbox.counts()
    promised = (counts[State.ACCEPTED] + counts[State.HELD]) * services.ladder.dearest(now)
    return [
        f"Left       {amounts.show(funds.available)} above the floor of {amounts.brief(policy.floor)}",
        f"Paid in    {amounts.brief(funds.topped_up)}",
        f"Spent      {amounts.brief(funds.spent)}: {amounts.brief(funds.confirmed)} confirmed, the rest estimated "
        f"(sent replies that wait for the provider's word: {waiting}; that will never have it: {given_up})",
        f"Set aside  {amounts.brief(funds.reserved)} for replies on their way",
        f"Promised   {amounts.brief(promised)} at most, for the replies that wait",
    ]


def _balance(services: Services) -> list[str]:
    known, policy = services.balances.known(), services.settings.policy.budget
    return [f"Balance    {line}" for line in balance_lines(known, policy)]


def _forecast(services: Services, now: datetime) -> list[str]:
    policy, amounts = services.settings.policy, amounts_of(services.settings.policy.budget)
    left = services.budget.funds(now).available
    rent = sum(services.prices.month(country_of(ours.number), now).micros for ours in policy.numbers)
    hours = services.budget.spent_by_hour(now, forecast.SPANS["week"])
    return [
        f"Rate       last {burn.span}: {_rate(burn, amounts)} an hour; at that rate it lasts until "
        f"{_when(forecast.lasts_until(left, burn.micros, rent, now), services)}"
        for burn in forecast.burn(hours, now)
    ]


def _caps(services: Services, now: datetime) -> list[str]:
    step, amounts = services.ladder.dearest(now), amounts_of(services.settings.policy.budget)
    day, hour, *others = services.budget.caps(now, step)
    rate = forecast.burn(services.budget.spent_by_hour(now, 1), now)[0].micros
    reached = _when(forecast.lasts_until(day.left, rate, 0, now), services)
    hour_used = -(-hour.used // CENT) * CENT  # it empties all the time
    told = {
        f"Today      {_share(day.used, day, amounts)}; "
        f"at the rate of the last hour the cap is reached at {reached}": day,
        f"At once    {_share(hour_used, hour, amounts)}, refilled evenly over an hour": hour,
        **{f"{cap.name[:1].upper()}{cap.name[1:]} {_share(cap.used, cap, amounts)} today": cap for cap in others},
    }
    return [
        f"{line}; full until {_when(cap.opens, services)}" if cap.left < step else line for line, cap in told.items()
    ]


def _share(used: int, cap: Cap, amounts: Amounts) -> str:
    return f"{amounts.brief(used)} of {amounts.brief(cap.limit)} used"


def _top_ups(services: Services) -> list[str]:
    amounts = amounts_of(services.settings.policy.budget)
    return [
        f"Top-up     {_when(paid.at, services)}  {amounts.brief(paid.micros)}  "
        f"{paid.note}{paid.by and f', by {paid.by}'}"
        for paid in services.budget.top_ups()
    ]


def _rate(burn: forecast.Burn, amounts: Amounts) -> str:
    return DASH if burn.micros is None else amounts.brief(round(burn.micros))


def _when(moment: datetime | None, services: Services) -> str:
    zone = services.settings.policy.budget.timezone
    return moment.astimezone(zone).strftime("%d %B %Y, %H:%M") if moment else DASH


COMMANDS = [budget]
