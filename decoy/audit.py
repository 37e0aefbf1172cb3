"""The audit: whether the provider's balance and our ledger agree, and whether it can be read at all."""

from dataclasses import dataclass
from datetime import datetime

from decoy.alerts import Alerts
from decoy.balances import Balances
from decoy.drift import Drift
from decoy.money import to_string
from decoy.policy import BudgetPolicy
from decoy.sentences import Sentence
from decoy.troubles import Urgency

DRIFT, LOST = "drift", "balance"


@dataclass(frozen=True)
class Audit:
    """Audits one line. Several may at once: an alert is raised once, and cleared by itself."""

    policy: BudgetPolicy
    balances: Balances
    alerts: Alerts

    def run(self, now: datetime) -> None:
        """Look once at what is known of the balance."""
        known = self.balances.known()
        if known is None:
            return
        self._compare(known.drift, now)
        if known.is_lost(now):
            text = Sentence("%(why)s. The ledger rules.", why=known.why)
            self.alerts.raise_(LOST, Urgency.LOW, Sentence("Service: the balance cannot be read"), text, now)
        else:
            self.alerts.clear(LOST)

    def _compare(self, drift: Drift | None, now: datetime) -> None:
        if drift is None or drift.fell(self.policy):
            self.alerts.clear(DRIFT)
        elif drift.passes(self.policy):
            apart, currency = to_string(abs(drift.micros)), self.policy.currency
            balance = f"{to_string(drift.balance)} {currency}"
            more = Sentence(
                "The balance is %(balance)s, %(apart)s more than the ledger has.", balance=balance, apart=apart
            )
            less = Sentence(
                "The balance is %(balance)s, %(apart)s less than the ledger has.", balance=balance, apart=apart
            )
            subject, text = Sentence("Service: the balance and the ledger differ"), more if drift.micros > 0 else less
            self.alerts.raise_(DRIFT, Urgency.LOW, subject, text, now)
