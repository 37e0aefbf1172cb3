"""The carrier: every message of the account, and the way of the outbound ones to their handsets."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Lock

from decoy import segments
from decoy.simulator import forms
from decoy.simulator.message import Message
from decoy.simulator.wire import Wire

NEXT = {"queued": "sent", "sent": "delivered"}
PACE = {"queued": timedelta(seconds=1), "sent": timedelta(seconds=2)}  # how long a message stays in each
BILLED = ("sent", "delivered", "undelivered")


class Carrier:
    """
    Keeps messages and moves them, reporting each step on the *wire*.

    The lock is never held while a webhook is posted, because its receiver may ask us something.
    """

    def __init__(self, account: str, price: Decimal, now: Callable[[], datetime], wire: Wire) -> None:
        self._account = account
        self.price = price  # for one segment
        self._now = now
        self._wire = wire
        self._lock = Lock()
        self._messages: dict[str, Message] = {}

    def take(self, form: Mapping[str, str]) -> Message:
        """Queue an outbound message, from a request that was found valid."""
        message = self._message(
            new_sid("SM"), "queued", "outbound-api", form.get("From", ""), form["To"], form.get("Body", "")
        )
        service, callback = form.get("MessagingServiceSid", ""), form.get("StatusCallback", "")
        return self._keep(replace(message, service=service, callback=callback))

    def receive(self, caller: str, number: str, body: str, sid: str) -> Message:
        """Keep an inbound message; one whose *sid* is known already is the same message once more."""
        return self._keep(self._message(sid, "received", "inbound", caller, number, body))

    def find(self, sid: str) -> Message | None:
        """Find one message."""
        with self._lock:
            return self._messages.get(sid)

    def list(self) -> list[Message]:
        """List all messages, oldest first."""
        with self._lock:
            return list(self._messages.values())

    def advance(self) -> None:
        """Move each outbound message one step, if it has stayed long enough where it is."""
        now = self._now()
        self._step(lambda message: now - message.updated_at >= PACE[message.status])

    def deliver(self, sid: str | None) -> None:
        """Bring one message, or all, to the handset at once, step by step."""
        while self._step(lambda message: sid in (None, message.sid)):
            pass

    def finish(self, sid: str, status: str, error_code: int | None) -> None:
        """End one message as *status*. KeyError if it is unknown."""
        with self._lock:
            moved = self._move(self._messages[sid], status, error_code)
        self._report(moved)

    def _step(self, ready: Callable[[Message], bool]) -> bool:
        with self._lock:
            travelling = [message for message in self._messages.values() if message.status in NEXT]
            moved = [self._move(message, NEXT[message.status]) for message in travelling if ready(message)]
        for message in moved:
            self._report(message)
        return bool(moved)

    def _move(self, message: Message, status: str, error_code: int | None = None) -> Message:
        now, billed = self._now(), status in BILLED
        moved = replace(
            message,
            status=status,
            error_code=error_code,
            price=self.price * message.segments if billed else None,
            sent_at=message.sent_at or now if billed else None,
            updated_at=now,
        )
        self._messages[message.sid] = moved
        return moved

    def _report(self, message: Message) -> None:
        if message.callback:
            self._wire.send("outbound", message.callback, forms.message_status(self._account, message))

    def _keep(self, message: Message) -> Message:
        with self._lock:
            return self._messages.setdefault(message.sid, message)

    def _message(self, sid: str, status: str, direction: str, sender: str, to: str, body: str) -> Message:
        now, count = self._now(), segments.count(body)
        return Message(sid, to, sender, body, direction, status, count, created_at=now, updated_at=now)


def new_sid(prefix: str) -> str:
    """Make up a sid: SM for a message, CA for a call."""
    return prefix + secrets.token_hex(16)
