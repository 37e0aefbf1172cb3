"""The words of the public pages: three files that say the same things."""

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest

from decoy import brochure, pages, tables
from decoy.errors import Misconfigured
from decoy.pages import LANGUAGES
from decoy.settings import CONFIG

SHIPPED = {language: tables.read(CONFIG / "pages" / f"{language}.toml") for language in LANGUAGES}
SMALL = {"home": {"title": "Title", "age": "{minutes} min", "steps": [{"say": "one"}, {"say": "two"}]}}


def problems(language: str, *path: Any, says: Any) -> list[str]:
    """Check small files of which that of one *language* says something else at *path*; None takes it out."""
    files = {each: copy.deepcopy(SMALL) for each in LANGUAGES}
    table: Any = files[language]
    for step in path[:-1]:
        table = table[step]
    if says is None:
        del table[path[-1]]
    else:
        table[path[-1]] = says
    with pytest.raises(Misconfigured) as wrong:
        pages.check(files, "config/pages")
    return wrong.value.problems


def test_the_shipped_words_say_the_same() -> None:
    """What we ship has every key and every place to fill in, in every language."""
    assert set(pages.check(SHIPPED, "config/pages")) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "path", "says", "problem"),
    [
        ("nl", ["home", "title"], None, "nl.toml: home.title is missing; fr.toml has it."),
        ("fr", ["home", "title"], None, "en.toml: home.title is not in fr.toml: add it there too, or take it out"),
        ("en", ["home", "steps", 1], None, "en.toml: home.steps.2.say is missing; fr.toml has it."),
        (
            "en",
            ["home", "age"],
            "a while",
            "en.toml: home.age must have the same places to fill in as in fr.toml: {",
        ),
        ("en", ["home", "title"], "{x} Title", "en.toml: home.title must have the same places"),
        ("nl", ["home", "age"], "{minutes", "nl.toml: home.age has a brace that is not around one word"),
        ("nl", ["home", "age"], "{minutes.real}", "nl.toml: home.age has a brace that is not around one word"),
        ("nl", ["home", "title"], "  ", "nl.toml: home.title is '  ', and must be words in quotation marks."),
        ("nl", ["home", "title"], 7, "nl.toml: home.title is 7, and must be words in quotation marks."),
    ],
)
def test_a_difference_is_named(language: str, path: list[Any], says: Any, problem: str) -> None:
    """Files that differ are refused at the start, with a sentence that names the file and the key."""
    assert any(found.startswith(f"config/pages/{problem}") for found in problems(language, *path, says=says))


def test_all_differences_are_named_at_once() -> None:
    """Whoever corrects a file learns of everything that is wrong in it, not of the first thing only."""
    assert len(problems("nl", "home", says={"other": "x"})) == 5


def test_all_files_are_read(tmp_path: Path) -> None:
    """Whoever breaks two files at once is told of both before anything starts."""
    shutil.copytree(CONFIG / "pages", tmp_path / "pages")
    shutil.copytree(CONFIG / "services", tmp_path / "services")
    assert brochure.read(tmp_path).directories.keys() == {"be", "fr"}
    (tmp_path / "pages" / "nl.toml").unlink()
    (tmp_path / "services" / "be.toml").write_text('country = "Belgium"\n')
    with pytest.raises(Misconfigured) as wrong:
        brochure.read(tmp_path)
    told = str(wrong.value)
    assert "nl.toml cannot be read" in told
    assert "be.toml: country is 'Belgium'" in told


def test_french_spaces() -> None:
    """French is typed with plain spaces, and set with those that never break a line before its signs."""
    files = {language: {"say": "Oui : « non » ! 1 500 €"} for language in LANGUAGES}
    words = pages.check(files, "config/pages")
    assert words["fr"].say == "Oui\u00a0: «\u00a0non\u00a0»\u00a0! 1\u00a0500\u00a0€"
    assert words["nl"].say == "Oui : « non » ! 1 500 €"


def test_places_are_filled() -> None:
    """A place in braces is filled with what the page knows; nothing in a value is a place."""
    assert pages.fill("{number}: {minutes} min", number="{minutes}", minutes=6) == "{minutes}: 6 min"
