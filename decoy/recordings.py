"""The recordings: what callers hear, shared by all hosts through the store, with the shipped ones to fall back on."""

import re
from base64 import b64decode, b64encode
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from decoy import store
from decoy.errors import Unusable
from decoy.store import Store

NAME = re.compile(r"[a-z]{2}-[0-9a-f]{16}\.wav")


class Recordings:
    """
    One recording a language: the one published by the operators, else the one shipped in the folder *shipped*.

    A name changes with its content, so that whoever fetched one may keep it for ever.
    """

    def __init__(self, store: Store, shipped: Path) -> None:
        self._store = store
        self._shipped = shipped

    def name(self, language: str) -> str | None:
        """Name the current recording of *language*; None if there is none."""
        published = self._store.redis.hget(store.RECORDINGS, language)
        return str(published) if published else self._shipped_names.get(language)

    def is_ours(self, language: str) -> bool:
        """Tell whether callers hear what operators recorded, and not the machine's voice that is shipped."""
        return bool(self._store.redis.hexists(store.RECORDINGS, language))

    def content(self, name: str) -> bytes | None:
        """Read the recording called *name*, current or not; None if there is no such recording."""
        if not NAME.fullmatch(name):
            return None
        if name in self._shipped_contents:
            return self._shipped_contents[name]
        published = self._store.redis.get(store.recording(name))
        return b64decode(str(published)) if published else None

    def publish(self, language: str, wav: bytes) -> str:
        """Make *wav* (as `sound.convert` gives it) the recording of *language* on all hosts at once, and name it."""
        name = _name(language, wav)
        if not NAME.fullmatch(name):
            raise Unusable(f"{language!r} is not a language: write it in two small letters, as in fr.")
        with self._store.redis.pipeline(transaction=True) as step:
            step.set(store.recording(name), b64encode(wav).decode())
            step.hset(store.RECORDINGS, language, name)
            step.execute()
        return name

    @cached_property
    def _shipped_names(self) -> dict[str, str]:
        return {name[:2]: name for name in self._shipped_contents}

    @cached_property
    def _shipped_contents(self) -> dict[str, bytes]:
        sounds = {path.stem: path.read_bytes() for path in self._shipped.glob("[a-z][a-z].wav")}
        return {_name(language, wav): wav for language, wav in sounds.items()}


def _name(language: str, wav: bytes) -> str:
    return f"{language}-{sha256(wav).hexdigest()[:16]}.wav"
