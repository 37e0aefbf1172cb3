"""The journal: every act of an operator is in it, once, with who, when and why."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from decoy.journal import PAGE, Act, Note
from decoy.logs import masked
from tests.desk import Desk
from tests.numbers import HIM
from tests.visitor import Visitor
from tests.world import Line

WHY = "a raid"
LANGUAGE_FILE = "words.txt"


@pytest.fixture
def operator(line: Line) -> Visitor:
    """Give an operator who is in."""
    return Visitor(line.app).enter()


def noted(line: Line) -> list[tuple[str, str, str, str]]:
    """Read who did what to whom and why, oldest first."""
    return [told(note) for note in line.services.journal.all()]


def told(note: Note) -> tuple[str, str, str, str]:
    return note.who, note.act, note.subject, note.why


def fill(line: Line, notes: int) -> None:
    """Write many notes."""
    for number in range(notes):
        line.services.journal.note(f"shift-{number}", Act.RESUMED, "", "", datetime.now(UTC))


def rows(operator: Visitor) -> list[list[str]]:
    """Take the journal away, and read it as a spreadsheet does."""
    return list(csv.reader(operator.get("/operator/journal.csv").text.splitlines()))


COMMANDS = [
    (("top-up", "20", "--note", WHY), "topped-up", "20.00", WHY),
    (("pause", "--reason", WHY), "paused", "", WHY),
    (("block", "--country", "BE", "--reason", WHY), "blocked", "country:BE", WHY),
    (("message", "set", "fr", LANGUAGE_FILE, "--note", WHY), "worded", "fr version 1", WHY),
    (("operator", "add", "night-shift"), "invited", "night-shift", ""),
]


@pytest.mark.parametrize(("command", "act", "subject", "why"), COMMANDS)
def test_commands_are_noted(
    line: Line, desk: Desk, command: tuple[str, ...], act: str, subject: str, why: str
) -> None:
    """What is typed on the machine is in the journal, as done on the command line."""
    (desk.folder / LANGUAGE_FILE).write_text("Non.")
    desk.read(*command)
    assert noted(line) == [("command line", act, subject, why)]


def test_what_ends_is_noted_too(line: Line, desk: Desk) -> None:
    """A command that lifts what another began is noted, and only when there was something to lift."""
    desk.read("pause")
    desk.read("resume")
    desk.read("resume")
    desk.read("block", line.ref())
    desk.read("unblock", line.ref())
    desk.read("unblock", line.ref())
    assert [act for _, act, _, _ in noted(line)] == ["paused", "resumed", "blocked", "unblocked"]


def test_operators_come_and_go(line: Line, desk: Desk) -> None:
    """Operators who are added, logged out and removed are noted; a log-out of nobody is not."""
    desk.read("operator", "add", "night-shift")
    Visitor(line.app).enter()
    desk.read("operator", "logout", "night-shift")
    desk.read("operator", "logout", HIM)
    desk.read("operator", "remove", "night-shift")
    assert [act for _, act, _, _ in noted(line)] == ["invited", "revoked", "removed"]


def test_dashboard_is_noted(operator: Visitor, line: Line) -> None:
    """What is done on the dashboard is in the journal under the operator's role, each act once."""
    operator.get("/operator/")
    operator.post("/operator/pause", reason=WHY, span="1h")
    operator.post("/operator/resume")
    operator.post("/operator/resume")
    operator.post("/operator/abuse/block", name=line.ref(), reason=WHY)
    operator.post("/operator/abuse/unblock", name=line.ref())
    operator.post("/operator/abuse/unblock", name=line.ref())
    operator.post("/operator/replies/cancel", wave="country BE", sure="1", reason=WHY)
    operator.post("/operator/logout")
    assert noted(line) == [
        ("night-shift", "paused", "", WHY),
        ("night-shift", "resumed", "", ""),
        ("night-shift", "blocked", line.ref(), WHY),
        ("night-shift", "unblocked", line.ref(), ""),
        ("night-shift", "cancelled", "country BE", WHY),
        ("night-shift", "logged-out", "", ""),
    ]


def test_way_in_is_noted(line: Line, clock: Any) -> None:
    """A new account and every log-in are noted, and an attempt that failed is not."""
    visitor = Visitor(line.app)
    visitor.settle_in()
    clock.shift(30)
    visitor.log_in(password="not this one")
    visitor.log_in()
    assert [(who, act) for who, act, _, _ in noted(line)] == [("night-shift", "joined"), ("night-shift", "logged-in")]


def test_closed_sessions_are_noted(operator: Visitor, line: Line) -> None:
    """Closing somebody's session, and logging everyone out, are noted."""
    line.services.sessions.open("day-shift", datetime.now(UTC))
    (other,) = [one for one in line.services.sessions.all(datetime.now(UTC)) if one.operator == "day-shift"]
    operator.get("/operator/settings")
    operator.post(f"/operator/sessions/{other.id}/revoke")
    operator.post("/operator/sessions/revoke")
    assert [(act, subject) for _, act, subject, _ in noted(line)] == [("revoked", other.id), ("revoked", "everyone")]


def test_numbers_are_masked(operator: Visitor, line: Line) -> None:
    """A phone number that somebody typed as a reason is nowhere: not on the page, in the export, or in the store."""
    operator.get("/operator/")
    operator.post("/operator/pause", reason=f"{HIM} writes all night")
    line.services.journal.note("night-shift", Act.PAUSED, "", f"it was {HIM}", datetime.now(UTC))
    assert "it was [number]" in operator.read("/operator/journal")
    assert HIM not in operator.get("/operator/journal").text
    assert HIM not in operator.get("/operator/journal.csv").text
    assert HIM not in str(line.memory("decoy:journal"))


def pages(operator: Visitor) -> Iterator[str]:
    """Leaf through the journal."""
    path = "/operator/journal"
    while path:
        page = operator.get(path).text
        yield page
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        path = onward[1] if onward else ""


def test_leafing(operator: Visitor, line: Line) -> None:
    """The newest hundred are shown first, and leafing on shows each of the others once."""
    fill(line, 2 * PAGE + 1)
    shown = [page.count("freed the line") for page in pages(operator)]
    assert shown == [PAGE, PAGE, 1]
    assert f"shift-{2 * PAGE} freed the line" in operator.read("/operator/journal")


def test_exactly_one_page(operator: Visitor, line: Line) -> None:
    """A journal that just fills a page leads to no empty one."""
    fill(line, PAGE)
    assert [page.count("freed the line") for page in pages(operator)] == [PAGE]


@pytest.mark.parametrize("before", ["", "nonsense", "9" * 50, "1-1) DEL"])
def test_leafing_from_nowhere(operator: Visitor, line: Line, before: str) -> None:
    """A link that was tampered with shows the newest notes."""
    fill(line, 1)
    assert "shift-0 freed the line" in operator.read(f"/operator/journal?before={before}")


def test_taken_away(operator: Visitor, line: Line) -> None:
    """The export has all notes, the oldest first, and nothing that a spreadsheet would reckon with."""
    fill(line, PAGE + 1)
    line.services.journal.note("day-shift", Act.PAUSED, "", "=1+1", datetime.now(UTC))
    header, *notes = rows(operator)
    assert header == ["at", "who", "act", "subject", "why"]
    assert [row[1] for row in notes] == [*(f"shift-{number}" for number in range(PAGE + 1)), "day-shift"]
    assert notes[-1][4] == "'=1+1"


def test_forgotten_callers(operator: Visitor, line: Line) -> None:
    """Once a caller is forgotten the journal says what was done, and not to whom."""
    line.phone().text("hey")
    operator.get("/operator/")
    operator.post("/operator/abuse/block", name=line.ref(), reason=WHY)
    line.forget()
    assert noted(line) == [("night-shift", "blocked", "", WHY)]


@pytest.mark.parametrize(
    "page", ["journal", "journal.csv", "replies", "numbers", "abuse", "abuse/block?name=country:BE"]
)
def test_strangers_see_nothing(line: Line, page: str) -> None:
    """Whoever has not entered is led to the way in."""
    answer = Visitor(line.app).get(f"/operator/{page}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/operator/login")


@pytest.mark.parametrize("between", ["", " ", "\u00a0", "\u202f", "\u200b", ".", "-", "\u2013", "/", ") "])
def test_numbers_are_masked_however_they_are_written(between: str) -> None:
    """A number is masked however people write it, and pages and word processors set it."""
    written = between.join(("06", "39", "98", "00", "42"))
    assert masked(f"he is {written}, again") == "he is [number], again"
