"""The page of the settings: where alerts go, and who may enter."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from decoy.settings import Settings
from tests.insider import insider
from tests.receiver import Receiver, receiving
from tests.visitor import Visitor
from tests.watched import watching
from tests.world import HOUR, Line, OpenLine

PAGE = "/operator/settings"
LINK = re.compile(r"https://decoy\.example\.org(/operator/welcome/[^<]+)")


@pytest.fixture
def operator(line: Line) -> Visitor:
    """Give an operator who has entered."""
    return insider(line)


@pytest.fixture
def told(settings: Settings, store: Redis, clock: Any) -> Iterator[tuple[Visitor, Receiver, Line]]:
    """Give an operator of a line that tells one receiver."""
    with receiving() as receiver, watching(settings) as open_watched:
        line = open_watched(receiver)
        yield insider(line), receiver, line


def names(operator: Visitor) -> list[str]:
    """List the operators."""
    return [known.name for known in operator.services.operators.all()]


def test_channels_have_names_only(told: tuple[Visitor, Receiver, Line]) -> None:
    """A channel is called by its scheme: its address may hold a password."""
    operator, receiver, _ = told
    page = operator.get(PAGE).text
    assert "<dd>json</dd>" in page
    assert "secret?" not in page
    assert receiver.url not in page


def test_a_test_is_sent_by_the_worker(told: tuple[Visitor, Receiver, Line]) -> None:
    """The page waits for no channel: a worker sends the test, and the page says afterwards who accepted it."""
    operator, receiver, line = told
    page = operator.post(f"{PAGE}/test", follow=True)
    assert receiver.asked == 0
    assert "Not sent yet" in page.text
    line.work()
    assert receiver.subjects == ["Service: a test"]
    assert "json accepted it." in operator.get(PAGE).text
    receiver.status = 500
    operator.post(f"{PAGE}/test")
    line.work()
    assert "json did not accept it" in operator.get(PAGE).text


def test_thresholds_and_quiet_hours(open_line: OpenLine) -> None:
    """What is in force is said in words, also when no hour is quiet."""
    page = insider(open_line()).get(PAGE).text
    assert "50, 80, 95, 100 % of the fund" in page
    assert "22:00 to 08:00 (Europe/Paris)" in page
    assert "every alert is sent at once" in insider(open_line(alerts={"quiet_hours": ""})).get(PAGE).text


def test_adding_an_operator(operator: Visitor) -> None:
    """A new operator's link is shown once, and works."""
    page = operator.post(f"{PAGE}/operators", name="day-shift")
    link = LINK.search(page.text)
    assert link is not None
    assert link[1] not in operator.get(PAGE).text
    assert operator.get(link[1]).status_code == 200
    assert names(operator) == ["day-shift", "night-shift"]


@pytest.mark.parametrize("name", ["", "night-shift", "Jean Dupont", "<b>", "a" * 40])
def test_names_that_will_not_do(operator: Visitor, name: str) -> None:
    """A name that is none, or somebody's, is refused in a sentence, and no link is made."""
    page = operator.post(f"{PAGE}/operators", follow=True, name=name)
    assert 'role="alert"' in page.text
    assert LINK.search(page.text) is None
    assert names(operator) == ["night-shift"]


def test_resetting_an_operator(operator: Visitor) -> None:
    """Who lost the phone gets a link from a colleague; nobody gets one for an operator there is not."""
    assert LINK.search(operator.post(f"{PAGE}/operators/night-shift/reset").text)
    assert "There is no operator" in operator.post(f"{PAGE}/operators/nobody/reset", follow=True).text
    assert names(operator) == ["night-shift"]


def test_removing_an_operator(line: Line, operator: Visitor) -> None:
    """Who is removed is out at once; nobody removes himself."""
    other = insider(line, "day-shift")
    assert other.is_in()
    operator.post(f"{PAGE}/operators/day-shift/remove")
    assert not other.is_in()
    assert "Another operator" in operator.post(f"{PAGE}/operators/night-shift/remove", follow=True).text
    assert names(operator) == ["night-shift"]


@pytest.mark.parametrize("path", ["operators", "operators/day-shift/reset", "operators/day-shift/remove"])
def test_operators_change_with_a_fresh_code_only(line: Line, operator: Visitor, clock: Any, path: str) -> None:
    """Without a fresh code nobody comes, goes or gets a link."""
    insider(line, "day-shift")
    clock.shift(HOUR)
    operator.get(PAGE)
    page = operator.post(f"{PAGE}/{path}", follow=True, name="late-shift", next=PAGE)
    assert "Type the code" in page.text
    assert LINK.search(page.text) is None
    assert names(operator) == ["day-shift", "night-shift"]


def test_a_reason_is_words_and_nothing_else(operator: Visitor) -> None:
    """What an operator typed as a reason is shown as typed, whatever signs are in it."""
    operator.post("/operator/pause", span="1h", reason="50 % used <b>now</b> %(name)s")
    page = operator.get(PAGE)
    assert page.status_code == 200
    assert "50 % used &lt;b&gt;now&lt;/b&gt; %(name)s" in page.text
