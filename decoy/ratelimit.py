"""How often: moving windows over the `limits` library, counted in the store. Money is not guarded here."""

from limits import RateLimitItem
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from decoy import store
from decoy.callers import Caller
from decoy.errors import Reason, Refused
from decoy.policy import LimitsPolicy
from decoy.store import Store


class Limiter:
    """The limits on what a caller may make us do. The reply window is the outbox's own, for it must be exact."""

    def __init__(self, counted_in: Store, policy: LimitsPolicy) -> None:
        storage = RedisStorage("redis://", connection_pool=counted_in.redis.connection_pool, key_prefix=store.LIMITS)
        self._windows = MovingWindowRateLimiter(storage)
        self._policy = policy

    def admit(self, caller: Caller) -> None:
        """
        Count one more recording for *caller*, or refuse it.

        The shortest window is asked first. All who hide their number count together: nothing tells them apart.
        """
        if not all(self._windows.hit(limit, caller.ref) for limit in self._limits(caller.hidden)):
            raise Refused(Reason.CALLS_PER_CALLER)

    def forget(self, ref: str) -> None:
        """Erase the counts of one caller."""
        for limit in self._limits(hidden=False):
            self._windows.clear(limit, ref)

    def _limits(self, hidden: bool) -> tuple[RateLimitItem, ...]:
        return self._policy.hidden_calls if hidden else self._policy.calls_per_caller
