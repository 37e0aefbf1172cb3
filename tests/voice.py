"""Something like a voice: made, written as a file, and listened to."""

from io import BytesIO
from typing import Any

import numpy as np
import soundfile


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
