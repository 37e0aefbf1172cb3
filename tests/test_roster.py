"""The roster: which decoy numbers are offered, which rest, and which are retired."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from decoy.app import connect
from decoy.duties import Duty
from decoy.hearing import Earning, Hearing
from decoy.rungs import Rung
from tests.desk import Desk
from tests.numbers import DECOY, HER_OTHER_NUMBER, HIM
from tests.world import DAY, HOUR, TEN_SECONDS, Line, OpenLine, at_once

NUMBERS = [{"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": "nl", "venue": "two bars"}]
POLICY = "".join(
    f'[[numbers]]\nnumber = "{ours["number"]}"\nlanguage = "{ours["language"]}"\nvenue = "{ours.get("venue", "")}"\n'
    for ours in NUMBERS
)
DUE = HOUR + TEN_SECONDS


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with two decoy numbers and 20.00 in its fund."""
    line = open_line(numbers=NUMBERS)
    line.top_up()
    return line


@pytest.fixture
def desk(desk: Desk, line: Line) -> Desk:
    """Sit down at the desk of that line."""
    desk.environ |= {"DECOY_CONFIG": desk.policy(POLICY)}
    return desk


def post(line: Line, duty: Duty, number: str = DECOY) -> tuple[bool, int]:
    """Put a number on a duty; tells whether that changed anything, and what was withdrawn."""
    done = line.services.stationing.move(number, duty, "night-shift", "printed", datetime.now(UTC))
    return done.changed, done.withdrawn


def duties(line: Line) -> list[str]:
    """Read the duties of the numbers, in the order of the policy."""
    return [posting.duty for posting in line.services.roster.postings().values()]


# What each duty does


def test_active(line: Line) -> None:
    """A number that nobody posted anywhere is active and offered."""
    assert duties(line) == ["active", "active"]
    assert [posting.duty.offered for posting in line.services.roster.postings().values()] == [True, True]


def test_resting(line: Line, clock: Any) -> None:
    """A resting number answers calls and texts exactly as before; it is only no longer offered."""
    post(line, Duty.RESTING)
    phone = line.phone()
    assert phone.hears() == "recording"
    phone.text("hey")
    clock.shift(DUE)
    assert len(phone.replies()) == 1
    assert not line.services.roster.duty(DECOY).offered


def test_retired_text(line: Line, clock: Any) -> None:
    """A retired number sends nothing: its texts are refused before anything is promised, and the ledger says why."""
    post(line, Duty.RETIRED)
    phone = line.phone()
    phone.text("hey")
    clock.shift(DUE)
    assert phone.replies() == []
    assert line.entries("accepted", "reserved") == []
    assert line.reasons() == {"retired_number": 1}


def test_retired_call(line: Line, clock: Any) -> None:
    """A call to a retired number is picked up as ever, for her sake who gave it away yesterday, and earns no text."""
    post(line, Duty.RETIRED)
    phone = line.phone()
    assert phone.hears() == "recording"
    clock.shift(DUE)
    assert phone.replies() == []
    assert phone.hears() == "busy"
    assert line.reasons() == {"retired_number": 1, "guarded": 1}


def test_others_go_on(line: Line, clock: Any) -> None:
    """What becomes of one number changes nothing at the others."""
    post(line, Duty.RETIRED, HER_OTHER_NUMBER)
    phone = line.phone()
    phone.text("hey")
    clock.shift(DUE)
    assert len(phone.replies()) == 1
    assert duties(line) == ["active", "retired"]


def test_withdrawn_backwards(line: Line, clock: Any) -> None:
    """Retiring a number withdraws the replies that wait for it, and those of no other number."""
    line.phone().text("hey")
    line.phone("+33639980043", HER_OTHER_NUMBER).text("hey")
    assert post(line, Duty.RETIRED) == (True, 1)
    clock.shift(DUE)
    assert line.phone().replies() == []
    assert len(line.phone("+33639980043").replies()) == 1
    assert [entry.reason for entry in line.entries("cancelled")] == ["retired_number"]


def test_promised_meanwhile(line: Line, clock: Any) -> None:
    """A reply that was promised while its number was being retired ends when it is due, and costs nothing."""
    line.phone().text("hey")
    line.services.roster.post(DECOY, Duty.RETIRED, "night-shift", "printed", datetime.now(UTC))
    clock.shift(DUE)
    assert line.phone().replies() == []
    assert line.states() == {"cancelled": 1}
    assert line.entries("reserved") == []


def test_held_ones_too(line: Line, clock: Any) -> None:
    """A reply that is held back is withdrawn with its number."""
    line.phone().text("hey")
    line.pause()
    clock.shift(DUE)
    line.work()
    assert line.states() == {"held": 1}
    assert post(line, Duty.RETIRED) == (True, 1)
    assert line.states() == {"cancelled": 1}


def test_cut_short(line: Line, clock: Any) -> None:
    """Retiring a number once more withdraws what was left when the first time was cut short."""
    line.phone().text("hey")
    line.services.roster.post(DECOY, Duty.RETIRED, "night-shift", "printed", datetime.now(UTC))
    clock.shift(1)
    assert post(line, Duty.RETIRED) == (False, 1)


def test_withdrawn_caller_comes_again(line: Line, clock: Any) -> None:
    """Who lost his reply because his number was retired may earn one at another number: he got none."""
    line.phone().text("hey")
    post(line, Duty.RETIRED)
    phone = line.phone(reaches=HER_OTHER_NUMBER)
    phone.text("hey")
    clock.shift(DUE)
    assert len(phone.replies()) == 1


def test_back_again(line: Line, clock: Any) -> None:
    """A retired number that is activated answers as it did."""
    post(line, Duty.RETIRED)
    assert post(line, Duty.ACTIVE) == (True, 0)
    line.phone().text("hey")
    clock.shift(DUE)
    assert len(line.phone().replies()) == 1
    assert duties(line) == ["active", "active"]


def test_keywords_are_obeyed(line: Line, clock: Any) -> None:
    """STOP is obeyed at a retired number too."""
    post(line, Duty.RETIRED)
    line.phone().text("STOP")
    assert [entry.entry for entry in line.entries("opted-out")] == ["opted-out"]


# What is written down


def test_written_down_once(line: Line, clock: Any) -> None:
    """A duty is written into the ledger with its number and reason, once, however often it is ordered."""
    assert post(line, Duty.RESTING) == (True, 0)
    clock.shift(1)
    assert [post(line, Duty.RESTING) for _ in range(2)] == [(False, 0)] * 2
    (entry,) = line.entries("rested")
    assert (entry.number, entry.reason) == (DECOY, "printed")
    posting = line.services.roster.postings()[DECOY]
    assert (posting.duty, posting.who, posting.why) == ("resting", "night-shift", "printed")
    assert posting.since == entry.at


def test_at_once(line: Line) -> None:
    """Of many who retire one number at the same moment, one has done it."""
    moments = [datetime.now(UTC)] * 8
    done = at_once(8, lambda turn: line.services.roster.post(DECOY, Duty.RETIRED, f"shift-{turn}", "", moments[turn]))
    assert done.count(True) == 1
    assert len(line.entries("retired")) == 1


def test_survives_a_restart(line: Line) -> None:
    """A duty holds in every process, and after a restart."""
    post(line, Duty.RETIRED)
    assert connect(line.services.settings).roster.duty(DECOY) is Duty.RETIRED


# What awaits her


def test_prospect(line: Line, clock: Any) -> None:
    """What a first caller would meet now follows the rung and the duty of the number, and never spends a limit."""
    prospect, (ours, _) = line.services.prospect, line.services.settings.policy.numbers
    now = datetime.now(UTC)
    assert [prospect.hears(ours, now) for _ in range(9)] == [Hearing.RECORDING] * 9
    reading = prospect.reads(ours, now)
    assert (reading.earning, reading.law) == (Earning.REPLY, False)
    assert reading.after[0].total_seconds() == HOUR
    line.phone().text("hey")
    clock.shift(DUE)
    assert line.phone().replies() == [reading.text]
    line.pause()
    assert prospect.reads(ours, datetime.now(UTC)).earning is Earning.HELD
    post(line, Duty.RETIRED)
    assert prospect.reads(ours, datetime.now(UTC)).earning is Earning.NOTHING
    assert prospect.hears(ours, datetime.now(UTC)) is Hearing.RECORDING


def test_prospect_of_the_notice(line: Line) -> None:
    """What the public is told may be about the rung of the notice, which is older than where the line stands."""
    prospect, (ours, _), now = line.services.prospect, line.services.settings.policy.numbers, datetime.now(UTC)
    assert prospect.hears(ours, now, Rung.SILENT) is Hearing.BUSY
    assert prospect.reads(ours, now, Rung.PAUSED).earning is Earning.HELD


# At the desk


def test_commands(desk: Desk, line: Line) -> None:
    """A number is rested, retired and activated by its place or its digits, and each is said and journalled."""
    assert desk.read("number", "rest", "1", "--reason", "printed in the press").startswith("Decoy number 1 is now")
    line.phone(reaches=HER_OTHER_NUMBER).text("hey")
    assert desk.read("number", "retire", HER_OTHER_NUMBER).endswith("is sent from it any more. Withdrawn: 1 reply.\n")
    assert "Decoy number 2 was already retired" in desk.read("number", "retire", "2")
    assert json.loads(desk.read("number", "activate", "1", "--json")) == {
        "place": 1,
        "duty": "active",
        "changed": True,
        "withdrawn": 0,
    }
    notes, _ = line.services.journal.page()
    told = [(note.act, note.subject, note.why) for note in reversed(notes)]
    assert told == [
        ("rested", "1", "printed in the press"),
        ("retired", "2", "an operator's decision"),
        ("activated", "1", "an operator's decision"),
    ]


def test_list(desk: Desk) -> None:
    """The list shows each number's place, duty, settings and venue; and that none is offered, if none is."""
    desk.read("number", "rest", "1")
    said = desk.read("number", "list")
    assert f"1  {DECOY}  fr, FR  resting since " in said
    assert "Given out  two bars" in said
    assert "None of them is offered" not in said
    desk.read("number", "retire", "2", "--reason", f"he rang {HIM}")
    assert "None of them is offered" in desk.read("number", "list")
    first, second = json.loads(desk.read("number", "list", "--json"))
    assert (first["duty"], first["cover"], first["message"]) == ("resting", "off", "consent")
    assert (second["venue"], second["who"], second["why"]) == ("two bars", "command line", "he rang [number]")


@pytest.mark.parametrize("which", ["0", "3", "-1", "", "+33639980099", "one", "1.0"])
def test_no_such_number(desk: Desk, which: str) -> None:
    """A number that is not ours is not touched."""
    code, said = desk.refusal("number", "retire", "--", which)
    assert code == 2
    assert "That is no decoy number of the policy" in said


def test_weeks_later(line: Line, clock: Any) -> None:
    """A duty does not wear off."""
    post(line, Duty.RETIRED)
    clock.shift(60 * DAY)
    assert duties(line) == ["retired", "active"]
