"""The closure: decoy numbers without webhooks at the provider, so that nothing is billed but their rent; and back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from redis.exceptions import LockError
from redis.lock import Lock

from decoy import store
from decoy.errors import AccountFault, NotSent, ProviderError, Unconfirmed, Undeliverable, Unusable
from decoy.pauses import Pauses
from decoy.policy import Policy
from decoy.provider import Numbers, OurNumber, Webhooks
from decoy.rungs import Rung
from decoy.store import Store

LEASE = 120  # seconds; renewed before each number, which is looked up and changed in half of it at the worst
BUSY = "Somebody else is closing or opening this line, or was cut short doing so: type it again in two minutes."

TROUBLE: dict[type[ProviderError], str] = {
    AccountFault: "Twilio refuses the account's sid and token, or the account{}: look into Twilio's console",
    NotSent: "Twilio cannot be reached, or takes no more requests now{}",
    Undeliverable: "Twilio refuses this for the number{}: look at the number in Twilio's console",
    Unconfirmed: "Twilio did not give a clear answer{}",
}
ABSENT = "this Twilio account does not have it: compare [[numbers]] of the policy with Twilio's console"
SERVICE = (
    "its own webhooks are blank, but its texts go to the address of the Messaging Service {}: take the number out of "
    "that service in Twilio's console"
)
UNASKED = "its own webhooks are blank, but whether a Messaging Service takes its texts is not known: {}"
UNREMEMBERED = (
    "it has no webhooks, and it is not remembered here what they were. Set them in Twilio's console, by POST: "
    "{0}/twilio/voice for calls, {0}/twilio/sms for messages, {0}/twilio/call-status for call status changes"
)


class Fate(StrEnum):
    """What became of one number."""

    DONE = "done"
    UNTOUCHED = "untouched"  # it was as it should be
    ELSEWHERE = "elsewhere"  # somebody has to act at Twilio, or on the policy
    AGAIN = "again"  # to try once more may help


@dataclass(frozen=True)
class Outcome:
    """What became of one decoy number, in *words* that begin in the middle of a sentence and have no full stop."""

    number: str
    fate: Fate
    words: str

    @property
    def good(self) -> bool:
        """Tell whether nothing is left to do."""
        return self.fate in (Fate.DONE, Fate.UNTOUCHED)


@dataclass(frozen=True)
class Closure:
    """
    Closes and opens one line; only one of them goes on at a time.

    What a number's webhooks were is remembered before they are blanked, and forgotten when Twilio has confirmed that
    they are back. While it is remembered it is not overwritten, so both may be tried as often as it takes.
    """

    policy: Policy
    store: Store
    pauses: Pauses
    numbers: Numbers
    public_url: str

    def close(self, reason: str, now: datetime) -> list[Outcome]:
        """
        Hold everything back, then blank the webhooks of every number.

        Raises `Unusable` while somebody else closes or opens the line.
        """
        with self._alone() as lease:
            self.pauses.pause(reason, None, now, rung=Rung.CLOSED)
            return [self._try(number, self._blank, lease) for number in self._known()]

    def open(self, now: datetime) -> list[Outcome]:
        """
        Put the webhooks of every number back, then lift the order, unless to try again may put back more.

        Raises `Unusable` while somebody else closes or opens the line.
        """
        with self._alone() as lease:
            outcomes = [self._try(number, self._put_back, lease) for number in self._known()]
            order = self.pauses.current(now)
            if order and all(outcome.fate is not Fate.AGAIN for outcome in outcomes):
                self.pauses.open(order.reason, now)
            return outcomes

    def in_force(self, now: datetime) -> bool:
        """Tell whether the line is closed."""
        order = self.pauses.current(now)
        return order is not None and order.rung is Rung.CLOSED

    def remembered(self) -> list[str]:
        """List the numbers whose webhooks are remembered, because they are blank or about to be."""
        return sorted(self.store.redis.hkeys(store.CLOSED))

    def _known(self) -> list[str]:
        """List our decoy numbers, and those that were ours when the line was closed."""
        return list(dict.fromkeys([*(ours.number for ours in self.policy.numbers), *self.remembered()]))

    def _try(self, number: str, change: Callable[[OurNumber, str], tuple[Fate, str]], lease: Lock) -> Outcome:
        lease.reacquire()
        try:
            ours = self.numbers.find(number)
            return Outcome(number, *(change(ours, number) if ours else (Fate.ELSEWHERE, ABSENT)))
        except ProviderError as error:
            return Outcome(number, Fate.AGAIN, _trouble(error))

    def _blank(self, ours: OurNumber, number: str) -> tuple[Fate, str]:
        if not ours.webhooks.blank:
            self.store.redis.hsetnx(store.CLOSED, number, ours.webhooks.packed())
            self.numbers.set(ours, ours.webhooks.blanked())
        try:
            service = self.numbers.service(number)
        except ProviderError as error:
            return Fate.AGAIN, UNASKED.format(_trouble(error))
        if service:
            return Fate.ELSEWHERE, SERVICE.format(service)
        return Fate.UNTOUCHED if ours.webhooks.blank else Fate.DONE, "its webhooks are blank"

    def _put_back(self, ours: OurNumber, number: str) -> tuple[Fate, str]:
        remembered = self.store.redis.hget(store.CLOSED, number)
        if remembered:
            self.numbers.set(ours, Webhooks.unpacked(remembered))
            self.store.redis.hdel(store.CLOSED, number)
            return Fate.DONE, "its webhooks are what they were"
        if ours.webhooks.blank:
            return Fate.ELSEWHERE, UNREMEMBERED.format(self.public_url)
        return Fate.UNTOUCHED, "it has its webhooks"

    @contextmanager
    def _alone(self) -> Iterator[Lock]:
        lease = self.store.redis.lock(store.CLOSING, timeout=LEASE, blocking=False)
        if not lease.acquire():
            raise Unusable(BUSY)
        try:
            yield lease
        except LockError:  # it took so long that somebody else may have begun
            raise Unusable(BUSY) from None
        finally:
            with suppress(LockError):
                lease.release()


def _trouble(error: ProviderError) -> str:
    return TROUBLE[type(error)].format(f" (error {error.code})" if error.code else "")
