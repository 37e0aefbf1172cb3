"""Loops and reflection: machines that answer each other stop, and nobody is made to be texted twice."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from decoy.errors import Reason
from tests.environment import NUMBERS, problems
from tests.numbers import DECOY, HER_OTHER_NUMBER, HIM
from tests.world import DAY, HOUR, MINUTE, TEN_SECONDS, Line, OpenLine, at_once

TWO_NUMBERS = [{"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": "nl"}]
SPELLINGS = [HIM, HIM.replace("+33", "+330"), f" {HIM} "]  # as networks give it, mangled ones too
VICTIMS = [f"+336399801{last:02}" for last in range(10)]


# Loops


def answer_all(line: Line, machine: str, seen: int) -> int:
    """Have a machine answer each text it has got since it had *seen* so many; returns how many it has got by now."""
    got = line.phone(machine).inbox()
    for message in got[seen:]:
        line.phone(machine, reaches=message.sender).text("Je suis absent, je vous rappelle.")
    return len(got)


@pytest.mark.parametrize("window", ["1/30 days", "1/2 hours"])
def test_answering_machine(open_line: OpenLine, clock: Any, window: str) -> None:
    """A machine that answers every text gets one reply to its first text, and none to its answers, for ever."""
    line = open_line(limits={"replies_per_caller": window})
    line.top_up()
    line.phone().text("Je suis absent, je vous rappelle.")
    seen = 0
    for _ in range(4):
        clock.shift(HOUR + TEN_SECONDS)
        seen = answer_all(line, HIM, seen)
    assert seen == 1
    assert line.reasons() == {"replies_per_caller": 1}


def test_machine_that_answers_calls_too(line: Line, clock: Any) -> None:
    """A machine that calls and texts back whatever reaches it, on both numbers, gets one reply all the same."""
    line.phone().call()
    for _ in range(5):
        clock.shift(HOUR)
        if line.phone().inbox():
            line.phone().call()
            line.phone().text("hey")
    assert len(line.phone().replies()) == 1


def test_machine_while_replies_are_held(line: Line, clock: Any) -> None:
    """Texts that come while a reply is held back for a day do not add up to more than one."""
    line.pause()
    for _ in range(4):
        line.phone().text("hey")
        clock.shift(5 * HOUR)
        line.sweep()
    line.resume()
    line.sweep()
    seen = 0
    for _ in range(3):
        clock.shift(HOUR)
        line.sweep()
        seen = answer_all(line, HIM, seen)
    assert seen == 1


@pytest.mark.parametrize("window", ["1/second", "1/hour", "5/hour; 3/30 minutes"])
def test_window_too_short_for_machines(real: dict[str, str], window: str) -> None:
    """A real line refuses windows that are over before a reply has left: a machine's answer would earn the next."""
    (problem,) = problems(real, f'{NUMBERS}[limits]\nreplies_per_caller = "{window}"')
    assert problem.startswith("limits.replies_per_caller is over before a reply has left")


# Our own numbers


@pytest.mark.parametrize("written", [DECOY, HER_OTHER_NUMBER, DECOY.replace("+33", "+330"), f" {DECOY}"])
def test_own_numbers_in_any_spelling(open_line: OpenLine, clock: Any, written: str) -> None:
    """None of our own numbers is ever texted, however a network, or who pretends to be us, writes it."""
    line = open_line(numbers=TWO_NUMBERS)
    line.top_up()
    for reaches in (DECOY, HER_OTHER_NUMBER):
        line.phone(written, reaches).text("hey")
        line.phone(written, reaches).call()
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.entries("accepted", "sent") == []
    assert line.reasons() == {Reason.OWN_NUMBER: 4}


# Reflection


def test_spoofed_crowd(open_line: OpenLine, clock: Any) -> None:
    """Who pretends to be others, over and over and on all our numbers, has each of them texted once."""
    line = open_line(numbers=TWO_NUMBERS)
    line.top_up()

    def spoof(turn: int) -> None:
        for victim in VICTIMS:
            phone = line.phone(victim, (DECOY, HER_OTHER_NUMBER)[turn % 2])
            phone.text(f"hey {turn}")
            phone.call()

    for _ in range(3):
        at_once(4, spoof)
        clock.shift(20 * MINUTE)
    clock.shift(HOUR)
    line.sweep()
    for turn in range(2):
        spoof(turn)
        clock.shift(DAY)
        line.sweep()
    texted = Counter({victim: len(line.outbound(victim)) for victim in VICTIMS})
    assert texted == dict.fromkeys(VICTIMS, 1)


def test_one_phone_in_many_spellings(line: Line, clock: Any) -> None:
    """A number written in other ways is the same caller, so that nobody is texted once for each of them."""
    assert len({line.services.callers.identify(spelling).ref for spelling in SPELLINGS}) == 1
    for spelling in SPELLINGS:
        line.phone(spelling).text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert [len(line.outbound(spelling)) for spelling in SPELLINGS] == [1, 0, 0]


def test_stop_of_a_victim(line: Line, clock: Any) -> None:
    """Who was pretended to be and says STOP is never texted again, however often somebody pretends to be him."""
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert len(line.phone().replies()) == 1
    line.phone().text("STOP")
    for spelling in SPELLINGS:
        clock.shift(40 * DAY)
        line.phone(spelling).text("hey")
        clock.shift(HOUR + TEN_SECONDS)
        line.sweep()
    assert len(line.outbound()) == 1


def test_next_window(line: Line, clock: Any) -> None:
    """The window is as long as the policy says: a day before its end nobody is texted again, after it once."""
    for days, texted in ((0, 1), (29, 1), (2, 2)):
        clock.shift(days * DAY)
        line.phone().text("hey")
        clock.shift(HOUR + TEN_SECONDS)
        line.work()
        line.twilio.deliver()
        assert len(line.outbound()) == texted, datetime.now(UTC)
