"""What the doors may reach for."""

from collections.abc import Callable
from dataclasses import dataclass

from decoy.alerts import Alerts
from decoy.attempts import Attempts
from decoy.balances import Balances
from decoy.bill import Bill
from decoy.blocks import Blocks
from decoy.callers import Callers
from decoy.closure import Closure
from decoy.costs import Budget
from decoy.delivery import Delivery
from decoy.errors import Unusable
from decoy.evidence import Evidence
from decoy.forgetting import Forgetting
from decoy.greetings import Greetings
from decoy.intake import Intake
from decoy.journal import Journal
from decoy.ladder import Ladder
from decoy.ledger import Ledger
from decoy.months import Months
from decoy.notice import Notices
from decoy.operators import Operators
from decoy.outbox import Outbox
from decoy.patience import Patience
from decoy.pauses import Pauses
from decoy.prices import Prices
from decoy.prospect import Prospect
from decoy.provider import Provider, Signatures
from decoy.pulse import Pulse
from decoy.raids import Raids
from decoy.ratelimit import Limiter
from decoy.recall import Recall
from decoy.recordings import Recordings
from decoy.roster import Roster
from decoy.sessions import Sessions
from decoy.settings import Settings
from decoy.stationing import Stationing
from decoy.stop_links import StopLinks
from decoy.store import Store
from decoy.sweep import Sweep
from decoy.tally import Tally
from decoy.waiting import Waiting
from decoy.wakeups import Wakeups
from decoy.watch import Watch
from decoy.waves import Waves
from decoy.wording import Wording

PLAY_MONEY = "sandbox-play-money"  # the id of the sandbox's first top-up


@dataclass(frozen=True)
class Edge:
    """Where a line meets the world: whom it sends through, who wakes it, and what it leaves to chance."""

    provider: Provider
    wakeups: Wakeups
    jitter: Callable[[int], int]


@dataclass(frozen=True)
class Owners:
    """Those of one line who own one outside thing each."""

    settings: Settings
    store: Store
    signatures: Signatures
    provider: Provider
    ledger: Ledger
    blocks: Blocks
    roster: Roster
    limiter: Limiter
    pauses: Pauses
    outbox: Outbox
    budget: Budget
    balances: Balances
    prices: Prices
    recordings: Recordings
    wording: Wording
    alerts: Alerts
    evidence: Evidence
    raids: Raids
    operators: Operators
    sessions: Sessions
    attempts: Attempts
    stop_links: StopLinks
    pulse: Pulse
    journal: Journal
    tally: Tally
    months: Months
    waiting: Waiting


@dataclass(frozen=True)
class Services(Owners):
    """One line, wired: its owners, and what walks over them."""

    callers: Callers
    ladder: Ladder
    closure: Closure
    intake: Intake
    greetings: Greetings
    delivery: Delivery
    recall: Recall
    stationing: Stationing
    prospect: Prospect
    forgetting: Forgetting
    sweep: Sweep
    bill: Bill
    watch: Watch
    waves: Waves
    notices: Notices
    patience: Patience

    def check(self) -> None:
        """Refuse a store that is not fit for this line; `Unusable` says why."""
        self.store.check()
        if not self.settings.sandbox and self.budget.was_entered(PLAY_MONEY):
            raise Unusable(
                "This store holds the sandbox's play money, which must not pass for money: "
                "give the real line another one in REDIS_URL."
            )
