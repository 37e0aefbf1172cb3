"""The provider's balance: the other truth about the fund. The smaller of the two counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from decoy import store
from decoy.drift import Drift
from decoy.errors import ProviderError
from decoy.moments import from_millis, to_millis
from decoy.policy import BudgetPolicy
from decoy.provider import Paid
from decoy.sentences import Sentence, kept, recalled
from decoy.store import Store

log = structlog.get_logger()

READ_EVERY = timedelta(minutes=5)
PATIENCE = timedelta(minutes=15)  # how long the last balance counts while no other can be read
NOT_KEPT = Sentence("Twilio shows no balance for this account")
CUT_SHORT = Sentence("a reading was cut short")
Ask = Callable[[], Paid | None]


@dataclass(frozen=True)
class Known:
    """
    What is known of the balance.

    *drift* has the balance that was read last, and is None while our ledger alone rules. *lost_at* is since when
    it cannot be read, and *why* says the reason in words.
    """

    drift: Drift | None = None
    read_at: datetime | None = None
    lost_at: datetime | None = None
    why: str = ""

    def is_lost(self, now: datetime) -> bool:
        """Tell whether it could not be read for longer than that is a matter of patience."""
        return self.lost_at is not None and abs(now - self.lost_at) >= PATIENCE


class Balances:
    """
    The balance of one line's account.

    *ask* reads it, None when the account keeps none, and raises ProviderError. Without *ask* the fund is play
    money, and nothing is ever read.
    """

    def __init__(self, store: Store, policy: BudgetPolicy, ask: Ask | None) -> None:
        self._store = store
        self._currency = policy.currency
        self._ask = ask

    def known(self) -> Known | None:
        """Look at what is known; None for play money."""
        if self._ask is None:
            return None
        record = self._store.redis.hgetall(store.BALANCE)
        micros = record.get("micros")
        drift = None if micros is None else Drift(int(record["drift"]), int(micros))
        return Known(
            drift, _moment(record.get("read_at")), _moment(record.get("lost_at")), recalled(record.get("why", ""))
        )

    def look(self, now: datetime) -> bool:
        """Tell whether a reading is due; whoever then refreshes may find that somebody else has."""
        if self._ask is None:
            return False
        tried_at, seen = self._store.redis.hmget(store.BALANCE, "tried_at", "topped_up")
        lately = tried_at is not None and abs(to_millis(now) - int(tried_at)) < _millis(READ_EVERY)
        return not lately or seen != (self._store.redis.hget(store.FUNDS, "topped_up") or "0")

    def refresh(self, now: datetime) -> bool:
        """Read the balance when that is due, one reader in five minutes; False when it was not our turn."""
        claim = self._claim(now) if self._ask else 0
        if not (self._ask and claim):
            return False
        try:
            paid = self._ask()
        except ProviderError as error:
            why = Sentence("error %(code)s", code=error.code) if error.code else Sentence("no answer")
            self._lose(claim, Sentence("Twilio could not be asked (%(why)s)", why=why), now)
        else:
            self._take(claim, paid, now)
        return True

    def _take(self, claim: int, paid: Paid | None, now: datetime) -> None:
        """Write a balance down, if it is one of ours to count in."""
        if paid is None:
            self._lose(claim, NOT_KEPT, now, ledger_rules=True)
        elif paid.currency != self._currency:
            theirs = paid.currency or Sentence("no currency")
            why = Sentence(
                "Twilio's is in %(theirs)s, and the budget in %(ours)s", theirs=theirs, ours=self._currency
            )
            self._lose(claim, why, now, ledger_rules=True)
        else:
            self._run("read_balance", claim, to_millis(now), paid.micros)

    def _claim(self, now: datetime) -> int:
        return self._run("claim_balance", to_millis(now), _millis(READ_EVERY), _millis(PATIENCE), kept(CUT_SHORT))

    def _lose(self, claim: int, why: str, now: datetime, ledger_rules: bool = False) -> None:
        log.warning("balance.not_read", why=why)
        self._run("lose_balance", claim, to_millis(now), kept(why), int(ledger_rules))

    def _run(self, script: str, *args: int | str) -> int:
        return int(self._store.run(script, [store.BALANCE, store.FUNDS], args))


def _millis(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _moment(millis: str | None) -> datetime | None:
    return from_millis(millis) if millis else None
