"""A visitor whom the dashboard knows already: logging in is slow, and tested elsewhere."""

from datetime import UTC, datetime

from redis import Redis
from rq import Worker

from decoy import store
from decoy.outbox import QUEUE
from decoy.site import door
from tests.visitor import Visitor
from tests.world import Line

OPERATOR = "night-shift"


def at_work(line: Line) -> None:
    """Have a worker show a sign of life."""
    Worker([QUEUE], connection=line.services.store.binary).register_birth()


def entered(line: Line, fresh: bool = True) -> Visitor:
    """Open the dashboard of *line* with a session of its own; *fresh*: a code was given just now."""
    visitor, services = Visitor(line.app), line.services
    redis: Redis = services.store.redis
    redis.sadd(store.OPERATORS, OPERATOR)
    redis.hset(store.operator(OPERATOR), mapping={"since": 0, "password": "none"})
    token = services.sessions.open(OPERATOR, datetime.now(UTC))
    if not fresh:
        (digest,) = redis.zrange(store.SESSIONS, -1, -1)
        redis.hset(store.session(str(digest)), "confirmed", 0)
    with line.app.app_context():
        visitor.client.set_cookie(door.cookie(), token)
    return visitor
