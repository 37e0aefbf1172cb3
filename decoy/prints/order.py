"""What somebody wants printed."""

from dataclasses import dataclass
from datetime import date

import phonenumbers

from decoy import spoken
from decoy.prints.phrases import HelpLine, Phrases


@dataclass(frozen=True)
class Order:
    """
    A sheet for the decoy *number* (E.164) in the language of *phrases*.

    *page* is the address of the public page; *name* goes on cards to give, empty leaves a line to write on. *lines*
    are those that help, beside emergency, in the order they are printed, all of them checked since the day *checked*.
    """

    phrases: Phrases
    number: str
    page: str
    name: str = ""
    lines: tuple[HelpLine, ...] = ()
    checked: date | None = None

    @property
    def dialled(self) -> str:
        """The number as it is dialled in its country."""
        return spoken.written(self.number)

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries that have lines, that of the number first."""
        found = dict.fromkeys(line.country for line in self.helpful)
        return tuple(sorted(found, key=lambda country: country != self.home))

    @property
    def helpful(self) -> tuple[HelpLine, ...]:
        """All lines, emergency first."""
        return (*self.phrases.emergency, *self.lines)

    @property
    def home(self) -> str:
        """The country of the number."""
        return phonenumbers.region_code_for_country_code(phonenumbers.parse(self.number).country_code or 0)
