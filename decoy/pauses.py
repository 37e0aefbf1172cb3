"""What holds the line back by order: an operator's, or because the provider's account refuses to send."""

import json
from dataclasses import dataclass
from datetime import datetime

from decoy import store
from decoy.messages import Entry
from decoy.moments import from_millis, to_millis
from decoy.rungs import Rung
from decoy.store import Store


@dataclass(frozen=True)
class Pause:
    """
    A pause in force: its *reason* in words, *since* when and, if it ends by itself, *until* when.

    *fault*: nobody decided it, the provider's account is to blame; *rung*: how far down it takes the line.
    """

    reason: str
    since: datetime
    until: datetime | None
    fault: bool
    rung: Rung


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
        rung = Rung(found.get("rung", Rung.PAUSED))
        return Pause(found["reason"], from_millis(found["since"]), until, bool(found.get("fault")), rung)

    def pause(
        self, reason: str, until: datetime | None, now: datetime, fault: bool = False, rung: Rung = Rung.PAUSED
    ) -> None:
        """
        Hold the line back on *rung* *until* then, or until somebody resumes it.

        *fault*: because the provider's account is at fault.
        """
        fields = {"reason": reason, "since": to_millis(now), "until": to_millis(until) if until else ""}
        fields |= {"fault": "1" if fault else "", "rung": rung}
        with self._store.redis.pipeline() as write:
            write.hset(store.PAUSE, mapping=fields)
            write.xadd(store.LEDGER, Entry(rung, now, reason=reason).fields())
            write.execute()

    def resume(self, now: datetime) -> bool:
        """End the pause; False when there was none, or it had ended by itself."""
        if self.current(now) is None:
            return False
        fields = json.dumps(["reason", "since", "until", "fault", "rung"])
        return bool(self._store.run("lift", [store.PAUSE, store.LEDGER], [fields, Entry("resumed", now).packed()]))
