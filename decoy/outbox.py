"""The outbox: replies waiting for their hour, and every reply's life until it is final."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import compress, count, islice
from secrets import token_hex
from typing import Any

from limits import RateLimitItem

from decoy import counters, errands, records, store
from decoy.errands import NOTHING, Errand
from decoy.errors import Reason, Refused
from decoy.messages import OPEN, WAITING, Channel, Contact, Entry, Reply, State
from decoy.moments import to_millis
from decoy.store import KEEP, Store, StoreError
from decoy.wakeups import Wakeups

QUEUE = "decoy"
DOUBT = timedelta(seconds=60)  # how long silence lasts before the provider is asked
LONGEST_JOB = 45  # seconds; less than DOUBT, so that no sender is still at it when his reply is doubted
PAGE = 500  # replies read in one round trip
LAST_UPDATE = timedelta(hours=36)  # how long the provider may take to say what became of a reply


class Outbox:
    """The replies of one line. The record in the store is what counts; *wakeups* only keep the hour."""

    def __init__(self, store: Store, windows: Iterable[RateLimitItem], wakeups: Wakeups) -> None:
        self._store = store
        self._wakeups = wakeups
        self._windows = [(window.amount, window.get_expiry() * 1000) for window in windows]
        self._longest = max(length for _, length in self._windows)

    def put(self, reply: Reply, contact: Contact, now: datetime, first: Errand[object] = NOTHING) -> None:
        """
        Put *reply* in, earned by *contact*; *first* is done in the same round trip, before.

        When the caller has an open one already, the contact is only noted. Refuses when the limits allow no
        more replies in their window.
        """
        keys = [store.contact(contact.sid), store.caller(reply.caller), store.answered(reply.caller)]
        keys += [store.reply(reply.id), store.replies(State.ACCEPTED), store.LEDGER, store.TALLY]
        entry = Entry("accepted", now, contact.sid, reply.id, reply.caller, reply.number)
        noted = replace(entry, entry="noted", reply="")
        args: list[str | int] = [to_millis(now), reply.id, to_millis(reply.due), reply.channel]
        args += [json.dumps(self._windows), self._longest, records.pack(records.record(reply))]
        args += [entry.packed(), noted.packed(), State.ACCEPTED + counters.of_reply(reply)]
        putting = errands.run("put", keys, args, str)
        _, outcome = self._store.do(errands.together(first, putting))
        if outcome == "full":
            raise Refused(Reason.REPLIES_PER_CALLER)
        if outcome == "accepted":
            with suppress(StoreError):  # it is promised; without a job the sweep takes it up
                self._wake(reply, now)

    def deliver(self, reply_id: str) -> None:
        """Have a reply delivered as soon as a worker is free, whatever became of the job that was to do it."""
        self._wakeups.soon(reply_id)

    def get(self, reply_id: str) -> Reply | None:
        """Read one reply."""
        return next(iter(self.read([reply_id])), None)

    def read(self, ids: Collection[str]) -> list[Reply]:
        """Read those replies that are there, a page in one round trip."""
        pages = (list(ids)[start : start + PAGE] for start in range(0, len(ids), PAGE))
        return [reply for page in pages for reply in self._store.do(records.reading(page))]

    def open_reply(self, ref: str) -> Reply | None:
        """Read the reply that a caller is waiting for."""
        reply_id = self._store.redis.hget(store.caller(ref), "open")
        return self.get(reply_id) if reply_id else None

    def claim(self, reply_id: str, now: datetime) -> Reply | None:
        """Take a reply that is due for sending; None when it is not, or somebody else has taken it."""
        reply = self.due(reply_id, now)
        return reply if reply and self._store.do(self.claiming(reply, now)) else None

    def due(self, reply_id: str, now: datetime) -> Reply | None:
        """Read a reply that is due, as it will be once it is claimed; None when it is not, or was taken."""
        reply = self.get(reply_id)
        if reply is None or reply.state is not State.ACCEPTED or now < reply.due:
            return None
        return replace(reply, state=State.SENDING, attempt=reply.attempt + 1, since=now)

    def claiming(self, reply: Reply, now: datetime) -> Errand[bool]:
        """Have a reply that was read as `due` claimed; False when somebody else has taken it."""
        before, again_at = reply.attempt - 1, now + DOUBT
        return self._moving(reply, State.SENDING, now, [State.ACCEPTED], before, again_at, attempt=reply.attempt)

    def hold(self, reply: Reply, until: datetime, now: datetime, reason: str, opens: datetime | None = None) -> bool:
        """Keep a claimed reply back while something forbids it, and *until* then at most; it may open before."""
        return self._step(reply, State.HELD, now, again_at=until, reason=reason, opens=opens, held_for=reason)

    def accept(self, reply: Reply, due: datetime, now: datetime, reason: str = "") -> bool:
        """Have a reply wait again, until *due*."""
        return self.accept_all([reply], due, now, reason) == [True]

    def accept_all(self, replies: Sequence[Reply], due: datetime, now: datetime, reason: str = "") -> list[bool]:
        """Have some replies wait again, until *due*, in one round trip; False for each that has moved on."""
        how: dict[str, Any] = {"again_at": due, "reason": reason, "due": to_millis(due)}
        done = self._store.do(errands.all_of(self._stepping(reply, State.ACCEPTED, now, **how) for reply in replies))
        for reply in compress(replies, done):
            self._wake(replace(reply, due=due), now)
        return done

    def doubt(self, reply: Reply, now: datetime) -> bool:
        """Note that nobody knows whether a claimed reply was sent."""
        return self._step(reply, State.UNCONFIRMED, now, again_at=now + DOUBT)

    def end(self, reply: Reply, state: State, now: datetime, reason: str = "") -> bool:
        """End a reply in *state*, unless somebody has gone on with it; a sent one may end as sent."""
        return self._step(reply, state, now, reason=reason)

    def expire_all(self, replies: Sequence[Reply], now: datetime) -> None:
        """End some replies that were held too long, a page in one round trip."""
        for start in range(0, len(replies), PAGE):
            page = replies[start : start + PAGE]
            how: dict[str, Any] = {"reason": Reason.TOO_OLD}
            self._store.do(errands.all_of(self._stepping(reply, State.EXPIRED, now, **how) for reply in page))

    def withdraw(self, ref: str, now: datetime, reason: str) -> bool:
        """Withdraw the reply a caller is waiting for; False when there is none, or it is on its way."""
        reply = self.open_reply(ref)
        return reply is not None and self._move(reply, State.CANCELLED, now, WAITING, reason=reason)

    def sent(self, reply: Reply, sid: str, now: datetime) -> bool:
        """Note that the provider has a reply, under *sid*, whatever we thought of it."""
        unsent = (*WAITING, State.SENDING, State.UNCONFIRMED)
        return self._move(reply, State.SENT, now, unsent, again_at=now + LAST_UPDATE, sid=sid)

    def finish(self, reply: Reply, state: State, sid: str, now: datetime, reason: str = "") -> bool:
        """Note that a reply ended in *state*, as the provider says, whatever we thought of it."""
        return self._move(reply, state, now, OPEN, sid=sid, reason=reason)

    def pending(self, until: Mapping[State, datetime]) -> dict[State, list[str]]:
        """Name the replies in open states that were to be looked at *until* a moment each, longest waiting first."""
        asked = ((store.replies(state), to_millis(moment)) for state, moment in until.items())
        asking = (errands.ask(("ZRANGE", key, "-inf", at, "BYSCORE"), mean=list[str]) for key, at in asked)
        return dict(zip(until, self._store.do(errands.all_of(asking)), strict=True))

    def look_again(self, reply: Reply, at: datetime) -> None:
        """Have the sweep look at a reply again *at* that time, unless it has moved on."""
        self._store.redis.zadd(store.replies(reply.state), {reply.id: to_millis(at)}, xx=True)

    def beyond(self, state: State, horizon: datetime) -> Errand[list[str]]:
        """Have the replies in an open *state* named that are to be looked at only after the *horizon*."""
        after = f"({to_millis(horizon)}"
        return errands.ask(("ZRANGE", store.replies(state), after, "+inf", "BYSCORE"), mean=list)

    def put_off(self, reply: Reply, until: datetime, now: datetime, reason: str) -> bool:
        """Have a reply wait where it is *until* then, whatever it waits for."""
        return self._step(reply, reply.state, now, again_at=until, reason=reason)

    def held(self, most: int, fits: Callable[[Reply], bool]) -> list[Reply]:
        """Read the replies held back that fit, the newest first: those that do not fit hide none behind them."""
        return list(islice(filter(fits, self._held()), most))

    def evidence(self, ref: str) -> Errand[int]:
        """Have it counted how often a caller has come, by text and by call."""
        return errands.ask(("HMGET", store.caller(ref), *Channel), mean=lambda came: sum(int(n or 0) for n in came))

    def pages(self, states: Iterable[State]) -> Iterator[list[Reply]]:
        """Read all replies in *states*, a page at a time; one that moves meanwhile may be missed or come twice."""
        for state in states:
            cursor, first = 0, True
            while first or cursor:
                cursor, page = self._store.redis.zscan(store.replies(state), cursor, count=PAGE)
                first = False
                found = self.read([reply_id for reply_id, _ in page])
                yield [reply for reply in found if reply.state is state]  # some have moved on since

    def is_served(self, reply_id: str) -> bool:
        """Tell whether a job that will deliver this reply is queued or running."""
        return self._wakeups.is_set(reply_id)

    def has_worker(self, now: datetime) -> bool:
        """Tell whether a worker of ours has shown a sign of life lately."""
        return self._wakeups.has_worker(now)

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
        """Take a caller, and his number, out of the records of his replies; returns how many there were."""
        ids = self._store.redis.zrange(store.answered(ref), 0, -1)
        with self._store.redis.pipeline() as erase:
            for reply_id in ids:
                erase.hdel(store.reply(reply_id), "caller", "sealed", "range", "bodies")
            erase.delete(store.caller(ref), store.answered(ref))
            erase.execute()
        return len(ids)

    def _held(self) -> Iterator[Reply]:
        """Give all replies held back, the newest first, read page by page."""
        for start in count(0, PAGE):
            ids = self._store.redis.zrange(store.replies(State.HELD), start, start + PAGE - 1, desc=True)
            yield from self.read(ids)
            if len(ids) < PAGE:
                return

    def _wake(self, reply: Reply, now: datetime) -> None:
        """Have a reply delivered when it is due."""
        if reply.due <= now:
            self.deliver(reply.id)
        else:
            self._wakeups.at(reply.id, reply.due)

    def _step(self, reply: Reply, to: State, now: datetime, **how: Any) -> bool:
        """Move a reply on from where we read it; nothing happens if anybody has moved it since."""
        return self._store.do(self._stepping(reply, to, now, **how))

    def _stepping(self, reply: Reply, to: State, now: datetime, **how: Any) -> Errand[bool]:
        return self._moving(reply, to, now, [reply.state], read_at=reply.attempt, **how)

    def _move(self, reply: Reply, to: State, now: datetime, came_from: Collection[State], **how: Any) -> bool:
        return self._store.do(self._moving(reply, to, now, came_from, **how))

    def _moving(
        self,
        reply: Reply,
        to: State,
        now: datetime,
        came_from: Collection[State],
        read_at: int | None = None,
        again_at: datetime | None = None,
        reason: str = "",
        opens: datetime | None = None,
        **fields: str | int,
    ) -> Errand[bool]:
        keys = [store.reply(reply.id), store.caller(reply.caller), store.answered(reply.caller)]
        keys += [store.OUTCOMES, store.LEDGER, store.TALLY, *map(store.replies, OPEN)]
        sid = str(fields.get("sid", reply.sid))
        entry = Entry(to, now, sid, reply.id, number=reply.number, reason=reason, opens=opens)
        args: list[str | int] = [reply.id, json.dumps(list(came_from)), "" if read_at is None else read_at, to]
        args += [to_millis(again_at) if again_at else "", records.pack({"since": to_millis(now), **fields})]
        args += [entry.packed(), json.dumps([KEEP, self._longest]), counters.of_reply(reply), token_hex(4)]
        return errands.run("move", keys, args, bool)
