"""The command about the spam screen."""

import json
from typing import BinaryIO

import click

from decoy.cli.look import AS_JSON
from decoy.spam import THRESHOLD, Screening, screen


@click.group()
def spam() -> None:
    """Try the spam screen."""


@spam.command()
@click.argument("file", metavar="[FILE|-]", type=click.File("rb"), default="-")
@AS_JSON
def check(file: BinaryIO, as_json: bool) -> None:
    """
    Say of each text in FILE whether it would be taken for spam, and why.

    One text a line; or, if there is a NUL in FILE, one text from NUL to NUL. The texts themselves are not printed.
    """
    written = file.read()
    if not written.strip(b"\0\r\n\t "):
        raise click.UsageError("There is no text in it: write one a line, or put a NUL between them.")
    for text in _texts(written):
        screening = screen(text)
        click.echo(json.dumps(_facts(screening)) if as_json else _told(screening))


def _texts(written: bytes) -> list[str]:
    """Take the texts apart; what is not UTF-8 in them is replaced, and the last may end as all others do, or not."""
    separator = b"\0" if b"\0" in written else b"\n"
    texts = written.split(separator)
    if not texts[-1].strip():
        texts.pop()
    return [text.decode("utf-8", "replace").removeprefix("\ufeff").removesuffix("\r") for text in texts]


def _facts(screening: Screening) -> dict[str, object]:
    signs = [{"name": sign.name, "weight": sign.weight, "reason": sign.reason} for sign in screening.signs]
    return {"score": screening.score, "verdict": _verdict(screening), "signs": signs}


def _told(screening: Screening) -> str:
    reasons = [f"  {sign.weight:+3}  {sign.name}: {sign.reason}" for sign in screening.signs]
    return "\n".join([f"{_verdict(screening)}, {screening.score} of {THRESHOLD} points", *reasons])


def _verdict(screening: Screening) -> str:
    return "spam" if screening.is_spam else "personal"


COMMANDS = [spam]
