"""Which help lines are printed: those that are sure, and without hours, because paper cannot be corrected."""

from collections.abc import Iterable, Iterator
from datetime import date

from decoy.helplines import SURE, Directory, Helpline
from decoy.prints.phrases import HelpLine, Phrases

LISTENING = "listening"  # emergency is in everybody's words already, and a guide has no number


def listed(directories: Iterable[Directory], phrases: Phrases) -> tuple[HelpLine, ...]:
    """Give the help lines to print, in the language of *phrases*: their number, their name, and what for."""
    return tuple(_line(country, line, phrases) for country, line in _sure(directories))


def checked(directories: Iterable[Directory]) -> date | None:
    """Give the day since when all that are printed are checked; None when none is."""
    return min((line.verified_on for _, line in _sure(directories)), default=None)


def _sure(directories: Iterable[Directory]) -> Iterator[tuple[str, Helpline]]:
    for directory in directories:
        for line in directory.services:
            if line.kind == LISTENING and line.phone and line.confidence == SURE:
                yield directory.country, line


def _line(country: str, line: Helpline, phrases: Phrases) -> HelpLine:
    name = line.name.removeprefix(f"{line.phone}, ")
    why = ", ".join(phrases.situations[situation] for situation in line.situations)
    if line.languages and phrases.language not in line.languages:
        why += f" ({', '.join(line.languages)})"
    return HelpLine(country=country, contact=line.phone, name=phrases.entry.format(name=name, why=why))
