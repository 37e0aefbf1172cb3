"""What somebody wants printed."""

from dataclasses import dataclass
from datetime import date

from decoy import spoken
from decoy.prints.phrases import Phrases


@dataclass(frozen=True)
class HelpLine:
    """Somebody who helps: *contact* is what to dial or text, *name* says who answers."""

    country: str
    contact: str
    name: str


@dataclass(frozen=True)
class Order:
    """
    A sheet for the decoy *number* (E.164) in the language of *phrases*.

    *page* is the address of the public page; *name* goes on cards to give, empty leaves a line to write on. *lines*
    are those that help, in the order they are printed, all of them checked since the day *checked*.
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
        """The countries that have lines, in their order."""
        return tuple(dict.fromkeys(line.country for line in self.lines))
