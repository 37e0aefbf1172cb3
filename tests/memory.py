"""What a store remembers."""

import zlib
from collections.abc import Callable
from typing import Any

from redis import Redis


def memory(redis: "Redis[bytes]", prefix: str = "") -> dict[bytes, Any]:
    """Read every value of every type that a store keeps under *prefix*; RQ's compressed fields are opened."""
    readers: dict[bytes, Callable[[bytes], Any]] = {
        b"string": redis.get,
        b"hash": lambda key: {name: opened_field(value) for name, value in redis.hgetall(key).items()},
        b"list": lambda key: redis.lrange(key, 0, -1),
        b"set": redis.smembers,
        b"zset": lambda key: redis.zrange(key, 0, -1, withscores=True),
        b"stream": lambda key: redis.xrange(key),
    }
    return {key: readers[redis.type(key)](key) for key in sorted(redis.scan_iter(f"{prefix}*"))}


def opened_field(value: bytes) -> bytes:
    """Decompress a field that RQ has compressed."""
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value
