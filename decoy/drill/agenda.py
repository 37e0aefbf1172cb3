"""The agenda: what comes next, and the one clock of a drill."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from decoy.wakeups import Wakeups

BEGIN = datetime(2026, 11, 1, 23, 0, tzinfo=UTC)  # a Monday at midnight, in Paris
Act = Callable[[datetime], None]


def moment(seconds: float) -> datetime:
    """Say what time it is *seconds* after the drill began; the line counts in milliseconds."""
    return BEGIN + timedelta(milliseconds=round(seconds * 1000))


def seconds(at: datetime) -> float:
    """Say how many seconds after the drill began it is."""
    return (at - BEGIN).total_seconds()


class Agenda:
    """What is to be done, in the order of time; *now* is when the last of it was to be done."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.done = 0
        self._acts: list[tuple[datetime, int, Act]] = []
        self._added = 0

    def add(self, at: datetime, act: Act) -> None:
        """Have *act* done at its time, or next if that is over."""
        heappush(self._acts, (max(at, self.now), self._added, act))
        self._added += 1

    def step(self) -> bool:
        """Do what comes next; False when nothing is left."""
        if not self._acts:
            return False
        self.now, _, act = heappop(self._acts)
        act(self.now)
        self.done += 1
        return True


class Alarm(Wakeups):
    """Wakes the line by the agenda instead of by jobs. *deliver* sends one reply."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._set: dict[str, int] = {}
        self.deliver: Callable[[str, datetime], None] = lambda reply_id, now: None

    def at(self, reply_id: str, due: datetime) -> None:
        """Wake us for a reply when it is *due*."""
        self._set[reply_id] = self._set.get(reply_id, 0) + 1
        self._agenda.add(due, lambda now: self._wake(reply_id, now))

    def soon(self, reply_id: str) -> None:
        """Wake us for a reply next."""
        self.at(reply_id, self._agenda.now)

    def is_set(self, reply_id: str) -> bool:
        """Tell whether we shall be woken for this reply."""
        return self._set.get(reply_id, 0) > 0

    def has_worker(self, now: datetime) -> bool:
        """Say that somebody is always there."""
        return True

    def _wake(self, reply_id: str, now: datetime) -> None:
        left = self._set.pop(reply_id, 1) - 1
        if left:
            self._set[reply_id] = left
        self.deliver(reply_id, now)
