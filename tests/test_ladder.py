"""A line steps down before its money is gone, and up when there is some again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from decoy.money import to_micros
from decoy.rungs import Rung
from decoy.simulator.message import Message
from tests.phone import Phone
from tests.world import HOUR, MINUTE, TEN_SECONDS, Line, OpenLine


def rung(line: Line) -> str:
    """Say where the line stands now."""
    return str(line.services.ladder.stand(datetime.now(UTC)).rung)


def crowd(line: Line, size: int) -> list[Phone]:
    """Have a crowd text the line, each once."""
    phones = [line.phone(f"+336399811{last:02}") for last in range(size)]
    for phone in phones:
        phone.text("hey")
    return phones


def arrived(line: Line, phones: list[Phone]) -> list[Message]:
    """Let the worker work, and look at every phone of a crowd."""
    return [message for phone in phones for message in phone.inbox()]


def lose_one(line: Line, phones: list[Phone]) -> None:
    """Have one of the replies fail on its way to a crowd, without a fee."""
    sent = [message for phone in phones for message in line.outbound(phone.number)]
    line.twilio.finish(sent[0].sid, "failed", 30008)


@pytest.fixture
def poor(open_line: OpenLine) -> Line:
    """Open a line whose fund has room for three replies; what texts cost comes out of it too."""
    line = open_line(budget={"floor": "1.00"}, prices={"inbound_segment": "0.001"})
    line.top_up("1.25")
    return line


def test_a_crowd_spends_the_fund_to_its_floor(poor: Line, clock: Any) -> None:
    """A crowd is answered until the floor, and never below: the others wait, and calls are free."""
    phones = crowd(poor, 5)
    clock.shift(HOUR + TEN_SECONDS)
    assert len(arrived(poor, phones)) == 3
    assert poor.services.budget.funds(datetime.now(UTC)).available == to_micros("0.005")
    assert poor.states() == {"delivered": 3, "held": 2}
    assert rung(poor) == Rung.SILENT
    assert poor.phone().hears() == "busy"
    assert poor.reasons() == {"silent": 1}


def test_a_silent_line_pays_for_no_call(poor: Line, clock: Any) -> None:
    """A call that meets the busy signal costs nothing, and earns nothing."""
    crowd(poor, 3)
    clock.shift(HOUR + TEN_SECONDS)
    poor.sweep()
    before = poor.money()
    poor.twilio.call(poor.phone().number, poor.phone().reaches, sid="CA1")
    poor.twilio.hang_up("CA1", 30)
    assert poor.money() == before


def test_top_up_resumes_without_a_burst(open_line: OpenLine, clock: Any) -> None:
    """A top-up opens the line at once; what was held leaves in batches, not in one burst."""
    line = open_line(replies={"resume_batch": 2}, prices={"inbound_segment": "0.001"})
    line.top_up("5.07")
    phones = crowd(line, 5)
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert (rung(line), line.states()) == (Rung.SILENT, {"held": 5})
    line.top_up("20.00")
    assert rung(line) == Rung.NORMAL
    arrivals = []
    for _ in range(3):
        line.sweep()
        arrivals.append(len(arrived(line, phones)))
    assert arrivals == [2, 4, 5]


def test_room_that_comes_back_is_waited_for(poor: Line, clock: Any) -> None:
    """Money given back by a reply that was not sent does not open the line before an hour of calm."""
    phones = crowd(poor, 5)
    clock.shift(HOUR + TEN_SECONDS)
    poor.work()
    assert rung(poor) == Rung.SILENT
    lose_one(poor, phones)
    assert rung(poor) == Rung.SILENT
    clock.shift(HOUR + MINUTE)
    assert rung(poor) == Rung.NORMAL


def test_what_is_said_meanwhile(poor: Line, clock: Any) -> None:
    """While a line waits for calm it says what took it down, when it climbs, and how not to wait."""
    phones = crowd(poor, 3)
    clock.shift(HOUR + TEN_SECONDS)
    poor.work()
    rung(poor)
    lose_one(poor, phones)
    standing = poor.services.ladder.stand(datetime.now(UTC))
    assert standing.reason == "the funds were at the floor"
    assert standing.remedy == "It climbs at 23:00 if it stays calm; at once, if you type: decoy resume"
    poor.resume()
    assert rung(poor) == Rung.NORMAL


def test_guarded_when_the_hours_share_is_used(open_line: OpenLine, clock: Any) -> None:
    """Once the hour's share is used, who came again goes before those who came once, as it refills."""
    line = open_line(budget={"daily_cap": "1.00", "hourly_share": 0.1}, replies={"resume_batch": 1})
    line.top_up()
    first, once, twice = (line.phone(f"+3363998010{last}") for last in (1, 2, 3))
    first.text("hey")
    clock.shift(MINUTE)
    twice.text("hey")
    twice.text("hello?")
    clock.shift(MINUTE)
    once.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert [len(phone.replies()) for phone in (first, once, twice)] == [1, 0, 0]
    assert rung(line) == Rung.GUARDED
    clock.shift(HOUR)
    line.sweep()
    assert [len(phone.replies()) for phone in (first, once, twice)] == [1, 0, 1]
    clock.shift(HOUR)
    line.sweep()
    assert [len(phone.replies()) for phone in (first, once, twice)] == [1, 1, 1]


def test_guarded_when_the_funds_go_too_fast(open_line: OpenLine, clock: Any) -> None:
    """When the last hour's rate would end the funds within `runway_hours`, the line guards what is left."""
    line = open_line(prices={"inbound_segment": "0.05"}, budget={"runway_hours": 2})
    line.top_up("7.00")
    phone = line.phone()
    for _ in range(18):
        phone.text("hey")
    assert rung(line) == Rung.NORMAL
    phone.text("hey")
    phone.text("hey")
    assert rung(line) == Rung.GUARDED
    line.top_up("7.00")
    assert rung(line) == Rung.NORMAL


def test_guarded_calls(open_line: OpenLine, clock: Any) -> None:
    """A guarded line plays the recording for a caller's first call of the day, and is busy for the next ones."""
    line = open_line(budget={"daily_cap": "0.20", "hourly_share": 0.25, "calls_share": 1.0})
    line.top_up()
    early, late = line.phone("+33639980101"), line.phone("+33639980102")
    with_share = line.services.ladder
    assert with_share.stand(datetime.now(UTC)).rung == Rung.GUARDED  # no reply fits the share
    assert [early.hears(), early.hears(), late.hears()] == ["recording", "busy", "recording"]
    assert line.reasons() == {"guarded": 1}


def test_guarded_in_a_raid(line: Line, clock: Any) -> None:
    """While a country's strangers are answered by lot the line is guarded; a raid on a block guards nothing."""
    raids, now = line.services.raids, datetime.now(UTC)
    raids.declare(line.services.callers.identify("+33639980042").range, now + timedelta(hours=2), "a test", now)
    assert rung(line) == Rung.NORMAL
    declared = raids.declare("FR", now + timedelta(hours=2), "a test", now)
    standing = line.services.ladder.stand(now)
    assert (standing.rung, standing.reason) == (Rung.GUARDED, "there is a raid")
    raids.lift(declared, now + timedelta(days=1), now)
    assert rung(line) == Rung.GUARDED
    clock.shift(HOUR + MINUTE)
    assert rung(line) == Rung.NORMAL


def test_calls_are_counted_before(line: Line) -> None:
    """Who called while all was well has had his recording when the line becomes guarded."""
    line.phone().call()
    line.phone().call()
    caller = line.services.callers.identify(line.phone().number)
    with pytest.raises(Exception, match="guarded"):
        line.services.limiter.admit(caller, guarded=True, now=datetime.now(UTC))


def test_silent_by_hand(phone: Phone, clock: Any) -> None:
    """Operators can silence the line; texts are still taken in, and are answered when it is resumed."""
    line = phone.line
    line.services.pauses.pause("a raid", None, datetime.now(UTC), rung=Rung.SILENT)
    assert rung(line) == Rung.SILENT
    assert phone.hears() == "busy"
    phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    line.resume()
    line.sweep()
    assert len(phone.replies()) == 1
    assert phone.hears() == "recording"


def test_a_fault_beside_an_order(line: Line, clock: Any) -> None:
    """A fault of the account, found while the line is silenced for an hour, holds replies back when that is over."""
    pauses = line.services.pauses
    assert pauses.pause("a raid", datetime.now(UTC) + timedelta(hours=1), datetime.now(UTC), rung=Rung.SILENT)
    assert pauses.pause("a fault", None, datetime.now(UTC), fault=True)
    assert not pauses.pause("the same fault", None, datetime.now(UTC), fault=True)
    assert (rung(line), len(line.entries("paused"))) == (Rung.SILENT, 1)
    clock.shift(HOUR)
    assert (rung(line), line.services.ladder.stand(datetime.now(UTC)).reason) == (Rung.PAUSED, "a fault")


def test_a_pause_for_a_while_ends_no_fault(line: Line, clock: Any) -> None:
    """Who pauses a line for 15 minutes, whose account is at fault, does not have it send when they are over."""
    pauses = line.services.pauses
    pauses.pause("a fault", None, datetime.now(UTC), fault=True)
    assert pauses.pause("let me see", datetime.now(UTC) + timedelta(minutes=15), datetime.now(UTC))
    clock.shift(HOUR)
    assert rung(line) == Rung.PAUSED
    line.resume()
    assert rung(line) == Rung.NORMAL


def test_the_deeper_of_two(poor: Line, clock: Any) -> None:
    """What operators ordered does not lift what the money forbids, nor the other way round."""
    poor.pause()
    crowd(poor, 1)
    assert rung(poor) == Rung.PAUSED
    for _ in range(300):
        poor.phone().text("hey")
    assert rung(poor) == Rung.SILENT
    poor.top_up()
    assert rung(poor) == Rung.PAUSED
    poor.resume()
    assert rung(poor) == Rung.NORMAL


def test_steps_are_in_the_ledger(poor: Line, clock: Any) -> None:
    """Every step is written down once, with its cause."""
    crowd(poor, 4)
    clock.shift(HOUR + TEN_SECONDS)
    poor.work()
    poor.sweep()
    poor.top_up()
    poor.sweep()
    assert [entry.reason for entry in poor.entries("rung")] == ["silent: floor", "normal"]


def test_the_watch_takes_the_line_up(poor: Line, clock: Any) -> None:
    """A line climbs back although nobody calls and nobody looks."""
    crowd(poor, 4)
    clock.shift(HOUR + TEN_SECONDS)
    poor.work()
    poor.top_up()
    poor.services.watch.run(datetime.now(UTC))
    assert [entry.reason for entry in poor.entries("rung")][-1] == "normal"
