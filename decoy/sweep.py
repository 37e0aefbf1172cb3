"""The sweep: comes round every few seconds and takes up every reply that was left lying. Several may run at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from decoy.delivery import Delivery
from decoy.errors import Reason
from decoy.messages import Reply, State

OVERDUE = timedelta(seconds=5)  # how late a job may be before its reply is taken up without it
CANDIDATES = 500  # held replies compared at a time


@dataclass(frozen=True)
class Sweep:
    """Looks after the replies of one line."""

    delivery: Delivery

    def run(self, now: datetime) -> None:
        """Look once at every reply whose time has come."""
        self._requeue(now)
        self._doubt(now)
        self._confirm(now)
        self._close(now)
        self._expire(now)
        self._resume(now)

    def _requeue(self, now: datetime) -> None:
        """Queue the due replies that no job will serve: RQ was killed, or lost them."""
        outbox = self.delivery.outbox
        for reply_id in outbox.pending(State.ACCEPTED, now - OVERDUE):
            if not outbox.is_served(reply_id):
                outbox.deliver(reply_id)

    def _doubt(self, now: datetime) -> None:
        """Doubt the replies whose sender vanished between the claim and the answer."""
        for reply in self._pending(State.SENDING, now):
            self.delivery.outbox.doubt(reply, now)

    def _confirm(self, now: datetime) -> None:
        for reply in self._pending(State.UNCONFIRMED, now):
            self.delivery.confirm(reply, now)

    def _close(self, now: datetime) -> None:
        """Count a reply without a receipt as sent, and so as spent: some networks never report."""
        for reply in self._pending(State.SENT, now):
            self.delivery.budget.settle(reply, now)
            self.delivery.outbox.finish(reply, State.SENT, now)

    def _expire(self, now: datetime) -> None:
        for reply in self._pending(State.HELD, now):
            self.delivery.outbox.finish(reply, State.EXPIRED, now, Reason.TOO_OLD)

    def _resume(self, now: datetime) -> None:
        """Take up held replies while there is room: best evidence first, then newest, and never in one burst."""
        delivery = self.delivery
        room = delivery.budget.funds(now).room
        if room <= 0 or delivery.pauses.current(now):
            return
        candidates = sorted(delivery.outbox.held(CANDIDATES), key=self._merit, reverse=True)
        for reply in candidates[: delivery.policy.replies.resume_batch]:
            room -= delivery.price(reply)
            if room >= 0:
                delivery.outbox.accept(reply, now, now, reason="resumed")

    def _merit(self, reply: Reply) -> tuple[int, datetime]:
        return self.delivery.outbox.evidence(reply.caller), reply.accepted_at

    def _pending(self, state: State, now: datetime) -> list[Reply]:
        outbox = self.delivery.outbox
        return [reply for reply in map(outbox.get, outbox.pending(state, now)) if reply]
