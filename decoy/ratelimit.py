"""How often: moving windows over the `limits` library, counted in the store. Money is not guarded here."""

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
        storage = RedisStorage("redis://", connection_pool=counted_in.redis.connection_pool, key_prefix=store.LIMITS)
        self._windows = MovingWindowRateLimiter(storage)
        self._policy = policy

    def admit(self, caller: Caller, guarded: bool) -> None:
        """
        Count one more recording for *caller*, or refuse it; he may have fewer while the line is *guarded*.

        The shortest window is asked first. All who hide their number count together: nothing tells them apart.
        """
        if not all(self._windows.hit(limit, caller.ref) for limit in self._limits(caller.hidden)):
            raise Refused(Reason.CALLS_PER_CALLER)
        if not caller.hidden and not self._fits_guarded(caller.ref) and guarded:
            raise Refused(Reason.GUARDED)

    def forget(self, ref: str) -> None:
        """Erase the counts of one caller."""
        for limit in self._limits(hidden=False):
            self._windows.clear(limit, ref)
        for limit in self._policy.guarded_calls:
            self._windows.clear(limit, GUARDED, ref)

    def _fits_guarded(self, ref: str) -> bool:
        """Count what is counted at all times, so that those who called before are known once money is short."""
        return all([self._windows.hit(limit, GUARDED, ref) for limit in self._policy.guarded_calls])

    def _limits(self, hidden: bool) -> tuple[RateLimitItem, ...]:
        return self._policy.hidden_calls if hidden else self._policy.calls_per_caller
