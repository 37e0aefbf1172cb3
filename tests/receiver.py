"""Somebody who is told: a web server on loopback that takes alerts, refuses them, or hangs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from flask import Flask, request

from tests.wire import serving

A_MOMENT = 10  # seconds; far longer than a channel waits in these tests


@dataclass
class Receiver:
    """One receiver. It answers with *status*, or not at all while it *hangs*."""

    url: str = ""
    status: int = 200
    hangs: bool = False
    asked: int = 0
    bodies: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    @property
    def subjects(self) -> list[str]:
        """List the subjects of what it accepted."""
        return [body["title"] for body in self.bodies]

    def take(self) -> tuple[str, int]:
        """Take one alert, as the receiver is in the mood to."""
        self.asked += 1
        if self.hangs:
            self.released.wait(A_MOMENT)
        if self.status < 300 and not self.hangs:
            self.raw.append(f"{dict(request.headers)} {request.url} {request.get_data(as_text=True)}")
            self.bodies.append(request.get_json())
        return "", self.status


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Serve a receiver on a free loopback port; its URL is one that apprise understands."""
    receiver = Receiver()
    app = Flask("receiver", static_folder=None)
    app.add_url_rule("/secret", view_func=receiver.take, methods=["POST"])
    with serving(app) as base:
        receiver.url = base.replace("http://", "json://") + "/secret?cto=1&rto=1"
        yield receiver
        receiver.released.set()
