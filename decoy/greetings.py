"""The greetings: what a call hears, put into markup from the recordings of its decoy number's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from decoy import twiml
from decoy.callers import country_of
from decoy.hearing import Hearing, rings
from decoy.policy import Number
from decoy.recordings import Recordings, cover, law, scripts
from decoy.words import Words

TRACKS: dict[Hearing, Callable[[Number], str]] = {
    Hearing.RECORDING: lambda ours: ours.language,
    Hearing.RECORDING_AND_LAW: lambda ours: law(ours.language, country_of(ours.number)),
    Hearing.COVER: lambda ours: cover(ours.language),
}
SILENCE = 8  # seconds after the voicemail's tone: nobody speaks into one that hangs up at once


@dataclass(frozen=True)
class Greetings:
    """Speaks on one line. A machine reads the *words* where there is no recording."""

    recordings: Recordings
    words: Mapping[str, Words]
    public_url: str

    def markup(self, ours: Number, hearing: Hearing, sid: str) -> str:
        """Write down what a call hears, by its *sid*; the same call twice hears the same."""
        if not hearing.picked_up:
            return twiml.BUSY
        track = TRACKS[hearing](ours)
        name, words = self.recordings.name(track), self.words[ours.language]
        spoken = twiml.play(self._url(name)) if name else twiml.say(scripts(ours.language, words)[track], words)
        return twiml.answer(*_voicemail(spoken, sid) if hearing is Hearing.COVER else [spoken])

    def _url(self, name: str) -> str:
        return f"{self.public_url}/recordings/{name}"


def _voicemail(spoken: str, sid: str) -> list[str]:
    return [twiml.pause(rings(sid)), spoken, twiml.pause(SILENCE)]
