"""Who gets nothing: callers who said STOP, and whom the operators have blocked, one by one or by range or country."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from decoy import errands, store
from decoy.errands import Errand
from decoy.errors import Reason, Refused
from decoy.messages import Contact, Entry, Keyword
from decoy.moments import from_millis, to_millis
from decoy.store import Store

OPT = {Keyword.STOP: ("SADD", "opted-out"), Keyword.START: ("SREM", "opted-in")}


RANGE, COUNTRY = "range:", "country:"


def of_range(ref: str) -> str:
    """Name the block of a block of 1,000 numbers, by its ref."""
    return RANGE + ref


def of_country(country: str) -> str:
    """Name the block of a *country*, as ISO 3166 calls it."""
    return COUNTRY + country


@dataclass(frozen=True)
class Block:
    """
    One block: *name* is a caller ref, or what `of_range` or `of_country` give; *hits* is how often it refused.

    *until* is None for one that only an operator ends, *since* None in records from before that was kept.
    """

    name: str
    reason: str
    since: datetime | None
    until: datetime | None
    hits: int


class Blocks:
    """The opt-outs and blocks of one line. A block goes by its name: a caller ref, a range or a country."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def check(self, ref: str, now: datetime, range: str = "", country: str = "", what: str = "") -> None:
        """
        Refuse a caller who is blocked, his *range* (its ref) or his *country* with him, or who has opted out.

        *what* is the id of what comes up, a sid or an attempt: the same twice is one hit.
        """
        refusal = self._store.do(self.checking(ref, now, range, country, what))
        if refusal:
            raise Refused(refusal)

    def checking(
        self, ref: str, now: datetime, range: str = "", country: str = "", what: str = ""
    ) -> Errand[Reason | None]:
        """Have that checked: why he is refused, or None."""
        names = [ref, range and of_range(range), country and of_country(country)]
        args: list[str | int] = [to_millis(now), ref, what, *filter(None, names)]
        return errands.run("check_blocks", [store.BLOCKS, store.OPT_OUTS], args, _reason)

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

    def block(self, name: str, reason: str, until: datetime | None, now: datetime) -> None:
        """Block *until* then, or for good; a new block replaces the old one, and its hits."""
        block = {"reason": reason, "until": to_millis(until) if until else None, "since": to_millis(now)}
        with self._store.redis.pipeline() as write:
            write.hdel(store.BLOCKS, *_fields(name))
            write.hset(store.BLOCKS, name, json.dumps(block))
            write.xadd(store.LEDGER, _entry("blocked", name, now, reason).fields())
            write.execute()

    def unblock(self, name: str, now: datetime) -> bool:
        """Lift a block; False when there was none."""
        args = [json.dumps(_fields(name)), _entry("unblocked", name, now).packed()]
        return bool(self._store.run("lift", [store.BLOCKS, store.LEDGER], args))

    def current(self, now: datetime) -> list[Block]:
        """List the blocks in force, the longest standing first."""
        found = self._store.redis.hgetall(store.BLOCKS)
        names = [name for name in found if " " not in name]
        blocks = [_block(name, json.loads(found[name]), int(found.get(_fields(name)[1], 0))) for name in names]
        in_force = [block for block in blocks if block.until is None or now < block.until]
        return sorted(in_force, key=lambda block: (to_millis(block.since) if block.since else 0, block.name))

    def sweep(self, now: datetime) -> int:
        """Sweep away what has ended; returns how many blocks there were."""
        return int(self._store.run("sweep_blocks", [store.BLOCKS], [to_millis(now)]))

    def forget(self, ref: str) -> bool:
        """Erase what is remembered of a caller; False when nothing was."""
        with self._store.redis.pipeline() as erase:
            erase.hdel(store.BLOCKS, *_fields(ref))
            erase.srem(store.OPT_OUTS, ref)
            return any(erase.execute())


def _reason(refusal: str) -> Reason | None:
    return Reason(refusal) if refusal else None


def _fields(name: str) -> list[str]:
    """Name what the store has of a block: itself, its hits, and what it refused last."""
    return [name, f"{name} hits", f"{name} last"]


def _entry(what: str, name: str, now: datetime, reason: str = "") -> Entry:
    """Write down what was done to a block; a range or a country is no caller, and stands before the reason."""
    if not name.startswith((RANGE, COUNTRY)):
        return Entry(what, now, caller=name, reason=reason)
    return Entry(what, now, reason=": ".join(filter(None, (name.replace(":", " "), reason))))


def _block(name: str, record: dict[str, Any], hits: int) -> Block:
    since, until = (from_millis(record[end]) if record.get(end) else None for end in ("since", "until"))
    return Block(name, record["reason"], since, until, hits)
