"""A fund through any sequence of events: never beyond floor, balance, caps and share, and equal to its ledger."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from decoy.corrections import Corrections, Unpriced
from decoy.costs import Budget
from decoy.ledger import Ledger
from decoy.messages import Reply
from decoy.store import DAYS, FUNDS, Store
from tests.budgets import UNIT, attempt, number, policy, refused_until
from tests.memory import memory
from tests.numbers import DECOY, HER_OTHER_NUMBER
from tests.world import DAY, EVENING, HOUR, sum_up

NUMBERS = st.sampled_from([DECOY, HER_OTHER_NUMBER, ""])
MORE = st.integers(0, UNIT)


class Fund(RuleBasedStateMachine):
    """Any sequence of what a budget can do, with every earlier step done again at any time, while the clock moves."""

    store: Store
    numbers = (number("3.00"), number("4.00", HER_OTHER_NUMBER))
    attempts: Bundle[Reply] = Bundle("attempts")
    settled: Bundle[Reply] = Bundle("settled")
    steps: Bundle[Callable[[], object]] = Bundle("steps")

    @initialize(paid_in=st.sampled_from([100, 8, 0]))
    def begin(self, paid_in: int) -> None:
        """Begin with an empty store and something paid in, or nothing."""
        self.store.redis.flushall()
        self.policy = policy(country_caps={"BE": "2.00", "FR": "8.00"})
        self.budget = Budget(self.store, self.policy, self.numbers)
        self.corrections = Corrections(self.store)
        self.now = EVENING
        self.count = 0
        self.kept: dict[str, tuple[datetime, int]] = {}
        self.days: Counter[str] = Counter()
        self.counted: dict[str, tuple[list[str], int]] = {}
        self.budget.top_up("T0", paid_in * UNIT, self.now)

    def next(self, prefix: str) -> str:
        """Name the next step."""
        self.count += 1
        return f"{prefix}{self.count}"

    def fields(self, *scopes: str) -> list[str]:
        """Name what counts something today, by its *scopes*."""
        today = self.now.astimezone(self.policy.timezone).date().isoformat()
        return [today, *(f"{today} {scope}" for scope in scopes)]

    def count_in(self, fields: Iterable[str], micros: int) -> None:
        """Count beside the budget what it should have counted."""
        self.days.update(dict.fromkeys(fields, micros))

    @rule(target=steps, micros=st.integers(0, 2 * UNIT))
    def pay(self, micros: int) -> Callable[[], object]:
        """Pay in."""
        step = partial(self.budget.top_up, self.next("P"), micros, self.now)
        assert step()
        return step

    @rule(target=steps, number=NUMBERS, micros=st.integers(0, UNIT), guess=st.booleans(), more=MORE)
    def charge(self, number: str, micros: int, guess: bool, more: int) -> Callable[[], object]:
        """Be charged; a guess turns out to be wrong on the next day."""
        name, fields = self.next("SM"), self.fields(*[f"number {number}"] if number else [])
        step = partial(self.budget.charge, name, number, micros, self.now, guess=guess)
        assert step()
        if guess:
            step = partial(self.budget.charge, name, number, micros + more, self.now + timedelta(days=1))
            assert step()
        self.count_in(fields, micros + (more if guess else 0))
        return step

    @rule(balance=st.sampled_from([None, 3 * UNIT, 4 * UNIT + 1, -UNIT, 30 * UNIT]))
    def read_balance(self, balance: int | None) -> None:
        """Read what the provider's account holds, or learn that it cannot be read."""
        if balance is None:
            self.store.redis.hdel(FUNDS, "balance", "balance_spent")
        else:
            spent = self.budget.funds(self.now).spent
            self.store.redis.hset(FUNDS, mapping={"balance": balance, "balance_spent": spent})

    @rule(
        target=attempts,
        seconds=st.sampled_from([0, 0, 900, HOUR, DAY]),
        micros=st.sampled_from([UNIT, 2 * UNIT, 1, 5 * UNIT, 6 * UNIT]),
        country=st.sampled_from(["BE", "FR", "RE", ""]),
        number=NUMBERS,
    )
    def reserve(self, seconds: int, micros: int, country: str, number: str) -> Reply:
        """Reserve what fits, and nothing that does not."""
        self.now += timedelta(seconds=seconds)
        reply, room = attempt(self.next("r"), 1, country, number), self.budget.room(self.now)
        refused = refused_until(self.budget, reply, micros, self.now)
        if refused is None:
            self.kept[reply.id] = (self.now, micros)
            scopes = [f"{kind} {name}" for kind, name in (("country", country), ("number", number)) if name]
            self.counted[reply.id] = self.fields(*scopes), micros
            self.count_in(self.fields(*scopes), micros)
            self.nothing_is_passed({"day", "hour", *scopes})
        else:
            # the bucket empties in whole micros
            assert micros > room.together - 2 or not room.fits(country, number, micros)
            assert refused[1] is None or refused[1] > self.now
        return reply

    def nothing_is_passed(self, capped: set[str]) -> None:
        """See that what was just reserved passes neither floor nor balance, nor any cap that counts it."""
        funds = self.budget.funds(self.now)
        assert funds.available >= 0
        assert funds.balance is None or funds.balance >= 0
        assert funds.room >= 0
        assert [cap for cap in self.budget.caps(self.now) if cap.name in capped and cap.used > cap.limit] == []

    @rule(target=steps, reply=attempts, was_sent=st.booleans())
    def end(self, reply: Reply, was_sent: bool) -> Callable[[], object]:
        """Settle or release what an attempt has reserved."""
        step = self.budget.settle if was_sent else self.budget.release
        if step(reply, self.now) and not was_sent:
            self.kept.pop(reply.id)
            fields, micros = self.counted.pop(reply.id)
            self.count_in(fields, -micros)
        return partial(step, reply, self.now)

    @rule(target=settled, reply=attempts)
    def settle(self, reply: Reply) -> Reply:
        """Settle what an attempt has reserved, if it has."""
        self.budget.settle(reply, self.now)
        return reply

    @rule(target=steps, reply=settled, micros=st.integers(0, 2 * UNIT))
    def correct(self, reply: Reply, micros: int) -> Callable[[], object]:
        """Learn what a reply really cost."""
        step = partial(self.corrections.correct, Unpriced(reply.reservation, "SM", self.now), micros, self.now)
        if step():
            fields, thought = self.counted[reply.id]
            self.count_in(fields, micros - thought)
        return step

    @rule(step=steps)
    def do_again(self, step: Callable[[], object]) -> None:
        """Do an earlier step again, and change nothing."""
        before = self.dump()
        step()
        assert self.dump() == before

    @invariant()
    def ledger_sums_to_the_counters(self) -> None:
        """The ledger sums to the counters."""
        funds = self.budget.funds(self.now)
        entries = list(Ledger(self.store).entries())
        counters = {"topped_up": funds.topped_up, "spent": funds.spent, "reserved": funds.reserved}
        assert sum_up(entries) == counters
        assert funds.reserved >= 0

    @invariant()
    def days_count_what_happened(self) -> None:
        """What is counted for each day, country and number is what was charged, set aside and corrected there."""
        found = self.store.redis.hgetall(DAYS).items()
        read = {field: int(micros) for field, micros in found if not field.endswith(" replies")}
        assert {field: micros for field, micros in read.items() if micros} == +self.days
        whole_days = sum(micros for field, micros in read.items() if " " not in field)
        funds = self.budget.funds(self.now)
        assert whole_days == funds.spent + funds.reserved

    @invariant()
    def no_time_past_its_share(self) -> None:
        """No stretch of time is past what the hour's share allows it."""
        kept = sorted(self.kept.values())
        for place, (start, _) in enumerate(kept):
            total = 0
            for at, micros in kept[place:]:
                total += micros
                hours = (at - start) / timedelta(hours=1)
                assert total <= self.policy.hourly_cap * (1 + hours) + len(kept)

    def dump(self) -> dict[bytes, Any]:
        """Read all that the store keeps of ours."""
        return memory(self.store.binary, "decoy:")


def test_any_sequence_keeps_the_budget(store_url: str) -> None:
    """
    Whatever happens in whatever order, and twice: floor, balance, caps and share hold, and the ledger sums up.

    Doing an earlier step again changes nothing at all in the store.
    """
    machine: Any = type("FundOnTheStore", (Fund,), {"store": Store(store_url)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=100,
            stateful_step_count=50,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
