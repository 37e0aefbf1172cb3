"""Crowds: many callers, as the gates see them, on a line whose raids are looked at alone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from decoy.app import connect
from decoy.callers import Caller
from decoy.crowd import brief
from decoy.errors import Reason, Refused
from decoy.messages import Channel, InboundMessage, Reply
from decoy.services import Services
from decoy.settings import Settings
from tests.numbers import DECOY
from tests.world import EVENING, with_policy

PLENTY = 10**9  # micros: no gate sees a shortage
NUMBER = "+33639980000"


def named(*parts: object) -> str:
    """Make a ref, or a fingerprint, of anything."""
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


@dataclass
class Crowd:
    """A line, and the crowd before it. Everybody has a block of numbers of his own unless told otherwise."""

    services: Services
    contacts: int = 0
    waiting: list[Reply] = field(default_factory=list)

    def text(
        self,
        who: object,
        now: datetime = EVENING,
        country: str = "FR",
        block: object = None,
        says: tuple[str, ...] = (),
        unanswerable: Reason | None = None,
    ) -> Reply:
        """Let a caller text once: noted at the door, and promised a reply when he may be answered and has none."""
        self.contacts += 1
        place = named("block", who if block is None else block)
        caller = Caller(named("caller", who), False, NUMBER, unanswerable, country, place)
        message = InboundMessage(f"SM{self.contacts:032}", DECOY, 1, NUMBER, "hey")
        self.services.ledger.open(message, caller.ref, now)
        self.services.raids.note(message, caller, says, now)
        reply = self._reply(message.sid, caller, says, now)
        if unanswerable is None:
            self.services.outbox.put(reply, message, now)
            self.waiting.append(reply)
        return reply

    def answer(self, reply: Reply, now: datetime, room: int = PLENTY) -> Reason | None:
        """Say why a due reply is refused, if it is."""
        try:
            self.services.raids.admit(reply, room, now)
        except Refused as refused:
            return refused.reason
        return None

    def answers(self, replies: list[Reply], now: datetime, room: int = PLENTY) -> list[Reason | None]:
        """Say the same of many."""
        return [self.answer(reply, now, room) for reply in replies]

    def look(self, now: datetime, minutes: int = 1) -> None:
        """Let the lookout come round every minute for so many *minutes*."""
        for passed in range(minutes):
            self.services.watch.lookout.run(now + timedelta(minutes=passed))

    def ids(self, now: datetime) -> list[str]:
        """Name the raids in force."""
        return [raid.id for raid in self.services.raids.current(now)]

    def entries(self, *kinds: str) -> list[str]:
        """Give the reasons of the ledger's entries of these kinds."""
        return [entry.reason for entry in self.services.ledger.entries() if entry.entry in kinds]

    def _reply(self, sid: str, caller: Caller, says: tuple[str, ...], now: datetime) -> Reply:
        due = now + timedelta(seconds=self.services.settings.policy.replies.delay_seconds)
        reply = Reply(named(sid), caller.ref, DECOY, Channel.SMS, "fr", now, due, "sealed", country=caller.country)
        return replace(reply, range=caller.range, bodies=brief(says))


GatherCrowd = Callable[..., Crowd]


def gathered(settings: Settings, **changes: Any) -> Crowd:
    """Gather a crowd before a line with the shipped policy on raids, but for *changes* of its tables."""
    shipped: dict[str, Any] = {"raids": {"range_callers": 5}}
    shipped["raids"] |= changes.pop("raids", {})
    return Crowd(connect(with_policy(settings, **shipped, **changes)))
