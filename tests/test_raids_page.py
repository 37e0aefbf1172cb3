"""The pages of raids: what is on and was, told in turn, and overruled by an operator."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from decoy import incidents
from decoy.journal import Act
from decoy.raid import Kind, Raid
from decoy.raids import REMEMBERED
from decoy.site.dashboard.raids import DEEDS, SIGNS
from decoy.site.dashboard.words import SCOPES
from tests.dashboard import entered
from tests.desk import Desk
from tests.numbers import HIM
from tests.visitor import Visitor
from tests.world import DAY, HOUR, MINUTE, TEN_SECONDS, Line, OpenLine

ABUSE, PAGE = "/operator/abuse", "/operator/abuse/raids"
BLOCK = [f"+3363998{place:04d}" for place in range(1001, 1009)]


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line that takes eight callers from one block of numbers for a raid."""
    line = open_line(raids={"range_callers": 8})
    line.top_up()
    return line


@pytest.fixture
def operator(line: Line, clock: Any) -> Visitor:
    """Give an operator who is in, and gave a code just now."""
    return entered(line)


def wave(line: Line) -> str:
    """Let a wave come from one block of numbers, and name the raid it is."""
    for number in BLOCK:
        line.phone(number).text("coucou")
    (raid,) = line.services.raids.current(datetime.now(UTC))
    return raid.name


def past(line: Line) -> list[Raid]:
    """Give the raids that are over."""
    return line.services.raids.past()


def test_no_raid(operator: Visitor) -> None:
    """A line without raids says so, on the page of abuse and on that of raids."""
    assert "Raids There is no raid." in operator.read(ABUSE)
    assert "There was none yet." in operator.read(PAGE)


def test_a_raid_from_its_beginning_to_its_end(operator: Visitor, line: Line, clock: Any) -> None:
    """A raid is told in turn: what it was taken for, the alert, its peak, what operators did, and why it was over."""
    name = wave(line)
    line.services.watch.run(datetime.now(UTC))
    page = operator.read(f"{PAGE}/{name}")
    assert "It is on, until 20 Nov 21:30 if it stays calm." in page
    assert "nobody of this block of numbers is answered" in page
    assert "Contacts 8 of 8 new callers" in page
    assert "Its texts cost us €0.06 estimated, 20 Nov 21:00 Its replies that wait 8" in page
    clock.shift(MINUTE)
    assert "8 replies were cancelled." in operator.do(f"{PAGE}/{name}/cancel", sure="1", reason="they boast of it")
    clock.shift(HOUR)
    line.services.watch.run(datetime.now(UTC))
    page = operator.read(f"{PAGE}/{name}")
    told = [
        "It was taken for a raid Because: many callers from one block of numbers",
        "An alert was raised",
        "The most: 1 contact in a minute" if "The most: 1 " in page else "The most: 8 contacts in a minute",
        "night-shift cancelled waiting replies: Block of numbers",
        "Because: they boast of it",
        "It was over Because: calm again",
    ]
    assert sorted(page.index(words) for words in told[3:]) == [page.index(words) for words in told[3:]]
    assert all(words in page for words in told)
    assert "End the raid" not in page
    assert "over since 20 Nov 22:01: calm again" in operator.read(ABUSE)
    assert line.states() == {"cancelled": 8}


def test_ending_a_raid(operator: Visitor, line: Line, clock: Any) -> None:
    """A raid that an operator ends is over at once, its callers are answered, and its page says who ended it."""
    name = wave(line)
    operator.read(f"{PAGE}/{name}")
    page = operator.do(f"{PAGE}/{name}/end", reason="a school class")
    assert "It is over since 20 Nov 21:00: an operator ended it." in page
    assert "night-shift ended a raid: Block of numbers" in page
    assert "Because: a school class" in page
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    assert line.states() == {"sent": 8}
    operator.do(f"{PAGE}/{name}/end")
    assert len(past(line)) == 1


def test_ending_asks_for_a_code(line: Line, clock: Any) -> None:
    """Ending a raid lets money go again, so it asks for a code; cancelling its replies stops money, and asks none."""
    operator, name = entered(line, fresh=False), wave(line)
    assert "Code from your app" in operator.read(f"{PAGE}/{name}")
    operator.do(f"{PAGE}/{name}/end", next=f"{PAGE}/{name}")
    assert past(line) == []
    operator.do(f"{PAGE}/{name}/cancel", sure="1")
    assert line.states() == {"cancelled": 8}


def test_cancelling_asks_whether_it_is_meant(operator: Visitor, line: Line) -> None:
    """Without the tick that says so nothing is cancelled, and nothing once the raid is over."""
    name = wave(line)
    operator.read(f"{PAGE}/{name}")
    assert "Nothing was cancelled" in operator.do(f"{PAGE}/{name}/cancel")
    operator.do(f"{PAGE}/{name}/end")
    assert "Nothing was cancelled" in operator.do(f"{PAGE}/{name}/cancel", sure="1")
    assert line.states() == {"accepted": 8}


@pytest.mark.parametrize(
    ("scope", "words", "does"),
    [
        ("fr", "France", "callers who came once are answered by lot, others first"),
        ("{range}", "Block of numbers {brief}", "nobody in it is answered"),
        ("range:{range}", "Block of numbers {brief}", "nobody in it is answered"),
    ],
)
def test_declaring_a_raid(operator: Visitor, line: Line, clock: Any, scope: str, words: str, does: str) -> None:
    """A raid is declared on a country or a block of numbers, without a code, for as long as one says."""
    place = line.services.callers.identify(HIM).range
    operator.read(PAGE)
    page = operator.do(PAGE, scope=scope.format(range=place), span="6h", reason="they told each other")
    assert f"A raid is declared: {words.format(brief=place[:11])}" in page
    assert does in page
    assert "until 21 Nov 03:00" in page
    clock.shift(6 * HOUR)
    line.services.watch.run(datetime.now(UTC))
    assert "its time is up" in entered(line).read(PAGE)


@pytest.mark.parametrize("scope", [HIM, "", "XX", "range:", "a" * 10, "a" * 25, "../", "<script>", "0639980042"])
def test_no_scope(operator: Visitor, line: Line, scope: str) -> None:
    """What is no country and no ref begins no raid and is not repeated, a phone number least of all."""
    operator.read(PAGE)
    page = operator.do(PAGE, scope=scope)
    assert "No raid was declared" in page
    assert HIM not in page
    assert line.services.raids.all() == []


def test_no_such_raid(operator: Visitor) -> None:
    """The page of a raid that never was is gone, and nothing can be done to it."""
    operator.get(PAGE)
    page = operator.get(f"{PAGE}/singles-FR.20260101T000000")
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    assert operator.post(f"{PAGE}/singles-FR.20260101T000000/end").status_code == 404
    assert operator.post(f"{PAGE}/singles-FR.20260101T000000/cancel", sure="1").status_code == 404


def test_one_that_nobody_has_ended_yet(operator: Visitor, line: Line, clock: Any) -> None:
    """A raid whose time is up is shown as over, though no worker has come round."""
    now = datetime.now(UTC)
    line.services.raids.declare("FR", now + timedelta(minutes=5), "a test", now)
    clock.shift(HOUR)
    assert "over since 20 Nov 21:05: its time is up" in operator.read(PAGE)


def test_another_of_the_same_id(operator: Visitor, line: Line, clock: Any) -> None:
    """Two raids on one scope have a page each, also when one is declared in place of the other."""
    for reason in ("the first", "the second"):
        now = datetime.now(UTC)
        line.services.raids.declare("FR", now + timedelta(hours=1), reason, now)
        clock.shift(MINUTE)
    (first,), (second,) = past(line), line.services.raids.current(datetime.now(UTC))
    assert "the first" in operator.read(f"{PAGE}/{first.name}")
    assert "replaced" in operator.read(f"{PAGE}/{first.name}")
    assert "It is on, until" in operator.read(f"{PAGE}/{second.name}")


def test_only_so_many_are_remembered(line: Line, clock: Any) -> None:
    """The oldest of more than a hundred raids is forgotten."""
    began = datetime.now(UTC)
    for place in range(REMEMBERED + 2):
        now = began + timedelta(minutes=place)
        raid = line.services.raids.declare("FR", None, str(place), now)
        assert line.services.raids.lift(raid, now, now)
        assert not line.services.raids.lift(raid, now, now)
    assert [raid.reason for raid in past(line)] == [str(place) for place in range(REMEMBERED + 1, 1, -1)]


def test_told_of_and_not_noted(line: Line) -> None:
    """A watch that died between telling of a raid and noting that has it noted by the next one."""
    now = datetime.now(UTC)
    raid = line.services.raids.declare("FR", None, "a test", now)
    line.services.watch.alerts.take(line.services.watch._crowds({f"raid:{raid.id}": raid}), now)
    line.services.watch.run(now)
    assert not line.services.raids.alarm(raid, now)


def test_told_of_once(line: Line, clock: Any) -> None:
    """When operators were told of a raid is noted once, and not of one that is over."""
    now = datetime.now(UTC)
    raid = line.services.raids.declare("FR", None, "a test", now)
    line.services.watch.run(now)
    clock.shift(MINUTE)
    line.services.watch.run(datetime.now(UTC))
    assert not line.services.raids.alarm(raid, datetime.now(UTC))
    line.services.raids.lift(raid, now, now)
    assert [one.alarmed for one in past(line)] == [now.replace(microsecond=now.microsecond // 1000 * 1000)]


def test_words_are_no_markup(operator: Visitor, line: Line) -> None:
    """What an operator types is shown as typed, a phone number in it masked, on every page that tells it."""
    operator.read(PAGE)
    operator.do(PAGE, scope="FR", reason=f"100 % <b>%(x)s</b> {HIM}")
    line.services.watch.run(datetime.now(UTC))
    (raid,) = line.services.raids.current(datetime.now(UTC))
    for path in (PAGE, f"{PAGE}/{raid.name}", ABUSE, "/operator/", "/operator/journal"):
        page = operator.get(path).text
        assert "100 % &lt;b&gt;%(x)s&lt;/b&gt;" in page
        assert HIM[-6:] not in page


@pytest.mark.parametrize("name", ["hand-shift", "class-a", "range", "singles-fr", "raid"])
def test_an_operator_is_no_raid(operator: Visitor, line: Line, name: str) -> None:
    """An operator whose name looks like a raid's id is called by that name in the journal."""
    line.services.journal.note("night-shift", Act.INVITED, name, "", datetime.now(UTC))
    assert f"night-shift made a link for {name}" in operator.read("/operator/journal")


def test_the_command_line_is_noted(operator: Visitor, line: Line, desk: Desk) -> None:
    """What is done to raids by command is in the journal, and on the page of the raid."""
    desk.read("raid", "on", "FR", "--reason", "a school class")
    desk.read("raid", "cancel", "hand-FR")
    desk.read("raid", "off", "hand-FR")
    (raid,) = past(line)
    page = operator.read(f"{PAGE}/{raid.name}")
    assert "command line declared a raid: France Because: a school class" in page
    assert "command line cancelled waiting replies: France" in page
    assert "command line ended a raid: France" in page


def test_who_is_nobody(operator: Visitor, line: Line) -> None:
    """Nothing on the page of a raid says who came or what they wrote."""
    name = wave(line)
    page = operator.get(f"{PAGE}/{name}").text
    assert not any(number[-7:] in page for number in BLOCK)
    assert "coucou" not in page


@pytest.mark.parametrize("kind", list(Kind))
def test_words_for_all(line: Line, kind: Kind) -> None:
    """Each kind of raid says whom it is on and what it does."""
    assert kind in SCOPES
    assert incidents.DOES[kind]
    assert len(SIGNS) == len(Kind)
    assert DEEDS


def test_days_later(operator: Visitor, line: Line) -> None:
    """What operators did during a raid is told still when the journal has gone on, and what they did later is not."""
    name = wave(line)
    operator.read(f"{PAGE}/{name}")
    operator.do(f"{PAGE}/{name}/end", reason="a school class")
    now = datetime.now(UTC) + timedelta(seconds=DAY)
    for _ in range(150):
        line.services.journal.note("night-shift", next(iter(DEEDS)), "", "later", now)
    page = operator.read(f"{PAGE}/{name}")
    assert "a school class" in page
    assert "later" not in page


def test_declaring_one_again(operator: Visitor, line: Line, clock: Any) -> None:
    """A raid that was declared and ended can be declared again at once, and does not come back by itself."""
    operator.read(PAGE)
    operator.do(PAGE, scope="FR", span="1d")
    (first,) = line.services.raids.current(datetime.now(UTC))
    operator.do(f"{PAGE}/{first.name}/end", span="1h")
    clock.shift(2 * HOUR)
    assert line.services.raids.current(datetime.now(UTC)) == []
    operator = entered(line)
    operator.read(PAGE)
    operator.do(PAGE, scope="FR")
    (second,) = line.services.raids.current(datetime.now(UTC))
    operator.do(f"{PAGE}/{second.name}/end")
    operator.do(PAGE, scope="FR")
    assert len(line.services.raids.current(datetime.now(UTC))) == 1
    assert len(past(line)) == 2


def test_two_raids_in_one_second(line: Line, operator: Visitor) -> None:
    """Two raids on one scope that are declared within the same second have each a page of their own."""
    now = datetime.now(UTC)
    moments = [now, now + timedelta(milliseconds=1)]
    first, second = [line.services.raids.declare("FR", now + timedelta(hours=1), "a test", at) for at in moments]
    assert "It is over" in operator.read(f"{PAGE}/{first.name}")
    assert "It is on" in operator.read(f"{PAGE}/{second.name}")
