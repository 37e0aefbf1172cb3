"""The statement of account: all figures of the money at one moment, for every screen that shows them."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from decoy import forecast
from decoy.caps import Cap
from decoy.funds import Funds
from decoy.messages import Hour, State
from decoy.services import Services


@dataclass(frozen=True)
class Pace:
    """
    How fast money went over the last *span* ("hour", "day", "week"), in *micros* an hour, and what that leads to.

    The funds *last* until then; None when nobody can tell.
    """

    span: str
    micros: Fraction | None
    lasts: datetime | None


@dataclass(frozen=True)
class Statement:
    """
    All figures, in micros.

    *paces* are those of the last hour, day and week; at the first one the day's cap is *reached* then. *waiting*
    replies cost *price* each at most. *unconfirmed* amounts wait for the provider's word, *given_up* ones will
    never have it. *hours* are this hour and those before it, newest first, a week of them.
    """

    funds: Funds
    caps: list[Cap]
    hours: list[Hour]
    paces: list[Pace]
    reached: datetime | None
    sent_today: int
    waiting: int
    price: int
    unconfirmed: int
    given_up: int

    @property
    def promised(self) -> int:
        """What the waiting replies would cost at most."""
        return self.waiting * self.price

    @property
    def lasts(self) -> datetime | None:
        """Until when the funds last, at the rate of the longest time for which there is one."""
        return next((pace.lasts for pace in reversed(self.paces) if pace.micros is not None), None)


def draw(services: Services, now: datetime) -> Statement:
    """Read all figures."""
    budget, price = services.budget, services.ladder.dearest(now)
    funds, caps = budget.funds(now), budget.caps(now, price)
    hours = budget.spent_by_hour(now, forecast.SPANS["week"])
    burns, rent = forecast.burn(hours, now, services.ledger.began()), services.ladder.rent(now)
    paces = [Pace(burn.span, burn.micros, forecast.lasts_until(funds.left, burn.micros, rent, now)) for burn in burns]
    counts = services.outbox.counts()
    unconfirmed, given_up = services.bill.corrections.counts()
    return Statement(
        funds=funds,
        caps=caps,
        hours=hours,
        paces=paces,
        reached=forecast.lasts_until(caps[0].left, burns[0].micros, 0, now),
        sent_today=budget.sent_today(now),
        waiting=counts[State.ACCEPTED] + counts[State.HELD],
        price=price,
        unconfirmed=unconfirmed,
        given_up=given_up,
    )
