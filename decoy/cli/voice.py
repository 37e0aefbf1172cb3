"""The command about what he hears."""

from datetime import datetime
from pathlib import Path

import click

from decoy.cli.line import with_line
from decoy.errors import Unusable
from decoy.journal import COMMAND_LINE, Act
from decoy.recordings import cover, law, scripts
from decoy.services import Services


@click.command()
@click.argument("language")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--cover", "covers", is_flag=True, help="FILE is the voicemail that early calls meet; a tone is added.")
@click.option(
    "--law", "country", metavar="COUNTRY", help="FILE is the message with a sentence of that country's law."
)
@with_line
def record(services: Services, now: datetime, language: str, file: Path, covers: bool, country: str | None) -> None:
    """Have calls in LANGUAGE hear FILE: a WAV, MP3, OGG or FLAC of at most 59 seconds."""
    from decoy import sound  # loads a library of sounds that nothing else needs

    track = _track(services, language, covers, country)
    recording = sound.convert(file.read_bytes(), tone=covers)
    services.journal.note(COMMAND_LINE, Act.RECORDED, track, "", now)
    name = services.recordings.publish(track, recording)
    click.echo(f"Callers in {track!r} now hear {sound.seconds(recording):.1f} seconds: {name}")


def _track(services: Services, language: str, covers: bool, country: str | None) -> str:
    """Name the track that is meant."""
    words = services.settings.words
    if language not in words:
        raise Unusable(f"There is no language {language!r} here; there is {', '.join(words)}.")
    if covers and country:
        raise click.UsageError("Either --cover or --law, not both.")
    track = cover(language) if covers else law(language, country.upper()) if country else language
    if track not in scripts(language, words[language]):
        raise Unusable(f"There are no words for {track} in config/messages/{language}.toml: write them there first.")
    return track


COMMANDS = [record]
