"""The command that shows all of the money on one screen."""

from datetime import datetime

import click

from decoy import statement
from decoy.amounts import Amounts
from decoy.caps import Cap
from decoy.cli.balance import balance_lines
from decoy.cli.line import amounts_of, with_line
from decoy.services import Services
from decoy.statement import Pace, Statement

DASH = "-"
CENT = 10_000  # micros


@click.command()
@with_line
def budget(services: Services, now: datetime) -> None:
    """Show all of the money on one screen: what is left, how long it lasts, the caps, and what was paid in."""
    drawn = statement.draw(services, now)
    for line in (
        *_fund(services, drawn),
        *_balance(services),
        *_forecast(services, drawn),
        *_caps(services, drawn),
        *_top_ups(services),
    ):
        click.echo(line)


def _fund(services: Services, drawn: Statement) -> list[str]:
    funds, policy = drawn.funds, services.settings.policy.budget
    amounts = amounts_of(policy)
    poorer = [f"           {amounts.brief(funds.balance or 0)} by Twilio's balance: the smaller of the two counts"]
    return [
        f"Left       {amounts.show(funds.available)} above the floor of {amounts.brief(policy.floor)}",
        *(poorer if funds.poorer else []),
        f"Paid in    {amounts.brief(funds.topped_up)}",
        f"Spent      {amounts.brief(funds.spent)}: {amounts.brief(funds.confirmed)} confirmed, the rest estimated "
        f"(sent replies that wait for the provider's word: {drawn.unconfirmed}; "
        f"that will never have it: {drawn.given_up})",
        f"Set aside  {amounts.brief(funds.reserved)} for replies on their way",
        f"Promised   {amounts.brief(drawn.promised)} at most, for the replies that wait",
    ]


def _balance(services: Services) -> list[str]:
    known, policy = services.balances.known(), services.settings.policy.budget
    return [f"Balance    {line}" for line in balance_lines(known, policy, amounts_of(policy))]


def _forecast(services: Services, drawn: Statement) -> list[str]:
    amounts = amounts_of(services.settings.policy.budget)
    return [
        f"Rate       last {pace.span}: {_rate(pace, amounts)} an hour; at that rate it lasts until "
        f"{_when(pace.lasts, services)}"
        for pace in drawn.paces
    ]


def _caps(services: Services, drawn: Statement) -> list[str]:
    amounts, (day, hour, *others) = amounts_of(services.settings.policy.budget), drawn.caps
    reached = _when(drawn.reached, services)
    hour_used = -(-hour.used // CENT) * CENT  # it empties all the time
    told = {
        f"Today      {_share(day.used, day, amounts)}; "
        f"at the rate of the last hour the cap is reached at {reached}": day,
        f"At once    {_share(hour_used, hour, amounts)}, refilled evenly over an hour": hour,
        **{f"{cap.name[:1].upper()}{cap.name[1:]} {_share(cap.used, cap, amounts)} today": cap for cap in others},
    }
    return [
        f"{line}; full until {_when(cap.opens, services)}" if cap.left < drawn.price else line
        for line, cap in told.items()
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


def _rate(pace: Pace, amounts: Amounts) -> str:
    return DASH if pace.micros is None else amounts.brief(round(pace.micros))


def _when(moment: datetime | None, services: Services) -> str:
    zone = services.settings.policy.budget.timezone
    return moment.astimezone(zone).strftime("%d %B %Y, %H:%M") if moment else DASH


COMMANDS = [budget]
