"""The streams: records to which things are only added, read page by page, and rewritten only to forget a caller."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from decoy import store
from decoy.store import Store

PAGE = 1_000  # entries read at a time
A_MINUTE = 60_000  # ms
Record = tuple[str, dict[str, Any]]  # its id, its fields


def records(store: Store, stream: str) -> Iterator[Record]:
    """Give all records of a stream, oldest first."""
    since = "-"
    while page := store.redis.xrange(stream, since, "+", count=PAGE):
        yield from page
        since = f"({page[-1][0]}"


def newest(store: Store, stream: str, most: int, before: str = "") -> list[Record]:
    """Give the newest records of a stream, newest first: those *before* an id, if one is given."""
    return list(store.redis.xrevrange(stream, f"({before}" if before else "+", "-", count=most))


def forget(line: Store, stream: str, ref: str) -> int:
    """Take a caller out of a stream, page by page; returns how many records no longer say whose they were."""
    keys = [stream, store.stream_copy(stream, uuid4().hex)]
    forgotten, since = 0, "-"
    while since:
        found, last = line.run("forget", keys, [ref, since, PAGE, A_MINUTE])
        forgotten, since = forgotten + int(found), last and f"({last}"
    return forgotten
