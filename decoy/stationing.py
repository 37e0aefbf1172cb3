"""The stationing: a decoy number is put on another duty, and what waits for it goes the same way."""

from dataclasses import dataclass
from datetime import datetime

from decoy.duties import Duty
from decoy.errors import Reason
from decoy.policy import Number, Policy
from decoy.recall import Recall, Wave
from decoy.roster import Roster


@dataclass(frozen=True)
class Stationed:
    """Whether the duty *changed*, and how many waiting replies were *withdrawn*."""

    changed: bool
    withdrawn: int


@dataclass(frozen=True)
class Stationing:
    """Puts the decoy numbers of one line on their duties."""

    policy: Policy
    roster: Roster
    recall: Recall

    def move(self, number: str, duty: Duty, who: str, why: str, now: datetime) -> Stationed:
        """
        Put *number* on a *duty*; retired, its waiting replies are withdrawn.

        Cut short, it may be done again. A reply promised meanwhile ends when it is due.
        """
        changed = self.roster.post(number, duty, who, why, now)
        withdrawn = 0 if duty.replies else self.recall.withdraw(_leaves(number), Reason.RETIRED_NUMBER, now)
        return Stationed(changed, withdrawn)

    def find(self, written: str) -> Number | None:
        """Find a decoy number by its place in the policy, counted from one, or by its digits."""
        places = {str(place): ours for place, ours in enumerate(self.policy.numbers, 1)}
        return places.get(written) or self.policy.number(written)


def _leaves(number: str) -> Wave:
    return lambda reply: reply.number == number
