"""The commands that look and change nothing."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import click

from decoy import export
from decoy.amounts import Amounts
from decoy.cli.alert import described
from decoy.cli.balance import balance_json, balance_lines
from decoy.cli.line import amounts_of, with_line
from decoy.cli.price_list import price_lines, prices_json
from decoy.funds import Funds
from decoy.ladder import Standing
from decoy.messages import Entry, State
from decoy.moments import to_clock, to_iso
from decoy.money import to_string
from decoy.rungs import Rung
from decoy.services import Services

AMOUNTS = ("topped_up", "spent", "confirmed", "reserved", "available")
SAID = {  # of the replies and of the calls
    Rung.GUARDED: ("Those who came twice go first", "who calls a second time today hears a busy signal"),
    Rung.PAUSED: ("Replies are held back", "calls still hear the recording"),
    Rung.SILENT: ("Replies are held back", "calls hear a busy signal, which is free"),
    Rung.CLOSED: ("The line is closed", "a number without webhooks at Twilio costs nothing but its rent"),
}
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")


@click.command()
@AS_JSON
@with_line
def status(services: Services, now: datetime, as_json: bool) -> None:
    """Say how the line is doing."""
    standing, funds = services.ladder.stand(now), services.budget.funds(now)
    replies, refused = services.outbox.counts(), services.ledger.refusals()
    if as_json:
        condition = _condition(services, standing, funds, replies, refused)
        condition["raid"] = bool(services.raids.current(now))
        prices, balance = prices_json(services.prices.in_force(now)), balance_json(services.balances.known())
        click.echo(json.dumps(condition | {"prices": prices, "balance": balance}))
        return
    click.echo(_sentence(standing, replies))
    amounts = amounts_of(services.settings.policy.budget)
    click.echo(f"  Money    {_money(funds, amounts)} (all in {amounts.currency})")
    for line in balance_lines(services.balances.known(), services.settings.policy.budget, amounts):
        click.echo(f"  Balance  {line}")
    if full := list(_full(services, now)):
        click.echo(f"  Full     {', '.join(full)}: replies of these wait")
    for line in price_lines(services.prices.in_force(now), services.settings.policy.budget, amounts):
        click.echo(line)
    click.echo(f"  Replies  {_list((state, count) for state, count in replies.items() if count)}")
    click.echo(f"  Refused  {_list(sorted(refused.items(), key=lambda reason: -reason[1]))}")
    if alerts := services.alerts.open_keys():
        click.echo(f"  Alerts   {len(alerts)} open: decoy alert list")
    if raids := services.raids.current(now):
        click.echo(f"  Raids    {len(raids)} in force: decoy raid")
    if services.settings.sandbox:
        click.echo("  This is the sandbox: no real text, no real money.")


@click.command()
@AS_JSON
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for spreadsheets.")
@with_line
def ledger(services: Services, now: datetime, as_json: bool, as_csv: bool) -> None:
    """Print the ledger, oldest entry first."""
    if as_csv:
        table = csv.DictWriter(sys.stdout, export.COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(map(export.row, services.ledger.entries()))
        return
    shown = _as_json if as_json else _as_line
    for entry in services.ledger.entries():
        click.echo(shown(entry))


def _condition(
    services: Services, standing: Standing, funds: Funds, replies: dict[State, int], refused: dict[str, int]
) -> dict[str, Any]:
    amounts = {name: to_string(getattr(funds, name)) for name in AMOUNTS}
    return {
        "mode": "sandbox" if services.settings.sandbox else "real",
        "rung": standing.rung,
        "reason": standing.reason,
        "funds": {"currency": services.settings.policy.budget.currency, **amounts},
        "replies": replies,
        "refused": refused,
        "alerts": [described(alert) for alert in services.alerts.open()],
    }


def _sentence(standing: Standing, replies: dict[State, int]) -> str:
    waiting = replies[State.ACCEPTED] + replies[State.HELD]
    wait = f"{waiting} {'reply waits' if waiting == 1 else 'replies wait'}"
    if standing.rung is Rung.NORMAL:
        return f"All is well. {wait}."
    texts, calls = SAID[standing.rung]
    return f"{texts}: {standing.reason}. {wait}; {calls}. {standing.remedy}."


def _money(funds: Funds, amounts: Amounts) -> str:
    left, paid, spent, confirmed, aside = map(
        amounts.brief, (funds.available, funds.topped_up, funds.spent, funds.confirmed, funds.reserved)
    )
    return (
        f"{left} left above the floor; paid in {paid}, spent {spent} ({confirmed} of it confirmed), set aside {aside}"
    )


def _full(services: Services, now: datetime) -> Iterator[str]:
    """Name the caps of countries and numbers that are full; what is said of the rung names no such cap."""
    step, here = services.ladder.dearest(now), now.astimezone(services.settings.policy.budget.timezone)
    for cap in services.budget.caps(now)[2:]:
        if cap.left < step:
            yield f"{cap.name} until {to_clock(cap.opens, here)}"


def _list(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts) or "none"


def _as_json(entry: Entry) -> str:
    return json.dumps(export.row(entry))


def _as_line(entry: Entry) -> str:
    amount = "" if entry.amount is None else to_string(entry.amount)
    facts = {
        "": amount,
        "caller": entry.caller,
        "number": entry.number,
        "reply": entry.reply,
        "because": entry.reason,
        "opens": to_iso(entry.opens) if entry.opens else "",
    }
    told = "  ".join(f"{name} {fact}".strip() for name, fact in facts.items() if fact)
    return f"{to_iso(entry.at)}  {entry.entry:<11} {told}".rstrip()


COMMANDS = [status, ledger]
