"""How often: recordings per caller, and replies per caller and window."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.world import HOUR, MINUTE, Line, Phone, at_once

OpenLine = Callable[..., Line]


def test_five_calls_an_hour(phone: Phone, clock: Any) -> None:
    """The sixth call within an hour is rejected as the first verb, for only that is free; an hour later he may."""
    assert [phone.hears() for _ in range(5)] == ["recording"] * 5
    assert phone.call().endswith('?><Response><Reject reason="busy"/></Response>')
    clock.shift(HOUR + 1)
    assert phone.hears() == "recording"


def test_window_moves(phone: Phone, clock: Any) -> None:
    """The window moves with the calls: each call is forgotten an hour after itself, not at the full hour."""
    for _ in range(5):
        assert phone.hears() == "recording"
        clock.shift(10 * MINUTE)
    assert phone.hears() == "busy"
    clock.shift(10 * MINUTE + 1)
    assert [phone.hears() for _ in range(2)] == ["recording", "busy"]


def test_busy_calls_are_not_counted(phone: Phone, clock: Any) -> None:
    """Calling on against the busy signal does not prolong it."""
    for _ in range(5):
        phone.call()
    clock.shift(59 * MINUTE)
    assert [phone.hears() for _ in range(10)] == ["busy"] * 10
    clock.shift(MINUTE + 1)
    assert phone.hears() == "recording"


def test_twenty_calls_a_day(phone: Phone, clock: Any) -> None:
    """Who comes back every hour is busy from the twenty-first call of the day, until the first is a day old."""
    heard = []
    for _ in range(4):
        heard += [phone.hears() for _ in range(5)]
        clock.shift(HOUR + 1)
    assert heard == ["recording"] * 20
    assert phone.hears() == "busy"
    clock.shift(20 * HOUR)
    assert phone.hears() == "recording"


def test_limits_are_one_callers(line: Line) -> None:
    """One caller's calls say nothing about another's."""
    him, another = line.phone(), line.phone("+33639980043")
    assert [him.hears() for _ in range(6)][-1] == "busy"
    assert another.hears() == "recording"


@pytest.mark.parametrize("later", [0, HOUR + 1])
def test_same_call_same_answer(phone: Phone, clock: Any, later: int) -> None:
    """A call that Twilio asks about again gets what it got, and is not counted again, however full the window is."""
    played = [phone.call(sid=f"CA{turn}") for turn in range(5)]
    busy = phone.call(sid="CA5")
    clock.shift(later)
    assert [phone.call(sid=f"CA{turn}") for turn in range(6)] == [*played, busy]
    if later:
        assert [phone.hears() for _ in range(6)] == ["recording"] * 5 + ["busy"]


def test_calls_at_once(phone: Phone) -> None:
    """Of many calls at the same moment exactly as many are answered as the limit allows."""
    answers = at_once(12, lambda turn: phone.call(sid=f"CA{turn}"))
    assert sum("<Play>" in answer for answer in answers) == 5


def test_hidden_callers_together(open_line: OpenLine, clock: Any) -> None:
    """Those who hide their number share one limit, however they hide it; it takes nothing from the others."""
    line = open_line(limits={"hidden_calls": "3/hour"})
    line.top_up()
    hidden = [line.phone(raw) for raw in ("+266696687", "anonymous", "", "+7378742833")]
    assert [phone.hears() for phone in hidden] == ["recording"] * 3 + ["busy"]
    assert line.phone().hears() == "recording"
    clock.shift(HOUR + 1)
    assert hidden[3].hears() == "recording"


def test_busy_earns_no_reply(open_line: OpenLine, clock: Any) -> None:
    """A call beyond the limit earns nothing."""
    line = open_line(limits={"calls_per_caller": "1/day", "replies_per_caller": "5/day"})
    line.top_up()
    line.phone().call()
    clock.shift(2 * HOUR)
    assert len(line.phone().replies()) == 1
    line.phone().call()
    clock.shift(2 * HOUR)
    assert len(line.phone().replies()) == 1
    assert line.reasons() == {"calls_per_caller": 1}


# Replies


@pytest.mark.parametrize(
    ("limits", "answered"),
    [
        ("1/30 days", [1, 1, 1, 1, 1]),
        ("2/30 days", [1, 2, 2, 2, 2]),
        ("1/day", [1, 1, 1, 1, 2]),
        ("1/6 hours", [1, 2, 3, 4, 5]),
        ("1/12 hours", [1, 1, 2, 2, 3]),
        ("2/day; 1/hour", [1, 2, 2, 2, 3]),
        ("1/hour; 3/30 days", [1, 2, 3, 3, 3]),
    ],
)
def test_replies_per_caller(open_line: OpenLine, clock: Any, limits: str, answered: list[int]) -> None:
    """Who texts every six hours and a bit is answered exactly as often as each of the windows allows."""
    line = open_line(limits={"replies_per_caller": limits})
    line.top_up()
    phone = line.phone()
    seen = []
    for _ in answered:
        phone.text("hey")
        clock.shift(2 * HOUR)
        seen.append(len(phone.replies()))
        clock.shift(4 * HOUR + MINUTE)
    assert seen == answered


def test_one_open_reply_in_the_shortest_window(open_line: OpenLine, clock: Any) -> None:
    """While one reply waits there is no second, even when the window that limits them is shorter than the hour."""
    line = open_line(limits={"replies_per_caller": "1/second"})
    line.top_up()
    phone = line.phone()
    phone.text("hey")
    time.sleep(1.2)  # the store's own clock, which ours does not move, must see the window pass
    phone.text("hey?")
    assert line.states() == {"accepted": 1}
    clock.shift(HOUR + 10)
    assert len(phone.replies()) == 1


def test_refused_text_does_not_prolong(open_line: OpenLine, clock: Any) -> None:
    """Texts refused for the window do not prolong it."""
    line = open_line(limits={"replies_per_caller": "1/day"})
    line.top_up()
    phone = line.phone()
    phone.text("hey")
    clock.shift(2 * HOUR)
    assert len(phone.replies()) == 1
    clock.shift(22 * HOUR - MINUTE)
    phone.text("hey?")
    assert line.reasons() == {"replies_per_caller": 1}
    clock.shift(2 * MINUTE)
    phone.text("hey!")
    assert len(line.entries("accepted")) == 2
