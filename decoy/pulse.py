"""The pulse: when the provider called a webhook of ours last. A line that hears nothing may have lost its way in."""

from datetime import datetime

from decoy import store
from decoy.moments import from_millis, to_millis
from decoy.store import Store


class Pulse:
    """The pulse of one line."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def beat(self, now: datetime) -> None:
        """Note that a webhook was called."""
        self._store.redis.set(store.HEARD, to_millis(now))

    def last(self) -> datetime | None:
        """Say when one was called last; None when that never happened."""
        at = self._store.redis.get(store.HEARD)
        return from_millis(at) if at else None
