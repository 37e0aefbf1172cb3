"""The commands about what he reads."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO

import click

from decoy.cli.line import Note, amounts_of, with_line
from decoy.cli.look import AS_JSON
from decoy.errors import Unusable
from decoy.journal import COMMAND_LINE, Act
from decoy.moments import to_iso
from decoy.money import to_string
from decoy.phrasing import MOST, laws, phrase, weigh
from decoy.services import Services
from decoy.settings import load
from decoy.verdict import Verdict, complaint, judge
from decoy.wording import Version
from decoy.words import Words, tidy

MANY = 8_000  # replies: what the sentence multiplies by, unless told
SEVERAL = 3  # exit code of a text of more than one segment
FILE = click.argument("file", metavar="FILE|-", type=click.File("rb"))


class Place(click.ParamType[tuple[str, str]]):
    """A language and a country: fr-FR."""

    name = "fr-FR"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Read *value*."""
        language, _, country = str(value).partition("-")
        if not (language and country):
            self.fail("write a language and a country, as in fr-FR", param, ctx)
        return language.lower(), country.upper()


@click.group()
def message() -> None:
    """Look at the words of a reply, and change them."""


@message.command()
@FILE
@click.option(
    "--for", "replies", type=click.IntRange(min=1), default=MANY, show_default=True, help="So many replies."
)
@click.option("--law", "place", type=Place(), help="With a sentence of law behind it: fr-FR, language and country.")
@AS_JSON
def check(file: BinaryIO, replies: int, place: tuple[str, str] | None, as_json: bool) -> None:
    """Say what the text in FILE would cost. Exit code 0: one segment; 3: more; 2: no text that can be read."""
    settings = load(os.environ)
    text = _with_law(_read(file), place, settings.words) if place else _read(file)
    policy = settings.policy
    verdict = judge(text, policy.prices.reply_segment, amounts_of(policy.budget), replies)
    click.echo(json.dumps(_facts(verdict)) if as_json else _told(verdict))
    click.get_current_context().exit(SEVERAL if verdict.segments > 1 else 0)


@message.command()
@click.argument("language")
@click.option("--versions", is_flag=True, help="All there ever were, with their notes, the oldest first.")
@with_line
def show(services: Services, now: datetime, language: str, versions: bool) -> None:
    """Print the reply in force in LANGUAGE."""
    for version in services.wording.versions(language):
        if versions:
            click.echo(f"{_headline(version)}\n{version.text}\n")
        elif version.in_force:
            click.echo(version.text)


@message.command("set")
@click.argument("language")
@FILE
@click.option("--note", type=Note(), default="", help="Who changed it and why, in a few words.")
@click.option("--yes", is_flag=True, help="Do not ask, even if it has more than one segment.")
@with_line
def set_reply(services: Services, now: datetime, language: str, file: BinaryIO, note: str, yes: bool) -> None:
    """Send the text in FILE as the reply in LANGUAGE from now on."""
    price = services.prices.usual(now).micros
    verdict = judge(_read(file), price, amounts_of(services.settings.policy.budget), MANY)
    services.wording.check(language, verdict.text)
    click.echo("\n".join([_told(verdict), *_laws(services, language, verdict.text)]))
    if verdict.segments > 1 and not yes:
        _ask()
    number = services.wording.publish(language, verdict.text, note, now)
    services.journal.note(COMMAND_LINE, Act.WORDED, f"{language} version {number}", note, now)
    click.echo(f"Version {number} of the reply in {language!r} is in force.")


@message.command()
@click.argument("language")
@click.argument("version", type=click.IntRange(min=0), required=False)
@with_line
def rollback(services: Services, now: datetime, language: str, version: int | None) -> None:
    """Go back to an earlier VERSION of the reply in LANGUAGE: the one that was replaced, unless said."""
    number = services.wording.rollback(language, version, now)
    services.journal.note(COMMAND_LINE, Act.WORDED, f"{language} version {number}", "", now)
    click.echo(f"Version {number} of the reply in {language!r} is in force.")


def _read(file: BinaryIO) -> str:
    """Read the text that would be sent; a mark at its beginning, as some editors leave, is no part of it."""
    try:
        text = tidy(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise click.UsageError("This text is not UTF-8: save it in that encoding and try again.") from None
    if not text:
        raise click.UsageError(complaint(text))
    return text


def _with_law(text: str, place: tuple[str, str], words: Mapping[str, Words]) -> str:
    """Put the sentence of law behind a text; `Unusable` where there is none, or it would be left out."""
    language, country = place
    told = words[language].law.get(country) if language in words else None
    if told is None:
        raise Unusable(f"config/messages/{language}.toml has no sentence of the law of {country}.")
    both = phrase(text, told.text)
    if both == text:
        raise Unusable(
            f"With the sentence of law it would have more than {MOST} segments, so the law would be left out: "
            "shorten the text."
        )
    return both


def _laws(services: Services, language: str, text: str) -> Iterator[str]:
    """Say what becomes of the sentences of law that numbers in this language tell."""
    settings = services.settings
    for country, told in laws(settings.policy.numbers, language, settings.words[language]).items():
        count = weigh(text, told)
        yield (
            f"With the sentence of law of {country}: {count} {'segment' if count == 1 else 'segments'}."
            if count
            else f"The sentence of law of {country} is left out: it would make more than {MOST} segments of it."
        )


def _ask() -> None:
    """Ask whether a dearer text is meant."""
    if not sys.stdin.isatty():
        raise Unusable("Nothing was changed: this text has more than one segment. If it is meant, add --yes.")
    if not click.confirm("Each reply will cost that much. Publish it?"):
        raise Unusable("Nothing was changed.")


def _told(verdict: Verdict) -> str:
    outsiders = [f"  {each.where}: {each.advice}" for each in verdict.outsiders]
    return "\n".join([verdict.measure, *outsiders, verdict.sentence, *filter(None, [complaint(verdict.text)])])


def _facts(verdict: Verdict) -> dict[str, object]:
    """Give the verdict as machines read it; positions count from 1, amounts are decimal strings."""
    return {
        "encoding": verdict.encoding,
        "units": verdict.units,
        "room": verdict.room,
        "segments": verdict.segments,
        "segments_without": verdict.without,
        "outsiders": [vars(each) for each in verdict.outsiders],
        "currency": verdict.amounts.currency,
        "reply": to_string(verdict.each),
        "replies": verdict.replies,
        "total": to_string(verdict.total),
    }


def _headline(version: Version) -> str:
    at = to_iso(version.at) if version.at else ""
    told = filter(None, (f"Version {version.number}", at, "in force" if version.in_force else ""))
    return f"{', '.join(told)}{f': {version.note}' if version.note else ''}"


COMMANDS = [message]
