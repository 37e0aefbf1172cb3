"""A reading: what can be seen in one text, taken out once, for all signs to look at."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cached_property

from decoy.signs import dutch, english, folding, french, hosts, links
from decoy.signs.notions import Notion, Phrases

LONGEST_PHRASE = 5  # words


def _index(*languages: Phrases) -> dict[str, tuple[Notion, ...]]:
    found: dict[str, list[Notion]] = defaultdict(list)
    for phrases in languages:
        for notion, written in phrases.items():
            for phrase in written.split(","):
                found[" ".join(phrase.split())].append(notion)
    return {phrase: tuple(notions) for phrase, notions in found.items()}


NOTIONS = _index(french.PHRASES, dutch.PHRASES, english.PHRASES)
BEGINNINGS = {" ".join(words[:end]) for words in map(str.split, NOTIONS) for end in range(1, len(words) + 1)}


class Reading:
    """One text: *plain*, folded and without its links, the notions in it and the *hosts* it links to."""

    def __init__(self, text: str) -> None:
        self.hosts, rest = links.split(folding.visible(text))
        self.plain = folding.folded(rest)

    @cached_property
    def notions(self) -> Counter[Notion]:
        """Count the different phrases by which each notion is put."""
        words = folding.words(self.plain)
        phrases = {phrase for start in range(len(words)) for phrase in _phrases(words, start)}
        return Counter(notion for phrase in phrases for notion in NOTIONS[phrase])

    @cached_property
    def strangers(self) -> list[str]:
        """List those of the hosts that are neither for people's profiles nor for chats."""
        return [host for host in self.hosts if not (hosts.is_profile(host) or hosts.is_chat(host))]

    def has(self, *notions: Notion) -> bool:
        """Say whether all of *notions* are in the text."""
        return all(notion in self.notions for notion in notions)

    def any(self, *notions: Notion) -> bool:
        """Say whether one of *notions* is in the text."""
        return any(notion in self.notions for notion in notions)

    def shows(self, *shapes: re.Pattern[str]) -> bool:
        """Say whether the text has one of *shapes*."""
        return any(shape.search(self.plain) for shape in shapes)

    def links_to(self, kind: Callable[[str], bool]) -> bool:
        """Say whether one of the hosts is of a *kind*."""
        return any(map(kind, self.strangers))


def _phrases(words: list[str], start: int) -> list[str]:
    """List the known phrases that begin at *start*."""
    found, phrase = [], ""
    for word in words[start : start + LONGEST_PHRASE]:
        phrase = f"{phrase} {word}" if phrase else word
        if phrase not in BEGINNINGS:
            break
        if phrase in NOTIONS:
            found.append(phrase)
    return found
