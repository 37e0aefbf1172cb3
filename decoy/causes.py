"""What brings a line down the ladder by itself. Pure: figures in, the gravest cause out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from decoy.errors import Reason
from decoy.rungs import Rung
from decoy.sentences import Sentence

TOP_UP = Sentence("Pay into the account, then type: decoy top-up 20")
WAIT = Sentence("They leave by themselves when it opens")
TRICKLE = Sentence("The others follow as it refills")
CHECK = Sentence("See decoy budget; a top-up ends it")


@dataclass(frozen=True)
class Figures:
    """
    What the ladder looks at, in micros.

    *available* is what is left above the floor by our ledger, *balance* the same by the provider's account, None
    when that cannot be read; *day* and *hour* are what is left of the caps; *price* is that of one more reply;
    *lasts* is how long the funds last at the last hour's rate, None when nobody can tell; *raid* tells whether one is
    in force that strangers are answered by lot in.
    """

    topped_up: int
    available: int
    balance: int | None
    day: int
    hour: int
    price: int
    lasts: timedelta | None
    runway: timedelta
    raid: bool = False


@dataclass(frozen=True)
class Cause:
    """
    Why a line is on a *rung*.

    *holds* tells whether it is so; *words* and *past* say it while it is and once it is over, *remedy* says what
    helps; *refusal* is what the ledger shows for a reply held meanwhile; a *daily* cause ends with its day.
    """

    name: str
    rung: Rung
    refusal: Reason
    holds: Callable[[Figures], bool]
    words: str
    past: str
    remedy: str
    daily: bool = False


CAUSES = (  # the gravest first
    Cause(
        "nothing_paid_in",
        Rung.PAUSED,
        Reason.FLOOR,
        lambda figures: not figures.topped_up,
        Sentence("nothing was paid in yet"),
        Sentence("nothing had been paid in"),
        TOP_UP,
    ),
    Cause(
        "floor",
        Rung.SILENT,
        Reason.FLOOR,
        lambda figures: bool(figures.topped_up) and figures.available < figures.price,
        Sentence("the funds are at the floor"),
        Sentence("the funds were at the floor"),
        TOP_UP,
    ),
    Cause(
        "balance",
        Rung.SILENT,
        Reason.BALANCE,
        lambda figures: figures.balance is not None and figures.balance < figures.price,
        Sentence("Twilio's balance is at the floor"),
        Sentence("Twilio's balance was at the floor"),
        TOP_UP,
    ),
    Cause(
        "daily_cap",
        Rung.PAUSED,
        Reason.DAILY_CAP,
        lambda figures: figures.day < figures.price,
        Sentence("today's cap is used up"),
        Sentence("the day's cap was used up"),
        WAIT,
        daily=True,
    ),
    Cause(
        "hourly_share",
        Rung.GUARDED,
        Reason.HOURLY_SHARE,
        lambda figures: figures.hour < figures.price,
        Sentence("this hour's share of today's cap is used up"),
        Sentence("the hour's share of the day's cap was used up"),
        TRICKLE,
    ),
    Cause(
        "runway",
        Rung.GUARDED,
        Reason.GUARDED,
        lambda figures: figures.lasts is not None and figures.lasts < figures.runway,
        Sentence("at the rate of the last hour the funds will soon be at the floor"),
        Sentence("the funds were going too fast"),
        CHECK,
    ),
    Cause(
        "raid",
        Rung.GUARDED,
        Reason.GUARDED,
        lambda figures: figures.raid,
        Sentence("there is a raid"),
        Sentence("there was a raid"),
        Sentence("What it is, and costs: decoy raid"),
    ),
)
BY_NAME = {cause.name: cause for cause in CAUSES}


def gravest(figures: Figures) -> Cause | None:
    """Name what takes the line furthest down; None when nothing does."""
    return max((cause for cause in CAUSES if cause.holds(figures)), key=lambda cause: cause.rung.depth, default=None)
