"""The tongue: the language of what leaves while no page is open, out of the catalogue of the pages."""

from gettext import translation
from pathlib import Path

from decoy.sentences import say


class Tongue:
    """Speaks one language; what the catalogue in *folder* lacks is said in English."""

    def __init__(self, folder: Path, language: str) -> None:
        self._catalogue = translation("messages", folder, [language], fallback=True)

    def say(self, text: str) -> str:
        """Say *text*."""
        return say(text, self._catalogue.gettext)
