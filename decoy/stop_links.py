"""The stop links: each pauses the line once, without logging in, for who got it in an alert. None can start it."""

import hmac
import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from decoy import store
from decoy.keyring import Keyring
from decoy.messages import Entry
from decoy.moments import to_millis
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
        since = to_millis(now)
        order = {"reason": REASON, "since": since, "until": "", "fault": "", "rung": Rung.PAUSED}
        fields = json.dumps([word for pair in order.items() for word in pair])
        keys = [store.stop_link(sha256(token.encode()).hexdigest()), store.PAUSE, store.LEDGER]
        entry = Entry(Rung.PAUSED, now, reason=REASON).packed()
        return bool(self._store.run("stop", keys, [since, GOOD_FOR // timedelta(milliseconds=1), fields, entry]))

    def _is_good(self, token: str, now: datetime) -> bool:
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._signature(signed).encode(), signature.encode()):
            return False
        return to_millis(now) < int(signed.partition(".")[0])

    def _signature(self, token: str) -> str:
        return hmac.new(self._key, token.encode(), sha256).hexdigest()
