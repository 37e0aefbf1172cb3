"""The command that prints cards and posters."""

import os
from pathlib import Path

import click

from decoy import vcard
from decoy.errors import Unusable
from decoy.prints import press
from decoy.prints.measure import printable
from decoy.prints.press import Press
from decoy.prints.sheets import SHEETS
from decoy.settings import load

FORMATS = (".pdf", ".svg")


@click.command("print")
@click.argument("sheet", type=click.Choice(sorted(SHEETS)))
@click.option("--language", default="fr", show_default=True, help="Of the words on it, and of its page.")
@click.option("--number", "place", type=click.IntRange(min=1), default=1, show_default=True, help="Its place.")
@click.option("--name", default="", help="On cards to give; without it they have a line to write one on.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A .pdf, or an .svg a page.")
def print_sheet(sheet: str, language: str, place: int, name: str, output: Path | None) -> None:
    """
    Write a SHEET of cards or a poster for a decoy number, ready for the printer.

    Cards to give are for him: a contact like any other. Cards to keep are for her. They are never printed on two
    sides of one paper; docs/printing.md says why, which paper to take, and where to hang a poster.
    """
    settings = load(os.environ)
    ready = press.opened(settings)
    _check(ready, language, place, len(settings.policy.numbers))
    target = output or Path(f"{SHEETS[sheet].file}.pdf")
    if target.suffix not in FORMATS:
        raise Unusable(f"{target} is neither a PDF nor an SVG: name it {target.stem}.pdf or {target.stem}.svg.")
    for path, content in _files(ready, (sheet, language, place, _name(name)), target):
        _write(path, content)
        click.echo(f"Printed: {path}")
    if settings.sandbox:
        click.echo("This is a try: nobody has the sandbox's number. Set TWILIO_ACCOUNT_SID to print your own.")


def _check(ready: Press, language: str, place: int, numbers: int) -> None:
    if language not in ready.words:
        raise Unusable(f"Nothing is printed in {language!r}; there is {', '.join(ready.words)}.")
    if place > numbers:
        raise Unusable(f"There is no decoy number {place}; the policy has {numbers}.")


def _name(typed: str) -> str:
    """Read the name for a card."""
    try:
        name = vcard.check_name(typed) if typed else ""
    except ValueError as wrong:
        raise Unusable(f"{typed!r} cannot be printed: {wrong}.") from None
    if not printable(name):
        raise Unusable(f"{typed!r} cannot be printed: the font lacks a letter. Leave it out and write it by hand.")
    return name


def _files(ready: Press, wanted: tuple[str, str, int, str], target: Path) -> list[tuple[Path, bytes]]:
    """Write what is *wanted* in the format of *target*; an SVG has one page, so more pages are more files."""
    try:
        pages = range(len(ready.sheet(*wanted).pages))
    except ValueError as wrong:
        raise Unusable(f"{wanted[-1]!r} cannot be printed: {wrong}.") from None
    if target.suffix == ".pdf":
        return [(target, ready.pdf(*wanted))]
    paths = [target.with_stem(f"{target.stem}-{page + 1}") for page in pages] if len(pages) > 1 else [target]
    return [(path, ready.svg(*wanted, page).encode()) for page, path in zip(pages, paths, strict=True)]


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Unusable(f"{path} cannot be written: {error.strerror}.") from None


COMMANDS = [print_sheet]
