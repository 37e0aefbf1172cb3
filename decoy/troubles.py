"""The troubles: what operators should know, and that it is over. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Urgency(StrEnum):
    """Whether an alert may wake somebody."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True)
class Trouble:
    """
    What operators should know, once in each *period*.

    Periods are growing numbers; without one it may come again as soon as it has been cleared. *subject* and *text*
    hold numbers only: phones are seen by others. It says nothing new after one of the keys in *unless* was raised in
    the same period. With *told*, another one of the same moment says more: it counts as told, and is not opened.
    """

    key: str
    urgency: Urgency
    subject: str
    text: str
    period: int = 0
    unless: tuple[str, ...] = ()
    told: bool = False


@dataclass(frozen=True)
class Over:
    """What is over: the alert with this *key*, and those whose keys begin with it and a colon."""

    key: str


News = Trouble | Over
