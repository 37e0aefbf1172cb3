"""A client of the store that counts how often it asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis import Redis

from decoy.store import Store


class Counting(Redis):
    """Counts its round trips: a pipeline is one."""

    asked = 0

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Ask, and count."""
        self.asked += 1
        return super().execute_command(*args, **options)

    def pipeline(self, *args: Any, **options: Any) -> Any:
        """Ask several things at once, and count once."""
        self.asked += 1
        return super().pipeline(*args, **options)


@contextmanager
def counted(store: Store, url: str) -> Iterator[Counting]:
    """Count what *store* asks meanwhile."""
    before, store.redis = store.redis, Counting.from_url(url, decode_responses=True)
    try:
        yield store.redis
    finally:
        store.redis.close()
        store.redis = before
