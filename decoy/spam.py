"""The spam screen: is a text one that machines and scammers send to everybody? Pure."""

from dataclasses import dataclass

from decoy.errors import Reason, Refused
from decoy.signs import Reading, Sign, fired

THRESHOLD = 10


@dataclass(frozen=True)
class Screening:
    """What was found in one text: the *signs* that fired. Of the text itself nothing is kept."""

    signs: tuple[Sign, ...]

    @property
    def score(self) -> int:
        """Add up the weights."""
        return sum(sign.weight for sign in self.signs)

    @property
    def is_spam(self) -> bool:
        """Say whether the text gets no answer."""
        return self.score >= THRESHOLD


def screen(text: str) -> Screening:
    """Look for the signs in *text*, whatever it is; only its first 1,600 characters are looked at."""
    return Screening(tuple(fired(Reading(text))))


def check(text: str) -> None:
    """Refuse a text that is spam, with the names of the signs."""
    screening = screen(text)
    if screening.is_spam:
        raise Refused(Reason.SPAM, signs=tuple(sign.name for sign in screening.signs))
