"""Drift: how far the provider's balance lies from our own figure, and from when on that is worth an alert."""

from typing import NamedTuple

from decoy.policy import BudgetPolicy

ALL = 100  # percent
CLEARED = 80  # percent of what raises an alert, to which a drift must fall, so that the alert does not flap


class Drift(NamedTuple):
    """How much more, or less, the provider's *balance* has than our own figure; both in micros."""

    micros: int
    balance: int

    def passes(self, policy: BudgetPolicy) -> bool:
        """Tell whether it passes what the policy allows."""
        return abs(self.micros) > self._allowed(policy)

    def fell(self, policy: BudgetPolicy) -> bool:
        """Tell whether it is clearly within what the policy allows."""
        return abs(self.micros) * ALL <= self._allowed(policy) * CLEARED

    def _allowed(self, policy: BudgetPolicy) -> int:
        """
        Give the smaller of the amount and the share that are allowed.

        The share is of the larger of the two balances: what was ever paid in only grows, and would allow more and
        more of what is left; a share of the smaller would be nothing as soon as one of them is empty.
        """
        larger = max(abs(self.balance), abs(self.balance - self.micros))
        return min(policy.drift_amount, larger * policy.drift_percent // ALL)
