"""The commands that close a line at the provider, and open it again."""

from collections.abc import Iterable
from datetime import datetime

import click

from decoy.cli.line import Note, with_line
from decoy.closure import Fate, Outcome
from decoy.errors import Unusable
from decoy.journal import COMMAND_LINE, Act
from decoy.services import Services


@click.command()
@click.option("--reason", type=Note(), default="an operator closed it", help="Why, in a few words.")
@with_line
def close(services: Services, now: datetime, reason: str) -> None:
    """Have Twilio take no call and no text any more: nothing is billed but the rent."""
    services.journal.note(COMMAND_LINE, Act.CLOSED, "", reason, now)
    outcomes = services.closure.close(reason, now)
    _tell(outcomes)
    if not all(outcome.good for outcome in outcomes):
        raise Unusable(
            "No reply leaves and every call is busy, but not every number is closed at Twilio, as said above: "
            "see to it, then type once more: decoy close"
        )
    click.echo("The line is closed: nothing is billed but the rent. To open it, type: decoy open")


@click.command("open")
@with_line
def open_(services: Services, now: datetime) -> None:
    """Put everything at Twilio back to what it was before the line was closed."""
    was_closed, outcomes = services.closure.in_force(now), services.closure.open(now)
    _tell(outcomes)
    if any(outcome.fate is Fate.AGAIN for outcome in outcomes):
        raise Unusable("Not every number is open, as said above: see to it, then type once more: decoy open")
    if not all(outcome.good for outcome in outcomes):
        raise Unusable("The line is no longer closed, but not every number is reached, as said above: see to it.")
    changed = was_closed or any(outcome.fate is Fate.DONE for outcome in outcomes)
    if changed:
        services.journal.note(COMMAND_LINE, Act.OPENED, "", "", now)
    click.echo("The line is open." if changed else "The line was not closed.")
    standing = services.ladder.stand(now)
    if standing.reason:
        click.echo(f"But it stands on the rung '{standing.rung}': {standing.reason}. {standing.remedy}.")


def _tell(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        click.echo(f"{outcome.number}: {'' if outcome.good else 'NOT DONE; '}{outcome.words}.")


COMMANDS = [close, open_]
