"""The postage: what a reply costs, in the words it leaves with and where it goes."""

from dataclasses import dataclass
from datetime import datetime

from decoy import errands, segments
from decoy.errands import Errand
from decoy.messages import Reply
from decoy.outbox import Outbox
from decoy.policy import Policy
from decoy.prices import Prices
from decoy.store import Store
from decoy.wording import Wording

AGAIN = 2  # contacts, from which on somebody has come again


@dataclass(frozen=True)
class Postage:
    """Says what the replies of one line cost, in micros."""

    store: Store
    policy: Policy
    wording: Wording
    prices: Prices
    outbox: Outbox

    def price(self, reply: Reply, now: datetime) -> int:
        """Price a reply in the words in force."""
        _, text = self.store.do(self.reading(reply))
        return self.weigh(reply, text, now)

    def weigh(self, reply: Reply, text: str, now: datetime) -> int:
        """Price a reply with this *text*."""
        return segments.count_ours(text) * self.prices.reply(reply.country, now).micros

    def reading(self, reply: Reply) -> Errand[tuple[bool, str]]:
        """Have it read whether a caller came again, and the text that his reply leaves with."""
        found = errands.together(self.outbox.evidence(reply.caller), self._texts(reply))
        return errands.merged(found, lambda found: (found[0] >= AGAIN, found[1][found[0] >= AGAIN]))

    def _texts(self, reply: Reply) -> Errand[tuple[str, str]]:
        ours = self.policy.number(reply.number)
        if ours:
            return self.wording.pairing(ours)
        return errands.merged(self.wording.reading([reply.language]), lambda replies: (replies[0], replies[0]))
