"""The commands about raids: a crowd's attack, what is done about it, and how an operator overrules it."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import click

from decoy import incidents
from decoy.callers import E164
from decoy.cli.line import Duration, Note, with_line
from decoy.evidence import RANGE
from decoy.journal import COMMAND_LINE, Act
from decoy.moments import to_iso
from decoy.money import to_string
from decoy.raid import COUNTRY, Kind, Raid, hand
from decoy.services import Services

REF = re.compile(r"[0-9a-f]{11,}")
COUNTRY_CODE = re.compile(r"[A-Z]{2}")
RAID = click.argument("raid_id", metavar="ID")


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
@click.pass_context
def raid(context: click.Context, as_json: bool) -> None:
    """Show the raids in force: since when, on what, what is done, what they cost, when they end."""
    if context.invoked_subcommand is None:
        show(as_json)


@with_line
def show(services: Services, now: datetime, as_json: bool) -> None:
    """Show the raids in force."""
    found = [described(services, raid, now) for raid in services.raids.current(now)]
    if as_json:
        click.echo(json.dumps(found))
        return
    for one in found:
        click.echo(_told(one, services.settings.policy.budget.currency))
    if not found:
        click.echo("There is no raid.")


@raid.command()
@click.argument("scope", metavar="COUNTRY|NUMBER|REF")
@click.option("--for", "length", type=Duration(), default="2h", help="For how long; 2h unless said.")
@click.option("--reason", type=Note(), default="an operator declared it", help="Why, in a few words.")
@with_line
def on(services: Services, now: datetime, scope: str, length: timedelta, reason: str) -> None:
    """Declare a raid on a country (FR), or on a block of 1,000 numbers by one of them or by its ref."""
    where = _scope(services, scope)
    services.journal.note(COMMAND_LINE, Act.DECLARED, f"raid {hand(where)}", reason, now)
    begun = services.raids.declare(where, now + length, reason, now)
    click.echo(f"Raid {begun.id} is on until {to_iso(now + length)}: {incidents.does(begun)}.")


@raid.command()
@RAID
@click.option("--for", "length", type=Duration(), default="1d", help="How long none may begin there; 1d unless said.")
@with_line
def off(services: Services, now: datetime, raid_id: str, length: timedelta) -> None:
    """End a raid, and let none begin in its scope for a while."""
    found = _find(services, raid_id, now)
    services.journal.note(COMMAND_LINE, Act.LIFTED, f"raid {found.id}", "", now)
    services.raids.lift(found, now + length, now)
    click.echo(f"Raid {raid_id} is off until {to_iso(now + length)}. What was withdrawn stays withdrawn.")


@raid.command()
@RAID
@with_line
def cancel(services: Services, now: datetime, raid_id: str) -> None:
    """Withdraw all waiting replies of a raid; callers who came twice keep theirs, where only singles are doubted."""
    found = _find(services, raid_id, now)
    services.journal.note(COMMAND_LINE, Act.CANCELLED, f"raid {found.id}", "", now)
    withdrawn = services.waves.withdraw(found, now)
    click.echo(f"Withdrawn: {withdrawn} {'reply' if withdrawn == 1 else 'replies'} of raid {raid_id}.")


def described(services: Services, raid: Raid, now: datetime) -> dict[str, Any]:
    """Describe a raid in force to a machine."""
    return {
        "id": raid.id,
        "kind": raid.kind,
        "scope": raid.scope,
        "reason": raid.reason,
        "since": to_iso(raid.since),
        "ends": to_iso(incidents.ends(services, raid)),
        "fixed": raid.until is not None,
        "does": incidents.does(raid),
        "callers": raid.callers,
        "contacts": raid.contacts,
        "waiting": services.waves.waiting(raid),
        "cost": to_string(incidents.cost(services, raid, now)),
    }


def _told(raid: dict[str, Any], currency: str) -> str:
    ends = f"ends {raid['ends']}" if raid["fixed"] else f"ends {raid['ends']} if it stays calm"
    return (
        f"{raid['id']}  since {raid['since']}, {ends}\n"
        f"  Because  {raid['reason']}\n"
        f"  Does     {raid['does']}\n"
        f"  Came     {raid['callers']} new callers, {raid['contacts']} contacts; their texts cost us {raid['cost']}"
        f" {currency}\n"
        f"  Waiting  {raid['waiting']} replies of it: decoy raid cancel {raid['id']}"
    )


def _find(services: Services, raid_id: str, now: datetime) -> Raid:
    found = services.raids.get(raid_id, now)
    if found is None:
        raise click.UsageError(f"No raid {raid_id} is in force: decoy raid shows those that are.")
    return found


def _scope(services: Services, written: str) -> str:
    """Read a scope: a country, a number, of whose block only the ref is kept, or the ref of a block."""
    bare = re.sub(r"[\s.()]", "", written).removeprefix(f"{Kind.RANGE}-")
    if len(bare) == COUNTRY and COUNTRY_CODE.fullmatch(bare.upper()):
        return bare.upper()
    if E164.fullmatch(bare):
        return services.callers.identify(bare).range
    if REF.fullmatch(bare):
        return bare[:RANGE]
    raise click.UsageError(
        "Name a country as in FR, a number with its country, or the ref of a block from decoy raid."
    )


COMMANDS = [raid]
