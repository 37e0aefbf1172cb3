"""The words of the public pages: one file a language in `config/pages/`, for an association to read and correct."""

import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from decoy.errors import Misconfigured

LANGUAGES = ("fr", "nl", "en")  # the first one is what the others are compared with
PLACE = re.compile(r"\{([a-z_]+)\}")
BRACE = re.compile(r"[{}]")
# French sets a space that never breaks before these signs, inside its quotation marks and inside numbers.
SPACED = (re.compile(r" (?=[:;!?»€])"), re.compile(r"(?<=«) "), re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))"))

Table = dict[str, Any]
Pages = Mapping[str, SimpleNamespace]  # language -> its words, by their keys: pages["fr"].home.title


def check(files: Mapping[str, Table], folder: str) -> Pages:
    """
    Give the words of all languages, tidied; *files* are what the files of *folder* say, by language.

    Every language says the same things: all have the same keys, and the same places in braces to fill in.
    `Misconfigured` names every difference, with its file and its key.
    """
    first = dict(_leaves(files[LANGUAGES[0]]))
    problems = [
        f"{folder}/{language}.toml: {problem}"
        for language in LANGUAGES
        for problem in _problems(dict(_leaves(files[language])), first)
    ]
    if problems:
        raise Misconfigured(problems)
    return {language: _tidied(files[language], language) for language in LANGUAGES}


def fill(text: str, **values: object) -> str:
    """Fill *values* into the places of *text*: "{minutes} min ago"."""
    return PLACE.sub(lambda place: str(values[place[1]]), text)


def _leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Give every text in *node* with its key, as in home.steps.2.title."""
    if isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node, 1)
        for name, inner in pairs:
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    else:
        yield path, node


def _problems(own: Table, first: Table) -> Iterator[str]:
    for key in first | own:
        if key not in own:
            yield f"{key} is missing; {LANGUAGES[0]}.toml has it."
        elif key not in first:
            yield f"{key} is not in {LANGUAGES[0]}.toml: add it there too, or take it out here."
        else:
            yield from _faults(key, own[key], first[key])


def _faults(key: str, text: Any, first: Any) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{key} is {text!r}, and must be words in quotation marks."
    elif BRACE.search(PLACE.sub("", text)):
        yield f"{key} has a brace that is not around one word in small letters, as in {{minutes}}."
    elif isinstance(first, str) and _places(text) != _places(first):
        named = ", ".join(f"{{{place}}}" for place in sorted(_places(first))) or "none"
        yield f"{key} must have the same places to fill in as in {LANGUAGES[0]}.toml: {named}."


def _places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def _tidied(node: Any, language: str) -> Any:
    if isinstance(node, dict):
        return SimpleNamespace(**{name: _tidied(inner, language) for name, inner in node.items()})
    if isinstance(node, list):
        return [_tidied(inner, language) for inner in node]
    return _spaced(node.strip()) if language == "fr" else node.strip()


def _spaced(text: str) -> str:
    for sign in SPACED:
        text = sign.sub("\N{NO-BREAK SPACE}", text)
    return text
