"""The prospect: what somebody meets who calls or texts a decoy number for the first time now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from decoy.hearing import Earning, Hearing, earns, hears
from decoy.ladder import Ladder
from decoy.messages import Channel
from decoy.policy import Number, Policy
from decoy.roster import Roster
from decoy.rungs import Rung
from decoy.wording import Wording


@dataclass(frozen=True)
class Reading:
    """
    What a first text earns.

    *text* is the reply as it is sent, "" when there will be none, *again* what it is instead if he comes again before
    it leaves; *law*: the latter has the sentence of law; *after* is how much later it leaves, from the earliest to
    the latest.
    """

    earning: Earning
    text: str = ""
    again: str = ""
    law: bool = False
    after: tuple[timedelta, timedelta] = (timedelta(0), timedelta(0))


@dataclass(frozen=True)
class Prospect:
    """Tells what awaits callers who are not blocked, whose country is answered and whose limits are not reached."""

    policy: Policy
    roster: Roster
    ladder: Ladder
    wording: Wording

    def hears(self, number: Number, now: datetime, rung: Rung | None = None) -> Hearing:
        """Say what a first call to *number* hears now; on another *rung*, if one is told, as a notice tells it."""
        return hears(number, rung or self.ladder.stand(now).rung, early=True)

    def reads(self, number: Number, now: datetime, rung: Rung | None = None) -> Reading:
        """Say what a first text to *number* earns now, or on another *rung*."""
        if Channel.SMS not in self.policy.replies.answer:
            return Reading(Earning.NOTHING)
        earning = earns(self.roster.duty(number.number), rung or self.ladder.stand(now).rung)
        if earning is Earning.NOTHING:
            return Reading(earning)
        once, again = self.wording.pair(number)
        return Reading(earning, once, again, again != self.wording.reply(number.language), self._delay())

    def _delay(self) -> tuple[timedelta, timedelta]:
        replies = self.policy.replies
        least = timedelta(seconds=replies.delay_seconds)
        return least, least + timedelta(seconds=replies.jitter_seconds)
