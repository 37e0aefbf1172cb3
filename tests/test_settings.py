"""The settings: what a real line and a sandbox get from what they are told."""

from pathlib import Path
from typing import Any

import pytest

from decoy.app import connect
from decoy.data_folder import LONGEST_SOCKET_PATH, keep_sandbox_url, socket_path
from decoy.settings import SANDBOX_ACCOUNT, Settings, load
from tests.environment import ACCOUNT, ASSIGNED, problems, told

# The real line


def test_real_line(real: dict[str, str]) -> None:
    """What a real line is told is what it gets; a slash at the end of an address does not count."""
    settings = load(real)
    assert not settings.sandbox
    assert settings.public_url == "https://decoy.example.org"
    assert (settings.account, settings.tokens, settings.api_key) == (ACCOUNT, ("token",), None)
    assert settings.api_url == "https://api.twilio.com"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert [ours.number for ours in settings.policy.numbers] == [ASSIGNED]


@pytest.mark.parametrize(
    ("written", "tokens"),
    [("one", ("one",)), ("one,two", ("one", "two")), (" one , two ,", ("one", "two")), ("a,b,c", ("a", "b", "c"))],
)
def test_tokens_are_a_list(real: dict[str, str], written: str, tokens: tuple[str, ...]) -> None:
    """Several tokens may sign while one replaces the other."""
    assert load(real | {"TWILIO_AUTH_TOKEN": written}).tokens == tokens


def test_api_key(real: dict[str, str]) -> None:
    """An API key is used where there is one."""
    assert load(real | {"TWILIO_API_KEY": "SK1", "TWILIO_API_SECRET": "x"}).api_key == ("SK1", "x")


@pytest.mark.parametrize("number", ["+33639980001", "+447700900001", "+12025550123", "+33199000001"])
def test_fiction_is_for_the_sandbox(real: dict[str, str], number: str) -> None:
    """A real line cannot have a number reserved for fiction, for nobody could reach it."""
    (problem,) = problems(real, f'[[numbers]]\nnumber = "{number}"\nlanguage = "fr"')
    assert problem.startswith(f"numbers: {number} is reserved for fiction and nobody can reach it")


def test_shipped_number_is_not_for_real(real: dict[str, str]) -> None:
    """A real line without a policy of its own is told to name its number."""
    (problem,) = problems({name: value for name, value in real.items() if name != "DECOY_CONFIG"})
    assert "name your own number under [[numbers]] in the file DECOY_CONFIG names" in problem


@pytest.mark.parametrize("bind", ["0.0.0.0:80", "[::]:8000", "192.0.2.1:8000", "[::1]:9000"])
def test_real_line_listens_anywhere(real: dict[str, str], bind: str) -> None:
    """A real line may listen on any address."""
    settings = load(real | {"DECOY_BIND": bind})
    assert f"{settings.host}:{settings.port}" == bind.replace("[", "").replace("]", "")


# The sandbox


def test_sandbox_needs_nothing(sandbox: dict[str, str]) -> None:
    """A sandbox needs to be told nothing: its credentials are made up, and its hour is short."""
    settings = load(sandbox)
    assert settings.sandbox
    assert settings.account == SANDBOX_ACCOUNT
    assert settings.policy.replies.delay_seconds == 20
    assert [ours.language for ours in settings.policy.numbers] == ["fr", "nl", "en"]
    assert settings.public_url == "http://127.0.0.1:8000"


def test_sandbox_keeps_its_secret(sandbox: dict[str, str], tmp_path: Path) -> None:
    """A sandbox knows its callers again when it is started again, and another one does not."""
    first, again = load(sandbox), load(sandbox)
    other = load({"DECOY_DATA_DIR": str(tmp_path / "other")})
    assert first.keyring.ref("x") == again.keyring.ref("x") != other.keyring.ref("x")
    assert first.tokens == again.tokens != other.tokens
    assert (tmp_path / "sandbox.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("bind", ["0.0.0.0:8000", "[::]:8000", "192.0.2.1:8000", "example.org:80", "127.0.0.1.x:1"])
def test_sandbox_stays_here(sandbox: dict[str, str], bind: str) -> None:
    """A sandbox refuses to listen where others could reach it."""
    (problem,) = problems(sandbox | {"DECOY_BIND": bind})
    assert problem.startswith(f"DECOY_BIND is {bind!r}, but the sandbox answers only on this machine")


@pytest.mark.parametrize("bind", ["127.0.0.1:9000", "localhost:9000", "[::1]:9000"])
def test_sandbox_on_loopback(sandbox: dict[str, str], bind: str) -> None:
    """A sandbox may listen at any of the names this machine has for itself."""
    assert load(sandbox | {"DECOY_BIND": bind}).public_url == f"http://{bind}"


def test_half_a_real_line(sandbox: dict[str, str]) -> None:
    """A token without an account is a mistake, and not a sandbox."""
    (problem,) = problems(sandbox | {"TWILIO_AUTH_TOKEN": "token"})
    assert "set both, or neither" in problem


# Layers


def test_layers(sandbox: dict[str, str]) -> None:
    """A file of one's own is laid over the shipped ones: tables merge, and lists are replaced."""
    own = '[replies]\njitter_seconds = 7\n[[numbers]]\nnumber = "+33639980009"\nlanguage = "nl"\n'
    policy = load(told(sandbox, own)).policy
    assert policy.replies.jitter_seconds == 7
    assert policy.replies.delay_seconds == 20
    assert policy.replies.hold_hours == 24
    assert [(ours.number, ours.language) for ours in policy.numbers] == [("+33639980009", "nl")]


def test_limits_shortest_first(sandbox: dict[str, str]) -> None:
    """Limits are asked from the shortest window to the longest, however they were written."""
    own = '[limits]\ncalls_per_caller = "20/day; 100/30 days; 5/hour"\n'
    limits = load(told(sandbox, own)).policy.limits.calls_per_caller
    assert [limit.amount for limit in limits] == [5, 20, 100]


@pytest.mark.parametrize("value", ["", "   "])
@pytest.mark.parametrize("name", ["REDIS_URL", "DECOY_BIND", "DECOY_CONFIG", "TWILIO_ACCOUNT_SID", "TWILIO_API_URL"])
def test_empty_is_absent(sandbox: dict[str, str], name: str, value: str) -> None:
    """A variable that is set to nothing is not set."""
    assert load(sandbox | {name: value}) == load(sandbox)


# The store


def test_embedded_store(sandbox: dict[str, str], real: dict[str, str]) -> None:
    """Without REDIS_URL the store is our own, beside the data; with it, it is that one."""
    assert load(sandbox).embedded
    assert load(real).embedded
    assert not load(real | {"REDIS_URL": "redis://127.0.0.1:6379/0"}).embedded


@pytest.mark.parametrize("depth", [1, 50])
def test_socket_path_is_short_enough(tmp_path: Path, depth: int) -> None:
    """A data folder that is too deep for the name of a socket has its socket elsewhere, always in the same place."""
    folder = tmp_path.joinpath(*["folder"] * depth)
    assert len(str(socket_path(folder))) <= LONGEST_SOCKET_PATH
    assert socket_path(folder) == socket_path(folder) != socket_path(folder / "other")


def test_connecting_opens_nothing(real: dict[str, str]) -> None:
    """Wiring a line to its store and its provider opens no connection, so that it can be done before they are up."""
    settings: Settings = load(real | {"REDIS_URL": "redis://127.0.0.1:1/0"})
    services: Any = connect(settings)
    assert services.settings is settings


# The sandbox's Twilio


def test_simulated_provider_is_found(sandbox: dict[str, str], real: dict[str, str], tmp_path: Path) -> None:
    """Commands find the simulated provider where it runs, unless told otherwise; a real line never asks it."""
    running = "http://127.0.0.1:40404"
    keep_sandbox_url(tmp_path, running)
    assert load(sandbox).api_url == running
    assert load(sandbox | {"TWILIO_API_URL": "http://127.0.0.1:9"}).api_url == "http://127.0.0.1:9"
    assert load(real | {"DECOY_DATA_DIR": str(tmp_path)}).api_url == "https://api.twilio.com"


def test_no_folder_to_keep_it_in(tmp_path: Path) -> None:
    """Where no data folder can be made, the simulated provider runs all the same."""
    (tmp_path / "file").write_text("in the way")
    keep_sandbox_url(tmp_path / "file", "http://127.0.0.1:40404")
    assert (tmp_path / "file").read_text() == "in the way"
