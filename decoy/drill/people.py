"""Who comes in a drill, and what he does: the truth, against which the line's answers are measured."""

from dataclasses import dataclass, field
from enum import StrEnum

from decoy.messages import Channel


class Side(StrEnum):
    """Whether somebody is one of those the line is for, or part of the attack."""

    ORDINARY = "ordinary"
    ATTACK = "attack"


@dataclass
class Person:
    """
    One number and what became of it.

    *answerable*: a text may answer him, as the truth is and whatever the line thinks. *dead*: nobody has this
    number, it was spoofed. *echoes*: a machine that answers what it gets. *first* and *replies* are in seconds
    since the drill began.
    """

    number: str = field(repr=False)
    side: Side
    answerable: bool = True
    dead: bool = False
    echoes: bool = False
    first: float = 0.0
    channel: Channel = Channel.SMS
    replies: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Visit:
    """One contact: *at* so many seconds after the drill began; *body* is what is texted, "" when he calls."""

    at: float
    person: Person
    channel: Channel
    body: str = field(default="", repr=False)


def introduce(visits: list[Visit]) -> list[Visit]:
    """Put *visits* in their order, and note when and how each person comes first."""
    met: set[int] = set()
    ordered = sorted(visits, key=lambda visit: visit.at)
    for visit in ordered:
        if id(visit.person) not in met:
            met.add(id(visit.person))
            visit.person.first, visit.person.channel = visit.at, visit.channel
    return ordered
