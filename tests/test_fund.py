"""A fund through any sequence of events: never beyond floor, cap and share, and equal to its ledger."""

from collections import defaultdict
from collections.abc import Callable
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

from decoy.costs import Budget
from decoy.ledger import Ledger
from decoy.messages import Reply
from decoy.store import Store
from tests.budgets import UNIT, attempt, policy, refusal
from tests.memory import memory
from tests.numbers import DECOY
from tests.world import DAY, EVENING, HOUR, sum_up


class Fund(RuleBasedStateMachine):
    """Any sequence of what a budget can do, with every earlier step done again at any time, while the clock moves."""

    store: Store
    attempts: Bundle[Reply] = Bundle("attempts")
    steps: Bundle[Callable[[], object]] = Bundle("steps")

    @initialize(paid_in=st.sampled_from([100, 8, 0]))
    def begin(self, paid_in: int) -> None:
        """Begin with an empty store and something paid in, or nothing."""
        self.store.redis.flushall()
        self.policy = policy()
        self.budget = Budget(self.store, self.policy)
        self.now = EVENING
        self.count = 0
        self.kept: dict[str, tuple[datetime, int]] = {}
        self.budget.top_up("T0", paid_in * UNIT, self.now)

    def next(self, prefix: str) -> str:
        """Name the next step."""
        self.count += 1
        return f"{prefix}{self.count}"

    @rule(target=steps, paid_in=st.booleans(), micros=st.integers(0, 2 * UNIT))
    def pay(self, paid_in: bool, micros: int) -> Callable[[], object]:
        """Pay in, or be charged."""
        name, now = self.next("P"), self.now
        step = partial(self.budget.top_up, name) if paid_in else partial(self.budget.charge, name, DECOY)
        assert step(micros, now)
        return lambda: step(micros, now)

    @rule(
        target=attempts,
        seconds=st.sampled_from([0, HOUR, 900, DAY]),
        micros=st.sampled_from([5 * UNIT, UNIT, 1, 6 * UNIT]),
    )
    def reserve(self, seconds: int, micros: int) -> Reply:
        """Reserve what fits, and nothing that does not."""
        self.now += timedelta(seconds=seconds)
        reply, room = attempt(self.next("r")), self.budget.funds(self.now).room
        reason = refusal(self.budget, reply, micros, self.now)
        if reason is None:
            self.kept[reply.id] = (self.now, micros)
            funds = self.budget.funds(self.now)
            assert funds.available >= 0
            assert funds.room >= 0
        else:
            assert micros > room - 2  # the bucket empties in whole micros
        return reply

    @rule(target=steps, reply=attempts, was_sent=st.booleans())
    def end(self, reply: Reply, was_sent: bool) -> Callable[[], object]:
        """Settle or release what an attempt has reserved."""
        step = self.budget.settle if was_sent else self.budget.release
        if step(reply, self.now) and not was_sent:
            del self.kept[reply.id]
        return partial(step, reply, self.now)

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
    def no_day_past_its_cap(self) -> None:
        """No day is past its cap."""
        days: defaultdict[str, int] = defaultdict(int)
        for at, micros in self.kept.values():
            days[at.astimezone(self.policy.timezone).date().isoformat()] += micros
        assert all(micros <= self.policy.daily_cap for micros in days.values())

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
    Whatever happens in whatever order, and twice: floor, cap and share hold, and the ledger sums to the counters.

    Doing an earlier step again changes nothing at all in the store.
    """
    machine: Any = type("FundOnTheStore", (Fund,), {"store": Store(store_url)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
