"""The brakes: whether money still leaves although they are on. Pure: readings in, what failed out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from decoy.amounts import Amounts
from decoy.moments import to_clock
from decoy.sentences import Sentence

SHARE = 10  # the tenth part of a cap, or of the floor, that may go after the brake was pulled: some is on its way
GRACE = timedelta(minutes=1)  # a reply may have been taken up just before; and clocks differ


@dataclass(frozen=True)
class Readings:
    """
    What tells whether the brakes work, in micros, at one moment *now*, as the operators' clocks have it.

    *today* is used of the *cap*; *left* is what the fund has, its *floor* included, None when nothing was paid in;
    *empty* is when that is gone at the last hour's rate, None when nobody can tell; *paid* is when a reply was last
    paid for, None when that was not today; *held* is since when replies are held back, None while they leave.
    """

    now: datetime
    today: int
    cap: int
    left: int | None
    floor: int
    empty: datetime | None
    paid: datetime | None
    held: datetime | None

    @property
    def eaten(self) -> int:
        """How much of the floor is gone; less than nothing while there is more than the floor."""
        return 0 if self.left is None else self.floor - self.left


@dataclass(frozen=True)
class Brake:
    """One brake: whether it *failed*, whether it clearly *works*, and *words* that say what leaves."""

    name: str
    failed: Callable[[Readings], bool]
    works: Callable[[Readings], bool]
    words: Callable[[Readings, Amounts], Sentence]


def _paid_while_held(it: Readings) -> bool:
    return bool(it.held and it.paid and it.held + GRACE < it.paid <= it.now)


def _day_words(it: Readings, amounts: Amounts) -> Sentence:
    return Sentence(
        "%(used)s are used today, beyond the cap of %(cap)s: what others make us pay has passed it.",
        used=amounts.show(it.today),
        cap=amounts.show(it.cap),
    )


def _floor_words(it: Readings, amounts: Amounts) -> Sentence:
    left, floor = amounts.show(max(0, it.left or 0)), amounts.show(it.floor)
    if not it.empty or it.eaten >= it.floor:
        return Sentence(
            "What others make us pay is eating the floor: %(left)s of %(floor)s are left.", left=left, floor=floor
        )
    return Sentence(
        "What others make us pay is eating the floor: %(left)s of %(floor)s are left, and at this rate it is empty "
        "at %(then)s.",
        left=left,
        floor=floor,
        then=to_clock(it.empty, it.now),
    )


def _held_words(it: Readings, amounts: Amounts) -> Sentence:
    paid, held = (to_clock(moment, it.now) for moment in (it.paid or it.now, it.held or it.now))
    return Sentence(
        "A reply was paid for at %(paid)s, although replies are held back since %(held)s. Stop the workers.",
        paid=paid,
        held=held,
    )


BRAKES = (
    Brake(
        "day",
        failed=lambda it: 0 < it.cap < it.today - it.cap // SHARE,
        works=lambda it: it.today <= it.cap or not it.cap,
        words=_day_words,
    ),
    Brake(
        "floor",
        # Below the floor alone is no news day after day: something must have left today.
        failed=lambda it: min(it.eaten, it.today) > it.floor // SHARE,
        works=lambda it: it.eaten <= 0 or it.today <= it.floor // SHARE,
        words=_floor_words,
    ),
    Brake("held", failed=_paid_while_held, works=lambda it: not _paid_while_held(it), words=_held_words),
)
