"""The settings: every mistake said in one sentence, and all of them at once."""

from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from decoy.app import connect
from decoy.errors import Misconfigured
from decoy.settings import LONGEST_SOCKET_PATH, SANDBOX_ACCOUNT, Settings, load, socket_path

ACCOUNT = "AC" + "1" * 32
SECRET = "a secret of enough characters"
EXAMPLE = phonenumbers.example_number_for_type("FR", PhoneNumberType.MOBILE)
ASSIGNED = phonenumbers.format_number(EXAMPLE, PhoneNumberFormat.E164) if EXAMPLE else ""
NUMBERS = f'[[numbers]]\nnumber = "{ASSIGNED}"\nlanguage = "fr"\n'


@pytest.fixture
def real(tmp_path: Path) -> dict[str, str]:
    """Give the environment of a real line in which nothing is wrong."""
    (tmp_path / "policy.toml").write_text(NUMBERS)
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": "token",
        "DECOY_SECRET_KEY": SECRET,
        "DECOY_PUBLIC_URL": "https://decoy.example.org/",
        "DECOY_DATA_DIR": str(tmp_path),
        "DECOY_CONFIG": str(tmp_path / "policy.toml"),
    }


@pytest.fixture
def sandbox(tmp_path: Path) -> dict[str, str]:
    """Give the environment of a sandbox."""
    return {"DECOY_DATA_DIR": str(tmp_path)}


def problems(environ: dict[str, str], policy: str = "") -> list[str]:
    """List what is wrong in *environ*, with some *policy* laid over the shipped one."""
    if policy:
        path = Path(environ["DECOY_DATA_DIR"]) / "policy.toml"
        path.write_text(policy)
        environ = environ | {"DECOY_CONFIG": str(path)}
    with pytest.raises(Misconfigured) as wrong:
        load(environ)
    assert str(wrong.value) == "\n".join(wrong.value.problems)
    return wrong.value.problems


# One mistake, one sentence


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TWILIO_ACCOUNT_SID", "AC123", "TWILIO_ACCOUNT_SID is not an account sid"),
        ("TWILIO_ACCOUNT_SID", "SK" + "1" * 32, "TWILIO_ACCOUNT_SID is not an account sid"),
        ("TWILIO_AUTH_TOKEN", "", "TWILIO_AUTH_TOKEN is missing"),
        ("TWILIO_AUTH_TOKEN", " , ,", "TWILIO_AUTH_TOKEN is missing"),
        ("TWILIO_API_KEY", "SK1", "TWILIO_API_KEY and TWILIO_API_SECRET belong together"),
        ("TWILIO_API_SECRET", "x", "TWILIO_API_KEY and TWILIO_API_SECRET belong together"),
        ("TWILIO_API_URL", "api.twilio.com", "TWILIO_API_URL is 'api.twilio.com': it must be"),
        ("TWILIO_API_URL", "https://[::1", "TWILIO_API_URL is 'https://[::1': it must be"),
        ("DECOY_SECRET_KEY", "", "DECOY_SECRET_KEY is missing: make one with"),
        ("DECOY_SECRET_KEY", "short", "DECOY_SECRET_KEY has 5 characters and needs 16"),
        ("DECOY_PUBLIC_URL", "", "DECOY_PUBLIC_URL is missing: what Twilio calls"),
        ("DECOY_PUBLIC_URL", "decoy.example.org", "DECOY_PUBLIC_URL is 'decoy.example.org': it must be"),
        ("DECOY_PUBLIC_URL", "ftp://decoy.example.org", "DECOY_PUBLIC_URL is 'ftp://decoy.example.org': it must be"),
        ("DECOY_PUBLIC_URL", "https://", "DECOY_PUBLIC_URL is 'https:': it must be"),
        ("DECOY_PUBLIC_URL", "https://x?y=1", "DECOY_PUBLIC_URL is 'https://x?y=1': it must be"),
        ("DECOY_PUBLIC_URL", "https://x#rc=2", "DECOY_PUBLIC_URL is 'https://x#rc=2': it must be"),
        ("DECOY_PUBLIC_URL", "https://[half", "DECOY_PUBLIC_URL is 'https://[half': it must be"),
        ("DECOY_PUBLIC_URL", "https://x:port", "DECOY_PUBLIC_URL is 'https://x:port': it must be"),
        ("DECOY_BIND", "8000", "DECOY_BIND is '8000': write it as address:port"),
        ("DECOY_BIND", ":8000", "DECOY_BIND is ':8000': write it as address:port"),
        ("DECOY_BIND", "127.0.0.1:", "DECOY_BIND is '127.0.0.1:': write it as address:port"),
        ("DECOY_BIND", "127.0.0.1:0", "DECOY_BIND is '127.0.0.1:0': write it as address:port"),
        ("DECOY_BIND", "127.0.0.1:65536", "DECOY_BIND is '127.0.0.1:65536': write it as address:port"),
        ("DECOY_BIND", "127.0.0.1:²", "DECOY_BIND is '127.0.0.1:²': write it as address:port"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL must be like redis://127.0.0.1:6379/0"),
        ("REDIS_URL", "http://localhost", "REDIS_URL must be like redis://127.0.0.1:6379/0"),
        ("REDIS_URL", "redis://localhost:port/0", "REDIS_URL"),
        ("REDIS_URL", "redis://[half", "REDIS_URL"),
        ("DECOY_CONFIG", "/nowhere/policy.toml", "/nowhere/policy.toml cannot be read: No such file or directory."),
        ("DECOY_CONFIG", "/", "/ cannot be read: Is a directory."),
    ],
)
def test_wrong_environment(real: dict[str, str], name: str, value: str, sentence: str) -> None:
    """Each wrong variable is named in one sentence that says what it should be."""
    (problem,) = problems(real | {name: value})
    assert problem.startswith(sentence)


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ("[replies]\ndelay_seconds = -1", "replies.delay_seconds is -1: "),
        ("[replies]\ndelay_seconds = 3600.5", "replies.delay_seconds is 3600.5: "),
        ("[replies]\ndelay_seconds = 'an hour'", "replies.delay_seconds is 'an hour': "),
        ("[replies]\njitter_seconds = 100000", "replies.jitter_seconds is 100000: "),
        ("[replies]\nanswer = ['sms', 'fax']", "replies.answer.1 is 'fax': "),
        ("[replies]\nhold_hours = 0", "replies.hold_hours is 0: "),
        ("[replies]\nvalidity_seconds = 36001", "replies.validity_seconds is 36001: "),
        ("[replies]\nresume_batch = 0", "replies.resume_batch is 0: "),
        ("[limits]\ncalls_per_caller = 'often'", "limits.calls_per_caller is 'often': "),
        ("[limits]\ncalls_per_caller = ''", "limits.calls_per_caller is '': "),
        ("[limits]\ncalls_per_caller = 5", 'limits.calls_per_caller is 5: write limits as text, as in "5/hour'),
        ("[limits]\nreplies_per_caller = '1/fortnight'", "limits.replies_per_caller is '1/fortnight': "),
        ("[budget]\nfloor = 5.0", "budget.floor is 5.0: write amounts in quotes"),
        ("[budget]\nfloor = '-5'", "budget.floor is '-5': '-5' is not an amount of money"),
        ("[budget]\ndaily_cap = 'much'", "budget.daily_cap is 'much': 'much' is not an amount of money"),
        ("[budget]\ndaily_cap = '1e999999'", "budget.daily_cap is '1e999999': "),
        ("[budget]\nhourly_share = 0", "budget.hourly_share is 0: "),
        ("[budget]\nhourly_share = 1.5", "budget.hourly_share is 1.5: "),
        ("[budget]\ncurrency = 'euro'", "budget.currency is 'euro': "),
        ("[budget]\ntimezone = 'Paris'", "budget.timezone is 'Paris': 'Paris' is not a time zone; write it as in "),
        ("[budget]\ntimezone = []", "budget.timezone is []: "),
        ("[prices]\nreply_segment = 0.08", "prices.reply_segment is 0.08: write amounts in quotes"),
        ("[prices]\nreply_segment = '0.0000001'", "prices.reply_segment is '0.0000001': "),
        ("[callers]\ncountries = ['France']", "callers.countries.0 is 'France': "),
        ("[callers]\ncountries = 'FR'", "callers.countries is 'FR': "),
        ("numbers = []", "[[numbers]] needs at least one decoy number."),
        ("[[numbers]]\nnumber = '0639980001'\nlanguage = 'fr'", "numbers.0.number is '0639980001': a decoy "),
        ("[[numbers]]\nnumber = '+33 6 39'\nlanguage = 'fr'", "numbers.0.number is '+33 6 39': a decoy "),
        ("[[numbers]]\nlanguage = 'fr'", "numbers.0.number is missing."),
        ("[[numbers]]\nnumber = '+33639980001'", "numbers.0.language is missing."),
        ("[[numbers]]\nnumber = '+33639980001'\nlanguage = 'FR'", "numbers.0.language is 'FR': "),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'de'",
            "numbers: +33639980001 speaks 'de', but there is no config/messages/de.toml; there is en, fr, nl.",
        ),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\nreply_from = 'A name too long'",
            "numbers.0.reply_from is 'A name too long': ",
        ),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\nreply_from = 'MG123'",
            "numbers.0.reply_from is 'MG123': ",
        ),
        ("[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\ncover = 'on'", "numbers.0.cover is 'on': "),
        (
            "[[numbers]]\nnumber = '+33639980001'\nlanguage = 'fr'\n" * 2,
            "two entries of [[numbers]] have the same number.",
        ),
        ("replies = 5", "replies is 5: "),
        ("[replies\n", "is not valid TOML: "),
        ("[replies]\ndelay_seconds = 1\ndelay_seconds = 2", "is not valid TOML: "),
    ],
)
def test_wrong_policy(sandbox: dict[str, str], policy: str, sentence: str) -> None:
    """Each wrong key of the policy is named with its file, its value and what it should be, in one short sentence."""
    (problem,) = problems(sandbox, policy)
    path = f"{sandbox['DECOY_DATA_DIR']}/policy.toml"
    assert problem.replace(f"{path}: ", "").replace(f"{path} ", "").startswith(sentence)
    assert len(problem) < len(path) + 200


@pytest.mark.parametrize(
    ("policy", "suggestion"),
    [
        ("[replies]\ndelay_second = 1", "replies.delay_second is not a setting; did you mean delay_seconds."),
        ("[reply]\ndelay_seconds = 1", "reply is not a setting; did you mean replies."),
        ("[budget]\nflor = '1'", "budget.flor is not a setting; did you mean floor."),
        ("[[numbers]]\nnumber = '+33639980001'\nlangage = 'fr'", "langage is not a setting; did you mean language."),
        ("[replies]\nqwxz = 1", "replies.qwxz is not a setting."),
    ],
)
def test_unknown_keys(sandbox: dict[str, str], policy: str, suggestion: str) -> None:
    """A key that does not exist is wrong rather than ignored, and the nearest one is suggested."""
    assert any(suggestion in problem for problem in problems(sandbox, policy))


# All at once


def test_everything_wrong_at_once(tmp_path: Path) -> None:
    """Every wrong setting, of the environment and of the policy, is named in one go."""
    wrong = {
        "TWILIO_ACCOUNT_SID": "AC123",
        "TWILIO_API_KEY": "SK1",
        "TWILIO_API_URL": "api",
        "DECOY_SECRET_KEY": "short",
        "DECOY_PUBLIC_URL": "decoy",
        "DECOY_BIND": "here",
        "REDIS_URL": "there",
        "DECOY_DATA_DIR": str(tmp_path),
    }
    found = problems(wrong, "[replies]\ndelay_seconds = -1\nhold_hours = 0\n[budget]\nfloor = 5.0\nflor = '1'")
    for name in ("ACCOUNT_SID", "AUTH_TOKEN", "API_KEY", "API_URL", "SECRET_KEY", "PUBLIC_URL", "BIND", "REDIS_URL"):
        assert sum(f"_{name}" in f"_{problem.split()[0]}" for problem in found) == 1, name
    for key in ("replies.delay_seconds", "replies.hold_hours", "budget.floor", "budget.flor "):
        assert sum(key in problem for problem in found) == 1, key
    assert len(found) == 12


def test_problems_are_sentences(tmp_path: Path) -> None:
    """Every problem ends as a sentence does, and shows neither a token nor a secret."""
    told = {"TWILIO_ACCOUNT_SID": "x", "TWILIO_AUTH_TOKEN": "s3cret", "DECOY_SECRET_KEY": "s3cret", "DECOY_BIND": "x"}
    found = problems(told | {"DECOY_DATA_DIR": str(tmp_path)})
    assert len(found) == 5
    assert "s3cret" not in "".join(found)


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
    """A sandbox may listen on any name of this machine for itself."""
    assert load(sandbox | {"DECOY_BIND": bind}).public_url == f"http://{bind}"


def test_half_a_real_line(sandbox: dict[str, str]) -> None:
    """A token without an account is a mistake, and not a sandbox."""
    (problem,) = problems(sandbox | {"TWILIO_AUTH_TOKEN": "token"})
    assert "set both, or neither" in problem


# Layers


def test_layers(sandbox: dict[str, str]) -> None:
    """A file of one's own is laid over the shipped ones: tables merge, and lists are replaced."""
    path = Path(sandbox["DECOY_DATA_DIR"]) / "policy.toml"
    path.write_text('[replies]\njitter_seconds = 7\n[[numbers]]\nnumber = "+33639980009"\nlanguage = "nl"\n')
    policy = load(sandbox | {"DECOY_CONFIG": str(path)}).policy
    assert policy.replies.jitter_seconds == 7
    assert policy.replies.delay_seconds == 20
    assert policy.replies.hold_hours == 24
    assert [(ours.number, ours.language) for ours in policy.numbers] == [("+33639980009", "nl")]


def test_limits_shortest_first(sandbox: dict[str, str]) -> None:
    """Limits are asked from the shortest window to the longest, however they were written."""
    path = Path(sandbox["DECOY_DATA_DIR"]) / "policy.toml"
    path.write_text('[limits]\ncalls_per_caller = "20/day; 100/30 days; 5/hour"\n')
    limits = load(sandbox | {"DECOY_CONFIG": str(path)}).policy.limits.calls_per_caller
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
