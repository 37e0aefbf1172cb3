"""The commands about one caller."""

from datetime import datetime, timedelta

import click

from decoy.cli.line import Duration, Note, ref_of, with_line
from decoy.errors import Reason
from decoy.moments import to_iso
from decoy.services import Services

A_MONTH = timedelta(days=30)
WHO = click.argument("who", metavar="NUMBER|REF|-", nargs=-1, required=True)


@click.command()
@WHO
@click.option("--reason", type=Note(), default="an operator's decision", help="Why, in a few words; no names.")
@click.option("--for", "length", type=Duration(), help="For how long; 30d unless said.")
@click.option("--for-good", is_flag=True, help="Until somebody lifts it.")
@with_line
def block(
    services: Services, now: datetime, who: tuple[str, ...], reason: str, length: timedelta | None, for_good: bool
) -> None:
    """Give a caller nothing: busy when he calls, and no reply."""
    if for_good and length:
        raise click.UsageError("Either --for or --for-good, not both.")
    ref, until = ref_of(services, who), None if for_good else now + (length or A_MONTH)
    services.blocks.block(ref, reason, until, now)
    services.outbox.withdraw(ref, now, Reason.BLOCKED)
    click.echo(f"Caller {ref} is blocked {f'until {to_iso(until)}' if until else 'until you type: decoy unblock'}")


@click.command()
@WHO
@with_line
def unblock(services: Services, now: datetime, who: tuple[str, ...]) -> None:
    """Lift a block."""
    ref = ref_of(services, who)
    lifted = services.blocks.unblock(ref, now)
    click.echo(f"Caller {ref} is no longer blocked." if lifted else f"Caller {ref} was not blocked.")


@click.command()
@WHO
@with_line
def forget(services: Services, now: datetime, who: tuple[str, ...]) -> None:
    """Erase all that is known of a caller, his STOP and his block too."""
    ref = ref_of(services, who)
    forgotten = services.forgetting.forget(ref, now)
    replies = _count(forgotten.replies, "reply", "replies")
    entries = _count(forgotten.entries, "ledger entry", "ledger entries")
    barred = ", and his STOP or block is forgotten" if forgotten.barred else ""
    click.echo(
        f"Erased: {replies} and {entries} no longer say whose they were{barred}. If he comes again, he is a stranger."
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


COMMANDS = [block, unblock, forget]
