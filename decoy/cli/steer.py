"""The commands that steer a line: its money, and whether it answers."""

from datetime import datetime, timedelta
from uuid import uuid4

import click

from decoy.cli.line import Amount, Duration, Note, amounts_of, with_line
from decoy.cli.look import SAID
from decoy.errors import Unusable
from decoy.journal import COMMAND_LINE, Act
from decoy.moments import to_clock
from decoy.money import to_string
from decoy.rungs import Rung
from decoy.sentences import Sentence
from decoy.services import Services

PAUSED = Sentence("an operator paused them")
CLOSED = "The line is closed; type: decoy open"
CLIMBED = "The hour of calm is not waited for."


@click.command("top-up")
@click.argument("amount", type=Amount())
@click.option("--note", type=Note(), default="", help="Where it came from.")
@click.option("--by", type=Note(), default="", help="Who enters it: a role, not a name.")
@click.option("--id", "top_up", default="", help="Its own id: the same one is entered only once.")
@with_line
def top_up(services: Services, now: datetime, amount: int, note: str, by: str, top_up: str) -> None:
    """Enter money that was paid in."""
    entered = services.budget.top_up(top_up or uuid4().hex, amount, now, note, by)
    if entered:
        services.journal.note(COMMAND_LINE, Act.TOPPED_UP, to_string(amount), note, now)
    amounts, left = amounts_of(services.settings.policy.budget), services.budget.funds(now).available
    done = f"Entered {amounts.show(amount)}." if entered else "This top-up was entered before."
    click.echo(f"{done} {amounts.show(left)} are left above the floor.")


@click.command()
@click.option("--for", "length", type=Duration(), help="15m, 2h, 1d: then it ends by itself.")
@click.option("--reason", type=Note(), default=PAUSED, help="Why, in a few words.")
@click.option("--silent", is_flag=True, help="Give calls a busy signal too, which is free.")
@with_line
def pause(services: Services, now: datetime, length: timedelta | None, reason: str, silent: bool) -> None:
    """Hold all replies back; calls still hear the recording, unless --silent."""
    until = now + length if length else None
    if not services.pauses.pause(reason, until, now, rung=Rung.SILENT if silent else Rung.PAUSED):
        raise Unusable(CLOSED)
    services.journal.note(COMMAND_LINE, Act.PAUSED, "", reason, now)
    held = "Calls are busy and replies are held back" if silent else "Replies are held back"
    here = now.astimezone(services.settings.policy.budget.timezone)
    click.echo(f"{held} until {to_clock(until, here) if until else 'you type: decoy resume'}")


@click.command()
@with_line
def resume(services: Services, now: datetime) -> None:
    """Send replies again."""
    if services.closure.in_force(now):
        raise Unusable(CLOSED)
    before, resumed, standing = services.ladder.stand(now), services.ladder.resume(now), services.ladder.stand(now)
    climbed = standing.rung.depth < before.rung.depth
    if resumed or climbed:
        services.journal.note(COMMAND_LINE, Act.RESUMED, "", "", now)
    click.echo("Replies are sent again." if resumed else CLIMBED if climbed else "Replies were not paused.")
    if standing.reason:
        texts, _ = SAID[standing.rung]
        click.echo(f"But {texts[:1].lower()}{texts[1:]}: {standing.reason}. {standing.remedy}.")


COMMANDS = [top_up, pause, resume]
