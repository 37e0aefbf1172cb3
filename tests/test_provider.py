"""Twilio's side of the wire: what a request to send holds, and what each answer means."""

import base64
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from flask import Flask, Response, request

from decoy import provider
from decoy.app import connect
from decoy.errors import AccountFault, NotSent, ProviderError, Unconfirmed, Undeliverable
from decoy.messages import CompletedCall, Keyword, State, StatusUpdate
from decoy.provider import Provider
from decoy.settings import Settings
from tests.world import DECOY, HIM, HOUR, Line, serving

ACCOUNT = "AC" + "1" * 32
SID = "SM" + "2" * 32
SERVICE = "MG" + "5" * 32
TEXT = "Non. Ça suffit."

# What Twilio's published description of the API (v2010, Message, create) allows in a request.
PARAMETERS = {
    *("To", "StatusCallback", "ApplicationSid", "MaxPrice", "ProvideFeedback", "Attempt", "ValidityPeriod"),
    *("ForceDelivery", "ContentRetention", "AddressRetention", "SmartEncoded", "PersistentAction", "TrafficType"),
    *("ShortenUrls", "ScheduleType", "SendAt", "SendAsMms", "ContentVariables", "RiskCheck", "FallbackFrom"),
    *("From", "MessagingServiceSid", "Body", "MediaUrl", "ContentSid"),
}


@dataclass
class Asked:
    """One request that reached the API."""

    method: str
    path: str
    form: dict[str, list[str]]
    headers: dict[str, str] = field(repr=False)


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
        self.asked.append(Asked(request.method, f"/{path}", form, dict(request.headers)))
        return Response(self.body, self.status, self.headers, content_type="application/json")


def provider_at(url: str) -> Provider:
    """Reach a Twilio at *url*."""
    return Provider(ACCOUNT, ("SK1", "the secret"), url, "https://decoy.example.org", 7200)


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


# The request


@pytest.mark.parametrize(
    ("sender", "named"),
    [(DECOY, {"From": [DECOY]}), ("NON", {"From": ["NON"]}), (SERVICE, {"MessagingServiceSid": [SERVICE]})],
    ids=["number", "name", "service"],
)
def test_request(sender: str, named: dict[str, list[str]]) -> None:
    """A request to send holds the two ends, the text, the reply's own callback and a validity, and nothing else."""
    scripted = Scripted()
    with scripted.served() as url:
        assert provider_at(url).send("r1", sender, HIM, TEXT) == SID
    (asked,) = scripted.asked
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert asked.form == {
        "To": [HIM],
        "Body": [TEXT],
        "StatusCallback": ["https://decoy.example.org/twilio/message-status/r1"],
        "ValidityPeriod": ["7200"],
        **named,
    }
    assert asked.form.keys() <= PARAMETERS
    assert base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")) == b"SK1:the secret"
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_request_of_a_line(line: Line, clock: Any) -> None:
    """What a whole walk sends is just that request, with the id of the reply in its callback."""
    scripted = Scripted()
    line.phone().text("hey")
    clock.shift(HOUR + 10)
    with scripted.served() as url:
        connect(replace(line.services.settings, api_url=url)).delivery.send(line.reply().id, datetime.now(UTC))
    (asked,) = scripted.asked
    assert asked.form == {
        "To": [HIM],
        "From": [DECOY],
        "Body": [line.services.settings.words["fr"].reply],
        "StatusCallback": [f"https://decoy.example.org/twilio/message-status/{line.reply().id}"],
        "ValidityPeriod": ["7200"],
    }
    assert 1 <= int(asked.form["ValidityPeriod"][0]) <= 36_000
    assert len(asked.form["Body"][0]) <= 1_600
    assert line.reply().sid == SID


def test_credentials_of_a_line(line: Line) -> None:
    """REST uses the API key where there is one, and else the account with the first token."""
    for api_key, expected in ((None, b":first"), (("SK1", "secret"), b"SK1:secret")):
        settings: Settings = replace(line.services.settings, api_key=api_key, tokens=("first", "second"))
        scripted = Scripted()
        with scripted.served() as url:
            connect(replace(settings, api_url=url)).delivery.provider.send("r1", DECOY, HIM, TEXT)
        sent = base64.b64decode(scripted.asked[0].headers["Authorization"].removeprefix("Basic "))
        assert sent.endswith(expected)


@pytest.mark.parametrize("base", ["", "/some/path"])
def test_base_may_have_a_path(base: str) -> None:
    """The API may live below a path of another server."""
    scripted = Scripted()
    with scripted.served() as url:
        provider_at(url + base).send("r1", DECOY, HIM, TEXT)
    assert scripted.asked[0].path == f"{base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


# The answers

OUTCOMES: list[tuple[int, int, type[ProviderError]]] = [
    # this recipient, for good
    *((400, code, Undeliverable) for code in (21211, 21214, 21217, 21401, 21421, 21604, 21610, 21612, 21614, 21408)),
    *((400, code, Undeliverable) for code in (30003, 30004, 30005, 30006, 30008, 30011)),
    *((403, code, Undeliverable) for code in (30007, 30450, 30453, 30454, 63038)),
    *((400, code, Undeliverable) for code in (99999, 12345)),
    # our own setup: every other reply would fail too
    *((400, code, AccountFault) for code in (20001, 21212, 21601, 21606, 21602, 21603, 21609, 21617, 21618, 21624)),
    *((400, code, AccountFault) for code in (90007, 21703, 21704, 21705, 21701, 21608, 11100, 30018, 30024)),
    *((400, code, AccountFault) for code in (35114, 35115, 35117, 35118)),
    (404, 20404, AccountFault),
    # the account
    *((401, code, AccountFault) for code in (20003, 20005, 10001)),
    *((403, code, AccountFault) for code in (20003, 20005, 20006, 20008, 10001, 90010, 30002)),
    # surely not sent
    (429, 20429, NotSent),
    (429, 99999, NotSent),
    *((400, code, NotSent) for code in (21611, 30001, 30017)),
    # anybody's guess
    *((status, code, Unconfirmed) for status, code in ((500, 20500), (503, 20503), (504, 20504), (500, 99999))),
]


@pytest.mark.parametrize(("status", "code", "expected"), OUTCOMES)
def test_codes(status: int, code: int, expected: type[ProviderError]) -> None:
    """Each of Twilio's codes says: not sent, refused for good, nobody knows, or the account is at fault."""
    error = outcome(Scripted(status, problem(code, status)))
    assert type(error) is expected
    assert isinstance(error, ProviderError)
    assert error.code == code


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (502, "<html><h1>Bad gateway</h1></html>", Unconfirmed),
        (503, "", Unconfirmed),
        (500, "{}", Unconfirmed),
        (500, "null", Unconfirmed),
        (504, "[1]", Unconfirmed),
        (401, "<html>who are you?</html>", AccountFault),
        (429, "<html>slowly</html>", NotSent),
        (429, "", NotSent),
        (201, "", Unconfirmed),
        (200, "<html>Welcome to this hotel</html>", Unconfirmed),
        (201, "{}", Unconfirmed),
        (201, '{"sid": null}', Unconfirmed),
        (400, problem(None, 400).replace("None", "null"), Undeliverable),
    ],
)
def test_answers_that_are_not_twilios(status: int, body: str, expected: type[ProviderError]) -> None:
    """An answer that cannot be read is a silence, with any status that could mean success or trouble on the way."""
    assert type(outcome(Scripted(status, body))) is expected


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [(400, 21211, Undeliverable), (401, 20003, AccountFault), (429, 20429, NotSent), (500, 20500, Unconfirmed)],
)
def test_problem_details(status: int, code: int, expected: type[ProviderError]) -> None:
    """An error in the newer shape, with type and title (RFC 9457), means what its code means."""
    body = f'{{"type": "https://x", "title": "no", "status": {status}, "code": {code}, "detail": "no"}}'
    assert type(outcome(Scripted(status, body))) is expected


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("0", None), ("soon", None), ("", None), ("-5", None), ("1.5", None)]
)
def test_retry_after(header: str, seconds: float | None) -> None:
    """How long Twilio asks us to wait is kept, where it says so in seconds."""
    error = outcome(Scripted(429, problem(20429, 429), {"Retry-After": header}))
    assert isinstance(error, NotSent)
    assert error.retry_after == seconds


def test_opted_out_at_twilio() -> None:
    """Only the code for an opt-out says that he opted out."""
    errors = [outcome(Scripted(400, problem(code, 400))) for code in (21610, 21611, 21612)]
    assert [getattr(error, "opted_out", False) for error in errors] == [True, False, False]


def test_connection_refused() -> None:
    """A connection that never was sent nothing."""
    with Scripted().served() as url:
        closed = url
    with pytest.raises(NotSent):
        provider_at(closed).send("r1", DECOY, HIM, TEXT)


@pytest.mark.parametrize("created", [True, False])
def test_dropped_connection(line: Line, created: bool) -> None:
    """A connection that broke says nothing about whether the text was sent."""
    line.twilio.drop_next(created)
    with pytest.raises(Unconfirmed):
        line.services.delivery.provider.send("r1", DECOY, HIM, TEXT)
    assert len(line.twilio.messages_of(HIM)) == created


def test_secure_connection_that_breaks(tmp_path: Path) -> None:
    """A secure connection that breaks after the request was read says nothing about whether the text was sent."""
    with tls_that_breaks(tmp_path) as (url, requests_read):
        script = (
            "from decoy.provider import Provider\n"
            "try:\n"
            f"    Provider('{ACCOUNT}', ('a', 'b'), '{url}', 'https://x', 60).send('r1', '{DECOY}', '{HIM}', 'x')\n"
            "except Exception as error:\n"
            "    print(type(error).__name__)\n"
        )
        trusting = {**os.environ, "REQUESTS_CA_BUNDLE": str(tmp_path / "certificate.pem")}
        ran = subprocess.run([sys.executable, "-c", script], env=trusting, capture_output=True, text=True, check=True)
    assert requests_read == [1]
    assert ran.stdout == "Unconfirmed\n"


@contextmanager
def tls_that_breaks(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Serve one secure request: read it, then write what is no TLS, as a broken proxy does."""
    write_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    read: list[int] = []

    def serve_one() -> None:
        plain, _ = server.accept()
        below = plain.dup()
        with context.wrap_socket(plain, server_side=True) as secure, below:
            read.append(secure.recv(65536).count(b"POST"))
            below.sendall(b"HTTP/1.1 502 Bad gateway\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        serving_one = Thread(target=serve_one)
        serving_one.start()
        yield f"https://localhost:{server.getsockname()[1]}", read
        serving_one.join()


def write_certificate(folder: Path) -> None:
    """Write a certificate for localhost, signed by itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    certificate = builder.add_extension(x509.BasicConstraints(True, None), critical=True).sign(key, SHA256())
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def test_errors_name_nobody() -> None:
    """What is raised names the code and neither the number nor the text."""
    errors = [outcome(Scripted(status, problem(code, status))) for status, code, _ in OUTCOMES]
    written = " ".join(f"{error!r} {error}" for error in errors)
    assert HIM[1:] not in written
    assert "suffit" not in written


# Looking for a text


@pytest.mark.parametrize(
    ("sender", "age", "found"),
    [(DECOY, 0, True), ("NON", 0, True), (SERVICE, 0, True), (DECOY, 600, False), (DECOY, 10, True)],
    ids=["number", "name", "service", "too old", "clock behind"],
)
def test_find(line: Line, clock: Any, sender: str, age: int, found: bool) -> None:
    """Twilio is asked for a text by its two ends and its time; its words may have been rewritten."""
    line.services.delivery.provider.send("r1", sender, HIM, TEXT)
    since = datetime.now(UTC) + timedelta(seconds=age)
    update = line.services.delivery.provider.find(sender, HIM, since)
    assert (update is not None) is found


def test_find_ignores_what_he_sent(line: Line) -> None:
    """The same words from him are not ours."""
    line.phone().text(TEXT)
    assert line.services.delivery.provider.find(HIM, DECOY, datetime.now(UTC) - timedelta(hours=1)) is None


@pytest.mark.parametrize(("status", "code"), [(401, 20003), (429, 20429), (500, 20500), (502, None)])
def test_cannot_look(line: Line, status: int, code: int | None) -> None:
    """When Twilio cannot be asked, nothing is known: that is not the same as nothing found."""
    line.twilio.fail_next(status, code, call="list")
    with pytest.raises(Unconfirmed):
        line.services.delivery.provider.find(DECOY, HIM, datetime.now(UTC))


@pytest.mark.parametrize("body", ["", "<html>Welcome</html>", "{}"])
def test_cannot_read_what_was_found(body: str) -> None:
    """A list that cannot be read is a silence too: nothing may be sent again because of it."""
    with Scripted(200, body).served() as url, pytest.raises(ProviderError):
        provider_at(url).find(DECOY, HIM, datetime.now(UTC))


# The forms


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((status, State.SENT) for status in ("accepted", "scheduled", "queued", "sending", "sent")),
        *(("delivered", State.DELIVERED), ("read", State.DELIVERED), ("undelivered", State.UNDELIVERED)),
        *(("failed", State.FAILED), ("canceled", State.FAILED)),
        *(("", None), ("received", None), ("something new", None), ("DELIVERED", None)),
    ],
)
def test_statuses(status: str, state: State | None) -> None:
    """Each of Twilio's statuses is one of our states; one we have not heard of is none."""
    update = provider.status_update({"MessageSid": SID, "MessageStatus": status})
    assert (update and update.state) == state


@pytest.mark.parametrize(
    ("code", "read", "fault"),
    [("30008", 30008, False), ("30002", 30002, True), ("20003", 20003, True), ("", None, False), ("x", None, False)],
)
def test_error_code_of_a_status(code: str, read: int | None, fault: bool) -> None:
    """A callback's code is read where there is one, and tells whether the account is at fault."""
    form = {"MessageSid": SID, "MessageStatus": "failed", "ErrorCode": code}
    assert provider.status_update(form) == StatusUpdate(SID, State.FAILED, read, fault)


@pytest.mark.parametrize(
    ("segments", "count"), [("3", 3), ("0", 1), ("", 1), ("-1", 1), ("x", 1), ("²", 1), ("1.5", 1), (None, 1)]
)
def test_segments_of_a_text(segments: str | None, count: int) -> None:
    """A text has as many segments as Twilio says, and at least one."""
    form = {"MessageSid": SID} | ({"NumSegments": segments} if segments is not None else {})
    assert provider.inbound_message(form).segments == count


@pytest.mark.parametrize(
    ("form", "minutes"),
    [
        ({"CallStatus": "completed", "Duration": "1", "CallDuration": "49"}, 1),
        ({"CallStatus": "completed", "Duration": "2", "CallDuration": "61"}, 2),
        ({"CallStatus": "busy"}, 0),
        ({"CallStatus": "no-answer", "Duration": "1"}, 0),
        ({"CallStatus": "failed", "Duration": "x"}, 0),
        ({}, 0),
    ],
)
def test_minutes_of_a_call(form: dict[str, str], minutes: int) -> None:
    """A call that was answered is billed its started minutes, and any other none."""
    assert provider.completed_call(form | {"CallSid": "CA1", "To": DECOY}) == CompletedCall("CA1", DECOY, minutes)


@pytest.mark.parametrize("read", [provider.inbound_message, provider.inbound_call, provider.completed_call])
def test_empty_form(read: Callable[[dict[str, str]], Any]) -> None:
    """A form with nothing in it is read without an error."""
    assert read({}).sid == ""


@pytest.mark.parametrize(
    ("opt_out_type", "body", "keyword"),
    [("STOP", "x", Keyword.STOP), ("START", "stop", Keyword.START), ("HELP", "x", None)],
)
def test_opt_out_type(opt_out_type: str, body: str, keyword: Keyword | None) -> None:
    """What Twilio's own opt-out handling took the text for comes before what we would."""
    assert provider.inbound_message({"Body": body, "OptOutType": opt_out_type}).keyword == keyword
