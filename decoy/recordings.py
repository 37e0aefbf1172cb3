"""The recordings: what callers hear, shared by all hosts through the store, with the shipped ones to fall back on."""

import re
from base64 import b64decode, b64encode
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from decoy import store
from decoy.callers import country_of
from decoy.errors import Unusable
from decoy.policy import Number
from decoy.store import Store
from decoy.words import Words

TRACK = r"(?:(?:cover-)?[a-z]{2}|law-[a-z]{2}-[A-Z]{2})"
NAME = re.compile(TRACK + r"-[0-9a-f]{16}\.wav")
TAIL = re.compile(r"-[0-9a-f]{16}\.wav")
COVER, LAW = "cover-", "law-"


class Recordings:
    """
    One recording a track: the one published by the operators, else the one shipped in the folder *shipped*.

    A track is a language, as in fr, or what `cover` and `law` make of it.

    A name changes with its content, so that whoever fetched one may keep it for ever.
    """

    def __init__(self, store: Store, shipped: Path) -> None:
        self._store = store
        self._shipped = shipped

    def name(self, track: str) -> str | None:
        """Name the current recording of *track*; None if there is none."""
        published = self._store.redis.hget(store.RECORDINGS, track)
        return str(published) if published else self._shipped_names.get(track)

    def is_ours(self, track: str) -> bool:
        """Tell whether callers hear what operators recorded, and not the machine's voice that is shipped."""
        return bool(self._store.redis.hexists(store.RECORDINGS, track))

    def content(self, name: str) -> bytes | None:
        """Read the recording called *name*, current or not; None if there is no such recording."""
        if not NAME.fullmatch(name):
            return None
        if name in self._shipped_contents:
            return self._shipped_contents[name]
        published = self._store.redis.get(store.recording(name))
        return b64decode(str(published)) if published else None

    def publish(self, track: str, wav: bytes) -> str:
        """Make *wav* (as `sound.convert` gives it) the recording of *track* on all hosts at once, and name it."""
        name = _name(track, wav)
        if not NAME.fullmatch(name):
            raise Unusable(f"{track!r} is not a language: write it in two small letters, as in fr.")
        with self._store.redis.pipeline(transaction=True) as step:
            step.set(store.recording(name), b64encode(wav).decode())
            step.hset(store.RECORDINGS, track, name)
            step.execute()
        return name

    @cached_property
    def _shipped_names(self) -> dict[str, str]:
        return {track_of(name): name for name in self._shipped_contents}

    @cached_property
    def _shipped_contents(self) -> dict[str, bytes]:
        sounds = {path.stem: path.read_bytes() for path in self._shipped.glob("*.wav")}
        return {_name(track, wav): wav for track, wav in sounds.items() if NAME.fullmatch(_name(track, wav))}


def cover(language: str) -> str:
    """Name the track of the voicemail in *language*."""
    return COVER + language


def law(language: str, country: str) -> str:
    """Name the track of the message in *language* with a sentence of the law of *country*."""
    return f"{LAW}{language}-{country}"


def track_of(name: str) -> str:
    """Name the track that a recording is of."""
    return TAIL.sub("", name)


def scripts(language: str, words: Words) -> dict[str, str]:
    """Give all tracks in *language*, with what each of them says."""
    voicemail = {cover(language): words.cover} if words.cover else {}
    return {
        language: words.greeting,
        **voicemail,
        **{law(language, country): words.greeting_with_law(country) for country in words.law},
    }


def tracks(ours: Number) -> list[str]:
    """Name all tracks that calls to a decoy number may hear, the one that most of them hear first."""
    message = law(ours.language, country_of(ours.number)) if ours.tells_law else ours.language
    return [message, *([cover(ours.language)] if ours.covered else [])]


def _name(track: str, wav: bytes) -> str:
    return f"{track}-{sha256(wav).hexdigest()[:16]}.wav"
