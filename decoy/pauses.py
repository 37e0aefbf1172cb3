"""What holds the line back by order: an operator's, or because the provider's account refuses to send."""

import json
from datetime import datetime

from decoy import errands, store
from decoy.errands import Errand
from decoy.messages import Entry
from decoy.moments import to_millis
from decoy.orders import STANDS, By, Pause, gravest, read, written
from decoy.rungs import Rung
from decoy.store import Store


class Pauses:
    """The orders to one line. They are written down, so that they hold everywhere and survive restarts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def current(self, now: datetime) -> Pause | None:
        """Give the pause in force at *now*: of several the deepest, and of these the one that ends last."""
        return self._store.do(self.asking(now))

    def asking(self, now: datetime) -> Errand[Pause | None]:
        """Have that read."""
        return errands.ask(("HGETALL", store.ORDERS), mean=lambda found: gravest(found, now))

    def fault(self) -> Pause | None:
        """Give the pause that the provider's account is to blame for, whatever else holds the line back."""
        found = self._store.redis.hget(store.ORDERS, By.FAULT)
        return read(By.FAULT, found) if found else None

    def pause(
        self,
        reason: str,
        until: datetime | None,
        now: datetime,
        fault: bool = False,
        rung: Rung = Rung.PAUSED,
        frees: bool = True,
    ) -> bool:
        """
        Hold the line back on *rung* *until* then, or until somebody resumes it; False when it is closed.

        *fault*: because the provider's account is at fault; then nothing changes while it was before. Unless it
        *frees*, calls that are busy by an operator's order stay so, and for no shorter time.
        """
        who = By.FAULT if fault else By.CLOSURE if rung is Rung.CLOSED else By.OPERATOR
        order = written(reason, until, now, rung)
        args: list[str | int] = [who, order, Entry(rung, now, reason=reason).packed(), json.dumps(STANDS[who])]
        args += [to_millis(now), "" if frees else Rung.SILENT]
        return bool(self._store.run("order", [store.ORDERS, store.LEDGER], args))

    def resume(self, now: datetime) -> bool:
        """End all pauses; False when there was none, it had ended by itself, or the line is closed."""
        return self._end([By.OPERATOR, By.FAULT], By.CLOSURE, Entry("resumed", now))

    def open(self, reason: str, now: datetime) -> bool:
        """
        End the order that closed the line, for the *reason* it had; False when there was none.

        What held the line back before it was closed does so again.
        """
        return self._end([By.CLOSURE], "", Entry("opened", now, reason=reason))

    def _end(self, whose: list[By], unless: str, entry: Entry) -> bool:
        args: list[str | int] = [json.dumps(whose), unless, to_millis(entry.at), entry.packed()]
        return bool(self._store.run("end_order", [store.ORDERS, store.LEDGER], args))
