"""The recall: waiting replies that operators call back at once, all of one country or language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from decoy.messages import WAITING, Reply, State
from decoy.outbox import Outbox

Wave = Callable[[Reply], bool]  # tells whether a reply belongs to what is called back
WAVES: dict[str, Callable[[Reply], str]] = {
    "all": lambda reply: "",
    "country": lambda reply: reply.country,
    "language": lambda reply: reply.language,
    "channel": lambda reply: reply.channel,
}
REASON = "an operator called it back"


@dataclass(frozen=True)
class Recall:
    """Calls back what waits on one line."""

    outbox: Outbox

    def withdraw(self, wave: Wave, reason: str, now: datetime) -> int:
        """Withdraw the waiting replies of a *wave*; says how many there were. Cut short, it may be done again."""
        waves = (reply for page in self.outbox.pages(WAITING) for reply in page if wave(reply))
        return sum(self.outbox.end(reply, State.CANCELLED, now, reason) for reply in waves)


def wave_of(name: str) -> Wave | None:
    """Find the wave called "all", "country BE", "language fr" or "channel call"; None when there is none such."""
    kind, _, which = name.partition(" ")
    if kind not in WAVES or (kind == "all") == bool(which):
        return None
    return lambda reply: WAVES[kind](reply) == which
