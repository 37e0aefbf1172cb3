"""The bill: what is owed although nobody reports it, and what was estimated and turns out otherwise."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from decoy.callers import home_of
from decoy.corrections import Corrections, Unpriced
from decoy.costs import Budget
from decoy.errors import ProviderError
from decoy.moments import months_after, to_month
from decoy.policy import Policy
from decoy.prices import Prices
from decoy.provider import Provider

log = structlog.get_logger()

BATCH = 20  # prices asked for in one round
MOST_MONTHS = 12  # of rent charged at once, after a long sleep; what was charged is remembered for longer


@dataclass(frozen=True)
class Bill:
    """Keeps the bill of one line complete and true. Everything it does may be done twice."""

    policy: Policy
    budget: Budget
    corrections: Corrections
    prices: Prices
    provider: Provider

    def run(self, now: datetime) -> None:
        """Charge what has come due, and confirm what was estimated."""
        self._rent(now)
        self._close_calls(now)
        self._confirm(now)

    def _rent(self, now: datetime) -> None:
        """Charge each decoy number's rent for every month of the operators' calendar that began since we know it."""
        month = to_month(now.astimezone(self.policy.budget.timezone))
        for ours in self.policy.numbers:
            rent = self.prices.month(home_of(ours.number), now).micros
            begun_since = months_after(self.budget.known_since(ours.number, month), month)
            for begun in begun_since[-MOST_MONTHS:] if rent else ():
                sid = f"rent-{begun}-{ours.number.removeprefix('+')}"
                self.budget.charge(sid, ours.number, rent, now, fixed=True)

    def _close_calls(self, now: datetime) -> None:
        """Charge a started minute for calls whose end nobody reported."""
        for sid, number in self.budget.unended(now):
            minute = self.prices.minute(home_of(number), now)
            self.budget.charge(sid, number, minute.micros, now, guess=True, minutes=1)
            self.budget.ended(sid, number)

    def _confirm(self, now: datetime) -> None:
        """Ask what sent replies really cost; one that cannot be asked for goes to the end, and the round is over."""
        for unpriced in self.corrections.due(now, BATCH):
            try:
                self._ask(unpriced, now)
            except ProviderError as error:
                log.warning("bill.cannot_ask", sid=unpriced.sid, code=error.code)
                self.corrections.ask_again(unpriced, now)
                return

    def _ask(self, unpriced: Unpriced, now: datetime) -> None:
        paid = self.provider.price(unpriced.sid)
        if paid and paid.currency == self.policy.budget.currency:
            self.corrections.correct(unpriced, paid.micros, now)
            return
        if paid:
            log.error("bill.other_currency", sid=unpriced.sid, currency=paid.currency)
        self.corrections.ask_again(unpriced, now)
