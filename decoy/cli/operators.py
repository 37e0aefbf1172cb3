"""The commands about operators: who may enter the dashboard."""

from datetime import datetime

import click

from decoy.cli.line import with_line
from decoy.journal import COMMAND_LINE, Act
from decoy.services import Services

NAME = click.argument("name")


@click.group()
def operator() -> None:
    """Say who may enter the operators' dashboard."""


@operator.command()
@NAME
@with_line
def add(services: Services, now: datetime, name: str) -> None:
    """Add an operator called NAME: a role, as in night-shift, and not a person."""
    _hand_over(services, name, services.operators.add(name, now), now)


@operator.command()
@NAME
@with_line
def reset(services: Services, now: datetime, name: str) -> None:
    """Give an operator a link for a new password and a new app."""
    _hand_over(services, name, services.operators.reset(name, now), now)


@operator.command("list")
@with_line
def list_operators(services: Services, now: datetime) -> None:
    """List the operators, and how many sessions each has open."""
    open_sessions = [session.operator for session in services.sessions.all(now)]
    for known in services.operators.all():
        account = f"{known.recovery_codes} recovery codes left" if known.ready else "has not opened the link yet"
        click.echo(
            f"{known.name:<20} since {known.since:%Y-%m-%d}  {account}, sessions {open_sessions.count(known.name)}"
        )
    if not services.operators.all():
        click.echo("There is no operator yet: decoy operator add night-shift")


@operator.command()
@NAME
@with_line
def remove(services: Services, now: datetime, name: str) -> None:
    """Take an operator away, and close the operator's sessions."""
    services.operators.check(name)
    services.operators.remove(name)
    services.sessions.revoke_all(name)
    services.journal.note(COMMAND_LINE, Act.REMOVED, name, "", now)
    click.echo(f"Operator {name} is removed.")


@operator.command("logout")
@click.argument("name", required=False, default="")
@with_line
def log_out(services: Services, now: datetime, name: str) -> None:
    """Log everyone out, or only the operator NAME."""
    closed = services.sessions.revoke_all(name)
    if closed:
        services.journal.note(COMMAND_LINE, Act.REVOKED, name or "everyone", "", now)
    click.echo(f"{closed} {'session is' if closed == 1 else 'sessions are'} closed.")


def _hand_over(services: Services, name: str, token: str, now: datetime) -> None:
    services.journal.note(COMMAND_LINE, Act.INVITED, name, "", now)
    link = f"{services.settings.public_url}/operator/welcome/{token}"
    click.echo(f"Hand this link to {name}. It works once, for 24 hours:\n{link}")


COMMANDS = [operator]
