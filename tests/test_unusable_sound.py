"""Sound that cannot be played: refused with a sentence that says what to do."""

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoy import sound
from decoy.errors import Unusable
from tests.voice import file, voice

# Length


@pytest.mark.parametrize(
    ("length", "complaint"),
    [(0.0, sound.TOO_SHORT), (0.9, sound.TOO_SHORT), (58.9, sound.TOO_LONG), (60.0, sound.TOO_LONG)],
)
def test_recordings_of_the_wrong_length_are_refused(length: float, complaint: str) -> None:
    """Shorter than a second says nothing; 59 seconds, silence at the ends included, are the most we play."""
    with pytest.raises(Unusable, match=r"shorter|longer") as refused:
        sound.convert(file(voice(length, 8_000), 8_000))
    assert str(refused.value) == complaint


@pytest.mark.parametrize("form", ["FLAC", "OGG", "MP3"])
def test_hours_in_a_small_file_are_refused_from_the_header(form: str) -> None:
    """Three quarters of an hour packed into a small file are refused by what the header says."""
    bomb = file(np.zeros(45 * 60 * 8_000, dtype="int16"), 8_000, form)

    assert len(bomb) < sound.LARGEST
    with pytest.raises(Unusable) as refused:
        sound.convert(bomb)
    assert str(refused.value) == sound.TOO_LONG


def test_a_header_that_lies_about_its_length_is_refused() -> None:
    """A FLAC of three seconds that claims 68,719,476,735 samples is refused, and no room is made for them."""
    flac = bytearray(file(voice(), form="FLAC"))
    flac[21] |= 0x0F
    flac[22:26] = b"\xff\xff\xff\xff"

    with pytest.raises(Unusable) as refused:
        sound.convert(bytes(flac))
    assert str(refused.value) == sound.TOO_LONG


# Silence


def click() -> Any:
    """Make five seconds of silence with one loud click in them."""
    samples = np.zeros(5 * 44_100)
    samples[100_000:100_003] = 1.0
    return samples


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(3 * 44_100),
        np.full(3 * 44_100, 0.5),
        voice(peak=0.0005),
        np.column_stack([voice(), -voice()]),
        click(),
    ],
    ids=["digital silence", "direct current", "far too quiet", "channels that cancel out", "one click"],
)
def test_silence_is_refused(samples: Any) -> None:
    """A recording in which a caller would hear nothing is never published."""
    with pytest.raises(Unusable, match="almost nothing to hear"):
        sound.convert(file(samples))


# Form


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"RIFF",
        b"\x00" * 5_000,
        b"%PDF-1.7 and so on" * 200,
        b"\x00\x00\x00\x20ftypM4A " + bytes(4_000),
    ],
    ids=["empty", "text", "a mere header", "zeros", "a PDF", "a phone's M4A"],
)
def test_what_is_no_sound_is_refused(data: bytes) -> None:
    """Anything else is refused with the formats one may give."""
    with pytest.raises(Unusable, match="WAV, MP3, OGG or FLAC"):
        sound.convert(data)
    with pytest.raises(Unusable, match="WAV, MP3, OGG or FLAC"):
        sound.seconds(data)


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    """Over 20 MB nothing is even looked at."""
    with pytest.raises(Unusable, match="over 20 MB"):
        sound.convert(bytes(sound.LARGEST + 1))


def test_many_channels_and_odd_rates_are_refused() -> None:
    """What no recorder makes is refused before it is decoded: it could take any amount of room."""
    with pytest.raises(Unusable, match="two channels"):
        sound.convert(file(np.column_stack([voice(2, 8_000)] * 6), 8_000))
    for rate in (4_000, 400_000):
        with pytest.raises(Unusable, match="sample rate"):
            sound.convert(file(voice(2, rate), rate))


# Damage


@pytest.mark.parametrize("form", ["FLAC", "MP3"])
def test_a_file_cut_in_half_is_refused(form: str) -> None:
    """Half a file that announces a whole one is refused: half a sentence about consent is worse than none."""
    whole = file(voice(10), form=form)

    with pytest.raises(Unusable, match="cut off"):
        sound.convert(whole[: len(whole) // 2])


@pytest.mark.parametrize("broken", [np.nan, np.inf, 1e30])
def test_broken_samples_are_refused(broken: float) -> None:
    """One sample that is no number would silence all others."""
    samples = voice()
    samples[1_000] = broken

    with pytest.raises(Unusable, match="damaged"):
        sound.convert(file(samples, subtype="FLOAT"))


@settings(max_examples=60)
@given(
    st.sampled_from(["WAV", "FLAC", "OGG", "MP3"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=5),
)
def test_a_damaged_file_gives_a_recording_or_a_sentence(form: str, damage: list[tuple[float, bytes]]) -> None:
    """Bytes overwritten anywhere never end in anything but a playable recording or `Unusable`."""
    data = bytearray(file(voice(2, 8_000), 8_000, form))
    for where, what in damage:
        start = int(where * len(data))
        data[start : start + len(what)] = what

    with suppress(Unusable):
        assert 1 <= sound.seconds(sound.convert(bytes(data))) <= 59
