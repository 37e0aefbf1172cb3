"""The words on what is printed, one file a language in `config/prints/`."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from decoy import tables, vcard
from decoy.helplines import Situation
from decoy.prints.measure import printable
from decoy.words import languages


def check_letters(words: str) -> str:
    """Accept words that the printed font has the letters of."""
    if not words or not printable(words):
        raise ValueError("the printed font does not have all of these letters (it has those of Windows-1252)")
    return words


Words = Annotated[str, AfterValidator(check_letters)]
Name = Annotated[str, AfterValidator(vcard.check_name), AfterValidator(check_letters)]


class Table(BaseModel):
    """Words that are frozen; unknown keys are wrong rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class HelpLine(Table):
    """Somebody who helps in a *country*: *contact* is what to dial or text, *name* says who answers."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    contact: Words
    name: Words


class Keep(Table):
    """The card she keeps."""

    title: Words
    items: tuple[Words, ...]
    help: Words
    abroad: Words
    checked: Words


class Poster(Table):
    """The poster."""

    ask: Words
    owe: Words
    answer: Words
    how: tuple[Words, ...]
    safety: Words
    items: tuple[Words, ...]
    danger: Words
    page: Words


class Phrases(Table):
    """All that is printed in one *language*. *names* are for cards and contacts, the first stands for none."""

    language: str = Field(pattern=r"^[a-z]{2}$")
    names: tuple[Name, ...] = Field(min_length=1)
    countries: dict[str, Words]
    situations: dict[Situation, Words]
    entry: Words
    emergency: tuple[HelpLine, ...]
    keep: Keep
    poster: Poster


def load(folder: Path) -> dict[str, Phrases]:
    """Read all languages there are in *folder*; `Misconfigured` names all problems of the first that is wrong."""
    return {language: tables.check(Phrases, [path]) for language, path in languages(folder).items()}
