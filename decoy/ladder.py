"""The degradation ladder: the rung we stand on, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from decoy import errands, forecast, segments
from decoy.callers import home_of
from decoy.causes import Figures, gravest
from decoy.costs import Budget
from decoy.errands import Errand
from decoy.errors import Reason, Refused
from decoy.footing import AT_ONCE, CALM, Foothold, Footing
from decoy.funds import Look
from decoy.messages import EPOCH, Hour
from decoy.moments import to_clock
from decoy.orders import Pause
from decoy.pauses import Pauses
from decoy.policy import Policy
from decoy.prices import Prices
from decoy.raid import Raid, in_force
from decoy.raids import Raids
from decoy.rungs import Rung
from decoy.sentences import Sentence
from decoy.store import Store
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


class View(NamedTuple):
    """What tells where the line stands, as it was read in one round trip."""

    look: Look
    hours: list[Hour]
    words: list[str]
    raids: list[Raid]
    order: Pause | None


@dataclass(frozen=True)
class Ladder:
    """Tells where a line stands: where somebody ordered it to, or further down, where its money allows."""

    store: Store
    policy: Policy
    wording: Wording
    pauses: Pauses
    budget: Budget
    prices: Prices
    footing: Footing
    raids: Raids

    def looking(self, now: datetime) -> Errand[View]:
        """Have everything read that tells where the line stands."""
        spending, words = self.budget.spending(now, 1), self.wording.phrasing(self.policy.numbers)
        money = errands.together(self.budget.looking(now), spending, words)
        orders = errands.together(self.raids.recalling(), self.pauses.asking(now))
        return errands.merged(errands.together(money, orders), lambda found: View(*found[0], *found[1]))

    def view(self, now: datetime) -> View:
        """Read everything that tells where the line stands."""
        return self.store.do(self.looking(now))

    def stand(self, now: datetime, view: View | None = None) -> Standing:
        """
        Say on which rung the line stands. It steps down at once, and up after an hour of calm or a top-up.

        *view* is what was read a moment ago; without it, that is read.
        """
        view = view or self.view(now)
        foothold, order = self._step(view, now, CALM), view.order
        if order and order.rung.depth >= foothold.rung.depth:
            return self._ordered(order, now)
        return self._taken(foothold)

    def check(self, view: View, now: datetime) -> Standing:
        """Refuse a reply while none leaves; else say where the line stands."""
        standing = self.stand(now, view)
        if not standing.rung.sends:
            raise self.refused(standing, view, now)
        return standing

    def refused(self, standing: Standing, view: View, now: datetime) -> Refused:
        """Name what a reply is held for where the line stands, and when that opens."""
        opens = self.budget.opens(standing.refusal, self.dearest(now, view), now, view.look)
        return Refused(standing.refusal, opens)

    def resume(self, now: datetime) -> bool:
        """Lift what somebody ordered, and wait for no hour of calm; False when there was no order."""
        resumed = self.pauses.resume(now)
        self._step(self.view(now), now, AT_ONCE)
        return resumed

    def dearest(self, now: datetime, view: View | None = None) -> int:
        """Price the longest of the replies that the decoy numbers give, where it costs most, but for overseas."""
        words = view.words if view else self.wording.texts(self.policy.numbers)
        return self.prices.usual(now).micros * max(map(segments.count_ours, words))

    def rent(self, now: datetime) -> int:
        """Price a month of all decoy numbers."""
        return sum(self.prices.month(home_of(ours.number), now).micros for ours in self.policy.numbers)

    def _step(self, view: View, now: datetime, calm: timedelta) -> Foothold:
        figures = self._figures(view, now)
        today = now.astimezone(self.policy.budget.timezone).date().isoformat()
        return self.footing.step(gravest(figures), figures.topped_up, today, now, calm)

    def _figures(self, view: View, now: datetime) -> Figures:
        funds, policy = self.budget.funds(now, view.look), self.policy.budget
        rate = forecast.burn(view.hours, now)[0].micros
        end = forecast.lasts_until(funds.left, rate, self.rent(now), now)
        return Figures(
            topped_up=funds.topped_up,
            available=funds.available,
            balance=funds.balance,
            day=policy.daily_cap - funds.today,
            hour=policy.hourly_cap - funds.hour,
            price=self.dearest(now, view),
            lasts=end - now if end else None,
            runway=timedelta(hours=policy.runway_hours),
            raid=any(raid.prices for raid in in_force(view.raids, now)),
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
