"""What a caller hears, and what a text to a decoy number earns: the one table of both. Pure: no store, no clock."""

from enum import StrEnum
from zlib import crc32

from decoy.duties import Duty
from decoy.policy import Number
from decoy.rungs import Rung

RINGS = range(15, 21)  # seconds before a covered call is picked up: Twilio bills none of them


class Hearing(StrEnum):
    """What a call hears."""

    RECORDING = "recording"
    RECORDING_AND_LAW = "recording-and-law"
    COVER = "cover"  # it rings, then an ordinary voicemail: nothing that unmasks her
    BUSY = "busy"  # the only answer that is free
    UNREACHABLE = "unreachable"  # no webhook: what the network says of such a number is not ours to know

    @property
    def picked_up(self) -> bool:
        """Whether somebody seems to answer; that is billed."""
        return self not in (Hearing.BUSY, Hearing.UNREACHABLE)


class Earning(StrEnum):
    """What becomes of the reply to a first text."""

    REPLY = "reply"
    PERHAPS = "perhaps"  # those who came again go first, and he may be left out
    HELD = "held"  # until the line sends again; too old by then, it expires
    NOTHING = "nothing"

    @property
    def comes(self) -> bool:
        """Whether a reply is to be expected in its time."""
        return self in (Earning.REPLY, Earning.PERHAPS)


SPOKEN = {"consent": Hearing.RECORDING, "consent-and-law": Hearing.RECORDING_AND_LAW}
HEARD = {Rung.SILENT: Hearing.BUSY, Rung.CLOSED: Hearing.UNREACHABLE}  # on all others, what `played` says
EARNED = {
    Rung.NORMAL: Earning.REPLY,
    Rung.GUARDED: Earning.PERHAPS,
    Rung.PAUSED: Earning.HELD,
    Rung.SILENT: Earning.HELD,
    Rung.CLOSED: Earning.NOTHING,  # it does not reach us
}


def hears(number: Number, rung: Rung, early: bool) -> Hearing:
    """
    Say what a call hears whose limits are not reached, and whom nobody has blocked.

    *early*: she may still be beside him. Its duty changes nothing: she may have given a number away on the very day
    that it was retired.
    """
    return HEARD.get(rung) or played(number, early)


def played(number: Number, early: bool) -> Hearing:
    """Say what a call hears that is picked up."""
    return Hearing.COVER if early and number.covered else SPOKEN[number.message]


def earns(duty: Duty, rung: Rung) -> Earning:
    """Say what becomes of the reply to a first text, from somebody whom a text may answer."""
    return EARNED[rung] if duty.replies else Earning.NOTHING


def rings(sid: str) -> int:
    """Say how many seconds a covered call rings: the same for the same call, and not for all of them."""
    return RINGS[crc32(sid.encode()) % len(RINGS)]
