"""One raid: its scope, what gave it away, and what it does. Pure: no store, no clock."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum

from decoy.errors import Reason
from decoy.evidence import RANGE
from decoy.moments import from_millis, to_millis


class Kind(StrEnum):
    """What gave a raid away."""

    RANGE = "range"
    BODY = "body"
    SINGLES = "singles"
    UNASSIGNED = "unassigned"
    CLASS = "class"
    HAND = "hand"


VETOES = {Kind.RANGE: Reason.RANGE, Kind.BODY: Reason.CAMPAIGN}
COUNTRY = 2  # letters
TIMES = ("since", "seen", "until", "muted", "begun", "alarmed", "peaked", "ended")
COUNTS = ("callers", "contacts", "segments", "peak")


@dataclass(frozen=True)
class Raid:
    """
    One raid: its *scope* is a country, a class of numbers, or digits of a keyed hash (a block of numbers, a body).

    *since* is when what is counted of it began, *begun* when it was known for a raid, and *alarmed* when operators
    were told; *seen* is when it was not calm last; *until* is when one declared by hand ends. While it is *forming*
    it has not begun, and once *muted* it is over, and none like it begins until then. *callers* are those who came
    new, *contacts* and their *segments* all that reached us of it; at *peaked* came its *peak*, the most contacts of
    one minute. One that is over has *ended*, *because* of something.
    """

    id: str
    kind: Kind
    scope: str
    since: datetime
    seen: datetime
    reason: str
    until: datetime | None = None
    callers: int = 0
    contacts: int = 0
    segments: int = 0
    forming: bool = False
    muted: datetime | None = None
    begun: datetime | None = None
    alarmed: datetime | None = None
    peak: int = 0
    peaked: datetime | None = None
    ended: datetime | None = None
    because: str = ""

    @property
    def name(self) -> str:
        """Name this one among all that had, or will have, its id."""
        moment = self.begun or self.since
        return f"{self.id}.{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03}"

    @property
    def veto(self) -> Reason | None:
        """Say why its scope gets nothing; None when only its single callers are left to their lots."""
        if self.kind is Kind.HAND and len(self.scope) != COUNTRY:
            return Reason.RANGE
        return VETOES.get(self.kind)

    @property
    def prices(self) -> bool:
        """Tell whether single callers in its scope are answered by lot."""
        return self.veto is None and self.kind is not Kind.CLASS


FIELDS = tuple(field.name for field in fields(Raid))


def hand(scope: str) -> str:
    """Give the id of a raid that is declared by hand on *scope*."""
    return f"{Kind.HAND}-{whole(scope)}"


def whole(scope: str) -> str:
    """Give the scope that a raid is kept under: a country, or the digits of a block's ref that are kept."""
    return scope if len(scope) == COUNTRY else scope[:RANGE]


def in_force(raids: Iterable[Raid], now: datetime) -> list[Raid]:
    """Give those of some raids that are in force, the longest first."""
    return sorted((raid for raid in raids if _in_force(raid, now)), key=lambda raid: raid.since)


def _in_force(raid: Raid, now: datetime) -> bool:
    over = raid.forming or raid.muted or (raid.until and now >= raid.until)
    return not over


def written(raid: Raid) -> str:
    """Write a raid as it is kept."""
    times = {name: to_millis(moment) for name, moment in vars(raid).items() if isinstance(moment, datetime)}
    return json.dumps({name: value for name, value in (asdict(raid) | times).items() if value is not None})


def read(kept: str) -> Raid:
    """Read a raid as it is kept."""
    record = json.loads(kept)
    known = {name: record[name] for name in FIELDS if record.get(name) is not None}
    times = {name: from_millis(int(known[name])) for name in TIMES if name in known}
    counts = {name: int(known.get(name, 0)) for name in COUNTS}
    kind = Kind(record["kind"])
    return Raid(**known | times | counts | {"id": f"{kind}-{record['scope']}", "kind": kind})
