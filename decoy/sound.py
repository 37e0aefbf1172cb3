"""
Sound: what an operator recorded, made into what the telephone plays.

The telephone network carries 8 kHz, one channel, 8-bit mu-law (G.711): a file in this very form is played without
being converted again. Nothing that answers callers imports this module, for the weight of its libraries.
"""

from io import BytesIO
from tempfile import NamedTemporaryFile

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from decoy.errors import Unusable
from decoy.sentences import Sentence

Samples = NDArray[np.float32]

RATE = 8000  # of the telephone network, in Hz
LARGEST = 20_000_000  # bytes of input: a minute of studio sound fits
SHORTEST, LONGEST = 1.0, 59.0  # seconds
RATES = (8_000, 192_000)  # Hz; what a header claims beyond them is a mistake or a trap
PEAK = 10 ** (-3 / 20)  # 3 dB of room, for what the network adds
MOST_GAIN = 10 ** (20 / 20)  # beyond it one hears more of the room than of the voice
QUIETEST = 10 ** (-40 / 20)  # root mean square; speech at our peak has about 0.1
FADED = 10 ** (-46 / 20)  # of the peak; what is fainter at either end is silence
TONE, SWELL = 0.5, 0.01  # seconds
PITCH = 1000  # Hz
MARGIN = 0.3  # seconds of silence at either end, so that no syllable is lost while the line opens

NOT_A_SOUND = Sentence(
    "This is not a sound we can read: give a WAV, MP3, OGG or FLAC file "
    "(a phone's M4A memo must first be exported as one of these)."
)
CUT_OFF = Sentence("This sound file is cut off or damaged: copy or export it again.")
SILENT = Sentence("There is almost nothing to hear in this recording: record it again, closer to the microphone.")
TOO_LARGE = Sentence(
    "This file is over %(most)d MB: export the recording as MP3, or make it shorter.", most=LARGEST // 1_000_000
)
TOO_MANY = Sentence("This recording has more than two channels: export it in mono or stereo.")
ODD_RATE = Sentence(
    "This recording's sample rate is not between %(least)d and %(most)d Hz: export it at 44100 Hz.",
    least=RATES[0],
    most=RATES[1],
)
TOO_SHORT = Sentence("This recording is shorter than %(least).0f second: nobody would understand it.", least=SHORTEST)
TOO_LONG = Sentence(
    "This recording is longer than %(most).0f seconds (%(margin).1f s of silence at each end included): "
    "make it shorter, because every started minute is billed.",
    most=LONGEST,
    margin=MARGIN,
)


def convert(data: bytes, tone: bool = False) -> bytes:
    """
    Make a mu-law WAV file of the sound file *data*, with a voicemail's *tone* behind it if asked for.

    `Unusable` says in one sentence what is wrong with it.
    """
    if len(data) > LARGEST:
        raise Unusable(TOO_LARGE)
    samples, rate = _decode(data)
    sound = _trim(_level(soxr.resample(samples, rate, RATE)))
    sound = np.concatenate([sound, _tone()]) if tone else sound
    _check_length(len(sound) / RATE)
    return _encode(sound)


def seconds(wav: bytes) -> float:
    """Say how long a recording lasts."""
    with _open(wav) as file:
        return float(file.frames / file.samplerate)


def _open(data: bytes) -> soundfile.SoundFile:
    # A real file, gone from the disk once opened: reading through Python, libsndfile prints tracebacks of its own.
    try:
        with NamedTemporaryFile() as spool:
            spool.write(data)
            spool.flush()
            return soundfile.SoundFile(spool.name)
    except soundfile.LibsndfileError:
        raise Unusable(NOT_A_SOUND) from None


def _decode(data: bytes) -> tuple[Samples, int]:
    """Read one channel and its rate. The header is judged before anything is decoded, and bounds what is."""
    with _open(data) as file:
        _check_header(file)
        return _read(file).mean(axis=1), file.samplerate


def _read(file: soundfile.SoundFile) -> Samples:
    try:
        samples: Samples = file.read(frames=file.frames, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError:
        raise Unusable(CUT_OFF) from None
    # An MP3 may announce a little more than it holds; float samples may pass 1, but no microphone makes them 1000.
    if len(samples) < 0.9 * file.frames or not (np.abs(samples) < 1000).all():
        raise Unusable(CUT_OFF)
    return samples


def _check_header(file: soundfile.SoundFile) -> None:
    if file.channels > 2:
        raise Unusable(TOO_MANY)
    if not RATES[0] <= file.samplerate <= RATES[1]:
        raise Unusable(ODD_RATE)
    _check_length(file.frames / file.samplerate)


def _check_length(duration: float) -> None:
    if duration < SHORTEST:
        raise Unusable(TOO_SHORT)
    if duration > LONGEST:
        raise Unusable(TOO_LONG)


def _level(samples: Samples) -> Samples:
    """Centre the samples and bring their peak to ours, within reason."""
    centred = samples - samples.mean()
    peak = float(np.abs(centred).max())
    levelled: Samples = centred * (PEAK / max(peak, PEAK / MOST_GAIN))
    if np.sqrt(np.mean(levelled**2)) < QUIETEST:
        raise Unusable(SILENT)
    return levelled


def _trim(samples: Samples) -> Samples:
    """Leave exactly the margin before the first and after the last audible sample."""
    loud = np.abs(samples)
    audible = np.flatnonzero(loud > FADED * loud.max())
    margin = int(MARGIN * RATE)
    return np.pad(samples, margin)[audible[0] : audible[-1] + 2 * margin + 1]


def _tone() -> Samples:
    """Make the tone after which one speaks, and the margin behind it; it swells and fades, so that nothing cracks."""
    moments = np.arange(int(TONE * RATE)) / RATE
    swell = np.minimum(1, np.minimum(moments, TONE - moments) / SWELL)
    tone = PEAK / 2 * swell * np.sin(2 * np.pi * PITCH * moments)
    return np.pad(tone, (0, int(MARGIN * RATE))).astype(np.float32)


def _encode(samples: Samples) -> bytes:
    file = BytesIO()
    soundfile.write(file, samples, RATE, format="WAV", subtype="ULAW")
    return file.getvalue()
