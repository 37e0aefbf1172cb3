"""The orders that hold a line back: who gives them, how they are kept, and which of several is in force. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from decoy.moments import from_millis, to_millis
from decoy.rungs import Rung
from decoy.sentences import packed, unpacked

NEVER = datetime.max.replace(tzinfo=UTC)


class By(StrEnum):
    """Who gives orders. Each has one at most, so that none is lost when another ends."""

    OPERATOR = "operator"
    FAULT = "fault"  # nobody decided it: the provider's account is to blame
    CLOSURE = "closure"  # an operator who closed the line; only opening it ends that


STANDS = {  # whose orders, while they stand, keep somebody from giving one
    By.OPERATOR: [By.CLOSURE],
    By.FAULT: [By.CLOSURE, By.FAULT],
    By.CLOSURE: [By.CLOSURE],
}


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


def written(reason: str, until: datetime | None, now: datetime, rung: Rung) -> str:
    """Write an order as the store keeps it."""
    return json.dumps(
        {"reason": packed(reason), "since": to_millis(now), "until": to_millis(until) if until else "", "rung": rung}
    )


def gravest(orders: Mapping[str, str], now: datetime) -> Pause | None:
    """Give the pause in force at *now*: of several the deepest, and of these the one that ends last."""
    pauses = [read(who, order) for who, order in orders.items()]
    standing = [pause for pause in pauses if pause.until is None or now < pause.until]
    return max(standing, key=lambda pause: (pause.rung.depth, pause.until or NEVER, pause.fault), default=None)


def read(who: str, order: str) -> Pause:
    """Read an order as the store keeps it, by *who* gave it."""
    kept = json.loads(order)
    until = from_millis(kept["until"]) if kept["until"] else None
    return Pause(unpacked(kept["reason"]), from_millis(kept["since"]), until, who == By.FAULT, Rung(kept["rung"]))
