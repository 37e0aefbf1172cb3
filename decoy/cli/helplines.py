"""The command about the help lines on the public page."""

import os
from datetime import UTC, datetime

import click

from decoy.errors import Unusable
from decoy.helplines import TRUSTED_DAYS
from decoy.settings import load


@click.group()
def services() -> None:
    """Look after the help lines that the public page names."""


@services.command()
def check() -> None:
    """Say which help lines must be checked again; exit code 1 while there are any."""
    today, directories = datetime.now(UTC).date(), load(os.environ).brochure.directories
    overdue = [
        f"config/services/{name}.toml: {sentence}"
        for name, directory in directories.items()
        for sentence in directory.overdue(today)
    ]
    if overdue:
        raise Unusable("\n".join(overdue))
    lines = [line for directory in directories.values() for line in directory.services]
    silent = sum(bool(line.hours) and line.age(today) > TRUSTED_DAYS for line in lines)
    click.echo(f"{len(lines)} help lines, the oldest checked {max(line.age(today) for line in lines)} days ago.")
    if silent:
        click.echo(f"The hours of {silent} are not shown: they were checked more than {TRUSTED_DAYS} days ago.")


COMMANDS = [services]
