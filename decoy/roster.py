"""The roster: the duty of each decoy number, shared by all hosts through the store."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from decoy import errands, store
from decoy.duties import Duty
from decoy.errands import Errand
from decoy.errors import Reason
from decoy.messages import Entry
from decoy.moments import from_millis, to_millis
from decoy.policy import Number
from decoy.store import Store

ENTRIES = {Duty.ACTIVE: "activated", Duty.RESTING: "rested", Duty.RETIRED: "retired"}


@dataclass(frozen=True)
class Posting:
    """One number's *duty*, *since* when, by *who* (a role) and *why*; as it came, it has none of these three."""

    duty: Duty = Duty.ACTIVE
    since: datetime | None = None
    who: str = ""
    why: str = ""


class Roster:
    """The duties of *numbers*. One that nobody ever posted is active."""

    def __init__(self, store: Store, numbers: Sequence[Number]) -> None:
        self._store = store
        self._numbers = [ours.number for ours in numbers]

    def postings(self) -> dict[str, Posting]:
        """Read where each decoy number stands, in the order of the policy and in one round trip."""
        found = self._store.redis.hmget(store.ROSTER, self._numbers)
        return {number: _posting(record) for number, record in zip(self._numbers, found, strict=True)}

    def duty(self, number: str) -> Duty:
        """Read the duty of one decoy number."""
        return self._store.do(self.asking(number))

    def asking(self, number: str) -> Errand[Duty]:
        """Have that read."""
        return errands.ask(("HGET", store.ROSTER, number), mean=lambda record: _posting(record).duty)

    def checking(self, number: str) -> Errand[Reason | None]:
        """Have it checked whether a number is retired: why a reply from it is refused, or None."""
        return errands.merged(self.asking(number), lambda duty: None if duty.replies else Reason.RETIRED_NUMBER)

    def post(self, number: str, duty: Duty, who: str, why: str, now: datetime) -> bool:
        """Put *number* on a *duty*; False when it had that already."""
        record = json.dumps({"duty": duty, "at": to_millis(now), "who": who, "why": why})
        entry = Entry(ENTRIES[duty], now, number=number, reason=why).packed()
        args = [number, duty, Duty.ACTIVE, record, entry]
        return bool(self._store.run("post", [store.ROSTER, store.LEDGER], args))


def _posting(record: str | None) -> Posting:
    if record is None:
        return Posting()
    read = json.loads(record)
    return Posting(Duty(read["duty"]), from_millis(read["at"]), read["who"], read["why"])
