"""Sound: whatever an operator recorded becomes what the telephone plays."""

from io import BytesIO

import numpy as np
import pytest
import soundfile

from decoy import sound
from decoy.errors import Unusable
from tests.voice import file, loudest_pitch, peak_db, play, voice


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


@pytest.mark.parametrize("length", [1.1, 58.2])
def test_recordings_just_within_bounds_pass(length: float) -> None:
    """What barely fits is taken, and stays under 59 seconds with its silences."""
    wav = sound.convert(file(voice(length, 8_000), 8_000))

    assert sound.seconds(wav) == pytest.approx(length + 0.6, abs=0.1)
    assert sound.seconds(wav) <= 59


def test_tone() -> None:
    """A voicemail ends with its tone, half a second of it, and the voice before it is as it was."""
    plain, tone = play(sound.convert(file(voice()))), play(sound.convert(file(voice()), tone=True))
    behind = tone[len(plain) :]

    assert np.array_equal(tone[: len(plain)], plain)
    assert len(behind) == int((sound.TONE + sound.MARGIN) * 8000)
    assert loudest_pitch(behind) == pytest.approx(sound.PITCH, abs=5)
    assert 0.2 < np.abs(behind).max() < 0.4


def test_tone_has_no_room() -> None:
    """With its tone a voicemail may be as long as any recording, and no longer."""
    with pytest.raises(Unusable, match="longer than 59 seconds"):
        sound.convert(file(voice(58.3)), tone=True)
