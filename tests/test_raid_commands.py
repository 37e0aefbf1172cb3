"""The commands about raids: what is seen of one, how it is declared, overruled and withdrawn."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.desk import Desk
from tests.numbers import HIM
from tests.world import HOUR, TEN_SECONDS, Line, OpenLine

LONG = "Bonjour, je suis vraiment tres content de te connaitre et je pense a toi tous les jours"
BLOCK = [f"+3363998{last}" for last in range(1000, 1008)]


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with the shipped policy on raids, and money in its fund."""
    line = open_line(raids={"range_callers": 5})
    line.top_up()
    return line


def wave(line: Line, numbers: list[str], body: str = "") -> None:
    """Have each of *numbers* text once, with the same *body* or with one of its own."""
    for number in numbers:
        line.phone(number).text(body or f"coucou {number[-2:]}")


def ids(desk: Desk) -> list[str]:
    """Name the raids in force."""
    return [raid["id"] for raid in json.loads(desk.read("raid", "--json"))]


def test_no_raid(desk: Desk, line: Line) -> None:
    """On a calm evening there is no raid to show."""
    line.phone().text("hey")
    assert desk.read("raid") == "There is no raid.\n"
    assert desk.read("raid", "--json") == "[]\n"
    assert desk.status()["raid"] is False


def test_a_wave_of_one_block(desk: Desk, line: Line, clock: Any) -> None:
    """A wave from one block is shown with what it does and costs, gets nothing, and ordinary people beside it do."""
    wave(line, BLOCK)
    line.phone("+33639985042").text("hey")
    told = desk.read("raid")
    (raid,) = json.loads(desk.read("raid", "--json"))
    assert desk.status()["raid"] is True
    assert (raid["kind"], raid["callers"], raid["waiting"], raid["cost"]) == ("range", 8, 8, "0.06")
    assert "nobody of this block of numbers is answered" in told
    assert not any(number[-6:] in told for number in BLOCK)
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.states() == {"cancelled": 8, "sent": 1}
    assert {entry.reason for entry in line.entries("cancelled")} == {"range"}


def test_a_wave_of_one_text(desk: Desk, line: Line, clock: Any) -> None:
    """A long text from many callers is a wave, though each puts another name in front; short texts are not."""
    for place in range(8):
        line.phone(f"+3363998{place}042").text(f"Name{chr(97 + place) * 3} {LONG}")
    wave(line, [f"+3363998{place}555" for place in range(8)], "salut ca va")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.states() == {"cancelled": 8, "sent": 8}
    assert {entry.reason for entry in line.entries("cancelled")} == {"campaign"}
    assert ids(desk)[0].startswith("body-")


def test_cancel(desk: Desk, line: Line) -> None:
    """Cancelling a raid withdraws all its waiting replies and no other; doing it twice withdraws none."""
    wave(line, BLOCK)
    line.phone("+33639985042").text("hey")
    (raid,) = ids(desk)
    assert desk.read("raid", "cancel", raid) == f"Withdrawn: 8 replies of raid {raid}.\n"
    assert desk.read("raid", "cancel", raid) == f"Withdrawn: 0 replies of raid {raid}.\n"
    assert line.states() == {"accepted": 1, "cancelled": 8}
    assert {entry.reason for entry in line.entries("cancelled")} == {f"raid:{raid}"}


def test_off(desk: Desk, line: Line, clock: Any) -> None:
    """A raid that an operator ends is over, its block is answered, and more of the same begins none that day."""
    wave(line, BLOCK)
    (raid,) = ids(desk)
    assert f"Raid {raid} is off until" in desk.read("raid", "off", raid)
    line.phone("+33639981009").text("hey")
    assert ids(desk) == []
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.states() == {"sent": 9}
    assert [entry.entry for entry in line.entries("raid", "raid-ended")] == ["raid", "raid-ended"]


@pytest.mark.parametrize("scope", [HIM, "+33 6 39 98 00 42"])
def test_on_a_block(desk: Desk, line: Line, clock: Any, scope: str) -> None:
    """A raid declared on a number is one on its block, of which only the ref is shown; others are answered."""
    line.phone(HIM).text("hey")
    line.phone("+33639985042").text("hey")
    said = desk.read("raid", "on", scope, "--reason", "they told each other")
    assert "nobody in it is answered" in said
    assert HIM[-6:] not in said + desk.read("raid") + str(desk.ledger())
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.states() == {"cancelled": 1, "sent": 1}


def test_on_a_country(desk: Desk, line: Line) -> None:
    """A raid declared on a country ends when its time is up, and is told once at each end."""
    desk.read("raid", "on", "fr", "--for", "2h")
    assert ids(desk) == ["hand-FR"]
    now = datetime.now(UTC)
    line.services.watch.run(now)
    assert [alert.key for alert in line.services.alerts.open()] == ["raid:hand-FR"]
    line.services.watch.run(now.replace(hour=(now.hour + 3) % 24))
    assert ids(desk) == []
    assert line.services.alerts.open() == []
    assert [entry.entry for entry in line.entries("raid", "raid-ended")] == ["raid", "raid-ended"]


@pytest.mark.parametrize("words", [("off", "range-123"), ("cancel", "range-123")])
def test_no_such_raid(desk: Desk, line: Line, words: tuple[str, ...]) -> None:
    """An id that no raid has is named in a sentence."""
    code, said = desk.refusal("raid", *words)
    assert code == 2
    assert "No raid range-123 is in force: decoy raid shows those that are." in said


@pytest.mark.parametrize("scope", ["France", "42", "", "F", "0639980042"])
def test_no_such_scope(desk: Desk, line: Line, scope: str) -> None:
    """What is no country, no number and no ref begins no raid."""
    code, _ = desk.refusal("raid", "on", scope)
    assert code == 2
    assert ids(desk) == []


def test_forgotten(desk: Desk, line: Line) -> None:
    """Who is forgotten is forgotten by the crowds too."""
    line.phone().text(LONG)
    before = line.memory("decoy:crowd:callers")
    line.forget()
    tag = line.ref()[3:9].encode()
    assert any(tag in entries for entries in before.values())
    assert not any(tag in entries for entries in line.memory("decoy:crowd:callers").values())


# What a raid leaves out


@pytest.fixture
def left_out(open_line: OpenLine, clock: Any) -> Line:
    """Open a line on which one single caller has lost his lot, in a raid on his country."""
    line = open_line(raids={"singles_free": 0})
    line.top_up()
    line.phone().text("hey")
    line.services.raids.declare("FR", None, "a test", datetime.now(UTC))
    clock.shift(HOUR + TEN_SECONDS)
    line.sweep()
    assert line.states() == {"held": 1}
    assert [entry.reason for entry in line.entries("held")] == ["raid"]
    return line


def test_comes_again(left_out: Line) -> None:
    """Who lost his lot waits, whatever the sweep takes up; he is answered once he comes again, by text or by call."""
    left_out.sweep()
    assert left_out.states() == {"held": 1}
    left_out.phone().call()
    left_out.sweep()
    assert left_out.states() == {"sent": 1}
    assert len(left_out.entries("held")) == 1


def test_does_not_come_again(left_out: Line, clock: Any) -> None:
    """Who lost his lot and never comes again is not answered half a day later, though the raid is over."""
    (raid,) = left_out.services.raids.current(datetime.now(UTC))
    left_out.services.raids.lift(raid, datetime.now(UTC), datetime.now(UTC))
    clock.shift(11 * HOUR)
    left_out.sweep()
    assert left_out.states() == {"held": 1}
    clock.shift(HOUR)
    left_out.sweep()
    assert left_out.states() == {"expired": 1}


def test_comes_again_late(left_out: Line, clock: Any) -> None:
    """Who comes again may wait as long as any other held reply."""
    left_out.pause()
    left_out.phone().text("hey again")
    clock.shift(13 * HOUR)
    left_out.sweep()
    assert left_out.states() == {"held": 1}
    left_out.resume()
    left_out.sweep()
    assert left_out.states() == {"sent": 1}


def test_forgotten_bodies(left_out: Line, clock: Any) -> None:
    """What a reply remembers of a text is gone once it is sent."""
    left_out.phone("+33639985042").text(LONG)
    left_out.phone("+33639985042").text(LONG)
    clock.shift(HOUR + TEN_SECONDS)
    left_out.work()
    records = left_out.memory("decoy:reply:").values()
    assert [record[b"state"] for record in records if b"bodies" in record and record[b"bodies"]] == []
    assert left_out.states() == {"held": 1, "sent": 1}
