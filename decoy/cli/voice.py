"""The command about what he hears."""

from datetime import datetime
from pathlib import Path

import click

from decoy.cli.line import with_line
from decoy.errors import Unusable
from decoy.journal import COMMAND_LINE, Act
from decoy.services import Services


@click.command()
@click.argument("language")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_line
def record(services: Services, now: datetime, language: str, file: Path) -> None:
    """Have calls in LANGUAGE hear FILE: a WAV, MP3, OGG or FLAC of at most 59 seconds."""
    from decoy import sound  # loads a library of sounds that nothing else needs

    if language not in services.settings.words:
        raise Unusable(f"There is no language {language!r} here; there is {', '.join(services.settings.words)}.")
    recording = sound.convert(file.read_bytes())
    name = services.recordings.publish(language, recording)
    services.journal.note(COMMAND_LINE, Act.RECORDED, language, "", now)
    click.echo(f"Callers in {language!r} now hear {sound.seconds(recording):.1f} seconds: {name}")


COMMANDS = [record]
