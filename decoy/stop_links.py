"""The stop links: each pauses the line once, without logging in, for who got it in an alert. None can start it."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from decoy import store
from decoy.keyring import Keyring
from decoy.messages import Entry
from decoy.moments import to_millis
from decoy.orders import By, written
from decoy.rungs import Rung
from decoy.sentences import Sentence
from decoy.store import Store

GOOD_FOR = timedelta(hours=48)
REASON = Sentence("stop link")


class StopLinks:
    """
    The stop links of one line.

    A token is signed and says until when it is good, so that none is kept; only that it was used is.
    """

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._key = keyring.derive("stop links")

    def make(self, now: datetime) -> str:
        """Make the token of a new link."""
        token = f"{to_millis(now + GOOD_FOR)}.{secrets.token_urlsafe(12)}"
        return f"{token}.{self._signature(token)}"

    def use(self, token: str, now: datetime) -> bool:
        """
        Pause the line until somebody resumes it; False when the link was used, is too old, or was never given.

        A pause that would end by itself no longer does; silent and closed lines stay so.
        """
        if not self._is_good(token, now):
            return False
        keys = [store.stop_link(sha256(token.encode()).hexdigest()), store.ORDERS, store.LEDGER]
        order, entry = written(REASON, None, now, Rung.PAUSED), Entry(Rung.PAUSED, now, reason=REASON).packed()
        kept = GOOD_FOR // timedelta(milliseconds=1)
        return bool(self._store.run("stop", keys, [to_millis(now), kept, By.OPERATOR, order, By.CLOSURE, entry]))

    def _is_good(self, token: str, now: datetime) -> bool:
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._signature(signed).encode(), signature.encode()):
            return False
        return to_millis(now) < int(signed.partition(".")[0])

    def _signature(self, token: str) -> str:
        return hmac.new(self._key, token.encode(), sha256).hexdigest()
