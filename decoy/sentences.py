"""Sentences that are made below the pages, in English, and can be said in another language all the same."""

import json
from collections.abc import Callable
from typing import Any


class Sentence(str):
    """
    An English sentence that remembers its *pattern* and the *values* in it; a value may be a sentence too.

    Patterns are found by the extraction of what is to be translated (`babel.cfg`), so each stands in its call.
    """

    pattern: str
    values: dict[str, Any]

    def __new__(cls, pattern: str, **values: Any) -> "Sentence":
        """Fill *values* into *pattern*, whose places are named as in %(name)s; without any it stands as it is."""
        sentence = super().__new__(cls, pattern % values if values else pattern)
        sentence.pattern, sentence.values = pattern, values
        return sentence

    def then(self, other: str) -> "Sentence":
        """Say another sentence behind this one; nothing is said behind it for ""."""
        return Sentence("%(first)s %(second)s", first=self, second=other) if other else self


def say(text: str, translate: Callable[[str], str]) -> str:
    """Say *text* as *translate* has it, a sentence with all its values; what people wrote stays as they wrote it."""
    if not isinstance(text, Sentence):
        return translate(text) if text else ""
    values = {
        name: say(value, translate) if isinstance(value, Sentence) else value for name, value in text.values.items()
    }
    pattern = translate(text.pattern)
    return pattern % values if values else pattern


def packed(text: str) -> Any:
    """Give *text* as JSON can hold it."""
    if not isinstance(text, Sentence):
        return text
    return [
        text.pattern,
        {name: packed(value) if isinstance(value, str) else value for name, value in text.values.items()},
    ]


def unpacked(held: Any) -> Any:
    """Give back what was `packed`."""
    if not isinstance(held, list):
        return held
    pattern, values = held
    return Sentence(pattern, **{name: unpacked(value) for name, value in values.items()})


def kept(text: str) -> str:
    """Give *text* as a field of the store can hold it."""
    return json.dumps(packed(text))


def recalled(field: str) -> str:
    """Give back what was `kept`; what is not JSON was written before there were sentences, and stays as it is."""
    try:
        return unpacked(json.loads(field))  # type: ignore[no-any-return]
    except ValueError:
        return field
