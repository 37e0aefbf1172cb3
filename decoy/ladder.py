"""The degradation ladder: the rung we stand on, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from decoy import forecast, segments
from decoy.callers import country_of
from decoy.causes import Figures, gravest
from decoy.costs import Budget
from decoy.errors import Reason, Refused
from decoy.footing import AT_ONCE, CALM, Foothold, Footing
from decoy.messages import EPOCH
from decoy.moments import to_clock
from decoy.pauses import Pause, Pauses
from decoy.policy import Policy
from decoy.prices import Prices
from decoy.raids import Raids
from decoy.rungs import Rung
from decoy.sentences import Sentence
from decoy.wording import Wording

RESUME = Sentence("To send them, type: decoy resume")
OPEN = Sentence("To open it, type: decoy open")


@dataclass(frozen=True)
class Standing:
    """
    The rung in force and, unless it is the best, the *reason* and the *remedy*, in words.

    *refusal* is what the ledger shows for a reply that is held because of it; *since* is when the line came there.
    """

    rung: Rung
    reason: str = ""
    remedy: str = ""
    refusal: Reason = Reason.PAUSED
    since: datetime = EPOCH


@dataclass(frozen=True)
class Ladder:
    """Tells where a line stands: where somebody ordered it to, or further down, where its money allows."""

    policy: Policy
    wording: Wording
    pauses: Pauses
    budget: Budget
    prices: Prices
    footing: Footing
    raids: Raids

    def stand(self, now: datetime) -> Standing:
        """Say on which rung the line stands. It steps down at once, and up after an hour of calm or a top-up."""
        foothold, order = self._step(now, CALM), self.pauses.current(now)
        if order and order.rung.depth >= foothold.rung.depth:
            return self._ordered(order, now)
        return self._taken(foothold)

    def check(self, now: datetime) -> Standing:
        """Refuse a reply while none leaves; else say where the line stands."""
        standing = self.stand(now)
        if not standing.rung.sends:
            raise self.refused(standing, now)
        return standing

    def refused(self, standing: Standing, now: datetime) -> Refused:
        """Name what a reply is held for where the line stands, and when that opens."""
        return Refused(standing.refusal, self.budget.opens(standing.refusal, self.dearest(now), now))

    def resume(self, now: datetime) -> bool:
        """Lift what somebody ordered, and wait for no hour of calm; False when there was no order."""
        resumed = self.pauses.resume(now)
        self._step(now, AT_ONCE)
        return resumed

    def dearest(self, now: datetime) -> int:
        """Price the longest of the replies that the decoy numbers give, where it costs most, but for overseas."""
        return self.prices.usual(now).micros * max(map(segments.count, self.wording.texts(self.policy.numbers)))

    def rent(self, now: datetime) -> int:
        """Price a month of all decoy numbers."""
        return sum(self.prices.month(country_of(ours.number), now).micros for ours in self.policy.numbers)

    def _step(self, now: datetime, calm: timedelta) -> Foothold:
        figures = self._figures(now)
        today = now.astimezone(self.policy.budget.timezone).date().isoformat()
        return self.footing.step(gravest(figures), figures.topped_up, today, now, calm)

    def _figures(self, now: datetime) -> Figures:
        funds, policy = self.budget.funds(now), self.policy.budget
        rate = forecast.burn(self.budget.spent_by_hour(now, 1), now)[0].micros
        end = forecast.lasts_until(funds.left, rate, self.rent(now), now)
        return Figures(
            topped_up=funds.topped_up,
            available=funds.available,
            balance=funds.balance,
            day=policy.daily_cap - funds.today,
            hour=policy.hourly_cap - funds.hour,
            price=self.dearest(now),
            lasts=end - now if end else None,
            runway=timedelta(hours=policy.runway_hours),
            raid=any(raid.prices for raid in self.raids.current(now)),
        )

    def _taken(self, foothold: Foothold) -> Standing:
        cause = foothold.cause
        if cause is None:
            return Standing(foothold.rung)
        if foothold.calm is None:
            return Standing(foothold.rung, cause.words, cause.remedy, cause.refusal, foothold.since)
        climbs = (foothold.calm + CALM).astimezone(self.policy.budget.timezone)
        remedy = Sentence(
            "It climbs at %(clock)s if it stays calm; at once, if you type: decoy resume", clock=f"{climbs:%H:%M}"
        )
        return Standing(foothold.rung, cause.past, remedy, cause.refusal, foothold.since)

    def _ordered(self, order: Pause, now: datetime) -> Standing:
        remedy = OPEN if order.rung is Rung.CLOSED else RESUME
        if order.until:
            ends = to_clock(order.until, now.astimezone(self.policy.budget.timezone))
            remedy = Sentence("It ends by itself at %(clock)s; at once, if you type: decoy resume", clock=ends)
        return Standing(order.rung, order.reason, remedy, since=order.since)
