"""The wording: the replies in force, shared by all hosts through the store, and every version there ever was."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from decoy import errands, store
from decoy.errands import Errand
from decoy.errors import Unusable
from decoy.messages import Entry
from decoy.moments import from_millis, to_millis
from decoy.phrasing import law, phrase
from decoy.policy import Number
from decoy.sentences import Sentence
from decoy.store import Store
from decoy.verdict import complaint
from decoy.words import Words

SHIPPED = Sentence("as shipped")


@dataclass(frozen=True)
class Version:
    """
    One version of a reply; number 0 is what we ship, and was published at no moment of ours.

    *note* says who changed it and why, *replaced* is the number that was in force before.
    """

    number: int
    at: datetime | None
    note: str
    text: str
    replaced: int
    in_force: bool


class Wording:
    """One reply a language: the one the operators put in force, else the one *shipped*. No version is ever lost."""

    def __init__(self, store: Store, shipped: dict[str, Words]) -> None:
        self._store = store
        self._shipped = shipped

    def reply(self, language: str) -> str:
        """Read the reply in force in *language*."""
        return self.replies([language])[0]

    def replies(self, languages: Iterable[str]) -> list[str]:
        """Read the replies in force in several languages, in one round trip."""
        return self._store.do(self.reading(languages))

    def reading(self, languages: Iterable[str]) -> Errand[list[str]]:
        """Have them read."""
        asked = list(languages)

        def mean(published: list[str | None]) -> list[str]:
            return [text or self._shipped[language].reply for language, text in zip(asked, published, strict=True)]

        return errands.ask(("HMGET", store.WORDING, *asked), mean=mean)

    def texts(self, numbers: Sequence[Number]) -> list[str]:
        """Read what leaves as the replies of several decoy numbers, sentences of law included, in one round trip."""
        return self._store.do(self.phrasing(numbers))

    def phrasing(self, numbers: Sequence[Number]) -> Errand[list[str]]:
        """Have them read."""
        laws, languages = [self._law(one) for one in numbers], [one.language for one in numbers]
        return errands.merged(self.reading(languages), lambda replies: list(map(phrase, replies, laws)))

    def pair(self, ours: Number) -> tuple[str, str]:
        """Read what leaves as a reply of one decoy number: to somebody who came once, and to who came again."""
        return self._store.do(self.pairing(ours))

    def pairing(self, ours: Number) -> Errand[tuple[str, str]]:
        """Have both read."""
        neutral = self._shipped[ours.language].neutral if ours.neutral_first else ""
        return errands.merged(self.phrasing([ours]), lambda texts: (neutral or texts[0], texts[0]))

    def check(self, language: str, text: str) -> None:
        """Refuse a language without words, and a text that cannot be sent; `Unusable` says why."""
        self._words(language)
        if complaint(text):
            raise Unusable(complaint(text))

    def publish(self, language: str, text: str, note: str, now: datetime) -> int:
        """
        Put *text* in force on all hosts, from the next reply on, and number it.

        The text in force already keeps its number. Raises Unusable as `check` does.
        """
        self.check(language, text)
        version = {"at": to_millis(now), "note": note, "text": text}
        args = [language, text, self._words(language).reply, json.dumps(version), Entry("worded", now).packed()]
        return int(self._store.run("publish", self._keys(language), args))

    def versions(self, language: str) -> list[Version]:
        """Read all versions of one language, the shipped one first."""
        shipped = {"note": SHIPPED, "text": self._words(language).reply, "replaced": 0}
        with self._store.redis.pipeline() as ask:
            ask.hget(store.WORDING, f"{language} version")
            ask.lrange(store.wordings(language), 0, -1)
            in_force, published = ask.execute()
        records = [shipped, *map(json.loads, published)]
        return [_version(number, record, int(in_force or 0)) for number, record in enumerate(records)]

    def rollback(self, language: str, number: int | None, now: datetime) -> int:
        """
        Put version *number* in force again, or else the one that the present one replaced; returns its number.

        Raises Unusable when there is no such version, or somebody changed the words at the same moment.
        """
        versions = self.versions(language)
        present = next(version for version in versions if version.in_force)
        target = present.replaced if number is None else number
        _check(language, target, number is None and not present.number, len(versions) - 1)
        entry = Entry("worded", now, reason=f"{language} version {target}").packed()
        if not self._store.run("roll_back", self._keys(language), [language, target, present.number, entry]):
            raise Unusable(
                Sentence(
                    "Somebody else has just changed these words: see decoy message show %(language)s",
                    language=language,
                )
            )
        return target

    def _law(self, ours: Number) -> str:
        return law(ours, self._shipped[ours.language])

    def _words(self, language: str) -> Words:
        if language not in self._shipped:
            raise Unusable(f"There is no language {language!r} here; there is {', '.join(self._shipped)}.")
        return self._shipped[language]

    def _keys(self, language: str) -> list[str]:
        return [store.WORDING, store.wordings(language), store.LEDGER]


def _check(language: str, target: int, is_first: bool, last: int) -> None:
    if is_first:
        raise Unusable(
            Sentence(
                "The words in force in '%(language)s' are the shipped ones: there is nothing before them.",
                language=language,
            )
        )
    if not 0 <= target <= last:
        raise Unusable(
            Sentence(
                "There is no version %(version)d in '%(language)s': see decoy message show %(language)s --versions",
                version=target,
                language=language,
            )
        )


def _version(number: int, record: dict[str, str | int], in_force: int) -> Version:
    at = from_millis(record["at"]) if "at" in record else None
    note, text, replaced = str(record["note"]), str(record["text"]), int(record["replaced"])
    return Version(number, at, note, text, replaced, number == in_force)
