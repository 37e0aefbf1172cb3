"""The walk out: when its hour has come, a reply passes the last gates, is sent, and is followed to its end."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from decoy import errands
from decoy.blocks import Blocks
from decoy.costs import Budget
from decoy.errands import Errand
from decoy.errors import AccountFault, NotSent, ProviderError, Reason, Refused, Unconfirmed, Undeliverable
from decoy.keyring import Keyring
from decoy.ladder import Ladder
from decoy.messages import OPEN, WAITING, Reply, State, StatusUpdate
from decoy.outbox import Outbox
from decoy.pauses import Pauses
from decoy.policy import Policy
from decoy.postage import Postage
from decoy.provider import Provider
from decoy.raids import Raids
from decoy.roster import Roster
from decoy.rungs import Rung
from decoy.sentences import Sentence
from decoy.store import Store

log = structlog.get_logger()

ENDS = {  # refusals that end a reply; all others hold it
    Reason.BLOCKED: State.CANCELLED,
    Reason.OPTED_OUT: State.CANCELLED,
    Reason.RETIRED_NUMBER: State.CANCELLED,
    Reason.RANGE: State.CANCELLED,
    Reason.CAMPAIGN: State.CANCELLED,
    Reason.TOO_OLD: State.EXPIRED,
}
BACK_OFF = timedelta(seconds=30)  # doubled with each attempt
LONGEST_BACK_OFF = timedelta(minutes=30)
A_DAY = timedelta(days=1)
LOOKING = timedelta(minutes=2)  # how long an unconfirmed reply is looked for before it is sent again


@dataclass(frozen=True)
class Delivery:
    """Sends replies and follows them."""

    store: Store
    policy: Policy
    keyring: Keyring
    blocks: Blocks
    roster: Roster
    pauses: Pauses
    budget: Budget
    outbox: Outbox
    provider: Provider
    postage: Postage
    ladder: Ladder
    raids: Raids

    def send(self, reply_id: str, now: datetime) -> None:
        """Send a reply that is due. Whoever comes second finds it taken and does nothing."""
        reply = self.outbox.due(reply_id, now)
        if reply is None:
            return
        claiming, looking = self.outbox.claiming(reply, now), self.budget.looking(now)
        claimed, forbidden, look = self.store.do(errands.together(claiming, self._checking(reply, now), looking))
        if not claimed:
            return
        try:
            # Read once: what is paid for is what is sent, whoever changes the words now.
            text = self._admit(reply, forbidden, self.budget.funds(now, look).room, now)
            self.budget.reserve(reply, self.postage.weigh(reply, text, now), now)
        except Refused as refusal:
            self._put_aside(reply, refusal, now)
        else:
            self._hand_over(reply, text, now)

    def update(self, reply_id: str, update: StatusUpdate, now: datetime) -> None:
        """Follow a reply as the provider reports it: in any order, any number of times."""
        reply = self.outbox.get(reply_id)
        if reply is None:
            log.warning("delivery.stray_update", reply=reply_id, sid=update.sid)
        elif reply.state in OPEN and reply.sid in ("", update.sid):
            self._follow(reply, update, now)
        elif reply.sid != update.sid:
            self._surprised(reply, update, now)

    def confirm(self, reply: Reply, now: datetime) -> bool:
        """
        Ask the provider for an unconfirmed reply; False when it could not be asked.

        When it surely has none, the reply waits again; when nobody can tell any more, it counts as sent.
        """
        try:
            since = reply.due if reply.due <= now else now - A_DAY  # due so late by a clock that ran ahead
            found = self.provider.find(self._sender(reply), self._to(reply), since)
        except ProviderError as error:
            log.warning("delivery.cannot_ask", reply=reply.id, kind=type(error).__name__, code=error.code)
            if isinstance(error, Undeliverable) or now > self._expiry(reply):
                self.close(reply, now)
            return False
        if found:
            self.update(reply.id, found, now)
        elif now - reply.since >= LOOKING:
            self.budget.release(reply, now)
            self.outbox.accept(reply, now, now)
        return True

    def close(self, reply: Reply, now: datetime) -> None:
        """Count a reply as sent, and its price as spent, because nobody will tell us more."""
        self._pay(reply, reply.sid, now)
        self.outbox.end(reply, State.SENT, now)

    def _checking(self, reply: Reply, now: datetime) -> Errand[Reason | None]:
        """Have it checked whether a reply is too old, its caller blocked, or its number retired: why, or None."""
        if now > self._expiry(reply):
            return errands.merged(errands.NOTHING, lambda _: Reason.TOO_OLD)
        blocked = self.blocks.checking(reply.caller, now, reply.range, reply.country, reply.reservation)
        found = errands.together(blocked, self.roster.checking(reply.number))
        return errands.merged(found, lambda reasons: reasons[0] or reasons[1])

    def _admit(self, reply: Reply, forbidden: Reason | None, room: int, now: datetime) -> str:
        """Refuse a reply for what was checked, for a raid, or for where the line stands; else read its words."""
        if forbidden:
            raise Refused(forbidden)
        self.raids.admit(reply, room, now)
        view, (again, text) = self.store.do(errands.together(self.ladder.looking(now), self.postage.reading(reply)))
        standing = self.ladder.check(view, now)
        if standing.rung is Rung.GUARDED and reply.attempt == 1 and not again:
            raise self.ladder.refused(standing, view, now)  # behind those who came again; the sweep takes him up
        return text

    def _expiry(self, reply: Reply) -> datetime:
        policy = self.policy.replies
        return reply.accepted_at + timedelta(seconds=policy.delay_seconds, hours=policy.hold_hours)

    def _patience(self, reply: Reply, reason: Reason) -> datetime:
        """Say how long a reply is held at most: a single that a raid leaves out not for long."""
        if reason is not Reason.RAID:
            return self._expiry(reply)
        return min(self._expiry(reply), reply.due + timedelta(hours=self.policy.raids.single_hours))

    def _put_aside(self, reply: Reply, refusal: Refused, now: datetime) -> None:
        reason = refusal.reason
        if reason in ENDS:
            self.outbox.end(reply, ENDS[reason], now, reason)
        else:
            self.outbox.hold(reply, self._patience(reply, reason), now, reason, refusal.opens)

    def _hand_over(self, reply: Reply, text: str, now: datetime) -> None:
        try:
            sid = self.provider.send(reply.id, self._sender(reply), self._to(reply), text)
        except ProviderError as error:
            log.warning("delivery.not_sent", reply=reply.id, kind=type(error).__name__, code=error.code)
            self._recover(reply, error, now)
        else:
            self.outbox.sent(reply, sid, now)

    def _recover(self, reply: Reply, error: ProviderError, now: datetime) -> None:
        """Do what each kind of failure asks for. Money that was surely not spent is given back first."""
        if isinstance(error, Unconfirmed):
            self.outbox.doubt(reply, now)
            return
        self.budget.release(reply, now)
        if isinstance(error, NotSent):
            self.outbox.accept(reply, now + _back_off(reply, error), now, reason=_code(error.code))
        elif isinstance(error, AccountFault):
            self.outbox.hold(reply, self._expiry(reply), now, _code(error.code))
            self._pause(error.code, now)
        elif isinstance(error, Undeliverable):
            self._give_up(reply, error, now)

    def _give_up(self, reply: Reply, error: Undeliverable, now: datetime) -> None:
        self.outbox.end(reply, State.FAILED, now, _code(error.code))
        if error.opted_out:
            self.blocks.opt_out(reply.caller, now)

    def _follow(self, reply: Reply, update: StatusUpdate, now: datetime) -> None:
        if update.state is State.FAILED:
            self._failed(reply, update, now)
        elif update.state is State.SENT:
            self._sent(reply, update, now)
        else:
            self._pay(reply, update.sid, now)
            self.outbox.finish(reply, update.state, update.sid, now, _code(update.code))

    def _sent(self, reply: Reply, update: StatusUpdate, now: datetime) -> None:
        if reply.state in WAITING:  # an attempt given up as lost was made after all
            self._pay(reply, update.sid, now)
        self.outbox.sent(reply, update.sid, now)

    def _failed(self, reply: Reply, update: StatusUpdate, now: datetime) -> None:
        """End a reply that failed on its way; what failed may also be an attempt given up, which is no matter."""
        certain = reply.sid == update.sid or reply.state is State.UNCONFIRMED or reply.attempt == 1
        if reply.state in WAITING or not certain:
            return
        self.budget.release(reply, now)
        if not self.outbox.finish(reply, State.FAILED, update.sid, now, _code(update.code)):
            return
        if update.opted_out and reply.caller:
            self.blocks.opt_out(reply.caller, now)
        if update.billed:
            self.budget.charge(update.sid, reply.number, self.policy.prices.failed_message, now, caller=reply.caller)
        if update.account_fault:
            self._pause(update.code, now)

    def _pay(self, reply: Reply, sid: str, now: datetime) -> None:
        """
        Spend what was set aside; what an attempt given up has cost is charged under its own sid.

        In a round trip of its own: a store that is full may refuse to write this down and still end a reply.
        """
        if not self.budget.settle(replace(reply, sid=sid), now) and sid:
            self._charge(reply, sid, now)

    def _surprised(self, reply: Reply, update: StatusUpdate, now: datetime) -> None:
        """Pay for a message that we had given up as lost, and that was sent beside another or for nothing."""
        log.error("delivery.unexpected_message", reply=reply.id, sid=update.sid, state=update.state)
        if update.state in (State.DELIVERED, State.UNDELIVERED):
            self._charge(reply, update.sid, now)

    def _charge(self, reply: Reply, sid: str, now: datetime) -> None:
        price, attempt = self.postage.price(reply, now), f"{reply.id}:{sid}"
        self.budget.charge(sid, reply.number, price, now, country=reply.country, caller=reply.caller, attempt=attempt)

    def _pause(self, code: int | None, now: datetime) -> None:
        """Stop everything: the account would refuse every other reply too."""
        self.pauses.pause(Sentence("Twilio refuses to send, error %(code)s", code=code), None, now, fault=True)

    def _sender(self, reply: Reply) -> str:
        ours = self.policy.number(reply.number)
        return ours.sender if ours else reply.number

    def _to(self, reply: Reply) -> str:
        return self.keyring.unseal(reply.sealed)


def _back_off(reply: Reply, error: NotSent) -> timedelta:
    doubled = BACK_OFF * float(2 ** min(reply.attempt - 1, 10))
    return max(min(doubled, LONGEST_BACK_OFF), timedelta(seconds=error.retry_after or 0))


def _code(code: int | None) -> str:
    return f"provider:{code}" if code else ""
