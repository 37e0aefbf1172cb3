"""The tongue: the language of what leaves while no page is open, out of the catalogue of the pages."""

from gettext import translation
from pathlib import Path

from decoy.sentences import say

FRENCH, ENGLISH = "fr", "en"


def chosen(named: str, spoken: str) -> str:
    """Choose the language of alerts: the one *named*, else what the first decoy number has *spoken*, if they can."""
    return named or (spoken if spoken in (FRENCH, ENGLISH) else ENGLISH)


class Tongue:
    """Speaks one language; what the catalogue in *folder* lacks is said in English."""

    def __init__(self, folder: Path, language: str) -> None:
        self._catalogue = translation("messages", folder, [language], fallback=True)

    def say(self, text: str) -> str:
        """Say *text*."""
        return say(text, self._catalogue.gettext)
