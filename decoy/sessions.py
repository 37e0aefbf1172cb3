"""The sessions: who has entered the dashboard, from how many places, and since when."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from decoy import store
from decoy.moments import from_millis, to_millis
from decoy.store import Store

LONGEST = timedelta(days=7)
IDLE = timedelta(hours=12)
FRESH = timedelta(minutes=5)  # how long a code is good for what may cost money
ID_LENGTH = 12


@dataclass(frozen=True)
class Session:
    """One session: its *id* (as lists show it), whose, *since* when, *seen* last, and when a code was given last."""

    id: str
    operator: str
    since: datetime
    seen: datetime
    confirmed: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether a code was given just now."""
        return now - self.confirmed < FRESH

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has lasted, or lain idle, for too long."""
        return now - self.since >= LONGEST or now - self.seen >= IDLE


class Sessions:
    """The sessions of one line. Only a digest of a token is kept, so that who reads the store cannot enter."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, operator: str, now: datetime) -> str:
        """Open a session and give its token, for the cookie."""
        token, at = secrets.token_urlsafe(32), to_millis(now)
        digest = _digest(token)
        with self._store.redis.pipeline() as write:
            fields = {"operator": operator, "since": at, "seen": at, "confirmed": at}
            write.hset(store.session(digest), mapping=fields)
            write.pexpire(store.session(digest), LONGEST)
            write.zremrangebyscore(store.SESSIONS, "-inf", to_millis(now - LONGEST))
            write.zadd(store.SESSIONS, {digest: at})
            write.execute()
        return token

    def find(self, token: str, now: datetime) -> Session | None:
        """Find the session of a token, and note that it was seen; None when there is none, or it is over."""
        digest = _digest(token)
        session = self._session(digest)
        if session is None or session.is_over(now):
            return None
        self._store.run("touch_session", [store.session(digest)], ["seen", to_millis(now)])
        return session

    def confirm(self, token: str, now: datetime) -> None:
        """Note that a code was given."""
        self._store.run("touch_session", [store.session(_digest(token))], ["confirmed", to_millis(now)])

    def close(self, token: str) -> None:
        """Close the session of a token."""
        self._close([_digest(token)])

    def all(self, now: datetime) -> list[Session]:
        """Give the open sessions, the newest first."""
        found = [self._session(digest) for digest in self._store.redis.zrange(store.SESSIONS, 0, -1, desc=True)]
        return [session for session in found if session and not session.is_over(now)]

    def revoke(self, session_id: str) -> bool:
        """Close one session by its id; False when there is none."""
        digests = [digest for digest in self._digests() if digest.startswith(session_id)]
        return len(session_id) == ID_LENGTH and bool(digests) and self._close(digests)

    def revoke_all(self, operator: str = "") -> int:
        """Close all sessions, or all of one operator; returns how many there were."""
        digests = [digest for digest in self._digests() if operator in ("", self._operator(digest))]
        self._close(digests)
        return len(digests)

    def _digests(self) -> list[str]:
        return list(self._store.redis.zrange(store.SESSIONS, 0, -1))

    def _operator(self, digest: str) -> str:
        return str(self._store.redis.hget(store.session(digest), "operator") or "")

    def _close(self, digests: list[str]) -> bool:
        if not digests:
            return False
        with self._store.redis.pipeline() as erase:
            erase.delete(*map(store.session, digests))
            erase.zrem(store.SESSIONS, *digests)
            return bool(erase.execute()[0])

    def _session(self, digest: str) -> Session | None:
        record = self._store.redis.hgetall(store.session(digest))
        if not record:
            return None
        moments = [from_millis(record[name]) for name in ("since", "seen", "confirmed")]
        return Session(digest[:ID_LENGTH], record["operator"], *moments)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
