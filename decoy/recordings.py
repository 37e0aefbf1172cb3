"""The recordings: what callers hear, shared by all hosts through the store, with the shipped ones to fall back on."""

import re
from base64 import b64decode, b64encode
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from decoy import store
from decoy.errors import Unusable
from decoy.store import Store

TRACK = r"(?:cover-)?[a-z]{2}"
NAME = re.compile(TRACK + r"-[0-9a-f]{16}\.wav")
TAIL = re.compile(r"-[0-9a-f]{16}\.wav")
COVER = "cover-"


class Recordings:
    """
    One recording a track: the one published by the operators, else the one shipped in the folder *shipped*.

    A track is a language, as in fr, or what `cover` makes of it.

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
        return {TAIL.sub("", name): name for name in self._shipped_contents}

    @cached_property
    def _shipped_contents(self) -> dict[str, bytes]:
        sounds = {path.stem: path.read_bytes() for path in self._shipped.glob("*.wav")}
        return {_name(track, wav): wav for track, wav in sounds.items() if NAME.fullmatch(_name(track, wav))}


def cover(language: str) -> str:
    """Name the track of the voicemail in *language*."""
    return COVER + language


def _name(track: str, wav: bytes) -> str:
    return f"{track}-{sha256(wav).hexdigest()[:16]}.wav"
