"""The press of one line: takes orders for its decoy numbers, and writes them as files."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from decoy.policy import Number
from decoy.prints import phrases, svg
from decoy.prints.order import Order
from decoy.prints.phrases import HelpLine, Phrases
from decoy.prints.scene import Sheet
from decoy.prints.sheets import SHEETS

KEPT = 64  # files: every sheet of a few numbers in three languages


class Press:
    """
    Prints for the *numbers* of the line whose public page is at *url*, in the languages of *words*.

    *lines* are those that help beside emergency, *checked* is the day since when all of them are.
    """

    def __init__(
        self,
        url: str,
        numbers: tuple[Number, ...],
        words: Mapping[str, Phrases],
        lines: tuple[HelpLine, ...] = (),
        checked: date | None = None,
    ) -> None:
        self._url = url
        self._numbers = numbers
        self._lines = lines
        self._checked = checked
        self.words = words
        self.pdf = lru_cache(KEPT)(self._pdf)

    def order(self, language: str, place: int, name: str = "") -> Order:
        """Order something for the number at *place*, counted from one; a *name* only cards to give have."""
        number = self._numbers[place - 1].number
        return Order(self.words[language], number, self._page(language, place), name, self._lines, self._checked)

    def sheet(self, kind: str, language: str, place: int, name: str = "") -> Sheet:
        """Draw a sheet; `ValueError` when *name* cannot be printed on it."""
        return SHEETS[kind].draw(self.order(language, place, name))

    def svg(self, kind: str, language: str, place: int, name: str = "", page: int = 0) -> str:
        """Write one page of a sheet as SVG."""
        return svg.write(self.sheet(kind, language, place, name), page)

    def _pdf(self, kind: str, language: str, place: int, name: str = "") -> bytes:
        """Write a sheet as PDF; the latest are kept."""
        from decoy.prints import pdf  # loads a library of pictures that nothing else needs

        return pdf.write(self.sheet(kind, language, place, name))

    def _page(self, language: str, place: int) -> str:
        """Give the address of the page that tells about this number: of several, the page shows any."""
        asked = f"?number={place}" if len(self._numbers) > 1 else ""
        return f"{self._url.rstrip('/')}/{language}/{asked}"


def opened(url: str, numbers: tuple[Number, ...], folder: Path) -> Press:
    """Open the press of a line, with the words in *folder*."""
    return Press(url, numbers, phrases.load(folder / "prints"))
