"""The page of replies: what waits and what that costs, holding, releasing, and calling a wave back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from decoy.messages import State
from tests.numbers import DECOY, HER_OTHER_NUMBER, HIM
from tests.visitor import Visitor
from tests.world import DAY, HOUR, TEN_SECONDS, Line, OpenLine, at_once

PAGE = "/operator/replies"
NEIGHBOUR = "+33639980043"
NUMBERS = [{"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": "en"}]


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with a French and an English number."""
    line = open_line(numbers=NUMBERS)  # type: ignore[arg-type]
    line.top_up()
    return line


@pytest.fixture
def operator(line: Line) -> Visitor:
    """Give an operator who is in."""
    return Visitor(line.app).enter()


def promise(line: Line) -> None:
    """Have two texts and a call earn a reply each, one of them in English."""
    line.phone(HIM).text("hey")
    line.phone(NEIGHBOUR, HER_OTHER_NUMBER).text("hey")
    line.phone("+33639980044").call()


def test_nothing_yet(operator: Visitor) -> None:
    """A line that promised nothing says so, and nothing costs nothing."""
    page = operator.read(PAGE)
    assert "Wait for their hour 0 Held back 0 Due within the hour 0 Which would cost €0.00 estimated" in page
    assert "No reply was promised yet." in page


def test_next_hour(operator: Visitor, line: Line, clock: Any) -> None:
    """What is due within the hour is counted and priced, as an estimate with its time."""
    promise(line)
    page = operator.read(PAGE)
    assert "Wait for their hour 3 Held back 0 Due within the hour 3" in page
    assert "Which would cost €0.24 estimated, 20 Nov 21:00" in page
    assert "Due by now 0 Due within the hour 3 Due later 0" in page
    clock.shift(HOUR + TEN_SECONDS)
    assert "Due by now 3 Due within the hour 0 Due later 0" in operator.read(PAGE)


def test_what_became_of_them(operator: Visitor, line: Line, clock: Any) -> None:
    """Replies are counted by what earned them and by language, and by what became of them."""
    promise(line)
    line.phone(HIM).text("STOP")
    clock.shift(HOUR + TEN_SECONDS)
    line.phone(NEIGHBOUR).replies()
    page = operator.read(PAGE)
    assert "Replies Calls Texts Promised 1 2 Delivered 1 1 Not delivered 0 0" in page
    assert "Cancelled 0 1" in page
    assert "Replies English French Promised 1 2 Delivered 1 1" in page
    assert "Delivered 2 Not delivered 0 Failed 0 Expired: held for too long 0 Cancelled 1" in page


def test_ages_of_held_replies(operator: Visitor, line: Line, clock: Any) -> None:
    """Held replies are counted by their age, from when they were promised."""
    promise(line)
    line.pause()
    for shift, ages in ((HOUR + TEN_SECONDS, "0 3 0 0"), (5 * HOUR, "0 0 3 0"), (18 * HOUR, "0 0 0 3")):
        clock.shift(shift)
        line.work()
        page = operator.enter().read(PAGE)
        names = ("Held, less than 1 hour old", "Held, 1 to 6 hours old", "Held, 6 to 24 hours old", "Held, older")
        assert " ".join(f"{name} {count}" for name, count in zip(names, ages.split(), strict=True)) in page


def test_holding_and_releasing(operator: Visitor, line: Line, clock: Any) -> None:
    """One button holds all replies, and another sends them again; none is lost."""
    promise(line)
    assert "Resume" not in operator.read(PAGE)
    page = operator.do("/operator/pause", span="", next=PAGE)
    assert "Resume" in page
    assert "Hold all" not in page
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.states() == {"held": 3}
    assert "Hold all" in operator.do("/operator/resume", next=PAGE)
    line.sweep()
    assert line.states() == {"sent": 3}


@pytest.mark.parametrize(
    ("wave", "left"),
    [("language en", 2), ("language fr", 1), ("channel call", 2), ("country FR", 0), ("country BE", 3), ("all", 0)],
)
def test_cancelling_a_wave(operator: Visitor, line: Line, clock: Any, wave: str, left: int) -> None:
    """Who is of the wave gets no reply, all others do, held or not; a second time there is nothing to cancel."""
    promise(line)
    operator.read(PAGE)
    gone = "1 reply was cancelled" if left == 2 else f"{3 - left} replies were cancelled"
    assert gone in operator.do(f"{PAGE}/cancel", wave=wave, sure="1")
    assert "0 replies were cancelled" in operator.do(f"{PAGE}/cancel", wave=wave, sure="1")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.states() == {state: count for state, count in (("sent", left), ("cancelled", 3 - left)) if count}


def test_cancelling_what_is_held(operator: Visitor, line: Line, clock: Any) -> None:
    """Held replies are of the wave too, and those sent already are not."""
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    line.phone(NEIGHBOUR).text("hey")
    line.pause()
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.states() == {"sent": 1, "held": 1}
    operator.read(PAGE)
    operator.do(f"{PAGE}/cancel", wave="all", sure="1")
    assert line.states() == {"sent": 1, "cancelled": 1}


@pytest.mark.parametrize(
    "form",
    [
        {"wave": "all"},
        {"wave": "", "sure": "1"},
        {"wave": "country", "sure": "1"},
        {"wave": "language ", "sure": "1"},
        {"wave": "country ZZ", "sure": "1"},
        {"sure": "1"},
    ],
)
def test_nothing_is_cancelled_by_mistake(operator: Visitor, line: Line, form: dict[str, str]) -> None:
    """Without a wave that the page offers, or without saying so, nothing is cancelled and nothing noted."""
    promise(line)
    operator.read(PAGE)
    assert "Nothing was cancelled" in operator.do(f"{PAGE}/cancel", **form)
    assert line.states() == {"accepted": 3}
    assert list(line.services.journal.all()) == []


def test_two_cancel_at_once(line: Line) -> None:
    """Two operators who cancel the same wave at the same moment cancel each reply once."""
    now = datetime.now(UTC)
    for number in range(20):
        line.phone(f"+336399800{10 + number}").text("hey")
    found = at_once(2, lambda _: line.services.recall.withdraw(lambda reply: True, "test", now))
    assert sum(found) == 20
    assert line.services.tally.read().sum(State.CANCELLED) == 20
    assert line.states() == {"cancelled": 20}


def test_a_wave_of_several_pages(line: Line, clock: Any) -> None:
    """A wave is cancelled to its end, however many pages it fills, while its replies leave what is read."""
    for number in range(100, 700):
        line.phone(f"+33639980{number:03}").text("hey")
    now = datetime.now(UTC)
    assert line.services.recall.withdraw(lambda reply: reply.country == "FR", "test", now) == 600
    clock.shift(DAY)
    line.work()
    assert line.states() == {"cancelled": 600}


def test_nobody_is_shown(operator: Visitor, line: Line) -> None:
    """No number, of a caller or of ours, is on the page."""
    promise(line)
    assert "+33" not in operator.get(PAGE).text
    assert HIM[1:] not in operator.get(PAGE).text
