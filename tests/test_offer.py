"""The offer: which of the decoy numbers a visitor is given."""

from hypothesis import given
from hypothesis import strategies as st

from decoy.offer import choose
from decoy.policy import Number

KEY = b"k" * 32
places = st.dictionaries(st.integers(1, 20), st.sampled_from(["fr", "nl", "en"]), max_size=12)
visitors = st.text(max_size=20)


def numbers(languages: dict[int, str]) -> dict[int, Number]:
    """Give a decoy number for each place."""
    return {place: Number(number=f"+336399800{place:02}", language=spoken) for place, spoken in languages.items()}


@given(places, st.sampled_from(["fr", "nl", "en"]), st.one_of(st.none(), st.integers(-1, 21)), visitors)
def test_a_number_that_is_given_out(
    languages: dict[int, str], language: str, asked: int | None, visitor: str
) -> None:
    """A visitor is given one that is given out: the one asked for, else one of the language, else any; else none."""
    offered = numbers(languages)
    offer = choose(offered, language, asked, KEY, visitor)
    if not offered:
        assert offer is None
        return
    assert offer is not None
    assert offer.number == offered[offer.place]
    assert (offer.place == asked) or (offer.other is (asked is not None))
    if asked not in offered and language in languages.values():
        assert offer.number.language == language


@given(places, visitors)
def test_the_same_one_all_day(languages: dict[int, str], visitor: str) -> None:
    """A visitor is given the same number as long as it is given out, whatever happens to the others."""
    offered = numbers(languages)
    first = choose(offered, "fr", None, KEY, visitor)
    for gone in languages:
        left = {place: number for place, number in offered.items() if place != gone}
        if first and gone != first.place:
            still = choose(left, "fr", None, KEY, visitor)
            assert still == first


@given(visitors)
def test_nobody_can_tell_in_advance(visitor: str) -> None:
    """Who is given which number follows from a key: with other keys it is another one."""
    offered = numbers(dict.fromkeys(range(1, 9), "fr"))
    chosen = {choose(offered, "fr", None, bytes([key]) * 32, visitor) for key in range(40)}
    assert len(chosen) > 2
