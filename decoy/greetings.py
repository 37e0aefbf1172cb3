"""The greetings: what a call hears, put into markup from the recordings of its decoy number's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from decoy import twiml
from decoy.hearing import Hearing, rings
from decoy.policy import Number
from decoy.recordings import Recordings, cover
from decoy.words import Words

SILENCE = 8  # seconds after the voicemail's tone: nobody speaks into one that hangs up at once


@dataclass(frozen=True)
class Greetings:
    """Speaks on one line. A machine reads the *words* where there is no recording."""

    recordings: Recordings
    words: Mapping[str, Words]
    public_url: str

    def markup(self, ours: Number, hearing: Hearing, sid: str) -> str:
        """Write down what a call hears, by its *sid*; the same call twice hears the same."""
        words = self.words[ours.language]
        if hearing is Hearing.COVER:
            voicemail = self._voice(cover(ours.language), words.cover, words)
            return twiml.answer(twiml.pause(rings(sid)), voicemail, twiml.pause(SILENCE))
        return twiml.answer(self._voice(ours.language, words.greeting, words)) if hearing.picked_up else twiml.BUSY

    def _voice(self, track: str, text: str, words: Words) -> str:
        name = self.recordings.name(track)
        return twiml.play(f"{self.public_url}/recordings/{name}") if name else twiml.say(text, words)
