"""The caps of one country and of one decoy number, the provider's balance, and when what refuses opens."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis

from decoy import store
from decoy.caps import HOUR_MS, Bucket, Cap, Caps
from decoy.corrections import Corrections, Unpriced
from decoy.costs import Budget
from decoy.errors import Reason
from decoy.ledger import Ledger
from decoy.moments import to_millis
from decoy.store import Store
from tests.budgets import UNIT, OpenBudget, attempt, number, policy, refusal, refused_until
from tests.numbers import DECOY, HER_OTHER_NUMBER
from tests.world import EVENING, at_once, sum_up

MIDNIGHT = datetime.fromisoformat("2026-11-20T23:00:00+00:00")
TODAY = "2026-11-20"


@pytest.fixture
def capped(open_budget: OpenBudget) -> Budget:
    """Open a budget of which Belgium may have 2.00 a day, and what one decoy number costs 3.00."""
    budget = open_budget(number("3.00"), hourly_share=1.0, country_caps={"BE": "2.00"})
    budget.top_up("T1", 100 * UNIT, EVENING)
    return budget


def days(redis: Any) -> dict[str, int]:
    used = redis.hgetall(store.DAYS).items()
    return {field: int(micros) for field, micros in used if not field.endswith(" replies")}


# To the micro


def test_country_to_the_micro(capped: Budget) -> None:
    """What fits under a country's cap is reserved, one micro more is refused by its reason, and others go on."""
    assert refusal(capped, attempt("r1", country="BE", reached=HER_OTHER_NUMBER), 2 * UNIT) is None
    assert refusal(capped, attempt("r2", country="BE", reached=HER_OTHER_NUMBER), 1) is Reason.COUNTRY_CAP
    assert refusal(capped, attempt("r2", country="FR", reached=HER_OTHER_NUMBER), 5 * UNIT) is None


def test_number_to_the_micro(capped: Budget) -> None:
    """What fits under a number's cap is reserved, one micro more is refused by its reason, and others go on."""
    assert refusal(capped, attempt("r1", country="FR"), 3 * UNIT) is None
    assert refusal(capped, attempt("r2", country="FR"), 1) is Reason.NUMBER_CAP
    assert refusal(capped, attempt("r2", country="FR", reached=HER_OTHER_NUMBER), 5 * UNIT) is None


def test_charges_count_for_the_number(capped: Budget) -> None:
    """What others make us pay counts for the number they reached, and for no country."""
    capped.charge("SM1", DECOY, 3 * UNIT, EVENING)
    assert refusal(capped, attempt("r1", country="BE"), 1) is Reason.NUMBER_CAP
    assert refusal(capped, attempt("r2", country="BE", reached=HER_OTHER_NUMBER), 2 * UNIT) is None


def test_charge_for_no_number_of_ours(capped: Budget, store: Redis) -> None:
    """What somebody costs us by a number that is not ours counts for the day alone."""
    capped.charge("CA1", "", UNIT, EVENING)
    assert days(store) == {TODAY: UNIT}


def test_late_news_of_a_reply_counts_for_its_country(capped: Budget, store: Redis) -> None:
    """What a reply turns out to have cost that nobody reckoned with any more counts for where it went."""
    capped.charge("SM1", DECOY, 2 * UNIT, EVENING, country="BE")
    assert days(store) == {TODAY: 2 * UNIT, f"{TODAY} country BE": 2 * UNIT, f"{TODAY} number {DECOY}": 2 * UNIT}
    assert refusal(capped, attempt("r1", country="BE", reached=HER_OTHER_NUMBER), 1) is Reason.COUNTRY_CAP


def test_country_that_nobody_noted(capped: Budget) -> None:
    """A reply from before countries were noted counts for the day and its number."""
    assert refusal(capped, attempt("r1"), 3 * UNIT) is None
    assert refusal(capped, attempt("r2"), 1) is Reason.NUMBER_CAP


def test_first_of_several_reasons(open_budget: OpenBudget) -> None:
    """When several refuse, the one that is named is floor, balance, day, country, number, hour, in this order."""
    broad = {"daily_cap": "9.00", "country_caps": {"BE": "9.00"}, "hourly_share": 1.0}
    narrow = {"daily_cap": "1.00", "country_caps": {"BE": "1.00"}}
    reply = attempt("r1", country="BE")
    assert refusal(open_budget(number("1"), **narrow), reply, 2 * UNIT) is Reason.FLOOR
    open_budget().top_up("T1", 100 * UNIT, EVENING)
    assert refusal(open_budget(number("1"), **narrow), reply, 2 * UNIT) is Reason.DAILY_CAP
    budget = open_budget(number("1"), **broad | {"country_caps": {"BE": "1.00"}, "hourly_share": 0.1})
    assert refusal(budget, reply, 2 * UNIT) is Reason.COUNTRY_CAP
    assert refusal(open_budget(number("1"), **broad | {"hourly_share": 0.1}), reply, 2 * UNIT) is Reason.NUMBER_CAP
    assert refusal(open_budget(number("9"), **broad | {"hourly_share": 0.1}), reply, 2 * UNIT) is Reason.HOURLY_SHARE
    assert refusal(open_budget(number("9"), **broad), reply, 2 * UNIT) is None


# Given back, and corrected, where it was counted


def test_release_gives_back_to_its_own_day(capped: Budget, store: Redis) -> None:
    """What was reserved before midnight and is released after it makes no room in any cap of the new day."""
    reply, tomorrow = attempt("r1", country="BE"), EVENING + timedelta(hours=8)
    capped.reserve(reply, 2 * UNIT, EVENING)
    capped.reserve(attempt("r2", country="BE"), 2 * UNIT, tomorrow)
    capped.release(reply, tomorrow)
    assert refusal(capped, attempt("r3", country="BE"), 1, tomorrow) is Reason.COUNTRY_CAP
    assert {field: used for field, used in days(store).items() if field.startswith(TODAY)} == {
        TODAY: 0,
        f"{TODAY} country BE": 0,
        f"{TODAY} number {DECOY}": 0,
    }


def test_correction_counts_where_the_estimate_did(capped: Budget, store: Redis, store_url: str) -> None:
    """What a reply turns out to have cost is put right in the caps that counted it, on their day."""
    reply = attempt("r1", country="BE")
    capped.reserve(reply, UNIT, EVENING)
    capped.settle(reply, EVENING)
    tomorrow = EVENING + timedelta(hours=8)
    corrections = Corrections(Store(store_url))
    assert corrections.correct(Unpriced(reply.reservation, "SM1", EVENING), 2 * UNIT, tomorrow)
    assert days(store) == {
        TODAY: 2 * UNIT,
        f"{TODAY} country BE": 2 * UNIT,
        f"{TODAY} number {DECOY}": 2 * UNIT,
    }


def test_guess_is_put_right_where_it_was_counted(capped: Budget, store: Redis) -> None:
    """A call that was charged by a guess before midnight makes no room in the new day when it was cheaper."""
    capped.charge("CA1", DECOY, 2 * UNIT, EVENING, guess=True)
    capped.charge("CA1", DECOY, UNIT, EVENING + timedelta(hours=8))
    assert days(store) == {TODAY: UNIT, f"{TODAY} number {DECOY}": UNIT}


def old_reservation(redis: Any, name: str, state: str) -> None:
    """Write a reservation as releases before these caps did."""
    redis.hset(store.reservation(name), mapping={"state": state, "micros": UNIT, "date": TODAY})
    redis.hset(store.DAYS, TODAY, UNIT)
    redis.hset(store.FUNDS, "reserved" if state == "reserved" else "spent", UNIT)


def test_old_reservation_is_released(capped: Budget, store: Redis) -> None:
    """A reservation that an earlier release wrote is given back to its day."""
    old_reservation(store, "r1:1", "reserved")
    assert capped.release(attempt("r1"), EVENING)
    assert days(store) == {TODAY: 0}


def test_old_reservation_is_corrected(capped: Budget, store: Redis, store_url: str) -> None:
    """A reservation that an earlier release wrote is put right on its day."""
    old_reservation(store, "r1:1", "settled")
    assert Corrections(Store(store_url)).correct(Unpriced("r1:1", "SM1", EVENING), UNIT // 2, EVENING)
    assert days(store) == {TODAY: UNIT // 2}


def test_what_a_reservation_remembers(capped: Budget, store: Redis) -> None:
    """A reservation remembers each field that counts it."""
    capped.reserve(attempt("r1", country="BE"), UNIT, EVENING)
    remembered = json.loads(store.hget("decoy:reservation:r1:1", "days"))
    assert remembered == [TODAY, f"{TODAY} country BE", f"{TODAY} number {DECOY}"]


# The smaller of two truths


@pytest.mark.parametrize(
    ("balance", "spent", "micros", "expected"),
    [
        (3 * UNIT, 0, 2 * UNIT, None),
        (3 * UNIT, 0, 2 * UNIT + 1, Reason.BALANCE),
        (3 * UNIT, UNIT, UNIT, None),
        (3 * UNIT, UNIT, UNIT + 1, Reason.BALANCE),
        (-UNIT, 0, 1, Reason.BALANCE),
        (-UNIT, 0, 0, Reason.BALANCE),
        (200 * UNIT, 0, 10 * UNIT, None),
    ],
)
def test_balance_to_the_micro(
    capped: Budget, store: Any, balance: int, spent: int, micros: int, expected: Reason | None
) -> None:
    """What the account held, less what was spent since and the floor, is reserved, and not one micro more."""
    capped.charge("SM0", HER_OTHER_NUMBER, UNIT, EVENING - timedelta(days=1))
    store.hset("decoy:funds", mapping={"balance": balance, "balance_spent": UNIT})
    capped.charge("SM1", HER_OTHER_NUMBER, spent, EVENING - timedelta(days=1))
    assert refused_until(capped, attempt("r1", reached=HER_OTHER_NUMBER), micros) == (expected and (expected, None))


def test_balance_in_the_funds(capped: Budget, store: Redis) -> None:
    """The funds tell what the account leaves above the floor by now; the room is the smallest of all truths."""
    assert capped.funds(EVENING).balance is None
    capped.charge("SM1", HER_OTHER_NUMBER, UNIT, EVENING - timedelta(days=1))
    store.hset("decoy:funds", mapping={"balance": 8 * UNIT, "balance_spent": 0})
    capped.reserve(attempt("r1", reached=HER_OTHER_NUMBER), 2 * UNIT, EVENING)
    funds = capped.funds(EVENING)
    assert (funds.balance, funds.room, funds.available) == (4 * UNIT, 4 * UNIT, 96 * UNIT)
    assert refusal(capped, attempt("r2", reached=HER_OTHER_NUMBER), 4 * UNIT + 1) is Reason.BALANCE
    store.hdel("decoy:funds", "balance", "balance_spent")
    assert (capped.funds(EVENING).balance, capped.funds(EVENING).room) == (None, 8 * UNIT)


# When it opens


def test_caps_open_at_midnight_there(capped: Budget) -> None:
    """What a cap of the day refuses is told the next midnight of the operators, and is reserved from then on."""
    capped.reserve(attempt("r1", country="BE"), 2 * UNIT, EVENING)
    capped.reserve(attempt("r2"), UNIT, EVENING)
    capped.reserve(attempt("r3", reached=HER_OTHER_NUMBER), 7 * UNIT, EVENING)
    for reply, reason in [
        (attempt("r4", country="FR", reached=HER_OTHER_NUMBER), Reason.DAILY_CAP),
        (attempt("r5", country="BE"), Reason.DAILY_CAP),
    ]:
        assert refused_until(capped, reply, UNIT) == (reason, MIDNIGHT)
        assert refusal(capped, reply, UNIT, MIDNIGHT - timedelta(milliseconds=1)) is reason
        assert refusal(capped, reply, UNIT, MIDNIGHT) is None


@pytest.mark.parametrize(
    ("country", "reached", "reason"),
    [("BE", HER_OTHER_NUMBER, Reason.COUNTRY_CAP), ("FR", DECOY, Reason.NUMBER_CAP)],
)
def test_narrow_caps_open_at_midnight_there(capped: Budget, country: str, reached: str, reason: Reason) -> None:
    """What the cap of a country or a number refuses is told the same midnight, and is reserved from then on."""
    full, reply = attempt("r1", country=country, reached=reached), attempt("r2", country=country, reached=reached)
    capped.reserve(full, 2 * UNIT if country == "BE" else 3 * UNIT, EVENING)
    assert refused_until(capped, reply, 1) == (reason, MIDNIGHT)
    assert refusal(capped, reply, 1, MIDNIGHT - timedelta(milliseconds=1)) is reason
    assert refusal(capped, reply, 1, MIDNIGHT) is None


@pytest.mark.parametrize("micros", [1, 7, 80_000, UNIT, 5 * UNIT])
def test_share_opens_to_the_millisecond(open_budget: OpenBudget, micros: int) -> None:
    """What the hour's share refuses is told when there is room for it: then it is reserved, and no moment sooner."""
    budget = open_budget()
    budget.top_up("T1", 100 * UNIT, EVENING)
    budget.reserve(attempt("r1"), 5 * UNIT, EVENING)
    refused = refused_until(budget, attempt("r2"), micros, EVENING + timedelta(microseconds=1))
    assert refused is not None
    reason, opens = refused
    assert reason is Reason.HOURLY_SHARE
    assert opens is not None
    assert opens == budget.caps(EVENING, micros)[1].opens
    assert refused_until(budget, attempt("r2"), micros, opens - timedelta(milliseconds=1)) == refused
    assert refusal(budget, attempt("r2"), micros, opens) is None


@given(
    st.integers(0, 10**10),
    st.integers(0, 10**10),
    st.integers(0, 10**10),
    st.integers(0, 2 * HOUR_MS),
)
def test_bucket_opens_when_it_has_room(held: int, limit: int, micros: int, late: int) -> None:
    """A bucket has room at the moment it names, and none a millisecond sooner, whatever is in it."""
    bucket, now = Bucket(held, to_millis(EVENING), limit), EVENING + timedelta(milliseconds=late)
    opens = bucket.opens(micros, now)
    wanted = min(micros, limit)
    assert opens >= now
    if limit:
        assert bucket.used(opens) + wanted <= limit
        sooner = opens - timedelta(milliseconds=1)
        assert opens == now or bucket.used(sooner) + wanted > limit


def test_share_that_was_lowered_opens_within_the_hour(open_budget: OpenBudget) -> None:
    """When operators lower the caps, what was reserved before closes the hour's share for an hour at most."""
    open_budget().top_up("T1", 100 * UNIT, EVENING)
    open_budget().reserve(attempt("r1"), 5 * UNIT, EVENING)
    lowered = open_budget(hourly_share=0.01)
    assert lowered.funds(EVENING).hour == UNIT // 10
    opens = EVENING + timedelta(hours=1)
    assert refused_until(lowered, attempt("r2"), UNIT // 10) == (Reason.HOURLY_SHARE, opens)
    assert refusal(lowered, attempt("r2"), UNIT // 10, opens) is None


@pytest.mark.parametrize("micros", [6 * UNIT, 10 * UNIT])
def test_share_that_is_too_small_never_opens(budget: Budget, micros: int) -> None:
    """A reply that is dearer than the whole of the hour's share is told no moment."""
    assert refused_until(budget, attempt("r1"), micros) == (Reason.HOURLY_SHARE, None)


def test_floor_opens_by_a_top_up_only(open_budget: OpenBudget) -> None:
    """No moment opens the floor."""
    assert refused_until(open_budget(), attempt("r1"), 1) == (Reason.FLOOR, None)


@settings(max_examples=300)
@given(st.integers(0, 500 * 24 * 60), st.sampled_from(["Europe/Paris", "Asia/Beirut"]))
def test_midnight_is_where_the_day_changes(minutes: int, zone: str) -> None:
    """The moment at which a cap opens is the first of the operators' next day, on every day of the year."""
    caps, now = Caps(policy(timezone=zone)), EVENING + timedelta(minutes=minutes)
    opens = caps.midnight(now)
    assert caps.fields(opens) != caps.fields(now)
    assert caps.fields(opens - timedelta(milliseconds=1)) == caps.fields(now)


@pytest.mark.parametrize(("day", "hours"), [("2026-10-25", 25), ("2027-03-28", 23), ("2026-11-20", 24)])
def test_narrow_caps_have_days_of_their_length(open_budget: OpenBudget, day: str, hours: int) -> None:
    """A country's cap holds for the whole of the day on which the clock is changed, and for nothing beyond it."""
    budget = open_budget(hourly_share=1.0, country_caps={"BE": "1.00"})
    middle = datetime.fromisoformat(f"{day}T10:00:00+00:00")
    budget.top_up("T1", 100 * UNIT, middle)
    budget.reserve(attempt("r0", country="BE"), UNIT, middle)
    moments = [middle + timedelta(hours=hour) for hour in range(-30, 30)]
    refused = [refused_until(budget, attempt(f"{at}", country="BE"), 1, at) for at in moments]
    closed = [(at, why) for at, why in zip(moments, refused, strict=True) if why]
    assert len(closed) == hours
    assert {why for _, why in closed} == {(Reason.COUNTRY_CAP, closed[-1][0] + timedelta(hours=1))}


# How they stand


def test_how_the_caps_stand(open_budget: OpenBudget) -> None:
    """Each cap is told with what is used of it, its limit and when it opens, those of today before the others."""
    budget = open_budget(number("3.00"), country_caps={"BE": "2.00", "FR": "4.00"})
    budget.top_up("T1", 100 * UNIT, EVENING)
    budget.reserve(attempt("r1", country="BE"), 2 * UNIT, EVENING)
    assert budget.caps(EVENING) == [
        Cap("day", Reason.DAILY_CAP, 2 * UNIT, 10 * UNIT, MIDNIGHT),
        Cap("hour", Reason.HOURLY_SHARE, 2 * UNIT, 5 * UNIT, EVENING),
        Cap("country BE", Reason.COUNTRY_CAP, 2 * UNIT, 2 * UNIT, MIDNIGHT),
        Cap("country FR", Reason.COUNTRY_CAP, 0, 4 * UNIT, MIDNIGHT),
        Cap(f"number {DECOY}", Reason.NUMBER_CAP, 2 * UNIT, 3 * UNIT, MIDNIGHT),
    ]


def test_full_hour_stands_closed(budget: Budget) -> None:
    """An hour's share that is full opens when a micro has left it."""
    budget.reserve(attempt("r1"), 5 * UNIT, EVENING)
    assert budget.caps(EVENING)[1].opens == EVENING + timedelta(milliseconds=1)


def test_caps_of_nothing(open_budget: OpenBudget) -> None:
    """Caps of nothing let nothing through, and can be read."""
    budget = open_budget(number("0"), daily_cap="0", country_caps={"BE": "0"})
    budget.top_up("T1", 100 * UNIT, EVENING)
    assert refused_until(budget, attempt("r1", country="BE"), 1) == (Reason.DAILY_CAP, MIDNIGHT)
    assert [cap.limit for cap in budget.caps(EVENING)] == [0, 0, 0, 0]


# At once


def test_many_at_once(open_budget: OpenBudget, store: Redis, store_url: str) -> None:
    """Many threads that reserve, settle, release, charge and correct at once leave counts right to the micro."""
    budget = open_budget(number("2.00"), country_caps={"BE": "1.00"}, daily_cap="4.00", hourly_share=1.0)
    budget.top_up("T1", 100 * UNIT, EVENING)
    countries, numbers = ("BE", "FR", "RE"), (DECOY, HER_OTHER_NUMBER)
    replies = [attempt(f"r{turn}", 1, countries[turn % 3], numbers[turn % 2]) for turn in range(60)]
    corrections = Corrections(Store(store_url))

    def live(turn: int) -> int:
        reply, other = replies[turn], replies[(turn + 7) % 60]
        kept = refusal(budget, reply, UNIT // 10) is None
        (budget.settle if turn % 4 else budget.release)(reply, EVENING)
        budget.release(other, EVENING)
        budget.settle(reply, EVENING)
        corrections.correct(Unpriced(reply.reservation, f"SM{turn}", EVENING), UNIT // 20, EVENING)
        budget.charge(f"SM{turn // 2}", reply.number, 1_000, EVENING)
        return kept

    assert any(at_once(60, live))
    funds, counted = budget.funds(EVENING), days(store)
    assert {"topped_up": funds.topped_up, "spent": funds.spent, "reserved": funds.reserved} == sum_up(
        Ledger(Store(store_url)).entries()
    )
    assert funds.reserved == 0
    assert counted[TODAY] == funds.spent == sum(counted[f"{TODAY} number {ours}"] for ours in numbers)
    assert funds.spent - 30 * 1_000 == sum(used for field, used in counted.items() if "country" in field)


@pytest.mark.parametrize(
    ("country", "reached", "fit"), [("BE", HER_OTHER_NUMBER, 20), ("FR", DECOY, 30), ("FR", HER_OTHER_NUMBER, 50)]
)
def test_as_many_as_fit_at_once(capped: Budget, country: str, reached: str, fit: int) -> None:
    """Of fifty replies that ask at the same moment exactly as many are paid as the cap of their day has room for."""
    replies = [attempt(f"r{turn}", 1, country, reached) for turn in range(50)]
    refusals = at_once(50, lambda turn: refusal(capped, replies[turn], UNIT // 10))
    assert refusals.count(None) == fit
