"""Whether replies are paused: by an operator, or because the provider's account refuses them."""

import json
from dataclasses import dataclass
from datetime import datetime

from decoy import store
from decoy.errors import Reason, Refused
from decoy.messages import Entry
from decoy.moments import from_millis, to_millis
from decoy.store import Store


@dataclass(frozen=True)
class Pause:
    """
    A pause in force: its *reason* in words, *since* when and, if it ends by itself, *until* when.

    *fault*: nobody decided it, the provider's account is to blame.
    """

    reason: str
    since: datetime
    until: datetime | None
    fault: bool


class Pauses:
    """The one pause of a line. It is written down, so that it holds everywhere and survives restarts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def current(self, now: datetime) -> Pause | None:
        """Give the pause in force at *now*."""
        found = self._store.redis.hgetall(store.PAUSE)
        if not found or (found["until"] and to_millis(now) >= int(found["until"])):
            return None
        until = from_millis(found["until"]) if found["until"] else None
        return Pause(found["reason"], from_millis(found["since"]), until, bool(found.get("fault")))

    def check(self, now: datetime) -> None:
        """Refuse while replies are paused."""
        if self.current(now):
            raise Refused(Reason.PAUSED)

    def pause(self, reason: str, until: datetime | None, now: datetime, fault: bool = False) -> None:
        """Pause replies *until* then, or until somebody resumes them; *fault*: because the account is at fault."""
        fields = {"reason": reason, "since": to_millis(now), "until": to_millis(until) if until else ""}
        fields["fault"] = "1" if fault else ""
        with self._store.redis.pipeline() as write:
            write.hset(store.PAUSE, mapping=fields)
            write.xadd(store.LEDGER, Entry("paused", now, reason=reason).fields())
            write.execute()

    def resume(self, now: datetime) -> bool:
        """End the pause; False when there was none, or it had ended by itself."""
        if self.current(now) is None:
            return False
        fields = json.dumps(["reason", "since", "until", "fault"])
        return bool(self._store.run("lift", [store.PAUSE, store.LEDGER], [fields, Entry("resumed", now).packed()]))
