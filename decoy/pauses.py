"""What holds the line back by order: an operator's, or because the provider's account refuses to send."""

import json
from dataclasses import dataclass
from datetime import datetime

from decoy import errands, store
from decoy.errands import Errand
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
        return self._store.do(self.asking(now))

    def asking(self, now: datetime) -> Errand[Pause | None]:
        """Have that read."""
        return errands.ask(("HGETALL", store.PAUSE), mean=lambda found: _pause(found, now))

    def pause(
        self, reason: str, until: datetime | None, now: datetime, fault: bool = False, rung: Rung = Rung.PAUSED
    ) -> bool:
        """
        Hold the line back on *rung* *until* then, or until somebody resumes it; False when it is closed.

        *fault*: because the provider's account is at fault; then nothing changes while it is held back already.
        """
        fields = {"reason": reason, "since": to_millis(now), "until": to_millis(until) if until else ""}
        fields |= {"fault": "1" if fault else "", "rung": rung}
        order = json.dumps([word for pair in fields.items() for word in pair])
        entry = Entry(rung, now, reason=reason).packed()
        args: list[str | int] = [order, entry, Rung.CLOSED, int(fault), to_millis(now)]
        return bool(self._store.run("order", [store.PAUSE, store.LEDGER], args))

    def resume(self, now: datetime) -> bool:
        """End the pause; False when there was none, it had ended by itself, or the line is closed."""
        return self._end(Entry("resumed", now), closed=False)

    def open(self, reason: str, now: datetime) -> bool:
        """End the order that closed the line, for the *reason* it had; False when there was none."""
        return self._end(Entry("opened", now, reason=reason), closed=True)

    def _end(self, entry: Entry, closed: bool) -> bool:
        keys = [store.PAUSE, store.LEDGER]
        return bool(
            self._store.run("end_order", keys, [Rung.CLOSED, int(closed), to_millis(entry.at), entry.packed()])
        )


def _pause(found: dict[str, str], now: datetime) -> Pause | None:
    if not found or (found["until"] and to_millis(now) >= int(found["until"])):
        return None
    until = from_millis(found["until"]) if found["until"] else None
    rung = Rung(found.get("rung", Rung.PAUSED))
    return Pause(found["reason"], from_millis(found["since"]), until, bool(found.get("fault")), rung)
