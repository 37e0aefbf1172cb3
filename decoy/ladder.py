"""The degradation ladder: the rung we stand on, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from decoy import segments
from decoy.costs import Budget
from decoy.pauses import Pauses
from decoy.policy import Policy
from decoy.words import Words

RESUME = "To send them, type: decoy resume"
TOP_UP = "Pay into the account, then type: decoy top-up 20"
WAIT = "They leave by themselves when it opens"


class Rung(StrEnum):
    """The rungs in use so far, from best to worst."""

    NORMAL = "normal"
    PAUSED = "paused"


@dataclass(frozen=True)
class Standing:
    """The rung in force and, unless it is the best, the *reason* and the *remedy*, in words."""

    rung: Rung
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Ladder:
    """Tells where a line stands."""

    policy: Policy
    words: dict[str, Words]
    pauses: Pauses
    budget: Budget

    def stand(self, now: datetime) -> Standing:
        """Say on which rung the line stands: paused when somebody said so, or when no reply can be paid for."""
        pause = self.pauses.current(now)
        if pause:
            return Standing(Rung.PAUSED, pause.reason, RESUME)
        funds = self.budget.funds(now)
        price = self._dearest()
        if not funds.topped_up:
            return Standing(Rung.PAUSED, "nothing was paid in yet", TOP_UP)
        if funds.available < price:
            return Standing(Rung.PAUSED, "the funds are at the floor", TOP_UP)
        if funds.room < price:
            return Standing(Rung.PAUSED, "today's cap, or this hour's share of it, is used up", WAIT)
        return Standing(Rung.NORMAL)

    def price(self) -> int:
        """Price one more reply, the longest, in micros."""
        return self._dearest()

    def _dearest(self) -> int:
        """Price the longest of the replies that the decoy numbers give."""
        spoken = {ours.language for ours in self.policy.numbers}
        return self.policy.prices.reply_segment * max(segments.count(self.words[tongue].reply) for tongue in spoken)
