"""Patience: how long a caller may be kept waiting while we think."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Patience:
    """
    Waits *seconds* for work and no longer; the work itself goes on to its end.

    *threads* is how much of it one process does at a time.
    """

    def __init__(self, seconds: float = 1.5, threads: int = 16) -> None:
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="patience")

    def wait(self, work: Callable[[], Result]) -> Result:
        """Give what *work* gives, or raises; TimeoutError when it takes too long."""
        return self._pool.submit(work).result(timeout=self._seconds)
