"""The settings: secrets and addresses from the environment, policy and words from `config/`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from decoy import brochure, channels, numbering, speech, tables
from decoy.brochure import Brochure
from decoy.data_folder import sandbox_secret, sandbox_url, socket_path
from decoy.errors import Misconfigured
from decoy.keyring import Keyring
from decoy.policy import Policy
from decoy.words import Words, languages

CONFIG = Path(__file__).resolve().parent.parent / "config"
TWILIO_API_URL = "https://api.twilio.com"
SANDBOX_ACCOUNT = "AC" + "0" * 32
LINE_DATABASE, SANDBOX_DATABASE = 0, 1  # of the embedded store: play money must never pass for money
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SHORTEST_SECRET = 16
MAKE_A_SECRET = "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"

DIGITS = re.compile(r"[0-9]{1,5}")
T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """
    All that one installation is told.

    Each of *tokens* may sign a webhook; the first is used for REST unless there is an *api_key* (key, secret).
    In the sandbox all credentials are made up.
    """

    sandbox: bool
    public_url: str
    secret_key: str = field(repr=False)
    account: str
    tokens: tuple[str, ...] = field(repr=False)
    api_key: tuple[str, str] | None = field(repr=False)
    api_url: str
    redis_url: str = field(repr=False)
    data_dir: Path
    host: str
    port: int
    alert_urls: tuple[str, ...] = field(repr=False)
    policy: Policy
    words: dict[str, Words]
    brochure: Brochure = field(repr=False)

    @property
    def embedded(self) -> bool:
        """Tell whether the store is our own server, with its data in *data_dir*."""
        return self.redis_url.startswith(f"unix://{socket_path(self.data_dir)}?")

    @cached_property
    def keyring(self) -> Keyring:
        """The keys of this installation."""
        return Keyring(self.secret_key)


def load(environ: Mapping[str, str]) -> Settings:
    """Read and check everything; `Misconfigured` names all problems at once."""
    reader = _Reader(environ)
    settings = reader.settings()
    if settings is None or reader.problems:
        raise Misconfigured(reader.problems)
    return settings


def _split(url: str) -> SplitResult | None:
    """Split *url* into its parts; None when it is none."""
    try:
        parts = urlsplit(url)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None


class _Reader:
    """Reads one environment, and collects problems instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = {name: value.strip() for name, value in environ.items() if value.strip()}
        self.sandbox = "TWILIO_ACCOUNT_SID" not in self.environ
        self.data_dir = Path(self.environ.get("DECOY_DATA_DIR", "var")).absolute()
        self.problems: list[str] = []

    def settings(self) -> Settings | None:
        self.check_concurrency()
        host, port = self.bind()
        secret = self.secret()
        account, tokens = self.credentials(secret)
        policy, words, said = self.collect(self.policy), self.words(), self.collect(lambda: brochure.read(CONFIG))
        settings = partial(
            Settings,
            sandbox=self.sandbox,
            public_url=self.public_url(host, port),
            secret_key=secret,
            account=account,
            tokens=tokens,
            api_key=self.api_key(),
            api_url=self.api_url(port),
            redis_url=self.redis_url(),
            data_dir=self.data_dir,
            host=host,
            port=port,
            alert_urls=self.alert_urls(),
            words=words,
        )
        if policy is None or said is None:
            return None
        self.problems += speech.problems(policy.numbers, words)
        self.check_numbers(policy)
        self.check_window(policy)
        return settings(policy=policy, brochure=said)

    def collect(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except Misconfigured as wrong:
            self.problems.extend(wrong.problems)
            return None

    def bind(self) -> tuple[str, int]:
        text = self.environ.get("DECOY_BIND", "127.0.0.1:8000")
        host, _, port = text.rpartition(":")
        host = host.strip("[]")
        if not host or not DIGITS.fullmatch(port) or not 0 < int(port) < 65536:
            self.problems.append(f"DECOY_BIND is {text!r}: write it as address:port, as in 127.0.0.1:8000.")
            return "127.0.0.1", 8000
        if self.sandbox and host not in LOOPBACK:
            self.problems.append(
                f"DECOY_BIND is {text!r}, but the sandbox answers only on this machine: use 127.0.0.1, "
                "or set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN for a real line."
            )
        return host, int(port)

    def secret(self) -> str:
        secret = self.environ.get("DECOY_SECRET_KEY", "")
        if secret and len(secret) < SHORTEST_SECRET:
            self.problems.append(
                f"DECOY_SECRET_KEY has {len(secret)} characters and needs {SHORTEST_SECRET}: {MAKE_A_SECRET}"
            )
        if not secret and self.sandbox:
            return self.collect(lambda: sandbox_secret(self.data_dir)) or ""
        if not secret:
            self.problems.append(f"DECOY_SECRET_KEY is missing: {MAKE_A_SECRET} and keep it, it recognises callers.")
        return secret

    def credentials(self, secret: str) -> tuple[str, tuple[str, ...]]:
        tokens = tuple(filter(None, map(str.strip, self.environ.get("TWILIO_AUTH_TOKEN", "").split(","))))
        if self.sandbox:
            if tokens:
                self.problems.append("TWILIO_AUTH_TOKEN is set but TWILIO_ACCOUNT_SID is not: set both, or neither.")
            return SANDBOX_ACCOUNT, (Keyring(secret).derive("sandbox token").hex(),)
        account = self.environ["TWILIO_ACCOUNT_SID"]
        if not (account.startswith("AC") and len(account) == len(SANDBOX_ACCOUNT)):
            self.problems.append(
                "TWILIO_ACCOUNT_SID is not an account sid: those begin with AC and have 34 characters."
            )
        if not tokens:
            self.problems.append("TWILIO_AUTH_TOKEN is missing: copy it from the Twilio console.")
        return account, tokens

    def api_key(self) -> tuple[str, str] | None:
        key, secret = self.environ.get("TWILIO_API_KEY"), self.environ.get("TWILIO_API_SECRET")
        if bool(key) != bool(secret):
            self.problems.append("TWILIO_API_KEY and TWILIO_API_SECRET belong together: set both, or neither.")
        return (key, secret) if key and secret else None

    def public_url(self, host: str, port: int) -> str:
        here = f"http://{f'[{host}]' if ':' in host else host}:{port}" if self.sandbox else ""
        return self.url("DECOY_PUBLIC_URL", here, "what Twilio calls, as in https://decoy.example.org")

    def api_url(self, port: int) -> str:
        beside = f"http://127.0.0.1:{port % 65535 + 1}"
        default = (sandbox_url(self.data_dir) or beside) if self.sandbox else TWILIO_API_URL
        return self.url("TWILIO_API_URL", default, f"the base of the REST API, as in {TWILIO_API_URL}")

    def url(self, name: str, default: str, meaning: str) -> str:
        text = self.environ.get(name, default).rstrip("/")
        parts = _split(text)
        if not parts or parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            self.problems.append(f"{name} is {f'{text!r}: it must be' if text else 'missing:'} {meaning}.")
        return text

    def redis_url(self) -> str:
        url = self.environ.get("REDIS_URL", "")
        parts = _split(url)
        if url and (not parts or parts.scheme not in ("redis", "rediss", "unix")):
            self.problems.append("REDIS_URL must be like redis://127.0.0.1:6379/0, rediss://... or unix:///path.")
        return url or f"unix://{socket_path(self.data_dir)}?db={SANDBOX_DATABASE if self.sandbox else LINE_DATABASE}"

    def alert_urls(self) -> tuple[str, ...]:
        urls = channels.split(self.environ.get("DECOY_ALERTS", ""))
        self.problems += channels.problems(urls)
        return urls

    def check_concurrency(self) -> None:
        text = self.environ.get("WEB_CONCURRENCY", "1")
        if not DIGITS.fullmatch(text) or not int(text):
            self.problems.append(f"WEB_CONCURRENCY is {text!r} and must be a number of web processes, as in 2.")

    def policy(self) -> Policy:
        layers = [CONFIG / "decoy.toml"]
        if self.sandbox:
            layers.append(CONFIG / "sandbox.toml")
        if "DECOY_CONFIG" in self.environ:
            layers.append(Path(self.environ["DECOY_CONFIG"]))
        return tables.check(Policy, layers)

    def words(self) -> dict[str, Words]:
        found = {
            language: self.collect(lambda path=path: tables.check(Words, [path]))  # type: ignore[misc]
            for language, path in languages(CONFIG / "messages").items()
        }
        return {language: words for language, words in found.items() if words is not None}

    def check_numbers(self, policy: Policy) -> None:
        for ours in policy.numbers:
            if not self.sandbox and numbering.is_reserved(ours.number):
                self.problems.append(
                    f"numbers: {ours.number} is reserved for fiction and nobody can reach it: "
                    "name your own number under [[numbers]] in the file DECOY_CONFIG names."
                )

    def check_window(self, policy: Policy) -> None:
        longest = max(window.get_expiry() for window in policy.limits.replies_per_caller)
        if not self.sandbox and longest <= policy.replies.delay_seconds + policy.replies.jitter_seconds:
            self.problems.append(
                "limits.replies_per_caller is over before a reply has left, and two machines would answer each other "
                'for ever: write a longer window, as in "1/30 days".'
            )
