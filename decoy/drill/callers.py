"""
The numbers that people have in a drill, drawn from the numbering plans when it runs.

They are drawn in memory, the same ones for the same seed, and none is written in the repository: see
docs/decisions/0019. Nothing can be sent to them, for a drill has no network.
"""

from collections.abc import Callable
from itertools import accumulate
from random import Random

import phonenumbers
from phonenumbers import PhoneNumberType

FRENCH_MOBILES = ("+336", "+337")
SATELLITES = (881, 882, 883, 870)  # country codes of networks without a country
COSTLY = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN)
SUBSCRIBER = 6  # digits drawn at the end of an example number, so that it stays of its kind
SHORTER = 5  # the same where a number is a short one
UNEVEN = 1.0  # shape of the gamma distribution of the four-digit prefixes: some are crowded, many are thin


class Numbers:
    """Draws numbers, each one once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._drawn: set[str] = set()
        self._prefixes = list(_assigned())
        self._crowds = list(accumulate(random.gammavariate(UNEVEN, 1) for _ in self._prefixes))

    def home(self) -> str:
        """Draw a French mobile number; some prefixes are crowded and others thin, as operators fill them."""
        return self._draw(lambda: self._random.choices(self._prefixes, cum_weights=self._crowds)[0] + self._digits(6))

    def assigned(self) -> str:
        """Draw any French mobile number that somebody may have."""
        return self._draw(lambda: self._random.choice(self._prefixes) + self._digits(6))

    def random_mobile(self) -> str:
        """Draw a French mobile number as one does who knows no more than how it begins; some nobody can have."""
        return self._draw(lambda: self._random.choice(FRENCH_MOBILES) + self._digits(8))

    def abroad(self, region: str) -> str:
        """Draw a mobile number of another country or an overseas département."""
        return self._like(phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE))

    def fixed(self) -> str:
        """Draw a French number that no text can reach."""
        return self._like(phonenumbers.example_number_for_type("FR", PhoneNumberType.FIXED_LINE))

    def costly(self) -> str:
        """Draw a number that costs whoever answers it: premium or shared cost in France, or a satellite's."""
        examples = [phonenumbers.example_number_for_type("FR", kind) for kind in COSTLY]
        examples += [phonenumbers.example_number_for_non_geo_entity(code) for code in SATELLITES]
        return self._like(self._random.choice(examples), SHORTER)

    def block(self) -> list[str]:
        """Draw a block of a thousand numbers, in their order."""
        first = self._draw(lambda: self._random.choice(self._prefixes) + self._digits(3) + "000")
        block = [f"{first[:-3]}{place:03}" for place in range(1000)]
        self._drawn.update(block)
        return block

    def _like(self, example: phonenumbers.PhoneNumber | None, digits: int = SUBSCRIBER) -> str:
        assert example is not None  # the library has one for each kind asked for here
        start = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)[:-digits]
        return self._draw(lambda: start + self._digits(digits))

    def _digits(self, count: int) -> str:
        return f"{self._random.randrange(10**count):0{count}}"

    def _draw(self, draw: Callable[[], str]) -> str:
        while (number := draw()) in self._drawn:
            pass
        self._drawn.add(number)
        return number


def _assigned() -> list[str]:
    """Find the prefixes of four digits from which French mobile numbers are assigned."""
    tried = [f"{start}{place:02}" for start in FRENCH_MOBILES for place in range(100)]
    return [prefix for prefix in tried if _kind(f"{prefix}000000") == PhoneNumberType.MOBILE]


def _kind(number: str) -> int:
    return phonenumbers.number_type(phonenumbers.parse(number))
