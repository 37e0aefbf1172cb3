"""How often: moving windows over the `limits` library, counted in the store. Money is not guarded here."""

from datetime import datetime

from limits import RateLimitItem
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from decoy import store
from decoy.callers import Caller
from decoy.errors import Reason, Refused
from decoy.policy import LimitsPolicy
from decoy.store import Store

GUARDED = "guarded"  # sets these counts apart from those of the same windows


class Limiter:
    """The limits on what a caller may make us do. The reply window is the outbox's own, for it must be exact."""

    def __init__(self, counted_in: Store, policy: LimitsPolicy) -> None:
        pool = counted_in.redis.connection_pool
        self._storage = RedisStorage("redis://", connection_pool=pool, key_prefix=store.LIMITS)
        self._windows = MovingWindowRateLimiter(self._storage)
        self._policy = policy

    def admit(self, caller: Caller, guarded: bool, now: datetime) -> None:
        """
        Count one more recording for *caller*, or refuse it; he may have fewer while the line is *guarded*.

        The shortest window is asked first. All who hide their number count together: nothing tells them apart.
        """
        if not all(self._hit(limit, now, caller.ref) for limit in self._limits(caller.hidden)):
            raise Refused(Reason.CALLS_PER_CALLER)
        if not caller.hidden and not self._fits_guarded(caller.ref, now) and guarded:
            raise Refused(Reason.GUARDED)

    def forget(self, ref: str) -> None:
        """Erase the counts of one caller."""
        for limit in self._limits(hidden=False):
            self._windows.clear(limit, ref)
        for limit in self._policy.guarded_calls:
            self._windows.clear(limit, GUARDED, ref)

    def _fits_guarded(self, ref: str, now: datetime) -> bool:
        """Count what is counted at all times, so that those who called before are known once money is short."""
        return all([self._hit(limit, now, GUARDED, ref) for limit in self._policy.guarded_calls])

    def _hit(self, limit: RateLimitItem, now: datetime, *name: str) -> bool:
        """Run the library's script with the moment we are handed; its own method would read the clock."""
        key = self._storage.prefixed_key(limit.key_for(*name))
        args = [now.timestamp(), limit.amount, limit.get_expiry(), 1]
        return bool(self._storage.lua_acquire_moving_window([key], args))

    def _limits(self, hidden: bool) -> tuple[RateLimitItem, ...]:
        return self._policy.hidden_calls if hidden else self._policy.calls_per_caller
