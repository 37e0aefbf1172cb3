"""The press of one line: takes orders for its decoy numbers, and writes them as files."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from decoy.helplines import Directory
from decoy.policy import Number
from decoy.prints import phrases, svg
from decoy.prints.listing import checked, listed
from decoy.prints.order import Order
from decoy.prints.phrases import Phrases
from decoy.prints.scene import Sheet
from decoy.prints.sheets import SHEETS
from decoy.settings import CONFIG, Settings

KEPT = 64  # files: every sheet of a few numbers in three languages


class Press:
    """
    Prints for the *numbers* of the line whose public page is at *url*, in the languages of *words*.

    The help lines that are sure, of all *directories*, are printed beside emergency.
    """

    def __init__(
        self,
        url: str,
        numbers: tuple[Number, ...],
        words: Mapping[str, Phrases],
        directories: Iterable[Directory] = (),
    ) -> None:
        self._url = url
        self._numbers = numbers
        self._directories = tuple(directories)
        self.words = words
        self.pdf = lru_cache(KEPT)(self._pdf)

    def order(self, language: str, place: int, name: str = "") -> Order:
        """Order something for the number at *place*, counted from one; a *name* only cards to give have."""
        number, page, words = self._numbers[place - 1].number, self._page(language, place), self.words[language]
        return Order(words, number, page, name, listed(self._directories, words), checked(self._directories))

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


def opened(settings: Settings) -> Press:
    """Open the press of a line, with the words that are shipped."""
    directories = settings.brochure.directories.values()
    return Press(settings.public_url, settings.policy.numbers, phrases.load(CONFIG / "prints"), directories)
