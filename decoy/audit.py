"""The audit: whether the provider's balance and our ledger agree, and whether it can be read at all."""

from dataclasses import dataclass
from datetime import datetime

from decoy.alerts import Alerts, Urgency
from decoy.balances import Balances
from decoy.drift import Drift
from decoy.money import to_string
from decoy.policy import BudgetPolicy

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
            subject, text = "Service: the balance cannot be read", f"{known.why}. The ledger rules."
            self.alerts.raise_(LOST, Urgency.LOW, subject, text, now)
        else:
            self.alerts.clear(LOST)

    def _compare(self, drift: Drift | None, now: datetime) -> None:
        if drift is None or drift.fell(self.policy):
            self.alerts.clear(DRIFT)
        elif drift.passes(self.policy):
            apart, currency = to_string(abs(drift.micros)), self.policy.currency
            than = f"{apart} {'more' if drift.micros > 0 else 'less'} than the ledger has"
            text = f"The balance is {to_string(drift.balance)} {currency}, {than}."
            self.alerts.raise_(DRIFT, Urgency.LOW, "Service: the balance and the ledger differ", text, now)
