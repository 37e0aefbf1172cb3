"""Sentences that are made below the pages, in English, and can be said in the language of a page all the same."""

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
