"""Sound: whatever an operator recorded becomes what the telephone plays, or a sentence that says what to do."""

from contextlib import suppress
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from decoy import sound
from decoy.errors import Unusable


def voice(seconds: float = 3.0, rate: int = 44_100, peak: float = 0.5) -> Any:
    """Make something like a voice: a 440 Hz tone that swells and fades twice a second."""
    time = np.arange(int(seconds * rate)) / rate
    return peak * np.sin(2 * np.pi * 440 * time) * (0.6 + 0.4 * np.sin(2 * np.pi * 2 * time))


def file(samples: Any, rate: int = 44_100, form: str = "WAV", subtype: str | None = None) -> bytes:
    """Write *samples* as a sound file."""
    written = BytesIO()
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    with soundfile.SoundFile(written, "w", rate, channels, subtype, format=form) as out:
        for start in range(0, max(len(samples), 1), 100_000):  # libsndfile's Vorbis encoder dies of larger blocks
            out.write(samples[start : start + 100_000])
    return written.getvalue()


def play(wav: bytes) -> Any:
    """Decode a recording of ours into samples, one channel at 8 kHz."""
    samples, rate = soundfile.read(BytesIO(wav), always_2d=True)
    assert (rate, samples.shape[1]) == (8000, 1)
    return samples[:, 0]


def loudest_pitch(samples: Any) -> float:
    """Find the strongest frequency, in Hz."""
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * 8000 / len(samples))


def peak_db(samples: Any) -> float:
    """Measure the peak, in dB of full scale."""
    return float(20 * np.log10(np.abs(samples).max()))


@pytest.mark.parametrize(
    ("form", "subtype", "rate"),
    [
        ("WAV", "PCM_16", 44_100),
        ("WAV", "PCM_24", 96_000),
        ("WAV", "FLOAT", 48_000),
        ("WAV", "PCM_U8", 11_025),
        ("WAV", "ULAW", 8_000),
        ("WAVEX", "PCM_24", 192_000),
        ("FLAC", "PCM_16", 44_100),
        ("FLAC", "PCM_24", 96_000),
        ("OGG", "VORBIS", 44_100),
        ("OGG", "OPUS", 48_000),
        ("MP3", "MPEG_LAYER_III", 44_100),
        ("MP3", "MPEG_LAYER_III", 22_050),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_all_usual_files_become_one_telephone_form(form: str, subtype: str, rate: int, channels: int) -> None:
    """WAV, FLAC, OGG and MP3 at any rate come out as 8 kHz mono mu-law WAV of the same length and pitch."""
    samples = np.column_stack([voice(rate=rate)] * channels)

    wav = sound.convert(file(samples, rate, form, subtype))

    info = soundfile.info(BytesIO(wav))
    assert (info.format, info.subtype, info.samplerate, info.channels) == ("WAV", "ULAW", 8000, 1)
    assert wav.startswith(b"RIFF")
    assert sound.seconds(wav) == pytest.approx(3.0 + 2 * sound.MARGIN, abs=0.1)
    assert loudest_pitch(play(wav)) == pytest.approx(440, abs=3)


@pytest.mark.parametrize("peak", [0.1, 0.5, 1.0])
def test_quiet_and_loud_voices_come_out_equally_loud(peak: float) -> None:
    """A voice is brought to 3 dB below full scale, whether it was recorded low or high."""
    assert peak_db(play(sound.convert(file(voice(peak=peak))))) == pytest.approx(-3, abs=0.3)


def test_a_float_recording_beyond_full_scale_is_lowered_and_not_clipped() -> None:
    """Samples above 1 keep their shape: the tone stays a pure one."""
    played = play(sound.convert(file(voice(peak=4.0), subtype="FLOAT")))

    spectrum = np.abs(np.fft.rfft(played))
    third_harmonic = spectrum[int(3 * 440 * len(played) / 8000) - 20 :][:40].max()
    assert peak_db(played) == pytest.approx(-3, abs=0.3)
    assert third_harmonic < spectrum.max() / 200


def test_a_whisper_is_raised_only_so_far() -> None:
    """A faint voice is raised by at most 20 dB: more would play the room."""
    assert peak_db(play(sound.convert(file(voice(peak=0.03))))) == pytest.approx(-30.5 + 20, abs=0.5)


def test_a_constant_offset_is_taken_away() -> None:
    """A microphone's direct current costs no loudness and makes no click."""
    played = play(sound.convert(file(voice(peak=0.2) + 0.5)))

    assert abs(float(played.mean())) < 0.01
    assert peak_db(played) == pytest.approx(-3, abs=0.5)


def test_what_the_telephone_cannot_carry_is_filtered_and_not_folded_back() -> None:
    """A tone above 4 kHz does not come back as a false one below."""
    time = np.arange(3 * 44_100) / 44_100
    played = play(sound.convert(file(voice() + 0.3 * np.sin(2 * np.pi * 7_000 * time))))

    spectrum = np.abs(np.fft.rfft(played))
    alias = spectrum[int(1_000 * len(played) / 8000) - 20 :][:40].max()
    assert alias < spectrum.max() / 200


def test_both_ends_get_a_short_silence() -> None:
    """0.3 s of silence stand before and after the voice, however much or little there was."""
    silence = np.zeros(2 * 44_100)
    for samples in (voice(), np.concatenate([silence, voice(), silence])):
        played = np.abs(play(sound.convert(file(samples))))
        assert played[:2_300].max() < 0.01
        assert played[-2_300:].max() < 0.01
        assert played[2_300:2_700].max() > 0.01
        assert len(played) / 8000 == pytest.approx(3.6, abs=0.1)


def test_converting_twice_changes_nothing_one_could_hear() -> None:
    """A recording of ours, converted again, keeps its length and its level."""
    once = sound.convert(file(voice()))
    twice = sound.convert(once)

    assert sound.seconds(twice) == pytest.approx(sound.seconds(once), abs=0.02)
    assert np.abs(play(twice)[2_400:20_000] - play(once)[2_400:20_000]).max() < 0.05


def test_converting_is_repeatable() -> None:
    """The same file gives the same bytes, and so the same name."""
    assert sound.convert(file(voice())) == sound.convert(file(voice()))


@pytest.mark.parametrize(
    ("length", "complaint"),
    [(0.0, sound.TOO_SHORT), (0.9, sound.TOO_SHORT), (58.9, sound.TOO_LONG), (60.0, sound.TOO_LONG)],
)
def test_recordings_of_the_wrong_length_are_refused(length: float, complaint: str) -> None:
    """Shorter than a second says nothing; 59 seconds, silence at the ends included, are the most we play."""
    with pytest.raises(Unusable, match=r"shorter|longer") as refused:
        sound.convert(file(voice(length, 8_000), 8_000))
    assert str(refused.value) == complaint


@pytest.mark.parametrize("length", [1.1, 58.2])
def test_recordings_just_within_bounds_pass(length: float) -> None:
    """What barely fits is taken, and stays under 59 seconds with its silences."""
    wav = sound.convert(file(voice(length, 8_000), 8_000))

    assert sound.seconds(wav) == pytest.approx(length + 0.6, abs=0.1)
    assert sound.seconds(wav) <= 59


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


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    """Over 20 MB nothing is even looked at."""
    with pytest.raises(Unusable, match="over 20 MB"):
        sound.convert(bytes(sound.LARGEST + 1))


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


def test_many_channels_and_odd_rates_are_refused() -> None:
    """What no recorder makes is refused before it is decoded: it could take any amount of room."""
    with pytest.raises(Unusable, match="two channels"):
        sound.convert(file(np.column_stack([voice(2, 8_000)] * 6), 8_000))
    for rate in (4_000, 400_000):
        with pytest.raises(Unusable, match="sample rate"):
            sound.convert(file(voice(2, rate), rate))


@settings(deadline=None, max_examples=60)
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
