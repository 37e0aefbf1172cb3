"""The sandbox: what its Twilio signs, how it answers the real client, the faults it plays, and the page."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from decoy.app import create_app
from decoy.errors import Reason
from decoy.messages import Entry, State
from decoy.settings import Settings, load
from decoy.simulator import api, story
from decoy.simulator.faults import Dropped
from decoy.simulator.message import MAGIC_NUMBERS
from decoy.simulator.twilio import FakeTwilio

ACCOUNT = "AC" + "1" * 32
TOKEN = "the token of the sandbox"
DECOY_URL = "https://decoy.example.org"
DECOY_NUMBER = "+33639980001"
CALLER = "+33639980042"
HIDDEN = "+266696687"
CALLBACK = f"{DECOY_URL}/twilio/message-status/r1"
PLAY = f"<Response><Play>{DECOY_URL}/recordings/a.wav</Play></Response>"
REJECT = '<Response><Reject reason="busy"/></Response>'
REPLY = {"To": CALLER, "From": DECOY_NUMBER, "Body": "No.", "StatusCallback": CALLBACK}


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def tick(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Decoy:
    """The other end of the wire: notes each webhook, checks its signature as Twilio's SDK does, and answers."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.urls: list[str] = []
        self.signed: list[bool] = []
        self.twiml = "<Response/>"

    def receive(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        self.urls.append(url)
        self.forms.append(dict(form))
        self.signed.append(RequestValidator(TOKEN).validate(url, dict(form), headers["X-Twilio-Signature"]))
        return 200, self.twiml

    def statuses(self) -> list[str]:
        return [form["MessageStatus"] for form in self.forms]


class LoopbackClient(TwilioHttpClient):
    """Twilio's own HTTP client, led to another address."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self.base = urlsplit(base)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        there = urlsplit(url)._replace(scheme=self.base.scheme, netloc=self.base.netloc)
        return super().request(method, there.geturl(), *args, **kwargs)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def decoy() -> Decoy:
    return Decoy()


@pytest.fixture
def fake(clock: Clock, decoy: Decoy) -> FakeTwilio:
    return FakeTwilio(ACCOUNT, TOKEN, DECOY_URL, Decimal("0.08"), clock, post=decoy.receive)


@pytest.fixture
def address(fake: FakeTwilio) -> Iterator[str]:
    with api.running(fake) as base:
        yield base


@pytest.fixture
def client(address: str) -> Client:
    return Client(ACCOUNT, TOKEN, http_client=LoopbackClient(address))


def send(client: Client) -> Any:
    return client.messages.create(to=CALLER, from_=DECOY_NUMBER, body="No.", status_callback=CALLBACK)


# Webhooks


@pytest.mark.parametrize("caller", [CALLER, HIDDEN, "PROMO", ""])
def test_texts_are_signed(fake: FakeTwilio, decoy: Decoy, caller: str) -> None:
    """Twilio's own validator accepts the signature of every text, whoever sends it and whatever it says."""
    fake.text(caller, DECOY_NUMBER, "  ça va ? 🙂 & co = ", Unheard="of")
    assert decoy.signed == [True]
    assert decoy.forms[0]["Body"] == "  ça va ? 🙂 & co = "
    assert decoy.forms[0]["Unheard"] == "of"
    assert decoy.urls == [f"{DECOY_URL}/twilio/sms"]


def test_a_wrong_token_does_not_sign(clock: Clock, decoy: Decoy) -> None:
    """A Twilio with another token is not believed, so the check of the signature is one."""
    FakeTwilio(ACCOUNT, "another token", DECOY_URL, Decimal(1), clock, post=decoy.receive).text("", DECOY_NUMBER, "")
    assert decoy.signed == [False]


def test_the_fragment_is_twilios_own(fake: FakeTwilio, decoy: Decoy) -> None:
    """Connection settings after a # in a callback are neither posted nor signed."""
    fake.create_message({**REPLY, "StatusCallback": f"{CALLBACK}#rc=2&rp=all"})
    fake.deliver()
    assert set(decoy.urls) == {CALLBACK}
    assert all(decoy.signed)


def test_a_repeated_text_keeps_its_sid(fake: FakeTwilio, decoy: Decoy) -> None:
    """A text sent again under its sid is posted again, but is still one message."""
    first = fake.text(CALLER, DECOY_NUMBER, "Hello?")
    second = fake.text(CALLER, DECOY_NUMBER, "Hello?", sid=first.sid)
    assert second.sid == first.sid
    assert len(decoy.forms) == 2
    assert len(fake.messages_of(CALLER)) == 1


def test_an_answered_call_is_billed_by_the_started_minute(fake: FakeTwilio, decoy: Decoy) -> None:
    """A call that was answered ends completed, and 61 seconds of it are two minutes on the bill."""
    decoy.twiml = PLAY
    call = fake.call(CALLER, DECOY_NUMBER)
    fake.hang_up(call.sid, 61)
    ended = decoy.forms[-1]
    assert decoy.urls == [f"{DECOY_URL}/twilio/voice", f"{DECOY_URL}/twilio/call-status"]
    assert (ended["CallStatus"], ended["CallDuration"], ended["Duration"]) == ("completed", "61", "2")
    assert all(decoy.signed)


def test_a_rejected_call_ends_busy(fake: FakeTwilio, decoy: Decoy) -> None:
    """A call met with <Reject> ends busy, with nothing to bill."""
    decoy.twiml = REJECT
    fake.hang_up(fake.call(CALLER, DECOY_NUMBER).sid, 30)
    assert decoy.forms[-1]["CallStatus"] == "busy"
    assert "Duration" not in decoy.forms[-1]


def test_a_late_reject_does_not_refuse(fake: FakeTwilio, decoy: Decoy) -> None:
    """A <Reject> behind another verb comes too late: the call was answered and is billed."""
    decoy.twiml = "<Response><Pause/><Reject/></Response>"
    fake.hang_up(fake.call(CALLER, DECOY_NUMBER).sid, 3)
    assert decoy.forms[-1]["CallStatus"] == "completed"


def test_exchanges_are_kept_without_secrets(fake: FakeTwilio, decoy: Decoy) -> None:
    """The last 200 webhooks are remembered with their answers, and none shows a number, a text or the account."""
    for _ in range(201):
        fake.text(CALLER, DECOY_NUMBER, "Hello?")
    exchanges = fake.exchanges_of(CALLER)
    assert len(exchanges) == 200
    assert exchanges[0].body == "<Response/>"
    assert "AccountSid" not in exchanges[0].form
    assert not any(secret in repr(exchanges[0]) for secret in (CALLER, "Hello?", ACCOUNT))


# The way of a message


def test_status_callbacks_come_in_order(fake: FakeTwilio, decoy: Decoy, clock: Clock) -> None:
    """A message is sent after a second and delivered two later, and each step is reported once, signed."""
    fake.create_message(REPLY)
    fake.advance()
    assert decoy.statuses() == []
    clock.tick(1)
    fake.advance()
    fake.advance()
    assert decoy.statuses() == ["sent"]
    assert fake.messages_to(CALLER) == []
    clock.tick(2)
    fake.advance()
    fake.advance()
    assert decoy.statuses() == ["sent", "delivered"]
    assert decoy.forms[-1]["RawDlrDoneDate"] == "2611202200"
    assert [message.body for message in fake.messages_to(CALLER)] == ["No."]
    assert all(decoy.signed)


def test_a_message_can_end_badly(fake: FakeTwilio, decoy: Decoy) -> None:
    """A message that ends undelivered says why, was paid for, and travels no further."""
    _, message = fake.create_message(REPLY)
    fake.finish(message["sid"], "undelivered", 30003)
    fake.deliver()
    _, shown = fake.fetch_message(message["sid"])
    assert decoy.statuses() == ["undelivered"]
    assert decoy.forms[0]["ErrorCode"] == "30003"
    assert (shown["status"], shown["error_code"], shown["price"]) == ("undelivered", 30003, "-0.08000")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Bdoy": "No."}, 20001),
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"To": "PROMO"}, 21211),
        ({"To": HIDDEN}, 21211),
        ({"To": DECOY_NUMBER}, 21211),
        ({"From": "+33 6 39"}, 21212),
        ({"StatusCallback": "nowhere"}, 21609),
        ({"ValidityPeriod": "0"}, 21624),
        ({"ValidityPeriod": "36001"}, 21624),
        *[({"To": number}, code) for number, code in MAGIC_NUMBERS.items()],
    ],
)
def test_wrong_requests_are_refused(fake: FakeTwilio, change: dict[str, str], code: int) -> None:
    """Each rule of Twilio's refuses with its own code, and nothing is queued."""
    status, body = fake.create_message({**REPLY, **change})
    assert (status, body["code"], body["status"]) == (400, code, 400)
    assert fake.messages_of(DECOY_NUMBER) == []


@pytest.mark.parametrize(
    "change",
    [{"ValidityPeriod": "36000"}, {"From": "Decoy"}, {"From": "", "MessagingServiceSid": "MG" + "2" * 32}],
)
def test_what_twilio_takes_is_taken(fake: FakeTwilio, change: dict[str, str]) -> None:
    """The longest validity, a sender name and a Messaging Service are all accepted."""
    status, body = fake.create_message({**REPLY, **change})
    assert (status, body["status"]) == (201, "queued")


# The REST API, through Twilio's own client


def test_the_real_client_creates_and_fetches(fake: FakeTwilio, client: Client) -> None:
    """Twilio's client reads a new message, and the same one with its price once it has left."""
    created = send(client)
    assert (created.status, created.direction, created.num_segments, created.price) == (
        "queued",
        "outbound-api",
        "1",
        None,
    )
    assert created.date_created == datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    fake.deliver(created.sid)
    fetched = client.messages(created.sid).fetch()
    assert (fetched.status, fetched.price, fetched.price_unit) == ("delivered", "-0.08000", "EUR")
    assert fetched.date_sent == datetime(2026, 11, 20, 22, 0, tzinfo=UTC)


def test_the_real_client_lists(fake: FakeTwilio, client: Client) -> None:
    """Twilio's client lists messages of both directions, newest first, by their ends and up to a limit."""
    fake.text(CALLER, DECOY_NUMBER, "Hello?")
    first, second = send(client), send(client)
    found = client.messages.list(to=CALLER, from_=DECOY_NUMBER)
    assert [message.sid for message in found] == [second.sid, first.sid]
    assert [message.body for message in client.messages.list(to=DECOY_NUMBER)] == ["Hello?"]
    assert len(client.messages.list(to=CALLER, limit=1)) == 1


def test_the_real_client_reads_the_balance(fake: FakeTwilio, client: Client) -> None:
    """The balance falls by the price of what was sent."""
    send(client)
    fake.deliver()
    balance = client.balance.fetch()
    assert (balance.balance, balance.currency) == ("19.92", "EUR")


def test_strangers_are_refused(address: str) -> None:
    """Without the account's token neither the REST API nor the handsets answer."""
    for path in (f"/2010-04-01/Accounts/{ACCOUNT}/Balance.json", "/handset/PROMO"):
        answer = requests.get(address + path, auth=(ACCOUNT, "guess"), timeout=5)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_other_accounts_and_messages_are_unknown(address: str) -> None:
    """What is not there is answered in Twilio's own shape."""
    for path in ("AC" + "9" * 32 + "/Balance.json", f"{ACCOUNT}/Messages/SM0.json", f"{ACCOUNT}/Calls.json"):
        answer = requests.get(f"{address}/2010-04-01/Accounts/{path}", auth=(ACCOUNT, TOKEN), timeout=5)
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_it_listens_on_loopback_only(fake: FakeTwilio) -> None:
    """An address that others could reach is refused."""
    with pytest.raises(ValueError, match="loopback"), api.running(fake, "0.0.0.0"):
        pass


# Faults on order


def test_a_failure_comes_once(fake: FakeTwilio, client: Client) -> None:
    """An ordered failure reaches the client with its code, and the next attempt succeeds."""
    fake.fail_next(429, 20429)
    with pytest.raises(TwilioRestException) as refused:
        send(client)
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert send(client).status == "queued"


def test_failures_wait_for_their_call(fake: FakeTwilio, client: Client) -> None:
    """A failure ordered for lists leaves sending alone."""
    fake.fail_next(500, 20500, call="list")
    assert send(client).status == "queued"
    with pytest.raises(TwilioException, match="HTTP 500"):
        client.messages.list(to=CALLER)
    assert len(client.messages.list(to=CALLER)) == 1


def test_a_gateway_speaks_html(fake: FakeTwilio, client: Client) -> None:
    """A failure without a code comes as a page, which the client can only take by its HTTP status."""
    fake.fail_next(502)
    with pytest.raises(TwilioRestException) as refused:
        send(client)
    assert (refused.value.status, refused.value.code) == (502, 502)


@pytest.mark.parametrize("created", [True, False])
def test_silence_does_not_tell_what_happened(fake: FakeTwilio, client: Client, created: bool) -> None:
    """The connection breaks without an answer in both cases; only a list shows whether the message was created."""
    fake.drop_next(created=created)
    with pytest.raises(requests.ConnectionError):
        send(client)
    assert len(client.messages.list(to=CALLER)) == created


def test_silence_is_an_exception_in_process(fake: FakeTwilio) -> None:
    """Without HTTP in between, the silence is raised."""
    fake.drop_next(created=False)
    with pytest.raises(Dropped):
        fake.create_message(REPLY)


def test_a_suspended_account_can_do_nothing(fake: FakeTwilio, client: Client) -> None:
    """A suspended account is refused with 401/20005 on every call until it is restored."""
    fake.suspend()
    for call in (lambda: send(client), client.messages("SM0").fetch, client.balance.fetch):
        with pytest.raises(TwilioRestException) as refused:
            call()
        assert (refused.value.status, refused.value.code) == (401, 20005)
    with pytest.raises(TwilioException, match="20005"):
        client.messages.list()
    fake.restore()
    assert send(client).status == "queued"


# The phone on the page


def test_a_handset_texts_calls_and_sees_it_all(address: str, fake: FakeTwilio, decoy: Decoy, client: Client) -> None:
    """The control API texts, calls and hangs up, and shows the thread, the calls and the webhooks of one handset."""
    decoy.twiml = PLAY

    def ask(action: str, **form: str) -> Any:
        return requests.post(f"{address}/handset/{action}", data=form, auth=(ACCOUNT, TOKEN), timeout=5).json()

    ask("text", caller=CALLER, number=DECOY_NUMBER, body="Hello?")
    call = ask("call", caller=CALLER, number=DECOY_NUMBER)
    ask("hang-up", sid=call["sid"], seconds="5")
    ask("text", caller=HIDDEN, number=DECOY_NUMBER, body="Somebody else")
    send(client)
    seen = requests.get(f"{address}/handset/{CALLER}", auth=(ACCOUNT, TOKEN), timeout=5).json()
    assert [text["body"] for text in seen["texts"]] == ["Hello?", "No."]
    assert [(one["verb"], one["status"], one["seconds"]) for one in seen["calls"]] == [("Play", "completed", 5)]
    assert [one["path"] for one in seen["exchanges"]] == ["/twilio/sms", "/twilio/voice", "/twilio/call-status"]


def test_an_unknown_call_cannot_be_hung_up(address: str) -> None:
    """Hanging up what never rang is not found."""
    form = {"sid": "CA0", "seconds": "1"}
    answer = requests.post(f"{address}/handset/hang-up", data=form, auth=(ACCOUNT, TOKEN), timeout=5)
    assert answer.status_code == 404


# The page


@pytest.fixture
def told(tmp_path: Path) -> Settings:
    return load({"DECOY_DATA_DIR": str(tmp_path)})


@pytest.fixture
def played(told: Settings, decoy: Decoy) -> FakeTwilio:
    return FakeTwilio(told.account, told.tokens[0], DECOY_URL, Decimal("0.08"), Clock(), post=decoy.receive)


@pytest.fixture
def page(told: Settings, played: FakeTwilio) -> Iterator[FlaskClient]:
    """The page with its Twilio, and without a store: what it shows of Decoy's decisions is tested with those."""
    with api.running(played) as base:
        yield create_app(replace(told, api_url=base)).test_client()


def test_the_phone_texts(page: FlaskClient, played: FakeTwilio) -> None:
    """A text leaves by a plain form, which leads back to a page that shows it in the thread."""
    shown = page.post("/sandbox/text", data={"caller": CALLER, "body": "Hello?"}, follow_redirects=True)
    assert [message.body for message in played.messages_of(CALLER)] == ["Hello?"]
    assert shown.request.method == "GET"
    assert "Hello?" in shown.text


def test_the_phone_repeats_a_text(page: FlaskClient, decoy: Decoy) -> None:
    """Sending the same text again posts it under the sid it had."""
    page.post("/sandbox/text", data={"caller": CALLER, "body": "Hello?"})
    page.post("/sandbox/text", data={"caller": CALLER, "again": "yes"})
    first, second = decoy.forms
    assert (second["MessageSid"], second["Body"]) == (first["MessageSid"], "Hello?")


def test_the_phone_plays_the_recording(page: FlaskClient, decoy: Decoy) -> None:
    """An answered call offers the recording from our own origin, and ends when one hangs up."""
    decoy.twiml = PLAY
    shown = page.post("/sandbox/call", data={"caller": CALLER, "tab": "call"}, follow_redirects=True)
    assert 'src="/recordings/a.wav"' in shown.text
    ended = page.post("/sandbox/hang-up", data={"caller": CALLER, "tab": "call"}, follow_redirects=True)
    assert "Call ended" in ended.text
    assert decoy.forms[-1]["CallStatus"] == "completed"


def test_the_phone_hears_busy(page: FlaskClient, decoy: Decoy) -> None:
    """A rejected call says busy, and is over without hanging up."""
    decoy.twiml = REJECT
    shown = page.post("/sandbox/call", data={"caller": HIDDEN, "tab": "call"}, follow_redirects=True)
    assert "Busy" in shown.text
    assert decoy.forms[-1]["CallStatus"] == "busy"


def test_what_he_writes_is_escaped(page: FlaskClient) -> None:
    """Markup in a text is shown as it was typed, and the page would run none."""
    shown = page.post("/sandbox/text", data={"body": "<script>alert(1)</script>"}, follow_redirects=True)
    assert "<script>alert" not in shown.text
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


@pytest.mark.parametrize("caller", ["+33000000000", "+32000000000", "0639980042", "36179"])
def test_real_numbers_are_not_played_with(page: FlaskClient, decoy: Decoy, caller: str) -> None:
    """A number that could be somebody's is refused with a sentence, and no webhook carries it."""
    refused = page.post("/sandbox/text", data={"caller": caller, "body": "Hello?"})
    assert refused.status_code == 400
    assert "numbers reserved for fiction" in refused.text
    assert decoy.forms == []


@pytest.mark.parametrize("caller", ["+33 6 39 98 00 42", "+1 202 555 0142", HIDDEN, "anonymous", "PROMO 24"])
def test_nobodys_numbers_are_played_with(page: FlaskClient, caller: str) -> None:
    """Reserved numbers in any spacing, hidden ones and sender names are accepted."""
    assert page.get("/sandbox/", query_string={"caller": caller}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"Host": "rebound.example.org"}, "127.0.0.1"),
        ({"Host": "localhost.example.org"}, "127.0.0.1"),
        ({"X-Forwarded-For": "192.0.2.7"}, "127.0.0.1"),
        ({}, "192.0.2.7"),
    ],
)
def test_only_this_machine_finds_the_page(page: FlaskClient, headers: dict[str, str], address: str) -> None:
    """From elsewhere, by another name or through a proxy there is no sandbox, not even its style sheet."""
    for path in ("/sandbox/", "/sandbox/live", "/sandbox/static/sandbox.css"):
        found = page.get(path, headers=headers, environ_base={"REMOTE_ADDR": address})
        assert found.status_code == 404


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://example.org"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_other_pages_cannot_use_the_phone(page: FlaskClient, decoy: Decoy, headers: dict[str, str]) -> None:
    """A form on another site is refused, and nothing is sent."""
    assert page.post("/sandbox/text", data={"body": "Hello?"}, headers=headers).status_code == 403
    assert decoy.forms == []


def test_a_missing_twilio_is_said(told: Settings) -> None:
    """Without the simulated Twilio and without a store the page still comes, and says so."""
    page = create_app(replace(told, api_url="http://127.0.0.1:9")).test_client()
    shown = page.get("/sandbox/")
    assert shown.status_code == 200
    assert "The simulated Twilio does not answer" in shown.text
    assert "The store does not answer" in shown.text
    assert page.post("/sandbox/text", data={"body": "Hello?"}).status_code == 503


# The story


def test_every_reason_and_state_is_told_in_words() -> None:
    """No reason for a refusal and no state of a reply reaches the page as a bare name."""
    assert set(Reason) <= story.REASONS.keys()
    assert set(State) <= story.ENTRIES.keys()


def test_the_story_joins_a_webhook_with_what_it_caused(fake: FakeTwilio) -> None:
    """Entries are told with the webhook they came from; a repeated one caused nothing; the rest stands alone."""
    first = fake.text(CALLER, DECOY_NUMBER, "Hello?")
    fake.text(CALLER, DECOY_NUMBER, "Hello?", sid=first.sid)
    entries = [
        Entry("received", first.at, sid=first.sid, reason="sms"),
        Entry("refused", first.at, sid=first.sid, reason=Reason.FIXED_LINE),
        Entry("reserved", first.at + timedelta(seconds=20), reply="r1", amount=80_000),
    ]
    told = story.tell([exchange.as_json() for exchange in fake.exchanges_of(CALLER)], entries)
    assert [event.title for event in told] == ["Decoy works on the reply", "A text came in", "A text came in"]
    assert told[0].steps[0].amount == 80_000
    assert story.REASONS[Reason.FIXED_LINE] in [step.why for event in told[1:] for step in event.steps]
    assert story.KNOWN_ALREADY in [step.sentence for event in told[1:] for step in event.steps]
