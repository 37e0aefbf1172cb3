"""Money: exact at the edges, and never beyond floor, cap and share, whatever happens in whatever order."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from redis import Redis

from decoy.costs import Budget
from decoy.errors import Overtaken, Reason, Refused
from decoy.ledger import Ledger
from decoy.messages import Channel, Reply
from decoy.money import MICROS, MOST, to_micros, to_string
from decoy.policy import BudgetPolicy
from decoy.store import Store
from tests.conftest import EVENING
from tests.world import DAY, DECOY, HOUR, Line, at_once, memory, sum_up

UNIT = MICROS
POLICY = {"currency": "EUR", "timezone": "Europe/Paris", "floor": "1.00", "daily_cap": "10.00", "hourly_share": 0.5}
OpenLine = Callable[..., Line]


def policy(**changes: Any) -> BudgetPolicy:
    """Give a small budget."""
    return BudgetPolicy.model_validate(POLICY | changes)


def attempt(name: str, number: int = 1) -> Reply:
    """Give one attempt to send a reply."""
    return Reply(name, "a ref", DECOY, Channel.SMS, "fr", EVENING, EVENING, "", attempt=number)


@pytest.fixture
def open_budget(store_url: str, store: Redis) -> Callable[..., Budget]:
    """Open budgets with other policies."""
    return lambda **changes: Budget(Store(store_url), policy(**changes))


@pytest.fixture
def budget(open_budget: Callable[..., Budget]) -> Budget:
    """Open a small budget with 20.00 in it."""
    budget = open_budget()
    budget.top_up("T1", 20 * UNIT, EVENING)
    return budget


def refusal(budget: Budget, reply: Reply, micros: int, now: datetime = EVENING) -> Reason | None:
    """Tell why a reservation is refused, if it is."""
    try:
        budget.reserve(reply, micros, now)
    except Refused as refused:
        return refused.reason
    return None


# Amounts


@pytest.mark.parametrize(
    ("amount", "micros"),
    [("0.0750", 75_000), ("0.08", 80_000), ("20", 20 * UNIT), (20, 20 * UNIT), ("0.000001", 1), ("0", 0)],
)
def test_amounts_read(amount: object, micros: int) -> None:
    """A decimal amount is read exactly."""
    assert to_micros(amount) == micros


@pytest.mark.parametrize(
    "amount",
    [
        *(0.08, 20.0, float("nan"), "0.0000001", "-1", "-0.01", "1000000000.000001", "NaN", "sNaN", "Infinity"),
        *("", " ", "twenty", "0,08", "1/2", None, True, [], {}, b"1"),
        *("1e999999", "5.0000000000000000000000000000001"),
    ],
    ids=repr,
)
def test_amounts_refused(amount: object) -> None:
    """A float, a fraction of a micro, less than nothing, and what is no amount are refused with a sentence."""
    with pytest.raises(ValueError, match=r"\w+ \w+ \w+"):
        to_micros(amount)


@pytest.mark.parametrize(
    ("micros", "printed"),
    [(0, "0.00"), (80_000, "0.08"), (75_000, "0.075"), (1, "0.000001"), (-4_920_000, "-4.92"), (10**9, "1000.00")],
)
def test_amounts_printed(micros: int, printed: str) -> None:
    """An amount is printed with two to six decimals."""
    assert to_string(micros) == printed


@given(st.integers(0, MOST))
def test_amounts_round_trip(micros: int) -> None:
    """Every amount that is printed is read back to the micro, and less than nothing is printed as such."""
    assert to_micros(to_string(micros)) == micros
    assert Decimal(to_string(-micros)) * MICROS == -micros


# The three gates


@pytest.mark.parametrize(
    ("changes", "paid_in", "reserved", "expected"),
    [
        ({}, "0", "0.01", Reason.FLOOR),
        ({}, "1.00", "0.000001", Reason.FLOOR),
        ({}, "2.00", "1.00", None),
        ({}, "2.00", "1.000001", Reason.FLOOR),
        ({"hourly_share": 1.0}, "20.00", "10.00", None),
        ({"hourly_share": 1.0}, "20.00", "10.000001", Reason.DAILY_CAP),
        ({}, "20.00", "5.00", None),
        ({}, "20.00", "5.000001", Reason.HOURLY_SHARE),
    ],
)
def test_gates_to_the_micro(
    open_budget: Callable[..., Budget], changes: dict[str, Any], paid_in: str, reserved: str, expected: Reason | None
) -> None:
    """What exactly fits under floor, cap and share is reserved, and one micro more is refused by its reason."""
    budget = open_budget(**changes)
    budget.top_up("T1", to_micros(paid_in), EVENING)
    assert refusal(budget, attempt("r1"), to_micros(reserved)) is expected


def test_gates_are_one_after_another(budget: Budget) -> None:
    """What one reply has reserved is not there for the next; released, it is there once its hour is over."""
    budget.reserve(attempt("r1"), 3 * UNIT, EVENING)
    assert refusal(budget, attempt("r2"), 3 * UNIT) is Reason.HOURLY_SHARE
    budget.release(attempt("r1"), EVENING)
    assert refusal(budget, attempt("r2"), 3 * UNIT) is Reason.HOURLY_SHARE
    assert refusal(budget, attempt("r2"), 3 * UNIT, EVENING + timedelta(hours=1)) is None


def test_charges_go_below_the_floor(budget: Budget) -> None:
    """What others make us pay cannot be refused; then nothing is reserved until more is paid in."""
    budget.charge("SM1", DECOY, 25 * UNIT, EVENING)
    assert budget.funds(EVENING).available == -6 * UNIT
    tomorrow = EVENING + timedelta(days=1)
    assert refusal(budget, attempt("r1"), 1, tomorrow) is Reason.FLOOR
    budget.top_up("T2", 6 * UNIT, EVENING)
    assert refusal(budget, attempt("r1"), 1, tomorrow) is Reason.FLOOR
    budget.top_up("T3", 1, EVENING)
    assert refusal(budget, attempt("r1"), 1, tomorrow) is None


def test_charges_count_for_the_day(open_budget: Callable[..., Budget]) -> None:
    """What others make us pay counts for the day's cap, so that a flood of texts stops the replies."""
    budget = open_budget(hourly_share=1.0)
    budget.top_up("T1", 100 * UNIT, EVENING)
    budget.charge("SM1", DECOY, 9 * UNIT, EVENING)
    assert refusal(budget, attempt("r1"), 2 * UNIT) is Reason.DAILY_CAP
    assert refusal(budget, attempt("r1"), 1 * UNIT) is None


def test_reply_that_costs_nothing(budget: Budget) -> None:
    """A price of nothing is a price: it is reserved, settled and released like any other."""
    for name, end in (("r1", budget.settle), ("r2", budget.release)):
        budget.reserve(attempt(name), 0, EVENING)
        assert end(attempt(name), EVENING)
        assert budget.funds(EVENING).reserved == 0
    assert budget.funds(EVENING).reserved == 0


def test_attempts_are_paid_apart(budget: Budget) -> None:
    """A second attempt reserves anew, and ending the first takes nothing from it."""
    budget.reserve(attempt("r1", 1), UNIT, EVENING)
    budget.release(attempt("r1", 1), EVENING)
    budget.reserve(attempt("r1", 2), UNIT, EVENING)
    assert not budget.settle(attempt("r1", 1), EVENING)
    assert budget.settle(attempt("r1", 2), EVENING)
    assert budget.funds(EVENING).spent == UNIT


@pytest.mark.parametrize("end", ["settle", "release"])
def test_ended_attempt_is_not_good_for_another_text(budget: Budget, end: str) -> None:
    """Who is told yes has his money set aside: an attempt that has ended is refused, not waved through."""
    budget.reserve(attempt("r1"), UNIT, EVENING)
    getattr(budget, end)(attempt("r1"), EVENING)
    with pytest.raises(Overtaken):
        budget.reserve(attempt("r1"), UNIT, EVENING)


# Days


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2026-11-20T22:59:59.999+00:00", "2026-11-20T23:00:00+00:00"),
        ("2026-07-14T21:59:59.999+00:00", "2026-07-14T22:00:00+00:00"),
        ("2026-10-24T21:59:59.999+00:00", "2026-10-24T22:00:00+00:00"),
        ("2026-10-25T22:59:59.999+00:00", "2026-10-25T23:00:00+00:00"),
        ("2027-03-27T22:59:59.999+00:00", "2027-03-27T23:00:00+00:00"),
        ("2027-03-28T21:59:59.999+00:00", "2027-03-28T22:00:00+00:00"),
        ("2026-12-31T22:59:59.999+00:00", "2026-12-31T23:00:00+00:00"),
    ],
    ids=["winter", "summer", "before the long day", "after it", "before the short day", "after it", "new year"],
)
def test_day_begins_at_midnight_there(open_budget: Callable[..., Budget], last: str, first: str) -> None:
    """The day's cap is new at midnight where the operators live, also when the clock is changed."""
    budget = open_budget(hourly_share=1.0)
    before, after = datetime.fromisoformat(last), datetime.fromisoformat(first)
    budget.top_up("T1", 100 * UNIT, before)
    budget.charge("SM1", DECOY, 10 * UNIT, before)
    assert refusal(budget, attempt("r1"), UNIT, before) is Reason.DAILY_CAP
    assert refusal(budget, attempt("r1"), UNIT, after) is None


@pytest.mark.parametrize(("day", "hours"), [("2026-10-25", 25), ("2027-03-28", 23), ("2026-11-20", 24)])
def test_days_have_their_length(open_budget: Callable[..., Budget], day: str, hours: int) -> None:
    """The day on which the clock is changed is one day, however long it is."""
    budget = open_budget(hourly_share=1.0)
    middle = datetime.fromisoformat(f"{day}T10:00:00+00:00")
    budget.top_up("T1", 100 * UNIT, middle)
    budget.charge("SM1", DECOY, 10 * UNIT, middle)
    moments = {f"r{hour}": middle + timedelta(hours=hour) for hour in range(-30, 30)}
    refusals = [refusal(budget, attempt(name), 1, moment) for name, moment in moments.items()]
    assert Counter(refusals) == {Reason.DAILY_CAP: hours, None: 60 - hours}


def test_release_gives_back_to_its_own_day(open_budget: Callable[..., Budget]) -> None:
    """What was reserved yesterday and is released today makes no room in today's cap."""
    budget = open_budget(hourly_share=1.0)
    tomorrow = EVENING + timedelta(hours=8)
    budget.top_up("T1", 100 * UNIT, EVENING)
    budget.reserve(attempt("r1"), 10 * UNIT, EVENING)
    budget.charge("SM1", DECOY, 10 * UNIT, tomorrow)
    budget.release(attempt("r1"), tomorrow)
    assert refusal(budget, attempt("r2"), 1, tomorrow) is Reason.DAILY_CAP


# The hour


def test_share_empties_evenly(budget: Budget) -> None:
    """What the hour's share was used up with comes back evenly over an hour."""
    budget.reserve(attempt("r0"), 5 * UNIT, EVENING)
    for minute in (12, 24, 36):
        now = EVENING + timedelta(minutes=minute)
        assert refusal(budget, attempt(f"r{minute}+"), UNIT + 1000, now) is Reason.HOURLY_SHARE
        assert refusal(budget, attempt(f"r{minute}"), UNIT, now) is None


def test_late_release_gives_no_second_hour(budget: Budget) -> None:
    """What was reserved in an earlier hour and is released now makes no room in this hour's share."""
    budget.reserve(attempt("r1"), 5 * UNIT, EVENING)
    later = EVENING + timedelta(hours=1)
    budget.reserve(attempt("r2"), 5 * UNIT, later)
    budget.release(attempt("r1"), later)
    assert refusal(budget, attempt("r3"), 5 * UNIT, later) is Reason.HOURLY_SHARE


def test_clocks_that_differ_make_no_room(budget: Budget) -> None:
    """Two machines whose clocks differ by half a minute cannot empty the hour's share by taking turns."""
    now, taken = EVENING, 0
    for turn in range(200):
        skewed = now + timedelta(seconds=30 * (turn % 2))
        taken += refusal(budget, attempt(f"r{turn}"), UNIT // 20, skewed) is None
    assert taken <= 5 * 20 + 1


# At once


def test_fund_for_ten_replies(open_line: OpenLine) -> None:
    """Of fifty replies that ask at the same moment a fund for ten reserves exactly ten."""
    line = open_line()
    line.top_up("5.80")
    budget, now = line.services.budget, datetime.now(UTC)
    refusals = at_once(50, lambda turn: refusal(budget, attempt(f"r{turn}"), 80_000, now))
    assert Counter(refusals) == {None: 10, Reason.FLOOR: 40}
    assert line.money() == {"topped_up": 5_800_000, "spent": 0, "reserved": 800_000} == line.summed()


def test_fund_for_ten_replies_sends_ten(open_line: OpenLine, clock: Any) -> None:
    """Fifty callers on a fund for ten replies get exactly ten, when fifty workers send at the same moment."""
    line = open_line(prices={"inbound_segment": "0"})
    line.top_up("5.80")
    for last in range(50):
        line.phone(f"+3363998{last + 100:04}").text("hey")
    clock.shift(HOUR + 10)
    due = [entry.reply for entry in line.entries("accepted")]
    at_once(50, lambda turn: line.services.delivery.send(due[turn], datetime.now(UTC)))
    assert line.states() == {"sent": 10, "held": 40}


def test_same_operation_at_once(budget: Budget) -> None:
    """One operation that runs in many threads at the same moment is done once."""
    reply = attempt("r1")
    operations: list[Callable[[int], object]] = [
        lambda _: budget.top_up("T2", UNIT, EVENING),
        lambda _: budget.charge("SM1", DECOY, UNIT, EVENING),
        lambda _: budget.reserve(reply, UNIT, EVENING),
        lambda _: budget.settle(reply, EVENING),
    ]
    for operation in operations:
        at_once(16, operation)
    funds = budget.funds(EVENING)
    assert (funds.topped_up, funds.spent, funds.reserved) == (21 * UNIT, 2 * UNIT, 0)


# Any sequence


class Fund(RuleBasedStateMachine):
    """Any sequence of what a budget can do, with every earlier step done again at any time, while the clock moves."""

    store: Store
    attempts: Bundle[Reply] = Bundle("attempts")
    steps: Bundle[Callable[[], object]] = Bundle("steps")

    @initialize(paid_in=st.sampled_from([100, 8, 0]))
    def begin(self, paid_in: int) -> None:
        self.store.redis.flushall()
        self.policy = policy()
        self.budget = Budget(self.store, self.policy)
        self.now = EVENING
        self.count = 0
        self.kept: dict[str, tuple[datetime, int]] = {}
        self.budget.top_up("T0", paid_in * UNIT, self.now)

    def next(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    @rule(target=steps, paid_in=st.booleans(), micros=st.integers(0, 2 * UNIT))
    def pay(self, paid_in: bool, micros: int) -> Callable[[], object]:
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
        step = self.budget.settle if was_sent else self.budget.release
        if step(reply, self.now) and not was_sent:
            del self.kept[reply.id]
        return partial(step, reply, self.now)

    @rule(step=steps)
    def do_again(self, step: Callable[[], object]) -> None:
        before = self.dump()
        step()
        assert self.dump() == before

    @invariant()
    def ledger_sums_to_the_counters(self) -> None:
        funds = self.budget.funds(self.now)
        entries = list(Ledger(self.store).entries())
        counters = {"topped_up": funds.topped_up, "spent": funds.spent, "reserved": funds.reserved}
        assert sum_up(entries) == counters
        assert funds.reserved >= 0

    @invariant()
    def no_day_past_its_cap(self) -> None:
        days: defaultdict[str, int] = defaultdict(int)
        for at, micros in self.kept.values():
            days[at.astimezone(self.policy.timezone).date().isoformat()] += micros
        assert all(micros <= self.policy.daily_cap for micros in days.values())

    @invariant()
    def no_time_past_its_share(self) -> None:
        kept = sorted(self.kept.values())
        for place, (start, _) in enumerate(kept):
            total = 0
            for at, micros in kept[place:]:
                total += micros
                hours = (at - start) / timedelta(hours=1)
                assert total <= self.policy.hourly_cap * (1 + hours) + len(kept)

    def dump(self) -> dict[bytes, Any]:
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


# The ledger of whole walks


@pytest.fixture
def summed(line: Line) -> Iterator[Line]:
    """Give a line whose ledger must sum to its counters when the story is over."""
    yield line
    assert line.money() == line.summed()


def test_text_costs_what_it_costs(summed: Line, clock: Any) -> None:
    """A text of three segments and its reply of one cost three inbound segments and one reply."""
    phone = summed.phone()
    phone.text("x" * 400)
    clock.shift(HOUR + 10)
    assert len(phone.replies()) == 1
    assert summed.money()["spent"] == 3 * 7_500 + 80_000


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (0, 1)])
def test_call_costs_its_started_minutes(summed: Line, seconds: int, minutes: int) -> None:
    """A call costs each minute it started; telling us twice that it ended costs no more."""
    phone = summed.phone()
    phone.call(sid="CA1")
    for _ in range(2):
        assert summed.twilio.hang_up("CA1", seconds).status == 204
    assert summed.money()["spent"] == minutes * 10_000


def test_busy_call_is_free(summed: Line) -> None:
    """A rejected call costs nothing."""
    summed.block()
    summed.phone().call(sid="CA1")
    summed.twilio.hang_up("CA1", 0)
    assert summed.money()["spent"] == 0


def test_stop_costs_what_a_text_costs(summed: Line) -> None:
    """Texts that earn nothing are paid for all the same, each once."""
    phone = summed.phone()
    phone.text("STOP", sid="SM1")
    phone.text("STOP", sid="SM1")
    summed.phone("+266696687").text("hey")
    assert summed.money()["spent"] == 2 * 7_500
