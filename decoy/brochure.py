"""The brochure: what the public pages say, read from `config/` and checked at the start."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from decoy import pages, tables
from decoy.errors import Misconfigured
from decoy.helplines import Directory
from decoy.pages import LANGUAGES, Pages

T = TypeVar("T")


@dataclass(frozen=True)
class Brochure:
    """The words of the *pages*, by language, and the *directories* of help lines, by country."""

    pages: Pages
    directories: dict[str, Directory]


def read(folder: Path) -> Brochure:
    """Read everything in the *folder*; `Misconfigured` names all problems at once."""
    problems: list[str] = []
    words = _collect(lambda: _pages(folder / "pages"), problems)
    found = {
        path.stem: _collect(lambda path=path: tables.check(Directory, [path]), problems)  # type: ignore[misc]
        for path in sorted((folder / "services").glob("*.toml"))
    }
    if problems or words is None:
        raise Misconfigured(problems)
    return Brochure(words, {country: directory for country, directory in found.items() if directory})


def _pages(folder: Path) -> Pages:
    return pages.check({language: tables.read(folder / f"{language}.toml") for language in LANGUAGES}, str(folder))


def _collect(read: Callable[[], T], problems: list[str]) -> T | None:
    try:
        return read()
    except Misconfigured as wrong:
        problems.extend(wrong.problems)
        return None
