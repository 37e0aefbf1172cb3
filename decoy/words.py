"""The words: what he reads and hears, one file a language in `config/messages/`."""

from datetime import date
from pathlib import Path
from typing import Annotated
from unicodedata import normalize

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def join_accents(text: str) -> str:
    """Join letters to their accents: an accent typed on its own is outside GSM-7, even on a letter that is inside."""
    return normalize("NFC", text)


def tidy(text: str) -> str:
    """Give *text* as it is sent: plain line ends, accents joined to their letters, no space at either end."""
    return join_accents(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


Text = Annotated[str, AfterValidator(join_accents)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Law(BaseModel):
    """
    One sentence of a country's law, as it was *as_of* that day.

    *text* ends the reply, *spoken* stands in the greeting; *source* is where it was read, for those who check it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    text: Text = Field(min_length=1, max_length=300)
    spoken: Text = Field(min_length=1, max_length=1000)
    as_of: date
    source: str = Field(min_length=1)


class Words(BaseModel):
    """
    What is said in one language.

    *reply* is the text sent, *greeting* what the recording says, *cover* what a voicemail says,
    *neutral* a text that says nothing, *law* a sentence by country; *locale* and *voice* are for `<Say>`, which
    stands in when there is no recording.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    locale: str = Field(pattern=r"^[a-z]{2}-[A-Z]{2}$")
    voice: str = Field(pattern=r"^(Polly|Google)\.[A-Za-z0-9-]+$")
    reply: Text = Field(min_length=1, max_length=1600)
    greeting: Text = Field(min_length=1, max_length=4096)
    cover: Text = Field(default="", max_length=4096)
    neutral: Text = Field(default="", max_length=1600)
    law: dict[Country, Law] = Field(default_factory=dict)

    def greeting_with_law(self, country: str) -> str:
        """Give the greeting with the sentence of law of *country* before its last line, which says goodbye."""
        *lines, goodbye = self.greeting.splitlines()
        return "\n".join([*lines, self.law[country].spoken, goodbye])


def languages(folder: Path) -> dict[str, Path]:
    """List the languages that have words in *folder*."""
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}
