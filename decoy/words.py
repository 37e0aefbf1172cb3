"""The words: what he reads and hears, one file a language in `config/messages/`."""

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


class Words(BaseModel):
    """
    What is said in one language.

    *reply* is the text sent, *greeting* what the recording says, *cover* what a voicemail says; *locale* and *voice*
    are for `<Say>`, which stands in when there is no recording.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    locale: str = Field(pattern=r"^[a-z]{2}-[A-Z]{2}$")
    voice: str = Field(pattern=r"^(Polly|Google)\.[A-Za-z0-9-]+$")
    reply: Text = Field(min_length=1, max_length=1600)
    greeting: Text = Field(min_length=1, max_length=4096)
    cover: Text = Field(default="", max_length=4096)


def languages(folder: Path) -> dict[str, Path]:
    """List the languages that have words in *folder*."""
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}
