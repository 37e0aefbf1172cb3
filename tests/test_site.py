"""The doors for people and for those who watch: health, readiness, recordings, the first page."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from rq import Worker
from werkzeug.test import TestResponse

from decoy.app import create_app
from decoy.outbox import QUEUE
from decoy.settings import Settings
from tests.world import Line, opened

NOBODY = "redis://127.0.0.1:1/0"
A_YEAR = 365 * 24 * 3600


@pytest.fixture
def browser(line: Line) -> FlaskClient:
    """Open a browser at the line's address."""
    return line.app.test_client()


@pytest.fixture
def cut_off(settings: Settings, clock: Any) -> Iterator[FlaskClient]:
    """Open a browser at a line whose store is not there."""
    with opened(replace(settings, redis_url=NOBODY)) as line:
        yield line.app.test_client()


@pytest.fixture
def real_line(settings: Settings, store: Redis) -> FlaskClient:
    """Open a browser at a line that is no sandbox."""
    return create_app(replace(settings, sandbox=False)).test_client()


@pytest.fixture
def worker(line: Line) -> Iterator[Worker]:
    """Have a worker report for work."""
    worker = Worker([QUEUE], connection=line.services.store.binary)
    worker.register_birth()
    yield worker
    worker.register_death()


@pytest.fixture
def recording(line: Line) -> str:
    """Name the address of the recording that French callers hear."""
    return f"/recordings/{line.services.recordings.name('fr')}"


@pytest.fixture
def sound(line: Line, recording: str) -> bytes:
    """Give the bytes of that recording."""
    content = line.services.recordings.content(recording.rpartition("/")[2])
    assert content
    return content


def told(answer: TestResponse) -> tuple[int, str | None, str]:
    """Give the status of an answer, its kind and its words."""
    return answer.status_code, answer.mimetype, answer.text


# Health and readiness


def test_alive(browser: FlaskClient, line: Line) -> None:
    """A process that answers is alive; to say so it asks the store nothing."""
    before = line.services.store.redis.info("stats")["total_commands_processed"]
    assert told(browser.get("/healthz")) == (200, "text/plain", "ok\n")
    assert line.services.store.redis.info("stats")["total_commands_processed"] - before == 1  # the counting itself


def test_alive_without_store(cut_off: FlaskClient) -> None:
    """A process whose store is gone is alive: to restart it would help nobody."""
    assert told(cut_off.get("/healthz")) == (200, "text/plain", "ok\n")


def test_ready(browser: FlaskClient, worker: Worker) -> None:
    """With a store and a worker the line is ready, and says nothing more."""
    assert told(browser.get("/readyz")) == (200, "text/plain", "ready\n")


def test_not_ready_without_worker(browser: FlaskClient) -> None:
    """Without a worker nothing would leave, so the line is not ready, and says why and nothing more."""
    assert told(browser.get("/readyz")) == (503, "text/plain", "no worker\n")


def test_not_ready_when_the_worker_has_gone(browser: FlaskClient, worker: Worker) -> None:
    """A worker that has signed off counts no more."""
    worker.register_death()
    assert told(browser.get("/readyz")) == (503, "text/plain", "no worker\n")


def test_not_ready_when_the_worker_was_killed(browser: FlaskClient, worker: Worker, line: Line) -> None:
    """A worker that was killed signs off nowhere: once its sign of life has run out, it counts no more."""
    line.services.store.binary.delete(worker.key)  # as its expiry does
    assert told(browser.get("/readyz")) == (503, "text/plain", "no worker\n")


def test_not_ready_with_somebody_elses_worker(browser: FlaskClient, line: Line) -> None:
    """A worker that serves another queue of a shared store sends no reply of ours."""
    stranger = Worker(["another"], connection=line.services.store.binary)
    stranger.register_birth()
    assert told(browser.get("/readyz")) == (503, "text/plain", "no worker\n")


def test_not_ready_without_store(cut_off: FlaskClient) -> None:
    """Without a store the line is not ready, and says why and nothing more: no address, no error."""
    assert told(cut_off.get("/readyz")) == (503, "text/plain", "no store\n")


# Recordings


def test_a_recording_is_served_for_ever(browser: FlaskClient, recording: str, sound: bytes) -> None:
    """A recording is a WAV file that Twilio may keep for a year, because its name follows from its content."""
    answer = browser.get(recording)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "audio/wav", sound)
    assert (answer.cache_control.max_age, answer.cache_control.immutable) == (A_YEAR, True)
    assert answer.headers["ETag"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def test_a_published_recording_is_served(browser: FlaskClient, line: Line) -> None:
    """What operators have recorded is served like what we ship."""
    name = line.services.recordings.publish("fr", b"RIFF hello")
    assert browser.get(f"/recordings/{name}").data == b"RIFF hello"


def test_a_recording_that_is_known(browser: FlaskClient, recording: str) -> None:
    """Whoever has the recording is told that it has not changed, and gets no byte of it again."""
    etag = browser.get(recording).headers["ETag"]
    answer = browser.get(recording, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert browser.get(recording, headers={"If-None-Match": '"another"'}).status_code == 200


def test_two_recordings_have_two_tags(browser: FlaskClient, line: Line, recording: str) -> None:
    """Another recording has another tag."""
    other = line.services.recordings.name("nl")
    assert browser.get(recording).headers["ETag"] != browser.get(f"/recordings/{other}").headers["ETag"]


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=0-999", slice(0, 1000)),
        ("bytes=1000-1999", slice(1000, 2000)),
        ("bytes=-1000", slice(-1000, None)),
        ("bytes=1000-", slice(1000, None)),
        ("bytes=1000-99999999", slice(1000, None)),
    ],
)
def test_a_part_of_a_recording(browser: FlaskClient, recording: str, sound: bytes, asked: str, part: slice) -> None:
    """Whoever asks for a part of a recording gets these very bytes, and is told which they are."""
    answer = browser.get(recording, headers={"Range": asked})
    first, last, _ = part.indices(len(sound))
    assert (answer.status_code, answer.data) == (206, sound[part])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last - 1}/{len(sound)}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999998-99999999"])
def test_an_impossible_part(browser: FlaskClient, recording: str, asked: str) -> None:
    """A part beyond the end is refused as such."""
    assert browser.get(recording, headers={"Range": asked}).status_code == 416


def test_the_head_of_a_recording(browser: FlaskClient, recording: str, sound: bytes) -> None:
    """Whoever asks only about a recording learns how long it is, and gets no byte of it."""
    answer = browser.head(recording)
    assert (answer.status_code, answer.data) == (200, b"")
    assert (answer.content_length, answer.mimetype) == (len(sound), "audio/wav")
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "fr.wav",
        "fr-0123456789abcdef.wav",
        "../decoy.toml",
        "..%2fdecoy.toml",
        "..%5cdecoy.toml",
        "%2e%2e/%2e%2e/config/recordings/fr.wav",
        "%2fetc%2fpasswd",
        "fr-0123456789abcdef.wav%00",
        "fr-0123456789abcdef.wav%0a",
        "%ff",
        "f" * 2000,
    ],
)
def test_other_names(browser: FlaskClient, name: str) -> None:
    """A name that is nobody's, or leads elsewhere, finds nothing."""
    assert browser.get(f"/recordings/{name}").status_code == 404


def test_a_shipped_recording_without_store(cut_off: FlaskClient, recording: str, sound: bytes) -> None:
    """A call that is told to play what we ship hears it, although the store has gone since."""
    assert cut_off.get(recording).data == sound


# The first page


@pytest.mark.parametrize(
    ("asked", "given"),
    [("nl-BE, fr;q=0.5", "/nl/"), ("en-GB", "/en/"), ("fr-BE", "/fr/"), ("pt, de;q=0.8", "/fr/"), ("", "/fr/")],
)
def test_the_first_page_speaks_her_language(browser: FlaskClient, asked: str, given: str) -> None:
    """The address alone leads to the page in the language that the browser asks for, else to the French one."""
    answer = browser.get("/", headers={"Accept-Language": asked})
    assert (answer.status_code, answer.headers["Location"]) == (302, given)


def test_the_sandbox_leads_to_its_phone(browser: FlaskClient, real_line: FlaskClient) -> None:
    """In the sandbox the page says so and leads to the phone; that of a real line knows of none."""
    assert 'href="/sandbox/"' in browser.get("/fr/").text
    assert "sandbox" not in real_line.get("/fr/").text


@pytest.mark.parametrize("path", ["/sandbox/", "/sandbox/static/sandbox.js", "/sandbox/live"])
def test_a_real_line_has_no_sandbox(real_line: FlaskClient, path: str) -> None:
    """A real line has no phone, for whoever looks."""
    assert real_line.get(path).status_code == 404
    assert "sandbox" not in real_line.application.blueprints


def test_a_real_line_is_watched(real_line: FlaskClient) -> None:
    """A real line says how it is, as the sandbox does."""
    assert real_line.get("/healthz").status_code == 200
    assert real_line.get("/readyz").status_code == 503
