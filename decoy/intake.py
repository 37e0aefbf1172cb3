"""The walk in: what reached us passes the gates, and may earn one reply."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import structlog

from decoy import bodies, crowd, errands, replies, spam
from decoy.blocks import Blocks
from decoy.callers import Caller, Callers, home_of
from decoy.costs import Budget, Charge
from decoy.errors import Reason, Refused
from decoy.hearing import Hearing, played
from decoy.keyring import Keyring
from decoy.ladder import Ladder
from decoy.ledger import Ledger
from decoy.messages import CompletedCall, Contact, InboundCall, InboundMessage, Keyword
from decoy.outbox import Outbox
from decoy.policy import Policy
from decoy.prices import Prices
from decoy.raids import Raids
from decoy.ratelimit import Limiter
from decoy.roster import Roster
from decoy.rungs import Rung
from decoy.store import Store

log = structlog.get_logger()
ContactT = TypeVar("ContactT", InboundMessage, InboundCall)
LOOKS = 10
BETWEEN_LOOKS = 0.05  # seconds

BUSY = frozenset(
    {Reason.BLOCKED, Reason.CALLS_PER_CALLER, Reason.CALLS_SHARE, Reason.UNKNOWN_DECOY_NUMBER}
    | {Reason.SILENT, Reason.GUARDED}
)


@dataclass(frozen=True)
class Intake:
    """Takes in texts and calls. *jitter* picks a whole number of seconds below its argument."""

    store: Store
    policy: Policy
    keyring: Keyring
    callers: Callers
    ledger: Ledger
    blocks: Blocks
    roster: Roster
    limiter: Limiter
    outbox: Outbox
    budget: Budget
    prices: Prices
    ladder: Ladder
    raids: Raids
    jitter: Callable[[int], int] = secrets.randbelow

    def receive(self, message: InboundMessage, now: datetime) -> None:
        """Take in a text; the same text a second time changes nothing."""
        message, caller = self._ours(message), self.callers.identify(message.caller)
        opening = self.ledger.opening(message, caller.ref, now, caller.range, caller.country)
        price = self.prices.inbound(home_of(message.number), now)
        micros = message.segments * price.micros
        charge = Charge(message.sid, message.number, micros, caller=caller.ref)
        opened, _ = self.store.do(errands.together(opening, self.budget.charging(charge, now)))
        if opened.decided:
            return
        if message.keyword:
            self._obey(message.keyword, message, caller, now)
        else:
            self._consider(message, caller, now)

    def answer(self, call: InboundCall, now: datetime) -> Hearing:
        """Take in a call and say what it hears; the same call a second time hears the same."""
        call, caller = self._ours(call), self.callers.identify(call.caller)
        opened = self.ledger.open(call, caller.ref, now, caller.range, caller.country)
        early = opened.early or caller.hidden  # who hides is never known again: she may be beside any of them
        decided = opened.decided or (not opened.new and self._wait_for_decision(call))
        hearing = self._hearing(call, decided or self._decide(call, caller, opened.new, now), early)
        if hearing.picked_up and not opened.decided:
            self.budget.expect_end(call.sid, call.number, now)
        return hearing

    def complete(self, call: CompletedCall, now: datetime) -> None:
        """
        Charge a call that ended; a refused one was free.

        Only then is its end no longer waited for: a store that is full may refuse to charge it and still forget it.
        """
        number = call.number if self.policy.number(call.number) else ""
        if call.minutes:
            ref = self.callers.identify(call.caller).ref
            micros = call.minutes * self.prices.minute(home_of(number), now).micros
            self.budget.charge(call.sid, number, micros, now, minutes=call.minutes, caller=ref)
        self.budget.ended(call.sid, number)

    def _decide(self, call: InboundCall, caller: Caller, new: bool, now: datetime) -> str:
        """Pass a call through its gates, the limits first: those who opted out still hear the recording."""
        try:
            if new:
                self._admit(caller, call.number, now)
            self._check_blocks(call, caller, now)
            self._promise(call, caller, now)
        except Refused as refusal:
            self.ledger.refuse(call, caller.ref, refusal.reason, now)
            return refusal.reason
        return ""

    def _hearing(self, call: InboundCall, decision: str, early: bool) -> Hearing:
        """Say what a call hears about which this was decided; the rung had its say before."""
        ours = self.policy.number(call.number)
        return Hearing.BUSY if ours is None or decision in BUSY else played(ours, early)

    def _admit(self, caller: Caller, number: str, now: datetime) -> None:
        """Refuse what the rung we stand on, the limits on calls or their share of the money have no recording for."""
        view, duty = self.store.do(errands.together(self.ladder.looking(now), self.roster.asking(number)))
        rung = self.ladder.stand(now, view).rung
        if not rung.plays:
            raise Refused(Reason.SILENT)
        guarded = rung is Rung.GUARDED or not duty.replies
        self.limiter.admit(caller, guarded, now)
        self.budget.take_call(self.prices.minute(home_of(number), now).micros, now)

    def _obey(self, keyword: Keyword, message: InboundMessage, caller: Caller, now: datetime) -> None:
        self.blocks.obey(keyword, message, caller.ref, now)
        if keyword is Keyword.STOP:
            self.outbox.withdraw(caller.ref, now, Reason.OPTED_OUT)

    def _consider(self, message: InboundMessage, caller: Caller, now: datetime) -> None:
        try:
            self._check_blocks(message, caller, now)
            self._promise(message, caller, now)
        except Refused as refusal:
            self.ledger.refuse(message, caller.ref, refusal.reason, now, refusal.signs)

    def _check_blocks(self, contact: Contact, caller: Caller, now: datetime) -> None:
        blocked = self.blocks.checking(caller.ref, now, caller.range, caller.country, contact.sid)
        for refusal in self.store.do(errands.together(blocked, self.roster.checking(contact.number))):
            if refusal:
                raise Refused(refusal)

    def _promise(self, contact: Contact, caller: Caller, now: datetime) -> None:
        """Promise a reply, if this contact earns one."""
        ours = self.policy.number(contact.number)
        if ours is None:
            raise Refused(Reason.UNKNOWN_DECOY_NUMBER)
        said = self._said(contact)
        noting = self.raids.noting(contact, caller, said, now)
        try:
            self._check(contact, caller)
        except Refused:
            self.store.do(noting)
            raise
        due = replies.due(now, self.policy.replies, self.jitter)
        reply = replies.compose(contact, caller, ours, due, self.keyring, now)
        self.outbox.put(replace(reply, bodies=crowd.brief(said)), contact, now, noting)

    def _check(self, contact: Contact, caller: Caller) -> None:
        """Refuse a contact that earns nothing, as far as that can be told without the store."""
        if contact.channel not in self.policy.replies.answer:
            raise Refused(Reason.CHANNEL_NOT_ANSWERED)
        self.callers.answerable(caller)
        if isinstance(contact, InboundMessage):
            spam.check(contact.text)

    def _said(self, contact: Contact) -> tuple[str, ...]:
        """Give the keyed fingerprints of a long text."""
        key = self.keyring.derive("bodies")
        return bodies.fingerprints(contact.text, key) if isinstance(contact, InboundMessage) else ()

    def _ours(self, contact: ContactT) -> ContactT:
        """Leave out a number that is not ours: what the ledger shows must not be for others to choose."""
        if self.policy.number(contact.number):
            return contact
        log.warning("intake.unknown_decoy_number", sid=contact.sid)
        return replace(contact, number="")

    def _wait_for_decision(self, call: InboundCall) -> str:
        """Wait a moment for whoever has this call in hand; "" when he seems to have died over it."""
        for _ in range(LOOKS):
            decided = self.ledger.decision(call)
            if decided:
                return decided
            time.sleep(BETWEEN_LOOKS)
        return ""
