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
        self._drops: defaultdict[str, deque[bool]] = defaultdict(deque)

    def fail_next(self, status: int, code: int | None, call: str) -> None:
        """Let the next *call* (create, list, fetch, balance, usage, prices, numbers, update, services) end so."""
        with self._lock:
            self._answers[call].append(error(status, code))

    def drop_next(self, done: bool, call: str) -> None:
        """Let the next *call* (create or update) end in silence, after it was *done* or before."""
        with self._lock:
            self._drops[call].append(done)

    def answer(self, call: str) -> Answer | None:
        """Take the fault that hits this *call*, if there is one."""
        if self.suspended:
            return error(401, 20005)
        with self._lock:
            return self._answers[call].popleft() if self._answers[call] else None

    def drop(self, call: str) -> bool | None:
        """Take the silence that hits this *call*: was it done first? None when there is no silence."""
        with self._lock:
            return self._drops[call].popleft() if self._drops[call] else None
