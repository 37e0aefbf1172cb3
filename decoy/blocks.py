"""Who gets nothing: callers who said STOP, and callers whom the operators have blocked."""

import json
from datetime import datetime

from decoy import store
from decoy.errors import Reason, Refused
from decoy.messages import Contact, Entry, Keyword
from decoy.moments import to_millis
from decoy.store import Store

OPT = {Keyword.STOP: ("SADD", "opted-out"), Keyword.START: ("SREM", "opted-in")}


class Blocks:
    """The opt-outs and blocks of one line, by caller ref."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def check(self, ref: str, now: datetime) -> None:
        """Refuse a caller who is blocked or has opted out."""
        with self._store.redis.pipeline(transaction=False) as ask:
            ask.hget(store.BLOCKS, ref)
            ask.sismember(store.OPT_OUTS, ref)
            block, opted_out = ask.execute()
        if block and _in_force(json.loads(block)["until"], now):
            raise Refused(Reason.BLOCKED)
        if opted_out:
            raise Refused(Reason.OPTED_OUT)

    def obey(self, keyword: Keyword, contact: Contact, ref: str, now: datetime) -> bool:
        """Remember for good that he said STOP, or undo it; False when this very text was obeyed before."""
        command, decision = OPT[keyword]
        entry = Entry(decision, now, sid=contact.sid, caller=ref, number=contact.number)
        keys = [store.contact(contact.sid), store.OPT_OUTS, store.LEDGER]
        return bool(self._store.run("opt_out", keys, [command, ref, decision, entry.packed()]))

    def opt_out(self, ref: str, now: datetime) -> None:
        """Remember that the provider has him down as opted out."""
        with self._store.redis.pipeline() as write:
            write.sadd(store.OPT_OUTS, ref)
            write.xadd(store.LEDGER, Entry("opted-out", now, caller=ref, reason="provider").fields())
            write.execute()

    def block(self, ref: str, reason: str, until: datetime | None, now: datetime) -> None:
        """Block a caller *until* then, or for good; a new block replaces the old one."""
        block = {"reason": reason, "until": to_millis(until) if until else None}
        with self._store.redis.pipeline() as write:
            write.hset(store.BLOCKS, ref, json.dumps(block))
            write.xadd(store.LEDGER, Entry("blocked", now, caller=ref, reason=reason).fields())
            write.execute()

    def unblock(self, ref: str, now: datetime) -> bool:
        """Lift a block; False when there was none."""
        entry = Entry("unblocked", now, caller=ref)
        return bool(self._store.run("lift", [store.BLOCKS, store.LEDGER], [json.dumps([ref]), entry.packed()]))

    def forget(self, ref: str) -> bool:
        """Erase what is remembered of a caller; False when nothing was."""
        with self._store.redis.pipeline() as erase:
            erase.hdel(store.BLOCKS, ref)
            erase.srem(store.OPT_OUTS, ref)
            return any(erase.execute())


def _in_force(until: int | None, now: datetime) -> bool:
    return until is None or to_millis(now) < until
