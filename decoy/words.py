"""The words: what he reads and hears, one file a language in `config/messages/`."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Words(BaseModel):
    """
    What is said in one language.

    *reply* is the text sent, *greeting* what the recording says; *locale* and *voice* are for `<Say>`, which
    stands in when there is no recording.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    locale: str = Field(pattern=r"^[a-z]{2}-[A-Z]{2}$")
    voice: str
    reply: str = Field(min_length=1, max_length=1600)
    greeting: str = Field(min_length=1, max_length=4096)


def languages(folder: Path) -> dict[str, Path]:
    """List the languages that have words in *folder*."""
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}
