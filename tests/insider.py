"""An operator who has entered already, without the seconds that a password takes."""

from datetime import UTC, datetime

from decoy import second_factor
from tests.visitor import Visitor
from tests.world import Line


def insider(line: Line, name: str = "night-shift") -> Visitor:
    """Enter *line*'s dashboard as an operator who has an app, and gave a code just now."""
    visitor, now = Visitor(line.app), datetime.now(UTC)
    visitor.secret = second_factor.new_secret()
    sealed = line.services.settings.keyring.seal(visitor.secret)
    line.services.store.redis.sadd("decoy:operators", name)
    fields = {"since": int(now.timestamp() * 1000), "password": "none", "secret": sealed, "step": 0}
    line.services.store.redis.hset(f"decoy:operator:{name}", mapping=fields)
    visitor.client.set_cookie("__Host-service", line.services.sessions.open(name, now))
    visitor.get("/operator/")
    return visitor
