"""Twilio's balance: when it is read, what is kept of it, and what is said while it cannot be."""

from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import pytest
from redis import Redis

from decoy.balances import NOT_KEPT
from decoy.errors import Unconfirmed
from decoy.provider import Paid
from tests import real_line
from tests.numbers import DECOY
from tests.real_line import UNIT, asking, drift, elsewhere, funds, known, now, refresh, spend
from tests.scripted import Scripted, provider_at
from tests.world import DAY, MINUTE, Line, at_once

FIVE = 5 * MINUTE


@pytest.fixture
def line(real: dict[str, str], store_url: str, store: Redis, clock: Any) -> Iterator[Line]:
    """Open a real line with 20.00 in its fund, and as much on Twilio's side."""
    with real_line.opened(real, store_url) as line:
        line.top_up()
        yield line


# What is kept


def test_before_any_reading(line: Line) -> None:
    """Until it was read, the ledger rules, and it is known that nothing is known."""
    assert (known(line).drift, known(line).read_at, known(line).lost_at, funds(line)) == (None, None, None, None)


def test_a_reading(line: Line) -> None:
    """A reading leaves the balance and what we had spent by then, and says when it was made."""
    spend(line, "0.50")
    line.twilio.credit -= 1
    assert refresh(line)
    assert funds(line) == (19 * UNIT, UNIT // 2)
    read_at = known(line).read_at
    assert read_at is not None
    assert abs((now() - read_at).total_seconds()) < 5


def test_negative_balance(line: Line) -> None:
    """A call that went on when the money was gone leaves less than nothing, and that is what is kept."""
    line.twilio.credit -= 21
    refresh(line)
    assert funds(line) == (-UNIT, 0)
    assert drift(line) == -21 * UNIT


def test_rounded_down(line: Line) -> None:
    """What Twilio has of a fraction of a micro does not count: the smaller truth does."""
    for balance, micros in (("1.2345678", 1_234_567), ("-1.2345671", -1_234_568), ("0", 0), ("2E+1", 20_000_000)):
        with Scripted(200, f'{{"balance": "{balance}", "currency": "EUR"}}').served() as url:
            assert provider_at(url).balance() == Paid(micros, "EUR")


# Drift


def test_no_drift(line: Line) -> None:
    """Where Twilio has what our ledger has, nothing drifts."""
    spend(line, "3")
    line.twilio.credit -= 3
    refresh(line)
    assert drift(line) == 0


@pytest.mark.parametrize(("taken", "apart"), [(0, 0), (80_000, 0), (40_000, 0), (90_000, -10_000), (-50_000, 50_000)])
def test_what_is_on_its_way(line: Line, taken: int, apart: int) -> None:
    """Nobody knows whether Twilio has taken what is set aside, so neither of the two is a drift."""
    line.services.store.redis.hset("decoy:funds", "reserved", 80_000)
    asking(line, lambda: Paid(20 * UNIT - taken, "EUR")).refresh(now())
    assert drift(line) == apart


@pytest.mark.parametrize("taken", [0, UNIT])
def test_spent_while_it_was_read(line: Line, taken: int) -> None:
    """What is spent while Twilio is asked may be in its answer or not: neither drifts, and we count it as not yet."""

    def ask() -> Paid:
        spend(line, "1")
        return Paid(20 * UNIT - taken, "EUR")

    asking(line, ask).refresh(now())
    assert drift(line) == 0
    assert funds(line) == (20 * UNIT - taken, 0)


def test_corrected_while_it_was_read(line: Line) -> None:
    """What turns out cheaper while Twilio is asked gives nothing back: Twilio had never taken it."""
    spend(line, "1")

    def ask() -> Paid:
        line.services.store.redis.hincrby("decoy:funds", "spent", -UNIT // 2)
        return Paid(19 * UNIT, "EUR")

    asking(line, ask).refresh(now())
    assert funds(line) == (19 * UNIT, UNIT // 2)


# When


def test_every_five_minutes(line: Line, clock: Any) -> None:
    """It is read every five minutes, whoever asks how often."""
    for wait, read in [(0, True), (1, False), (FIVE - 10, False), (10, True), (0, False), (FIVE, True)]:
        clock.shift(wait)
        assert (line.services.balances.look(now()), refresh(line)) == (read, read)


def test_top_up_asks_at_once(line: Line, clock: Any) -> None:
    """A top-up has it read at once, once, and the larger balance is known."""
    refresh(line)
    clock.shift(1)
    line.twilio.credit += 10
    line.top_up("10.00")
    assert line.services.balances.look(now())
    assert [refresh(line), refresh(line)] == [True, False]
    assert (funds(line), drift(line)) == ((30 * UNIT, 0), 0)


def test_ten_at_once(line: Line) -> None:
    """Of ten readers at the same moment, each with connections of its own, one reads."""
    others = [elsewhere(line.services.settings) for _ in range(10)]
    assert sum(at_once(10, lambda turn: others[turn].refresh(now()))) == 1


def test_clock_that_jumped(line: Line, clock: Any) -> None:
    """A reading dated far ahead by a wrong clock does not keep it from being read when that is right again."""
    clock.shift(400 * DAY)
    refresh(line)
    clock.shift(-400 * DAY)
    assert line.services.balances.look(now())
    assert refresh(line)
    assert not refresh(line)


@pytest.mark.parametrize("fails", [False, True])
def test_overtaken(line: Line, clock: Any, fails: bool) -> None:
    """An answer, or a failure, that comes after a later reading was claimed is not believed: it is older."""
    reasons: list[str] = []

    def later() -> Paid:
        reasons.append(known(line).why)
        return Paid(30 * UNIT, "EUR")

    def ask() -> Paid:
        line.top_up("10.00")
        assert asking(line, later).refresh(now())
        if fails:
            raise Unconfirmed
        return Paid(20 * UNIT, "EUR")

    asking(line, ask).refresh(now())
    assert (funds(line), known(line).lost_at) == ((30 * UNIT, 0), None)
    assert reasons == [""]  # the first was overtaken, and not cut short


def test_written_once(line: Line) -> None:
    """Writing a reading down twice is writing it once, though money was spent in between."""
    refresh(line)
    args = [line.services.store.redis.hget("decoy:balance", "claim"), 0, UNIT]
    assert line.services.store.run("read_balance", ["decoy:balance", "decoy:funds"], args) == 0
    assert funds(line) == (20 * UNIT, 0)


def test_never_in_the_way(line: Line) -> None:
    """While Twilio does not answer, money is set aside and spent, and a second process does not ask too."""
    asked, answered = Event(), Event()

    def ask() -> Paid:
        asked.set()
        answered.wait(5)
        return Paid(20 * UNIT, "EUR")

    reading = Thread(target=asking(line, ask).refresh, args=[now()])
    reading.start()
    assert asked.wait(5)
    assert not refresh(line)
    line.services.budget.charge("SM1", DECOY, UNIT, now())
    assert line.money()["spent"] == UNIT
    assert funds(line) is None
    answered.set()
    reading.join()
    assert funds(line) == (20 * UNIT, 0)


# When it cannot be read


def fails_for(line: Line, clock: Any, minutes: int) -> None:
    """Let Twilio refuse for some minutes, asked every five."""
    for _ in range(minutes // 5):
        line.twilio.fail_next(503, 20503, call="balance")
        assert refresh(line)
        clock.shift(FIVE)


def test_patience(line: Line, clock: Any) -> None:
    """A balance that cannot be read for a few minutes still counts, and it is said since when and why."""
    refresh(line)
    clock.shift(FIVE)
    since = now()
    fails_for(line, clock, 10)
    lost_at = known(line).lost_at
    assert funds(line) == (20 * UNIT, 0)
    assert known(line).why == "Twilio could not be asked (error 20503)"
    assert lost_at is not None
    assert abs((lost_at - since).total_seconds()) < 5
    assert not known(line).is_lost(now())


def test_ledger_rules(line: Line, clock: Any) -> None:
    """After a quarter of an hour the ledger rules, until it can be read again."""
    refresh(line)
    clock.shift(FIVE)
    fails_for(line, clock, 20)
    assert (funds(line), known(line).drift, known(line).is_lost(now())) == (None, None, True)
    refresh(line)
    assert (funds(line), known(line).lost_at, known(line).why) == ((20 * UNIT, 0), None, "")


@pytest.mark.parametrize("code", [403, 404])
def test_child_account(line: Line, clock: Any, code: int) -> None:
    """An account that shows no balance of its own has the ledger rule at once, and it is asked again all the same."""
    refresh(line)
    clock.shift(FIVE)
    line.twilio.fail_next(code, 20404, call="balance")
    refresh(line)
    assert (funds(line), known(line).why) == (None, NOT_KEPT)
    clock.shift(FIVE)
    assert refresh(line)
    assert funds(line) == (20 * UNIT, 0)


def test_null_balance() -> None:
    """An account whose balance is null keeps none."""
    with Scripted(200, '{"balance": null, "currency": null}').served() as url:
        assert provider_at(url).balance() is None


@pytest.mark.parametrize(("currency", "named"), [("USD", "USD"), ("", "no currency"), ("a number", "no currency")])
def test_other_currency(line: Line, clock: Any, currency: str, named: str) -> None:
    """Money of another currency is none of ours: the ledger rules at once, and it is said."""
    refresh(line)
    clock.shift(FIVE)
    line.twilio.currency = currency
    refresh(line)
    assert (funds(line), known(line).why) == (None, f"Twilio's is in {named}, and the budget in EUR")


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "<html>",
        "[]",
        "7",
        "{}",
        '{"balance": "much", "currency": "EUR"}',
        '{"balance": "NaN", "currency": "EUR"}',
        '{"balance": true, "currency": "EUR"}',
        '{"balance": {}, "currency": "EUR"}',
        '{"balance": "9999999999", "currency": "EUR"}',
        '{"balance": "1e99", "currency": "EUR"}',
    ],
)
def test_garbage(line: Line, clock: Any, garbage: str) -> None:
    """An answer that is no amount is no answer: the last balance counts while patience lasts."""
    refresh(line)
    clock.shift(FIVE)
    with Scripted(200, garbage).served() as url:
        asking(line, provider_at(url).balance).refresh(now())
    assert (funds(line), known(line).why) == ((20 * UNIT, 0), "Twilio could not be asked (no answer)")


def test_nobody_there(line: Line) -> None:
    """Where nobody listens, nothing is known, and nothing breaks."""
    with Scripted().served() as url:
        closed = url
    assert asking(line, provider_at(closed).balance).refresh(now())
    assert known(line).why == "Twilio could not be asked (no answer)"


def test_killed_while_reading(line: Line, clock: Any) -> None:
    """A process killed between its claim and its answer leaves things as they were; another reads in five minutes."""
    refresh(line)
    clock.shift(FIVE)

    def dies() -> Paid:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asking(line, dies).refresh(now())
    assert (funds(line), known(line).lost_at) == ((20 * UNIT, 0), None)
    assert not refresh(line)
    clock.shift(FIVE)
    assert refresh(line)
    assert known(line).lost_at is None


def test_killed_again_and_again(line: Line, clock: Any) -> None:
    """When every reader is killed the ledger rules all the same, and it is known since when."""
    refresh(line)
    clock.shift(FIVE)

    def dies() -> Paid:
        raise KeyboardInterrupt

    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            asking(line, dies).refresh(now())
        clock.shift(FIVE)
    assert (funds(line), known(line).why, known(line).is_lost(now())) == (None, "a reading was cut short", True)


def test_lost_by_a_wrong_clock(line: Line, clock: Any) -> None:
    """A failure dated far ahead does not let an old balance count for ever when the clock is right again."""
    refresh(line)
    clock.shift(400 * DAY)
    line.twilio.fail_next(503, call="balance")
    refresh(line)
    clock.shift(-400 * DAY)
    line.twilio.fail_next(503, call="balance")
    refresh(line)
    assert funds(line) is None


def test_our_own_mistake(line: Line) -> None:
    """What is not the provider's fault is not taken for it."""

    def broken() -> Paid:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asking(line, broken).refresh(now())
    assert known(line).why == ""


def test_play_money(open_line: Any) -> None:
    """The sandbox's Twilio starts anew with each run, so its balance is never read."""
    sandbox = open_line()
    sandbox.top_up()
    assert not sandbox.services.balances.look(now())
    assert not refresh(sandbox)
    assert sandbox.services.balances.known() is None
    assert funds(sandbox) is None
