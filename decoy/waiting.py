"""What waits: how many replies are due when, and how long others have been held back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from decoy import store
from decoy.messages import State
from decoy.moments import to_millis
from decoy.policy import Replies
from decoy.store import Store

AN_HOUR = timedelta(hours=1)
AGES = (AN_HOUR, timedelta(hours=6), timedelta(hours=24))  # where the ages of held replies are told apart


@dataclass(frozen=True)
class Queue:
    """
    What waits at one moment: replies that are *overdue*, due within the *next_hour*, and *later*.

    *held*: those held back, by age, of as many classes as `AGES` makes, the youngest first.
    """

    overdue: int
    next_hour: int
    later: int
    held: tuple[int, ...]


class Waiting:
    """Reads what waits on one line, in one round trip however much that is."""

    def __init__(self, store: Store, policy: Replies) -> None:
        self._store = store
        self._kept = timedelta(seconds=policy.delay_seconds, hours=policy.hold_hours)

    def read(self, now: datetime) -> Queue:
        """Count what waits. A held reply is looked at again when it is too old, which tells its age."""
        soon = [now, now + AN_HOUR]
        ends = [now + self._kept - age for age in AGES]
        with self._store.redis.pipeline(transaction=False) as ask:
            for since, until in zip(["-inf", *map(_after, soon)], [*map(to_millis, soon), "+inf"], strict=True):
                ask.zcount(store.replies(State.ACCEPTED), since, until)
            for since, until in zip([*map(_after, ends), "-inf"], ["+inf", *map(to_millis, ends)], strict=True):
                ask.zcount(store.replies(State.HELD), since, until)
            overdue, next_hour, later, *held = ask.execute()
        return Queue(overdue, next_hour, later, tuple(held))


def _after(moment: datetime) -> str:
    return f"({to_millis(moment)}"
