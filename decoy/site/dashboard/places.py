"""The places of the decoy numbers in the policy, which pages show instead of their digits."""

from collections.abc import Iterable

from flask_babel import gettext

from decoy.policy import Number


class Places:
    """The places of *numbers*, counted from one; a number that left the policy has none."""

    def __init__(self, numbers: Iterable[Number]) -> None:
        self._places = {ours.number: place for place, ours in enumerate(numbers, 1)}

    def name(self, number: str) -> str:
        """Name a decoy number in the language of the page."""
        place = self._places.get(number)
        return str(gettext("decoy number %(place)d", place=place) if place else gettext("a former decoy number"))

    def plain(self, number: str) -> str:
        """Name a decoy number for machines."""
        place = self._places.get(number)
        return f"decoy number {place}" if place else "a former decoy number"
