"""How often somebody may try to enter: by address, and for one account from there and from everywhere."""

from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from decoy import store
from decoy.keyring import Keyring
from decoy.store import Store

# The last is high, so that nobody can lock an operator out from a handful of addresses in the night of a raid.
LIMITS: dict[str, RateLimitItem] = {
    "address": parse("20/15 minutes"),
    "account there": parse("5/15 minutes"),
    "account": parse("200/hour"),
    "stop link": parse("20/15 minutes"),
}


class Attempts:
    """The attempts to enter. Addresses are kept as keyed hashes, for as long as they count."""

    def __init__(self, counted_in: Store, keyring: Keyring) -> None:
        storage = RedisStorage(
            "redis://", connection_pool=counted_in.redis.connection_pool, key_prefix=store.ATTEMPTS
        )
        self._windows = MovingWindowRateLimiter(storage)
        self._keyring = keyring

    def count(self, name: str, address: str) -> bool:
        """Count an attempt; False when there were too many, and it must not even be looked at."""
        return all([self._windows.hit(LIMITS[kind], kind, who) for kind, who in self._counted(name, address)])

    def knock(self, address: str) -> bool:
        """Count a stop link that is pressed; False when there were too many from there."""
        return self._windows.hit(LIMITS["stop link"], "stop link", self._keyring.ref(f"address {address}"))

    def forgive(self, name: str, address: str) -> None:
        """Forget the attempts of who has entered, so that ordinary mistakes do not add up."""
        for kind, who in self._counted(name, address):
            self._windows.clear(LIMITS[kind], kind, who)

    def _counted(self, name: str, address: str) -> list[tuple[str, str]]:
        there, account = self._keyring.ref(f"address {address}"), self._keyring.ref(f"account {name}")
        return [("address", there), ("account there", account + there), ("account", account)]
