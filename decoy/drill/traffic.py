"""
The ordinary traffic of a drill: four days after the newspapers have written about the line.

The model and its figures are explained in docs/drill.md. Everything here follows from a seed.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from decoy.drill import bodies
from decoy.drill.callers import Numbers
from decoy.drill.people import Person, Side, Visit
from decoy.messages import Channel

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds
DAYS = (0.15, 0.35, 0.32, 0.18)  # share of the callers on each day
HOURS = (  # percent of a day's texts in each hour, among friends
    *(2.74, 1.43, 0.49, 0.31, 0.09, 0.07, 0.30, 1.47, 2.15, 2.75, 5.08, 5.56),
    *(5.63, 5.48, 5.86, 5.38, 5.88, 6.31, 7.24, 7.91, 7.97, 7.93, 7.33, 4.64),
)
MEDIA = {20: 3.0, 36: 4.0, 68: 5.0}  # hour of the drill in which a newspaper or a show speaks of it -> times as many
GAPS = (  # share of the gaps between two contacts of one person, and their bounds in seconds
    (0.43, (5.0, MINUTE)),
    (0.26, (MINUTE, 5 * MINUTE)),
    (0.17, (5 * MINUTE, HOUR)),
    (0.14, (HOUR, 12 * HOUR)),
)
OTHERS = ("DE", "ES", "IT")  # where other foreigners come from; no reply goes there


@dataclass(frozen=True)
class Traffic:
    """What can be turned about ordinary traffic; shares are between 0 and 1."""

    callers: int = 12_600
    again: float = 0.45
    visits: float = 2.2
    calls: float = 0.22
    fixed: float = 0.015
    belgian: float = 0.012
    reunion: float = 0.006
    swiss: float = 0.010
    foreign: float = 0.007
    hidden: float = 0.005

    EXPLAINED = {
        "callers": "ordinary callers in four days",
        "again": "share of them who come again",
        "visits": "how often those come again, on average",
        "calls": "share of them who begin by calling",
        "fixed": "share with a fixed line",
        "belgian": "share with a Belgian mobile",
        "reunion": "share with a mobile of La Réunion",
        "swiss": "share with a Swiss mobile",
        "foreign": "share with another foreign mobile, which no reply goes to",
        "hidden": "share who hide their number",
    }


class Town:
    """Everybody who has reason to call: draws people and what they do, by one seed."""

    def __init__(self, traffic: Traffic, random: Random, numbers: Numbers) -> None:
        self._traffic = traffic
        self._random = random
        self._numbers = numbers

    def visits(self, start: float, end: float) -> list[Visit]:
        """Give the contacts of all whose first one lies between *start* and *end*, in seconds."""
        firsts = (self._moment() for _ in range(self._traffic.callers))
        return [visit for first in firsts if start <= first < end for visit in self.person_at(first)]

    def person_at(self, first: float) -> list[Visit]:
        """Give the contacts of one person who comes first at *first*."""
        person, channel = self._somebody()
        body = "" if channel is Channel.CALL else bodies.first(self._random)
        return [Visit(first, person, channel, body), *self._more(person, first)]

    def _somebody(self) -> tuple[Person, Channel]:
        """Draw a person by where his number is; who has a fixed line or hides his number calls."""
        kinds = {
            "fixed": (self._numbers.fixed, False),
            "hidden": (lambda: "anonymous", False),
            "foreign": (lambda: self._numbers.abroad(self._random.choice(OTHERS)), False),
            "belgian": (lambda: self._numbers.abroad("BE"), True),
            "reunion": (lambda: self._numbers.abroad("RE"), True),
            "swiss": (lambda: self._numbers.abroad("CH"), True),
            "home": (self._numbers.home, True),
        }
        kind = self._kind(list(kinds))
        draw, answerable = kinds[kind]
        calls = kind in ("fixed", "hidden") or self._random.random() < self._traffic.calls
        return Person(draw(), Side.ORDINARY, answerable), Channel.CALL if calls else Channel.SMS

    def _kind(self, kinds: list[str]) -> str:
        shares = [getattr(self._traffic, kind, 0.0) for kind in kinds]
        shares[-1] = max(0.0, 1 - sum(shares))
        return self._random.choices(kinds, weights=shares)[0]

    def _more(self, person: Person, at: float) -> Iterator[Visit]:
        """Give what he does after his first contact, mostly by text."""
        more = self._random.random() < self._traffic.again
        while more:
            at += self._gap()
            calls = self._random.random() < self._traffic.calls
            yield Visit(at, person, *((Channel.CALL,) if calls else (Channel.SMS, bodies.personal(self._random))))
            more = self._random.random() < 1 - 1 / max(1.0, self._traffic.visits)

    def _gap(self) -> float:
        ((low, high),) = self._random.choices([gap for _, gap in GAPS], weights=[share for share, _ in GAPS])
        return low * math.exp(self._random.random() * math.log(high / low))

    def _moment(self) -> float:
        """Draw when somebody comes first."""
        (hour,) = self._random.choices(range(len(WEIGHTS)), weights=WEIGHTS)
        return (hour + self._random.random()) * HOUR


def _weights() -> list[float]:
    """Weigh each hour of the four days."""
    weights = []
    for day, share in enumerate(DAYS):
        busy = [percent * MEDIA.get(24 * day + hour, 1.0) for hour, percent in enumerate(HOURS)]
        weights += [share * percent / sum(busy) for percent in busy]
    return weights


WEIGHTS = _weights()
