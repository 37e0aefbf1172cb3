"""The footing: the rung that the line took by itself, remembered, so that it goes down at once and up only slowly."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from decoy import store
from decoy.causes import BY_NAME, Cause
from decoy.messages import Entry
from decoy.moments import from_millis, to_millis
from decoy.rungs import Rung
from decoy.store import Store

CALM = timedelta(hours=1)  # how long nothing must ask for the rung before it is left
AT_ONCE = timedelta()


@dataclass(frozen=True)
class Foothold:
    """
    The *rung* the line stands on *since* then, and the *cause* that took it there, None on the best.

    *calm* is since when nothing asks for it any more, None while something does.
    """

    rung: Rung
    cause: Cause | None
    since: datetime
    calm: datetime | None


class Footing:
    """Where one line stands by itself. Days are *today*'s name in the operators' calendar."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def step(
        self, cause: Cause | None, topped_up: int, today: str, now: datetime, calm: timedelta = CALM
    ) -> Foothold:
        """
        Take the rung that *cause* asks for, if it is further down, or it has been *calm* for so long.

        A top-up since (*topped_up* has grown) ends the wait, and so does a new day where the day's cap was the cause.
        What was topped up must be as it was when the cause was found, or nothing happens.
        """
        rung = cause.rung if cause else Rung.NORMAL
        name = cause.name if cause else ""
        reason = f"{rung}: {name}" if name else rung
        keys = [store.FOOTING, store.FUNDS, store.LEDGER]
        args: list[str | int] = [to_millis(now), rung.depth, name, topped_up, calm // timedelta(milliseconds=1)]
        args += [today if cause and cause.daily else "", today, Entry("rung", now).packed(), reason]
        depth, name, since, calm_since = self._store.run("step", keys, args)
        calm_at = from_millis(calm_since) if calm_since else None
        return Foothold(list(Rung)[int(depth)], BY_NAME.get(name), from_millis(since), calm_at)
