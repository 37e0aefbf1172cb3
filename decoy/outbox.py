"""The outbox: replies waiting for their hour, and every reply's life until it is final."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from limits import RateLimitItem
from rq import Queue

from decoy import store
from decoy.messages import FINAL, OPEN, WAITING, Channel, Contact, Entry, Reply, State
from decoy.moments import from_millis, to_millis
from decoy.store import KEEP, Store

QUEUE = "decoy"
DELIVER = "decoy.jobs.deliver"
DONE = (State.SENT, *FINAL)  # needs his number no longer
UNANSWERED = (State.EXPIRED, State.CANCELLED)  # does not count against his window
DOUBT = timedelta(seconds=60)  # how long silence lasts before the provider is asked
RECEIPT = timedelta(hours=36)  # how long a receipt may take


class Outbox:
    """The replies of one line. The record in the store is what counts; RQ only keeps the hour."""

    def __init__(self, store: Store, windows: Iterable[RateLimitItem]) -> None:
        self._store = store
        self._queue = Queue(QUEUE, connection=store.binary)
        self._windows = [(window.amount, window.get_expiry() * 1000) for window in windows]
        self._longest = max(length for _, length in self._windows)

    def put(self, reply: Reply, contact: Contact, now: datetime) -> str:
        """
        Put *reply* in, earned by *contact*.

        Returns "accepted"; "noted" when the caller has one open already; "full" when the limits allow no more
        in their window; or what was decided about this contact before.
        """
        keys = [store.contact(contact.sid), store.caller(reply.caller), store.answered(reply.caller)]
        keys += [store.reply(reply.id), store.replies(State.ACCEPTED), store.LEDGER]
        entry = Entry("accepted", now, contact.sid, reply.id, reply.caller, reply.number)
        noted = replace(entry, entry="noted", reply="")
        args: list[str | int] = [
            to_millis(now),
            reply.id,
            to_millis(reply.due),
            reply.channel,
            json.dumps(self._windows),
        ]
        args += [self._longest, _pack(_record(reply)), entry.packed(), noted.packed()]
        outcome = str(self._store.run("put", keys, args))
        if outcome == "accepted":
            self._wake(reply, now)
        return outcome

    def deliver(self, reply_id: str) -> None:
        """Have a reply delivered as soon as a worker is free, whatever became of the job that was to do it."""
        self._queue.enqueue(DELIVER, reply_id, job_id=reply_id, result_ttl=0)

    def get(self, reply_id: str) -> Reply | None:
        """Read one reply."""
        record = self._store.redis.hgetall(store.reply(reply_id))
        return _reply(reply_id, record) if record else None

    def open_reply(self, ref: str) -> Reply | None:
        """Read the reply that a caller is waiting for."""
        reply_id = self._store.redis.hget(store.caller(ref), "open")
        return self.get(reply_id) if reply_id else None

    def claim(self, reply_id: str, now: datetime) -> Reply | None:
        """Take a reply that is due for sending; None when it is not, or somebody else has taken it."""
        reply = self.get(reply_id)
        if reply is None or reply.state is not State.ACCEPTED or now < reply.due:
            return None
        claimed = replace(reply, state=State.SENDING, attempt=reply.attempt + 1)
        moved = self._move(claimed, [State.ACCEPTED], now, again_at=now + DOUBT, attempt=claimed.attempt)
        return claimed if moved else None

    def hold(self, reply: Reply, until: datetime, reason: str, now: datetime) -> bool:
        """Keep a reply back while something forbids it, and *until* then at most."""
        return self._move(replace(reply, state=State.HELD), [State.SENDING], now, again_at=until, reason=reason)

    def accept(self, reply: Reply, due: datetime, now: datetime, reason: str = "") -> bool:
        """Have a reply wait again, until *due*."""
        waiting = replace(reply, state=State.ACCEPTED, due=due)
        came_from = (State.HELD, State.SENDING, State.UNCONFIRMED)
        moved = self._move(waiting, came_from, now, again_at=due, reason=reason, due=to_millis(due))
        if moved:
            self._wake(waiting, now)
        return moved

    def doubt(self, reply: Reply, now: datetime) -> bool:
        """Note that nobody knows whether a reply was sent."""
        doubtful = replace(reply, state=State.UNCONFIRMED)
        return self._move(doubtful, [State.SENDING], now, again_at=now + DOUBT)

    def sent(self, reply: Reply, sid: str, now: datetime) -> bool:
        """Note that the provider has a reply, under *sid*, whatever we thought of it."""
        sent = replace(reply, state=State.SENT, sid=sid)
        came_from = (*WAITING, State.SENDING, State.UNCONFIRMED)
        return self._move(sent, came_from, now, again_at=now + RECEIPT, sid=sid)

    def finish(self, reply: Reply, state: State, now: datetime, reason: str = "") -> bool:
        """End a reply in *state*; a sent one may end as sent, when no receipt ever came."""
        return self._move(replace(reply, state=state), OPEN, now, reason=reason, sid=reply.sid)

    def cancel(self, reply: Reply, reason: str, now: datetime) -> bool:
        """Withdraw a reply: a waiting one, or one that its claimer has not handed over."""
        came_from = WAITING if reply.state in WAITING else [reply.state]
        return self._move(replace(reply, state=State.CANCELLED), came_from, now, reason=reason)

    def withdraw(self, ref: str, reason: str, now: datetime) -> bool:
        """Withdraw the reply a caller is waiting for; False when there is none, or it is on its way."""
        reply = self.open_reply(ref)
        return reply is not None and reply.state in WAITING and self.cancel(reply, reason, now)

    def pending(self, state: State, until: datetime) -> list[str]:
        """Name the replies in an open *state* that were to be looked at by *until*, the longest waiting first."""
        return list(self._store.redis.zrange(store.replies(state), "-inf", to_millis(until), byscore=True))

    def held(self, most: int) -> list[Reply]:
        """Read the replies held back, the newest first."""
        ids = self._store.redis.zrange(store.replies(State.HELD), 0, most - 1, desc=True)
        return [reply for reply in map(self.get, ids) if reply]

    def evidence(self, ref: str) -> int:
        """Count how often a caller has come, by text and by call."""
        return sum(int(times or 0) for times in self._store.redis.hmget(store.caller(ref), *Channel))

    def is_served(self, reply_id: str) -> bool:
        """Tell whether a job that will deliver this reply is queued or running."""
        job = self._queue.fetch_job(reply_id)
        return job is not None and (job.is_queued or job.is_started)

    def counts(self) -> dict[State, int]:
        """Count all replies by state."""
        with self._store.redis.pipeline(transaction=False) as ask:
            for state in OPEN:
                ask.zcard(store.replies(state))
            ask.hgetall(store.OUTCOMES)
            *waiting, outcomes = ask.execute()
        counts = dict(zip(OPEN, waiting, strict=True))
        return {state: counts.get(state, 0) + int(outcomes.get(state, 0)) for state in State}

    def forget(self, ref: str) -> int:
        """Take a caller out of the records of his replies; returns how many there were."""
        ids = self._store.redis.zrange(store.answered(ref), 0, -1)
        with self._store.redis.pipeline() as erase:
            for reply_id in ids:
                erase.hset(store.reply(reply_id), "caller", "")
            erase.delete(store.caller(ref), store.answered(ref))
            erase.execute()
        return len(ids)

    def _wake(self, reply: Reply, now: datetime) -> None:
        """Have RQ deliver a reply at the first whole second at which it is due: RQ counts in whole seconds."""
        if reply.due <= now:
            self.deliver(reply.id)
            return
        at = reply.due.replace(microsecond=0) + timedelta(seconds=bool(reply.due.microsecond))
        self._queue.enqueue_at(at, DELIVER, reply.id, job_id=reply.id, result_ttl=0)

    def _move(
        self,
        reply: Reply,
        came_from: Collection[State],
        now: datetime,
        again_at: datetime | None = None,
        reason: str = "",
        **fields: str | int,
    ) -> bool:
        keys = [store.reply(reply.id), store.caller(reply.caller), store.answered(reply.caller)]
        keys += [store.OUTCOMES, store.LEDGER, *map(store.replies, OPEN)]
        entry = Entry(reply.state, now, reply.sid, reply.id, reply.caller, reply.number, reason=reason)
        args = [reply.id, json.dumps(list(came_from)), reply.state, to_millis(again_at) if again_at else ""]
        args += [_pack({"since": to_millis(now), **fields}), entry.packed(), json.dumps(OPEN)]
        args += [json.dumps(DONE), json.dumps(UNANSWERED), KEEP]
        return bool(self._store.run("move", keys, args))


def _pack(fields: dict[str, Any]) -> str:
    return json.dumps([str(part) for pair in fields.items() for part in pair])


def _record(reply: Reply) -> dict[str, Any]:
    fields = {name: value for name, value in vars(reply).items() if name not in ("id", "since", "sid")}
    return fields | {"accepted_at": to_millis(reply.accepted_at), "due": to_millis(reply.due)}


def _reply(reply_id: str, record: dict[str, str]) -> Reply:
    return Reply(
        id=reply_id,
        caller=record.get("caller", ""),
        number=record["number"],
        channel=Channel(record["channel"]),
        language=record["language"],
        accepted_at=from_millis(record["accepted_at"]),
        due=from_millis(record["due"]),
        sealed=record.get("sealed", ""),
        state=State(record["state"]),
        since=from_millis(record.get("since", record["accepted_at"])),
        attempt=int(record["attempt"]),
        sid=record.get("sid", ""),
    )
