"""A Twilio that says what it is told to, and a provider that asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, request

from decoy.errors import ProviderError
from decoy.provider import Provider
from tests.numbers import DECOY, HIM
from tests.wire import PUBLIC_URL, serving

ACCOUNT = "AC" + "1" * 32
SID = "SM" + "2" * 32
TEXT = "Non. Ça suffit."


@dataclass
class Asked:
    """One request that reached the API."""

    method: str
    path: str
    form: dict[str, list[str]]
    headers: dict[str, str] = field(repr=False)
    query: dict[str, str] = field(default_factory=dict)


@dataclass
class Scripted:
    """A Twilio that says what it is told to, and remembers what it was asked."""

    status: int = 201
    body: str = f'{{"sid": "{SID}", "status": "queued", "body": "x", "direction": "outbound-api"}}'
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve it on loopback and give its base URL."""
        app = Flask("scripted", static_folder=None)
        app.add_url_rule("/<path:path>", view_func=self.answer, methods=["GET", "POST"])
        with serving(app) as base:
            yield base

    def answer(self, path: str) -> Response:
        """Remember a request and give the answer."""
        form = {name: request.form.getlist(name) for name in request.form}
        self.asked.append(Asked(request.method, f"/{path}", form, dict(request.headers), request.args.to_dict()))
        return Response(self.body, self.status, self.headers, content_type="application/json")


def provider_at(url: str) -> Provider:
    """Reach a Twilio at *url*."""
    return Provider(ACCOUNT, ("SK1", "the secret"), url, PUBLIC_URL, 7200)


def outcome(scripted: Scripted) -> ProviderError | str:
    """Send one text, and give its sid or what went wrong."""
    with scripted.served() as url:
        try:
            return provider_at(url).send("r1", DECOY, HIM, TEXT)
        except ProviderError as error:
            return error


def problem(code: int | None, status: int) -> str:
    """Write an error as Twilio does."""
    return f'{{"code": {code}, "message": "no", "more_info": "https://www.twilio.com/docs", "status": {status}}}'
