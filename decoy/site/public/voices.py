"""What is heard of a decoy number: each of its recordings, with the words in it."""

from typing import NamedTuple

from decoy.greetings import TRACKS
from decoy.hearing import Hearing, played
from decoy.policy import Number
from decoy.recordings import scripts
from decoy.site import door


class Voice(NamedTuple):
    """One message that a call may hear, its *recording* (None: a machine reads it) and its *words*."""

    hearing: Hearing
    recording: str | None
    words: str


def voices(ours: Number) -> list[Voice]:
    """Give what a call to one of our numbers hears, in the order in which a caller may hear them."""
    services = door.services()
    said = scripts(ours.language, services.settings.words[ours.language])
    hearings = dict.fromkeys([played(ours, early=True), played(ours, early=False)])
    tracks = {hearing: TRACKS[hearing](ours) for hearing in hearings}
    return [Voice(hearing, services.recordings.name(track), said[track]) for hearing, track in tracks.items()]
