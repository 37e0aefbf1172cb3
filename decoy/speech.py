"""The speech: whether each decoy number has words for all that its settings promise. Pure: no store, no clock."""

from collections.abc import Iterable, Iterator, Mapping

from decoy.callers import country_of
from decoy.policy import Number
from decoy.words import Words


def problems(numbers: Iterable[Number], words: Mapping[str, Words]) -> Iterator[str]:
    """Say in sentences which of the *numbers* lack words, and what to do about it."""
    for ours in numbers:
        spoken = words.get(ours.language)
        yield from [_no_words(ours, words)] if spoken is None else _gaps(ours, spoken)


def _no_words(ours: Number, words: Mapping[str, Words]) -> str:
    return (
        f"numbers: {ours.number} speaks {ours.language!r}, but there is no "
        f"config/messages/{ours.language}.toml; there is {', '.join(words)}."
    )


def _gaps(ours: Number, spoken: Words) -> Iterator[str]:
    if ours.covered and not spoken.cover:
        yield (
            f"numbers: {ours.number} is to be covered, but config/messages/{ours.language}.toml has no words for a "
            'voicemail: write them there as cover, or set cover = "off".'
        )
    if ours.neutral_first and not spoken.neutral:
        yield (
            f"numbers: {ours.number} is to have a neutral first text, but config/messages/{ours.language}.toml has "
            'none: write it there as neutral, or set first_text = "off".'
        )
    country = country_of(ours.number)
    if ours.tells_law and country not in spoken.law:
        yield (
            f"numbers: {ours.number} is to tell the law, but config/messages/{ours.language}.toml has no sentence of "
            f"the law of {country}: write one there as [law.{country}] once somebody who knows it has read it, "
            'or set message = "consent".'
        )
