"""The commands about callers: one by one, or a range of numbers or a country at once."""

import json
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

import click
from phonenumbers import SUPPORTED_REGIONS

from decoy import blocks as named
from decoy.blocks import Block
from decoy.cli.line import Duration, Note, range_of, ref_of, with_line
from decoy.errors import Reason
from decoy.journal import COMMAND_LINE, Act
from decoy.moments import to_iso
from decoy.services import Services

A_MONTH = timedelta(days=30)
WHO = click.argument("who", metavar="NUMBER|REF|-", nargs=-1, required=True)
ANYBODY = (
    click.argument("who", metavar="[NUMBER|REF|-]", nargs=-1),
    click.option("--range", "numbers", metavar="NUMBER|REF|-", help="All 1,000 numbers of a block: +33639980xxx."),
    click.option("--country", metavar="CODE", help="A whole country, as ISO 3166 calls it: BE."),
)


def about_anybody(command: Any) -> Any:
    """Have *command* take a caller, a range or a country."""
    return reduce(lambda wrapped, option: option(wrapped), reversed(ANYBODY), command)


@click.command()
@about_anybody
@click.option("--reason", type=Note(), default="an operator's decision", help="Why, in a few words; no names.")
@click.option("--for", "length", type=Duration(), help="For how long; 30d unless said.")
@click.option("--for-good", is_flag=True, help="Until somebody lifts it.")
@with_line
def block(
    services: Services, now: datetime, reason: str, length: timedelta | None, for_good: bool, **whom: Any
) -> None:
    """Give a caller nothing: busy when he calls, and no reply; or all callers of a range or a country."""
    if for_good and length:
        raise click.UsageError("Either --for or --for-good, not both.")
    name, until = _name(services, **whom), None if for_good else now + (length or A_MONTH)
    services.journal.note(COMMAND_LINE, Act.BLOCKED, name, reason, now)
    services.blocks.block(name, reason, until, now)
    services.outbox.withdraw(name, now, Reason.BLOCKED)  # what waits for a range or a country ends when it is due
    click.echo(f"{_called(name)} is blocked {f'until {to_iso(until)}' if until else 'until you type: decoy unblock'}")


@click.command()
@about_anybody
@with_line
def unblock(services: Services, now: datetime, **whom: Any) -> None:
    """Lift a block."""
    name = _name(services, **whom)
    lifted = services.blocks.unblock(name, now)
    if lifted:
        services.journal.note(COMMAND_LINE, Act.UNBLOCKED, name, "", now)
    click.echo(f"{_called(name)} is no longer blocked." if lifted else f"{_called(name)} was not blocked.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
@with_line
def blocks(services: Services, now: datetime, as_json: bool) -> None:
    """List the blocks in force: since when, until when, how often each has refused, and why."""
    found = services.blocks.current(now)
    if as_json:
        click.echo(json.dumps([_described(one) for one in found]))
        return
    for one in found:
        since, until = (to_iso(moment) if moment else "-" for moment in (one.since, one.until))
        click.echo(f"{_called(one.name)}  since {since}  until {until}  hits {one.hits}  because {one.reason}")
    if not found:
        click.echo("Nobody is blocked.")


@click.command()
@WHO
@with_line
def forget(services: Services, now: datetime, who: tuple[str, ...]) -> None:
    """Erase all that is known of a caller, his STOP and his block too."""
    ref = ref_of(services, who)
    services.journal.note(COMMAND_LINE, Act.FORGOT, "", "", now)  # whom is forgotten too
    forgotten = services.forgetting.forget(ref, now)
    replies = _count(forgotten.replies, "reply", "replies")
    entries = _count(forgotten.entries, "ledger entry", "ledger entries")
    barred = ", and his STOP or block is forgotten" if forgotten.barred else ""
    click.echo(
        f"Erased: {replies} and {entries} no longer say whose they were{barred}. If he comes again, he is a stranger."
    )


def _name(services: Services, who: tuple[str, ...], numbers: str | None, country: str | None) -> str:
    """Name the block that is meant."""
    if [bool(who), numbers is not None, country is not None].count(True) != 1:
        raise click.UsageError("Say whom: a caller, or --range, or --country; one of them.")
    if numbers is not None:
        return named.of_range(range_of(services, numbers))
    if country is not None:
        return named.of_country(_country(country))
    return ref_of(services, who)


def _country(written: str) -> str:
    code = written.strip().upper()
    if code not in SUPPORTED_REGIONS:
        raise click.UsageError("Write the country as ISO 3166 does, with two letters: BE.")
    return code


def _called(name: str) -> str:
    """Say whom a block means: Caller REF, Range REF, Country BE."""
    kind, which = _parts(name)
    return f"{kind.capitalize()} {which}"


def _parts(name: str) -> tuple[str, str]:
    kind, _, which = name.rpartition(":")
    return kind or "caller", which


def _described(block: Block) -> dict[str, Any]:
    kind, which = _parts(block.name)
    since, until = (moment and to_iso(moment) for moment in (block.since, block.until))
    return {kind: which, "reason": block.reason, "since": since, "until": until, "hits": block.hits}


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


COMMANDS = [block, unblock, blocks, forget]
