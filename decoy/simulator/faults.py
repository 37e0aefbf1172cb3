"""Faults on order: what the next REST calls run into."""

from collections import defaultdict, deque
from threading import Lock

from decoy.simulator.message import Answer, error


class Dropped(Exception):
    """The connection closes without an answer."""


class Faults:
    """One queue of faults a kind of call; the first in it hits the next such call, and is gone."""

    def __init__(self) -> None:
        self.suspended = False
        self._lock = Lock()
        self._answers: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self._drops: deque[bool] = deque()

    def fail_next(self, status: int, code: int | None, call: str) -> None:
        """Let the next *call* (create, list, fetch, balance, usage or prices) end in this error."""
        with self._lock:
            self._answers[call].append(error(status, code))

    def drop_next(self, created: bool) -> None:
        """Let the next create end in silence, after the message was *created* or before."""
        with self._lock:
            self._drops.append(created)

    def answer(self, call: str) -> Answer | None:
        """Take the fault that hits this *call*, if there is one."""
        if self.suspended:
            return error(401, 20005)
        with self._lock:
            return self._answers[call].popleft() if self._answers[call] else None

    def drop(self) -> bool | None:
        """Take the silence that hits this create: was the message created first? None when there is no silence."""
        with self._lock:
            return self._drops.popleft() if self._drops else None
