"""The records of replies: how the store keeps them, and what reads them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from decoy import errands, store
from decoy.errands import Errand
from decoy.messages import Channel, Reply, State
from decoy.moments import from_millis, to_millis


def pack(fields: Mapping[str, Any]) -> str:
    """Pack *fields* into a JSON array of name, value, name, value, ... for the scripts."""
    return json.dumps([str(part) for pair in fields.items() for part in pair])


def record(reply: Reply) -> dict[str, Any]:
    """Write a new *reply* as it is kept."""
    fields = {name: value for name, value in vars(reply).items() if name not in ("id", "since", "sid")}
    return fields | {"accepted_at": to_millis(reply.accepted_at), "due": to_millis(reply.due)}


def reply(reply_id: str, record: Mapping[str, str]) -> Reply:
    """Read the reply with this id from its *record*."""
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
        country=record.get("country", ""),
        range=record.get("range", ""),
        bodies=record.get("bodies", ""),
        held_for=record.get("held_for", ""),
    )


def reading(ids: Sequence[str]) -> Errand[list[Reply]]:
    """Have those of some replies read that are there."""

    def mean(found: list[list[str]]) -> list[Reply]:
        kept = (dict(zip(fields[::2], fields[1::2], strict=True)) for fields in found)
        return [reply(name, record) for name, record in zip(ids, kept, strict=True) if record]

    return errands.run("read_replies", [store.reply(name) for name in ids], [], mean)
