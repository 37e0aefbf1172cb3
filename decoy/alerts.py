"""The alerts: what operators are told, once, when nobody is looking. Numbers and a link, and never who or what."""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import compress

import structlog
from rq import Queue

from decoy import errands, store
from decoy.channels import Channel, tell_all
from decoy.errands import Errand
from decoy.moments import from_millis, to_millis
from decoy.policy import Policy
from decoy.sentences import Sentence, packed, unpacked
from decoy.store import Store, StoreError
from decoy.troubles import News, Over, Trouble, Urgency

log = structlog.get_logger()

SEND, SEND_TEST = "decoy.jobs.send_alert", "decoy.jobs.send_test_alert"
WAITS = [timedelta(minutes=minutes) for minutes in (1, 4, 15, 40)]  # between five attempts: an hour in all
TEST, ARRIVE = Sentence("Service: a test"), Sentence("Alerts arrive here.")


class Told(StrEnum):
    """Whether every channel has accepted an alert: not yet, yes, or never."""

    WAITING = "waiting"
    SENT = "sent"
    UNSENT = "unsent"


@dataclass(frozen=True)
class Alert:
    """One alert. *channels* are the names of those that have accepted it."""

    key: str
    urgency: Urgency
    subject: str
    text: str
    raised: datetime
    state: Told = Told.WAITING
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class LastTest:
    """A test that was *asked* for, and which channels accepted it: None while it is under way."""

    asked: datetime
    answers: dict[str, bool] | None


class Alerts:
    """The alerts of one line. The record in the store is what counts; a job on the queue only sends it at once."""

    def __init__(
        self,
        store: Store,
        queue: Queue,
        channels: Sequence[Channel],
        policy: Policy,
        public_url: str,
        stop_link: Callable[[datetime], str] | None = None,
        say: Callable[[str], str] = str,
    ) -> None:
        """
        Wire it.

        *stop_link* makes the token of a link that pauses the line; None: alerts carry none. *say* says a sentence in
        the language of those who are told.
        """
        self._store = store
        self._queue = queue
        self._channels = channels
        self._quiet, self._zone = policy.alerts.quiet_hours, policy.budget.timezone
        self._link = f"{public_url}/operator/"
        self._stop_link = stop_link
        self._say = say

    def take(self, news: Iterable[News], now: datetime) -> list[str]:
        """
        Open alerts and have them sent, and close those that are over, in one round trip.

        Returns the keys of those that are sent: the others were before, in the same period.
        """
        known = list(news)
        troubles = [one for one in known if isinstance(one, Trouble)]
        raising = errands.all_of(self._raising(trouble, now) for trouble in troubles)
        clearing = _clearing([one.key for one in known if isinstance(one, Over)])
        done, _ = self._store.do(errands.together(raising, clearing))
        raised = [trouble.key for trouble in compress(troubles, done)]
        with suppress(StoreError):  # it is written down; without a job the sweep takes it up
            for key in raised if self._channels else ():
                self._enqueue(key)
        return raised

    def raise_(self, key: str, urgency: Urgency, subject: str, text: str, now: datetime, period: int = 0) -> bool:
        """Open one alert and have it sent; False when that was done before."""
        return bool(self.take([Trouble(key, urgency, subject, text, period)], now))

    def clear(self, prefix: str) -> int:
        """Close the alert with this key, and those whose keys begin with it and a colon; returns how many."""
        return self._store.do(_clearing([prefix]))

    def open_keys(self) -> list[str]:
        """Name the open alerts, the oldest first."""
        return list(self._store.redis.zrange(store.ALERTS, 0, -1))

    def open(self) -> list[Alert]:
        """Read the open alerts, the oldest first."""
        return [alert for alert in map(self.get, self.open_keys()) if alert]

    def get(self, key: str) -> Alert | None:
        """Read one alert, open or not."""
        record = self._store.redis.hgetall(store.alert(key))
        if not record:
            return None
        raised, channels = from_millis(record["raised"]), tuple(json.loads(record.get("told", "[]")))
        urgency, state = Urgency(record["urgency"]), Told(record["state"])
        said = json.loads(record["said"]) if "said" in record else (record["subject"], record["text"])
        subject, text = map(unpacked, said)
        return Alert(key, urgency, subject, text, raised, state, channels)

    def resend(self, now: datetime) -> None:
        """Queue the alerts whose next attempt has come, or whose job was lost."""
        for key in self._store.redis.zrange(store.UNSENT, "-inf", to_millis(now), byscore=True):
            self._enqueue(key)

    def send(self, key: str, now: datetime) -> None:
        """Send an alert to the channels that have not accepted it yet, if an attempt is due."""
        alert = self.get(key)
        if alert is None or self._waits(alert, now):
            return
        waits = json.dumps([wait // timedelta(milliseconds=1) for wait in WAITS])
        if self._store.run("try_alert", [store.alert(key), store.UNSENT], [key, to_millis(now), waits]):
            self._tell(alert, now)

    @property
    def has_channels(self) -> bool:
        """Tell whether anybody is told."""
        return bool(self._channels)

    def test(self) -> dict[str, bool]:
        """Send a test to every channel, and say of each whether it accepted."""
        return tell_all(self._channels, self._say(TEST), f"{self._say(ARRIVE)}\n{self._link}")

    @property
    def channels(self) -> list[str]:
        """Name the channels."""
        return [channel.name for channel in self._channels]

    def ask_for_test(self, now: datetime) -> None:
        """Have a worker send a test: channels are slow, and who answers calls must not wait for them."""
        self._store.redis.hset(store.ALERT_TEST, "asked", to_millis(now))
        self._queue.enqueue(SEND_TEST, job_id="alert-test", at_front=True, result_ttl=0)

    def send_test(self, now: datetime) -> None:
        """Send a test, and note what became of it."""
        answers = json.dumps(self.test())
        self._store.redis.hset(store.ALERT_TEST, mapping={"told": to_millis(now), "answers": answers})

    def last_test(self) -> LastTest | None:
        """Say what became of the last test that was asked for."""
        record = self._store.redis.hgetall(store.ALERT_TEST)
        if "asked" not in record:
            return None
        asked, told = from_millis(record["asked"]), from_millis(record.get("told", 0))
        return LastTest(asked, json.loads(record.get("answers", "{}")) if told >= asked else None)

    def _raising(self, trouble: Trouble, now: datetime) -> Errand[bool]:
        state = Told.SENT if trouble.told else Told.WAITING if self._channels else Told.UNSENT
        said = json.dumps([packed(trouble.subject), packed(trouble.text)])
        fields = ["urgency", trouble.urgency, "subject", trouble.subject, "text", trouble.text, "said", said]
        args: list[str | int] = [trouble.key, trouble.period, to_millis(now), state, json.dumps(fields)]
        keys = [store.alert(trouble.key), store.ALERTS, store.UNSENT, *map(store.alert, trouble.unless)]
        return errands.run("raise_alert", keys, [*args, int(trouble.told)], bool)

    def _waits(self, alert: Alert, now: datetime) -> bool:
        """Put an alert off that may not wake anybody; True when it waits."""
        until = self._quiet.until(now, self._zone) if self._quiet else None
        if until is None or alert.urgency is Urgency.HIGH:
            return False
        self._store.redis.zadd(store.UNSENT, {alert.key: to_millis(until)}, xx=True)
        return True

    def _tell(self, alert: Alert, now: datetime) -> None:
        missing = [channel for channel in self._channels if channel.name not in alert.channels]
        answers = tell_all(missing, self._say(alert.subject), self._body(alert, now))
        refused = [name for name, accepted in answers.items() if not accepted]
        told = replace(alert, channels=alert.channels + tuple(name for name in answers if name not in refused))
        if refused:
            log.warning("alerts.not_sent", key=alert.key, channels=",".join(refused))
        self._note(told, "" if refused else Told.SENT if self._channels else Told.UNSENT)

    def _note(self, alert: Alert, state: str) -> None:
        args: list[str | int] = [alert.key, to_millis(alert.raised), json.dumps(alert.channels), state]
        self._store.run("tell_alert", [store.alert(alert.key), store.UNSENT], args)

    def _body(self, alert: Alert, now: datetime) -> str:
        at = f"{alert.raised.astimezone(self._zone):%Y-%m-%d %H:%M}"
        lines = [alert.text, Sentence("Since %(then)s.", then=at), self._link]
        if self._stop_link:
            link = f"{self._link}stop/{self._stop_link(now)}"
            lines.append(Sentence("Pause, once, within 48 hours: %(link)s", link=link))
        return "\n".join(map(self._say, lines))

    def _enqueue(self, key: str) -> None:
        job_id = f"alert-{key.replace(':', '-')}"
        job = self._queue.fetch_job(job_id)
        if job is None or not (job.is_queued or job.is_started):
            # Before all replies: a crowd of them may be what it is about.
            self._queue.enqueue(SEND, key, job_id=job_id, at_front=True, result_ttl=0)


def _clearing(prefixes: Sequence[str]) -> Errand[int]:
    if not prefixes:
        return errands.merged(errands.NOTHING, lambda _: 0)
    return errands.run("clear_alerts", [store.ALERTS, store.UNSENT], prefixes, int)
