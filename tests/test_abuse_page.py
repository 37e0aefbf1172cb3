"""The page of abuse: what was refused and why, who comes most, and blocking with one form."""

from datetime import UTC, datetime
from typing import Any

import pytest

from decoy import blocks
from decoy.errors import Reason
from decoy.site.dashboard.words import ACTS, REASONS, STATES
from tests.numbers import HIM
from tests.visitor import Visitor
from tests.world import DAY, HOUR, TEN_SECONDS, Line

PAGE = "/operator/abuse"
CODE = "Votre code est 123456"
NEIGHBOUR = "+33639980043"
BRITISH = "+447700900123"


@pytest.fixture
def operator(line: Line) -> Visitor:
    """Give an operator who is in."""
    return Visitor(line.app).enter()


def test_words_for_all(line: Line) -> None:
    """Every reason, state and act has words of its own."""
    for table in (REASONS, STATES, ACTS):
        kind = type(next(iter(table)))
        assert list(table) == list(kind)
        with line.app.test_request_context():
            assert len({str(words) for words in table.values()}) == len(table)


def test_nothing_yet(operator: Visitor) -> None:
    """A line that nobody called says so."""
    page = operator.read(PAGE)
    for sentence in ("Nothing was refused yet.", "Nobody is blocked.", "Nobody yet.", "No text was refused as spam"):
        assert sentence in page


def test_refusals_in_words(operator: Visitor, line: Line) -> None:
    """Refusals are counted by reasons in plain words, and signs of spam by what they say."""
    line.phone().text(CODE)
    line.phone(BRITISH).text("hey")
    page = operator.read(PAGE)
    assert f"{REASONS[Reason.SPAM]} 1" in page
    assert f"{REASONS[Reason.FOREIGN_COUNTRY]} 1" in page
    assert "Brings a one-time code. 1" in page
    assert CODE not in page


def test_who_came_most(operator: Visitor, line: Line) -> None:
    """Callers, their blocks of numbers and their countries are listed by how often they came, as refs."""
    for number, times in ((HIM, 3), (NEIGHBOUR, 1), (BRITISH, 2)):
        for _ in range(times):
            line.phone(number).text("hey")
    page = operator.read(PAGE)
    his, neighbours = line.ref(HIM), line.ref(NEIGHBOUR)
    assert f"{his} 3 Block {line.ref(BRITISH)} 2 Block {neighbours} 1 Block" in page
    assert f"{line.services.callers.identify(HIM).range} 4 Block" in page
    assert "France 4 Block United Kingdom 2 Block" in page
    assert "+33" not in operator.get(PAGE).text


def test_who_cost_most(operator: Visitor, line: Line) -> None:
    """Those who cost most are listed with what they cost, estimated, and can be blocked there."""
    line.phone(HIM).text("hey")
    line.phone(NEIGHBOUR).text("hey")
    line.phone(NEIGHBOUR).text("hey")
    page = operator.read(PAGE).partition("Who cost most")[2]
    assert f"{line.ref(NEIGHBOUR)} €0.015 Block {line.ref(HIM)} €0.0075 Block" in page


def test_yesterday_counts_and_last_week_does_not(operator: Visitor, line: Line, clock: Any) -> None:
    """Who came yesterday is still listed, and who came before is not."""
    line.phone().text("hey")
    clock.shift(DAY)
    assert line.ref() in operator.enter().read(PAGE)
    clock.shift(DAY)
    assert line.ref() not in operator.enter().read(PAGE)


def test_blocking_a_caller(operator: Visitor, line: Line, clock: Any) -> None:
    """A caller who is blocked on the page hears busy and loses his promised reply, until the block ends."""
    line.phone().text("hey")
    form = operator.read(f"{PAGE}/block?name={line.ref()}")
    assert f"Caller {line.ref()}" in form
    page = operator.do(f"{PAGE}/block", name=line.ref(), term="7d", reason="he insists")
    assert f"Blocked: Caller {line.ref()}" in page
    assert "he insists · 0 times refused · until 27 Nov 21:00" in page
    assert line.states() == {"cancelled": 1}
    assert line.phone().hears() == "busy"
    assert "1 time refused" in operator.read(PAGE)
    clock.shift(7 * DAY + TEN_SECONDS)
    assert line.phone().hears() == "recording"


def test_unblocking(operator: Visitor, line: Line) -> None:
    """A block is lifted with one button, and twice is once."""
    line.block()
    operator.read(PAGE)
    assert "No longer blocked" in operator.do(f"{PAGE}/unblock", name=line.ref())
    assert "No longer blocked" not in operator.do(f"{PAGE}/unblock", name=line.ref())
    assert line.phone().hears() == "recording"


def test_blocking_a_range_and_a_country(operator: Visitor, line: Line) -> None:
    """A whole range and a whole country can be blocked, for good too."""
    operator.read(PAGE)
    name = blocks.of_range(line.services.callers.identify(HIM).range)
    operator.do(f"{PAGE}/block", name=name, term="")
    assert line.phone(NEIGHBOUR).hears() == "busy"
    assert "Blocked: United Kingdom" in operator.do(f"{PAGE}/block", name="gb", term="")
    assert line.phone(BRITISH).hears() == "busy"
    assert [one.until for one in line.services.blocks.current(datetime.now(UTC))] == [None, None]


@pytest.mark.parametrize("name", [HIM, "", "XX", "range:", "country:", "a" * 23, "../", "<script>", "x" * 10_000])
def test_nobody_is_meant(operator: Visitor, line: Line, name: str) -> None:
    """What is no ref and no country blocks nobody and is not repeated, a phone number least of all."""
    operator.read(PAGE)
    page = operator.do(f"{PAGE}/block", name=name)
    assert "Nobody was blocked" in page
    assert HIM not in page
    assert line.services.blocks.current(datetime.now(UTC)) == []
    assert operator.get(f"{PAGE}/block?name={name}").status_code == 404


def test_a_term_that_is_none(operator: Visitor, line: Line) -> None:
    """A term that the form does not offer is taken for the usual one, and never for good."""
    operator.read(PAGE)
    operator.do(f"{PAGE}/block", name=line.ref(), term="100y")
    (block,) = line.services.blocks.current(datetime.now(UTC))
    assert block.until is not None


def test_hidden_callers(operator: Visitor, line: Line, clock: Any) -> None:
    """Those who hide their numbers are counted together, and called what they are."""
    line.phone("anonymous").call()
    clock.shift(HOUR)
    line.phone("anonymous").call()
    assert "Hidden numbers, all together 2 Block" in operator.read(PAGE)
