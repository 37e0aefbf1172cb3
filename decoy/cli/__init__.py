"""The `decoy` command."""

from typing import NoReturn

import click
from dotenv import load_dotenv

from decoy.cli import (
    alert,
    budget,
    closing,
    drill,
    helplines,
    look,
    message,
    number,
    operators,
    people,
    printing,
    raid,
    reconcile,
    run,
    spam,
    steer,
    voice,
)
from decoy.errors import Misconfigured, Unusable
from decoy.store import SILENT, StoreError

GROUPS = (
    *(run, look, budget, reconcile, steer, closing, people, operators, voice, number, message, alert),
    *(spam, raid, drill, helplines, printing),
)
COMMANDS = [command for group in GROUPS for command in group.COMMANDS]


class Plain(click.Group):
    """Says what is wrong in plain sentences: exit code 2 for wrong settings, 1 for anything else in the way."""

    def invoke(self, context: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            return super().invoke(context)
        except Misconfigured as wrong:
            self._complain(context, wrong.problems, code=2)
        except Unusable as wrong:
            self._complain(context, [str(wrong)], code=1)
        except StoreError:
            self._complain(context, [SILENT], code=1)

    def _complain(self, context: click.Context, sentences: list[str], code: int) -> NoReturn:
        for sentence in sentences:
            click.echo(sentence, err=True)
        context.exit(code)


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="decoy-number", message="decoy %(version)s")
def main() -> None:
    """
    Run and look after a decoy number.

    Secrets and addresses come from the environment, and from a file .env in this folder where the environment
    is silent.
    """
    load_dotenv(".env", interpolate=False)  # as systemd reads the same file: a dollar sign is a dollar sign


for command in COMMANDS:
    main.add_command(command)
