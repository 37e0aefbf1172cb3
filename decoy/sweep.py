"""The sweep: comes round every few seconds and takes up every reply that was left lying. Several may run at once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from decoy.blocks import Blocks
from decoy.caps import Room
from decoy.costs import Budget
from decoy.delivery import Delivery
from decoy.horizon import Horizon
from decoy.ladder import Ladder
from decoy.messages import Reply, State
from decoy.money import MOST
from decoy.outbox import Outbox
from decoy.raids import Raids
from decoy.store import StoreError

log = structlog.get_logger()

OVERDUE = timedelta(seconds=5)  # how late a job may be before its reply is taken up without it
Pending = dict[State, list[str]]
CANDIDATES = 500  # held replies compared at a time
QUESTIONS = 5  # put to the provider in one round: deliveries wait meanwhile
LOOKED_AT = (State.ACCEPTED, State.SENDING, State.SENT, State.HELD, State.UNCONFIRMED)
ASK_AGAIN = timedelta(seconds=15)


@dataclass(frozen=True)
class Sweep:
    """Looks after the replies of one line; *batch* is how many held ones it takes up in one round."""

    blocks: Blocks
    outbox: Outbox
    budget: Budget
    ladder: Ladder
    delivery: Delivery
    raids: Raids
    horizon: Horizon
    batch: int

    def run(self, now: datetime) -> None:
        """Look once at every reply whose time has come, and at every block."""
        self.horizon.run(now)
        pending = self.outbox.pending(dict.fromkeys(LOOKED_AT, now) | {State.ACCEPTED: now - OVERDUE})
        self._requeue(pending)
        self._each(State.SENDING, pending, self.outbox.doubt, now)  # its worker vanished between claim and answer
        self._each(State.SENT, pending, self.delivery.close, now)  # no update will come: some networks never report
        self.outbox.expire_all(self._still(State.HELD, pending), now)
        self._resume(now)
        self._confirm(pending, now)
        self.blocks.sweep(now)

    def _requeue(self, pending: Pending) -> None:
        """Queue the due replies that no job will serve: RQ was killed, or lost them."""
        for reply_id in pending[State.ACCEPTED]:
            if not self.outbox.is_served(reply_id):
                self.outbox.deliver(reply_id)

    def _each(self, state: State, pending: Pending, act: Callable[[Reply, datetime], object], now: datetime) -> None:
        """Do what its time has come for; one reply that cannot be helped does not keep the others waiting."""
        for reply in self._still(state, pending):
            try:
                act(reply, now)
            except StoreError:
                raise
            except Exception as error:
                log.error("sweep.skipped", reply=reply.id, error=type(error).__name__)

    def _confirm(self, pending: Pending, now: datetime) -> None:
        """Ask for a few unconfirmed replies; when the provider cannot be asked, once is enough."""
        for reply in self._still(State.UNCONFIRMED, pending)[:QUESTIONS]:
            self.outbox.look_again(reply, now + ASK_AGAIN)
            if not self.delivery.confirm(reply, now):
                return

    def _resume(self, now: datetime) -> None:
        """
        Take up held replies while there is room: trusted callers first, then newest, never in one burst.

        What a country's or a number's cap has no room for stays where it is, and keeps no other waiting.
        """
        view, price = self.ladder.view(now), self._pricing(now)
        room = self.budget.room(now, view.look)
        if room.together <= 0 or not self.ladder.stand(now, view).rung.sends:
            return
        held = self.outbox.held(CANDIDATES, lambda reply: room.fits(reply.country, reply.number, price(reply)))
        turn = self.raids.in_turn(held, room.together, now)[: self.batch]
        self.outbox.accept_all(list(_paid_for(turn, room, price)), now, now, reason="resumed")

    def _pricing(self, now: datetime) -> Callable[[Reply], int]:
        """Price the replies of one round: all in one language to one country cost the same."""
        known: dict[tuple[str, str], int] = {}

        def price(reply: Reply) -> int:
            kind = reply.language, reply.country
            if kind not in known:
                known[kind] = self._price(reply, now)
            return known[kind]

        return price

    def _price(self, reply: Reply, now: datetime) -> int:
        """Price a reply; one that has no price, because its words are gone, fits nowhere."""
        try:
            return self.delivery.postage.price(reply, now)
        except StoreError:
            raise
        except Exception as error:
            log.error("sweep.skipped", reply=reply.id, error=type(error).__name__)
            return MOST + 1

    def _still(self, state: State, pending: Pending) -> list[Reply]:
        """Read those that are pending in a *state*, and have not moved on since that was asked."""
        return [reply for reply in self.outbox.read(pending[state]) if reply.state is state]


def _paid_for(turn: Iterable[Reply], room: Room, price: Callable[[Reply], int]) -> Iterator[Reply]:
    """Give those that there is room for, in their *turn*."""
    for reply in turn:
        if price(reply) > room.together:
            return  # nobody cheaper overtakes him, or he would wait for ever
        if room.take(reply.country, reply.number, price(reply)):
            yield reply
