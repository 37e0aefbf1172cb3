"""Forgetting a caller: everything that says what he did no longer says that it was he."""

from dataclasses import dataclass
from datetime import datetime

from decoy.blocks import Blocks
from decoy.evidence import Evidence
from decoy.journal import Journal
from decoy.ledger import Ledger
from decoy.outbox import Outbox
from decoy.ratelimit import Limiter
from decoy.store import Store
from decoy.tally import Tally


@dataclass(frozen=True)
class Forgotten:
    """How much was erased; *barred*: he had said STOP or was blocked, and is a stranger again."""

    replies: int
    entries: int
    barred: bool


@dataclass(frozen=True)
class Forgetting:
    """Erases callers from one line."""

    store: Store
    outbox: Outbox
    limiter: Limiter
    blocks: Blocks
    ledger: Ledger
    evidence: Evidence
    journal: Journal
    tally: Tally

    def forget(self, ref: str, now: datetime) -> Forgotten:
        """Erase all that is known of a caller. His waiting reply is withdrawn; amounts stay in the ledger."""
        replies = int(self.outbox.withdraw(ref, now, "forgotten"))
        replies += self.outbox.forget(ref)
        self.limiter.forget(ref)
        self.evidence.forget(ref, now)
        barred = self.blocks.forget(ref)
        entries = self.ledger.forget(ref)
        self.journal.forget(ref)
        self.tally.forget(ref, now)
        self.store.compact()
        return Forgotten(replies, entries, barred)
