"""The degradation ladder: the rung we stand on, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from decoy import segments
from decoy.costs import Budget
from decoy.pauses import Pauses
from decoy.policy import Policy
from decoy.prices import Prices
from decoy.wording import Wording

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
    wording: Wording
    pauses: Pauses
    budget: Budget
    prices: Prices

    def stand(self, now: datetime) -> Standing:
        """Say on which rung the line stands: paused when somebody said so, or when no reply can be paid for."""
        pause = self.pauses.current(now)
        if pause:
            return Standing(Rung.PAUSED, pause.reason, RESUME)
        funds = self.budget.funds(now)
        price = self.dearest(now)
        if not funds.topped_up:
            return Standing(Rung.PAUSED, "nothing was paid in yet", TOP_UP)
        if funds.available < price:
            return Standing(Rung.PAUSED, "the funds are at the floor", TOP_UP)
        if funds.room < price:
            return Standing(Rung.PAUSED, "today's cap, or this hour's share of it, is used up", WAIT)
        return Standing(Rung.NORMAL)

    def dearest(self, now: datetime) -> int:
        """Price the longest of the replies that the decoy numbers give, where it costs most, but for overseas."""
        spoken = {ours.language for ours in self.policy.numbers}
        return self.prices.usual(now).micros * max(map(segments.count, self.wording.replies(spoken)))
