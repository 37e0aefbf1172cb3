"""The world of the tests: a line on a real store, a Twilio at its edge, and the phones that call and text it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from threading import Thread
from typing import Any

from flask import Flask
from rq import SimpleWorker
from rq.scheduler import RQScheduler
from werkzeug.serving import WSGIRequestHandler, make_server

from decoy import tables
from decoy.app import create_app
from decoy.messages import Entry, State
from decoy.money import to_micros
from decoy.outbox import QUEUE
from decoy.policy import Policy
from decoy.services import Services
from decoy.settings import CONFIG, Settings
from decoy.simulator import api as simulator
from decoy.simulator.twilio import FakeTwilio

DECOY = "+33639980001"
HIM = "+33639980042"
HOUR = 3600
DAY = 24 * HOUR
PRICE = Decimal("0.08")


def with_policy(settings: Settings, **changes: dict[str, Any]) -> Settings:
    """Give *settings* with some tables of the policy changed."""
    shipped = tables.read(CONFIG / "decoy.toml")
    still = {"replies": {"jitter_seconds": 0}}
    return replace(settings, policy=Policy.model_validate(tables.lay_over(tables.lay_over(shipped, still), changes)))


@dataclass(frozen=True)
class Line:
    """One decoy line and the Twilio it hangs on."""

    app: Flask
    twilio: FakeTwilio

    @property
    def services(self) -> Services:
        services: Services = self.app.extensions["decoy"]
        return services

    def phone(self, number: str = HIM, reaches: str = DECOY) -> "Phone":
        """Take up the phone that has *number*, to reach a decoy number."""
        return Phone(self, number, reaches)

    def top_up(self, amount: str = "20.00") -> None:
        """Pay into the fund."""
        now = datetime.now(UTC)
        self.services.budget.top_up(now.isoformat(), to_micros(amount), now)

    def work(self) -> None:
        """Let a worker do what is due now, and nothing that is not."""
        connection = self.services.store.binary
        scheduler = RQScheduler([QUEUE], connection=connection)
        scheduler.acquire_locks()
        scheduler.enqueue_scheduled_jobs()
        scheduler.release_locks()
        with self.app.app_context():
            SimpleWorker([QUEUE], connection=connection).work(burst=True)

    def sweep(self) -> None:
        """Let the sweep come round, and the worker do what it queued."""
        self.services.sweep.run(datetime.now(UTC))
        self.work()

    def entries(self, *kinds: str) -> list[Entry]:
        """Read the ledger; only entries of these *kinds*, if any are given."""
        return [entry for entry in self.services.ledger.entries() if not kinds or entry.entry in kinds]

    def reasons(self) -> dict[str, int]:
        """Count the refusals."""
        return self.services.ledger.refusals()

    def states(self) -> dict[str, int]:
        """Count the replies by state, leaving out the states nothing is in."""
        return {str(state): count for state, count in self.services.outbox.counts().items() if count}

    def funds(self) -> dict[str, int]:
        """Read the funds, in micros."""
        return vars(self.services.budget.funds(datetime.now(UTC)))

    def reply_in(self, state: State) -> str:
        """Name the one reply in *state*."""
        (reply_id,) = self.services.store.redis.zrange(f"decoy:replies:{state}", 0, -1)
        return str(reply_id)


@dataclass(frozen=True)
class Phone:
    """A phone, and the hand that holds it."""

    line: Line
    number: str
    reaches: str

    def text(self, body: str, sid: str | None = None, **extra: str) -> str:
        """Text the decoy number; returns the TwiML it answered with."""
        return self.line.twilio.text(self.number, self.reaches, body, sid, **extra).body

    def call(self, sid: str | None = None) -> str:
        """Call the decoy number; returns the TwiML it answered with."""
        return self.line.twilio.call(self.number, self.reaches, sid).body

    def replies(self) -> list[str]:
        """Look at the texts that have arrived by now."""
        self.line.work()
        self.line.twilio.deliver()
        return [message.body for message in self.line.twilio.messages_to(self.number)]


def posting_to(app: Flask) -> Any:
    """Give the way Twilio posts to *app*: without a network, and byte for byte what it would send."""

    def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        answer = app.test_client().post(url, data=dict(form), headers=dict(headers))
        return answer.status_code, answer.get_data(as_text=True)

    return post


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve *app* on a free loopback port and give its base URL."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def opened(settings: Settings) -> Iterator[Line]:
    """Open a line as *settings* say, with a Twilio of its own at the other end of its wire."""
    doors: list[Any] = []
    twilio = FakeTwilio(
        settings.account,
        settings.tokens[0],
        settings.public_url,
        PRICE,
        lambda: datetime.now(UTC),
        post=lambda *sent: doors[0](*sent),
    )
    with serving(simulator.create_app(twilio)) as api_url:
        app = create_app(replace(settings, api_url=api_url))
        doors.append(posting_to(app))
        yield Line(app, twilio)


class Quiet(WSGIRequestHandler):
    """A server that keeps what it serves to itself."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""
