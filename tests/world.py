"""The world of the tests: a line on a real store, with a Twilio at its edge."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier
from typing import Any, TypeVar

from flask import Flask
from rq import SimpleWorker
from rq.scheduler import RQScheduler
from werkzeug.test import TestResponse

from decoy import tables
from decoy.app import create_app
from decoy.messages import Entry, Reply, State
from decoy.money import to_micros
from decoy.outbox import QUEUE
from decoy.policy import Policy
from decoy.services import Services
from decoy.settings import CONFIG, Settings
from decoy.simulator import api as simulator
from decoy.simulator.message import Message
from decoy.simulator.twilio import FakeTwilio
from decoy.store import HEARD
from tests.memory import memory
from tests.numbers import DECOY, HIM
from tests.phone import Phone
from tests.wire import posting_to, serving, sign
from worker import DiscreetJob, SweepingWorker

Result = TypeVar("Result")
MINUTE = 60
TEN_SECONDS = 10
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
PRICE = Decimal("0.08")


def with_policy(settings: Settings, **changes: dict[str, Any]) -> Settings:
    """Give *settings* with some tables of the policy changed."""
    shipped = tables.read(CONFIG / "decoy.toml")
    still = {"replies": {"jitter_seconds": 0}, "raids": {"range_callers": 1000}}  # few blocks of numbers are reserved
    still |= {"alerts": {"language": "en"}}
    return replace(settings, policy=Policy.model_validate(tables.lay_over(tables.lay_over(shipped, still), changes)))


class DeafWorker(SimpleWorker):
    """A worker for one burst. It listens to no commands: nobody gives any, and the ear takes a second to close."""

    def subscribe(self) -> None:
        """Open no ear."""


@dataclass(frozen=True)
class Line:
    """One decoy line and the Twilio it hangs on."""

    app: Flask
    twilio: FakeTwilio

    @property
    def services(self) -> Services:
        services: Services = self.app.extensions["decoy"]
        return services

    def phone(self, number: str = HIM, reaches: str = DECOY) -> Phone:
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
        scheduler.connection.connection_pool.disconnect()  # it has one of its own
        with self.app.app_context():
            DeafWorker([QUEUE], connection=connection, job_class=DiscreetJob).work(burst=True)

    def maintain(self) -> list[str]:
        """Have a worker do what it does before all other work, twice, and name the jobs it queued; then the work."""
        worker = SweepingWorker([QUEUE], connection=self.services.store.binary, job_class=DiscreetJob)
        with self.app.app_context():
            worker.run_maintenance_tasks()
            worker.run_maintenance_tasks()
        queued = [job.partition("-")[0] for job in worker.queues[0].get_job_ids()]
        self.work()
        return queued

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

    def money(self) -> dict[str, int]:
        """Read what was paid in, spent and set aside, in micros."""
        funds = self.services.budget.funds(datetime.now(UTC))
        return {"topped_up": funds.topped_up, "spent": funds.spent, "reserved": funds.reserved}

    def summed(self) -> dict[str, int]:
        """Add the same up from the ledger."""
        return sum_up(self.services.ledger.entries())

    def reply_in(self, state: State) -> str:
        """Name the one reply in *state*."""
        (reply_id,) = self.services.store.redis.zrange(f"decoy:replies:{state}", 0, -1)
        return str(reply_id)

    def reply(self) -> Reply:
        """Read the one reply that was ever promised."""
        (accepted,) = {entry.reply for entry in self.entries("accepted")}
        reply = self.services.outbox.get(accepted)
        assert reply is not None
        return reply

    def ref(self, number: str = HIM) -> str:
        """Work out the caller ref of a number."""
        return self.services.callers.identify(number).ref

    def pause(self) -> None:
        """Pause the replies, as an operator does."""
        self.services.pauses.pause("we sleep", None, datetime.now(UTC))

    def resume(self) -> None:
        """Resume the replies, as an operator does."""
        self.services.ladder.resume(datetime.now(UTC))

    def block(self, number: str = HIM, until: datetime | None = None) -> None:
        """Block a caller, as an operator does."""
        self.services.blocks.block(self.ref(number), "he asked for it", until, datetime.now(UTC))

    def unblock(self, number: str = HIM) -> bool:
        """Lift the block on a caller."""
        return self.services.blocks.unblock(self.ref(number), datetime.now(UTC))

    def forget(self, number: str = HIM) -> None:
        """Erase all that is known of a caller."""
        self.services.forgetting.forget(self.ref(number), datetime.now(UTC))

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> TestResponse:
        """Post *form* as Twilio does, signed with the first token unless *headers* say otherwise."""
        url = self.services.settings.public_url + path
        signed = {"X-Twilio-Signature": sign(self.services.settings.tokens[0], url, form)}
        return self.app.test_client().post(url, data=dict(form), headers=signed | headers)

    def report(self, reply: Reply | str, sid: str, status: str, code: int | None = None) -> int:
        """Post a status callback about a reply and give the HTTP status it got."""
        reply_id = reply if isinstance(reply, str) else reply.id
        form = {"MessageSid": sid, "MessageStatus": status} | ({"ErrorCode": str(code)} if code else {})
        return self.post(f"/twilio/message-status/{reply_id}", form).status_code

    def memory(self, prefix: str = "decoy:") -> dict[bytes, Any]:
        """Read every value of every type that the store keeps under *prefix*, but for when a webhook came last."""
        kept = memory(self.services.store.binary, prefix)
        return {key: value for key, value in kept.items() if key != HEARD.encode()}

    def outbound(self, number: str = HIM) -> list[Message]:
        """List the texts that Twilio was given for a number."""
        return [message for message in self.twilio.messages_of(number) if message.direction == "outbound-api"]


OpenLine = Callable[..., Line]


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
        numbers=[ours.number for ours in settings.policy.numbers],
    )
    with serving(simulator.create_app(twilio)) as api_url:
        app = create_app(replace(settings, api_url=api_url))
        doors.append(posting_to(app))
        line = Line(app, twilio)
        with line.services.store.redis, line.services.store.binary:  # or their connections outlive the tests
            yield line


def sum_up(entries: Iterable[Entry]) -> dict[str, int]:
    """Add up what the ledger says was paid in, spent and set aside, in micros."""
    sums: Counter[str] = Counter()
    for entry in entries:
        sums[entry.entry] += entry.amount or 0
    return {
        "topped_up": sums["topped-up"],
        "spent": sums["charged"] + sums["settled"] + sums["corrected"],
        "reserved": sums["reserved"] - sums["settled"] - sums["released"],
    }


def at_once(times: int, do: Callable[[int], Result]) -> list[Result]:
    """Do something in many threads at the same moment, and give what came of each."""
    start = Barrier(times)

    def wait_and_do(turn: int) -> Result:
        start.wait()
        return do(turn)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(wait_and_do, range(times)))
