"""The values that walk through the house: what reached us, what we mean to send, what became of it."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from decoy.moments import from_millis, to_millis

EPOCH = from_millis(0)


class Channel(StrEnum):
    """How a caller reached the decoy number."""

    SMS = "sms"
    CALL = "call"


class Keyword(StrEnum):
    """What a one-word text asks of us."""

    STOP = "stop"
    START = "start"


@dataclass(frozen=True)
class InboundMessage:
    """A text that reached a decoy number. *caller* is as the provider gave it; neither it nor *text* is shown."""

    sid: str
    number: str
    segments: int
    caller: str = field(repr=False)
    text: str = field(repr=False)
    keyword: Keyword | None = None
    channel = Channel.SMS


@dataclass(frozen=True)
class InboundCall:
    """A call that reached a decoy number. *caller* is as the provider gave it, and is not shown."""

    sid: str
    number: str
    caller: str = field(repr=False)
    channel = Channel.CALL


Contact = InboundMessage | InboundCall


class State(StrEnum):
    """Where a reply is in its life."""

    ACCEPTED = "accepted"
    HELD = "held"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


OPEN = (State.ACCEPTED, State.HELD, State.SENDING, State.UNCONFIRMED, State.SENT)
WAITING = (State.ACCEPTED, State.HELD)


@dataclass(frozen=True)
class Reply:
    """
    A text we mean to send.

    *caller* is a caller ref, *number* the decoy number he reached, *sealed* his own number, encrypted and
    gone once the reply is sent. *attempt* counts how often it was claimed for sending; *sid* is the
    provider's once it has one; *since* is when it entered its *state*; *country* is where it goes and *range* the ref
    of his block of 1,000 numbers, both "" in records from before they were kept. *bodies* are keyed fingerprints of
    what he said, gone once the reply is sent; *held_for* is why it was held last.
    """

    id: str
    caller: str
    number: str
    channel: Channel
    language: str
    accepted_at: datetime
    due: datetime
    sealed: str = field(repr=False)
    state: State = State.ACCEPTED
    since: datetime = EPOCH
    attempt: int = 0
    sid: str = ""
    country: str = ""
    range: str = ""
    bodies: str = field(default="", repr=False)
    held_for: str = ""

    @property
    def reservation(self) -> str:
        """Name the money set aside for this attempt, so that a later attempt reserves anew."""
        return f"{self.id}:{self.attempt}"


@dataclass(frozen=True)
class StatusUpdate:
    """
    What the provider says became of a message: our *state*, its *sid*, and an error *code* if it gave one.

    *account_fault*: every other reply would fail too; *opted_out*: because he told the provider STOP; *billed*:
    the provider takes a fee for the failure.
    """

    sid: str
    state: State
    code: int | None = None
    account_fault: bool = False
    opted_out: bool = False
    billed: bool = False


@dataclass(frozen=True)
class CompletedCall:
    """A call that ended: *minutes* is what is billed, 0 for one that was refused; *caller* is his own number."""

    sid: str
    number: str
    minutes: int
    caller: str = field(default="", repr=False)


class Hour(NamedTuple):
    """What was spent in one hour, in *micros*, and how many *events* it came from."""

    micros: int
    events: int


@dataclass(frozen=True)
class Entry:
    """
    One line of the ledger.

    *entry* says what happened (received, accepted, refused, reserved, ...); *amount* is in micros; *number* is
    the decoy number, *caller* the caller ref; *opens* is when what holds a reply back opens by itself.
    """

    entry: str
    at: datetime
    sid: str = ""
    reply: str = ""
    caller: str = ""
    number: str = ""
    amount: int | None = None
    reason: str = ""
    opens: datetime | None = None

    def fields(self) -> dict[str, str]:
        """Give the fields as the ledger stores them; what does not apply is left out."""
        values = {**vars(self), "at": to_millis(self.at), "opens": self.opens and to_millis(self.opens)}
        return {name: str(value) for name, value in values.items() if value not in ("", None)}

    def packed(self) -> str:
        """Pack the fields into a JSON array of name, value, name, value, ... for the scripts."""
        return json.dumps(list(chain.from_iterable(self.fields().items())))
