"""The command that shows all of the money on one screen."""

from datetime import datetime

import click

from decoy import forecast
from decoy.callers import country_of
from decoy.caps import Cap
from decoy.cli.line import with_line
from decoy.messages import State
from decoy.money import to_string
from decoy.services import Services

DASH = "-"
CENT = 10_000  # micros


@click.command()
@with_line
def budget(services: Services, now: datetime) -> None:
    """Show all of the money on one screen: what is left, how long it lasts, the caps, and what was paid in."""
    for line in (*_fund(services, now), *_forecast(services, now), *_caps(services, now), *_top_ups(services)):
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
    step = services.ladder.dearest(now)
    day, hour, *others = services.budget.caps(now, step)
    rate = forecast.burn(services.budget.spent_by_hour(now, 1), now)[0].micros
    reached = _when(forecast.lasts_until(day.left, rate, 0, now), services)
    hour_used = -(-hour.used // CENT) * CENT  # it empties all the time
    told = {
        f"Today      {_share(day.used, day)}; at the rate of the last hour the cap is reached at {reached}": day,
        f"At once    {_share(hour_used, hour)}, refilled evenly over an hour": hour,
        **{f"{cap.name[:1].upper()}{cap.name[1:]} {_share(cap.used, cap)} today": cap for cap in others},
    }
    return [
        f"{line}; full until {_when(cap.opens, services)}" if cap.left < step else line for line, cap in told.items()
    ]


def _share(used: int, cap: Cap) -> str:
    return f"{to_string(used)} of {to_string(cap.limit)} used"


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
