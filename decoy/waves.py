"""The waves: the replies of one raid that still wait, to be counted, or withdrawn before their hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from decoy.crowd import briefs
from decoy.evidence import Evidence, group_of
from decoy.messages import WAITING, Reply, State
from decoy.outbox import Outbox
from decoy.raid import Kind, Raid

GLANCE = 5_000  # replies that a page may look at while somebody waits for it


@dataclass(frozen=True)
class Waves:
    """Finds the waiting replies of raids on one line."""

    outbox: Outbox
    evidence: Evidence

    def waiting(self, raid: Raid) -> int:
        """Count the replies of a raid that wait."""
        return sum(1 for _ in self._of(raid))

    def glance(self, raid: Raid) -> tuple[int, bool]:
        """Count the same among the first few thousand that wait; says too whether those were all."""
        found = looked = 0
        for page in self.outbox.pages(WAITING):
            found, looked = found + len(self._wave(page, raid)), looked + len(page)
            if looked >= GLANCE:
                return found, False
        return found, True

    def withdraw(self, raid: Raid, now: datetime) -> int:
        """Withdraw the replies of a raid that wait, and say how many there were; cut short, it may be done again."""
        return sum(self.outbox.end(reply, State.CANCELLED, now, f"raid:{raid.id}") for reply in self._of(raid))

    def _of(self, raid: Raid) -> Iterator[Reply]:
        for page in self.outbox.pages(WAITING):
            yield from self._wave(page, raid)

    def _wave(self, page: list[Reply], raid: Raid) -> list[Reply]:
        wave = [reply for reply in page if _belongs(reply, raid)]
        trusted = self.evidence.trusted(wave) if raid.prices else set()
        return [reply for reply in wave if reply.id not in trusted]


def _belongs(reply: Reply, raid: Raid) -> bool:
    """Tell whether a reply belongs to a raid's wave, as far as its record says."""
    if raid.kind is Kind.BODY:
        return raid.scope in briefs(reply.bodies)
    if raid.veto:
        return bool(reply.range) and reply.range.startswith(raid.scope)
    groups = (reply.country, group_of(reply.country, reply.channel))
    return raid.prices and raid.scope in groups[raid.kind is Kind.SINGLES :] and reply.accepted_at >= raid.since
