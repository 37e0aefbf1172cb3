"""The page of calls and numbers: what reached each decoy number, what left, and what that cost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from decoy.duties import Duty
from tests.dashboard import at_work, entered
from tests.numbers import DECOY, HER_OTHER_NUMBER, HIM
from tests.visitor import Visitor
from tests.world import HOUR, TEN_SECONDS, Line, OpenLine

PAGE = "/operator/numbers"
NUMBERS = [{"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": "nl", "daily_cap": "0.01"}]


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with two numbers, of which the second may cost next to nothing."""
    line = open_line(numbers=NUMBERS, limits={"calls_per_caller": "2/hour"})  # type: ignore[arg-type]
    line.top_up()
    return line


@pytest.fixture
def operator(line: Line) -> Visitor:
    """Give an operator who is in."""
    return Visitor(line.app).enter()


def section(page: str, place: int) -> str:
    """Cut out what is said of one number."""
    return page.partition(f"Decoy number {place}, ")[2].partition("Decoy number")[0]


def test_calls(operator: Visitor, line: Line, clock: Any) -> None:
    """Calls are counted by what they heard, with the minutes that are paid for and the reasons of refusals."""
    for _ in range(3):
        line.phone().call()
        line.twilio.deliver()
    line.phone("anonymous").call()
    clock.shift(HOUR)
    line.services.bill.run(datetime.now(UTC))
    page = operator.read(PAGE)
    assert "Calls 4 Picked up 3 Heard a busy signal 1 Minutes paid for 3" in page
    assert "Called too often: a busy signal Busy 1" in page
    assert "The number was hidden: nobody to answer Picked up 1" in page


def test_traffic(operator: Visitor, line: Line, clock: Any) -> None:
    """A number shows its texts and calls, its replies and how many of them arrived, and what it cost."""
    line.phone().text("hey")
    line.phone("+33639980043").text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.phone().replies()
    (sid,) = [message.sid for message in line.outbound("+33639980043")]
    at_work(line)
    page = section(operator.read(PAGE), 1)
    assert sid not in page
    assert "French In service Active . It is offered on the public page, and answers. Texts 2 Calls 0" in page
    assert "Replies promised 2 Delivered 100 % 2 of 2 that left" in page
    assert (
        "Cost today €0.175 estimated, 20 Nov 22:00, with what is set aside Cost in all €0.175 €0.00 confirmed" in page
    )
    assert "Texts 0 Calls 0 0 minutes Replies promised 0 Delivered – none has left yet" in section(
        operator.read(PAGE), 2
    )


def test_full_and_closed(operator: Visitor, line: Line) -> None:
    """A number whose cap is reached says so, and one that is closed at the provider too."""
    line.phone(reaches=HER_OTHER_NUMBER).text("hey")
    line.phone(reaches=HER_OTHER_NUMBER).text("hey again")
    assert "Its cap for today is reached" in section(operator.read(PAGE), 2)
    line.services.store.redis.hset("decoy:closed", DECOY, "{}")
    assert "Closed at Twilio" in section(operator.read(PAGE), 1)


def test_no_number_is_shown(operator: Visitor, line: Line) -> None:
    """Our numbers are called by their place, and theirs not at all."""
    line.phone().text("hey")
    page = operator.get(PAGE).text
    for number in (DECOY, HER_OTHER_NUMBER, HIM):
        assert number.removeprefix("+33") not in page


# What each is there for

COVERED = {"cover": "first-hour", "message": "consent-and-law", "venue": "posters of the first print"}


def send(operator: Visitor, duty: str, place: int = 1, **fields: str) -> str:
    """Press the button of a duty; gives the page that comes back."""
    operator.get(PAGE)
    return operator.post(f"{PAGE}/{place}", follow=True, duty=duty, next=PAGE, **fields).text


def duty(line: Line, number: str = DECOY) -> Duty:
    """Look up what a number is there for."""
    return line.services.roster.duty(number)


def test_settings_of_a_number(open_line: OpenLine) -> None:
    """A number's page says what early calls meet, what the message says, where it is given out and its sender."""
    numbers = [{"number": DECOY, "language": "fr", **COVERED}, {**NUMBERS[1], "reply_from": "Bonsoir"}]
    page = Visitor(open_line(numbers=numbers).app).enter().read(PAGE)  # type: ignore[arg-type]
    assert "Early calls ring a while, then meet a voicemail" in section(page, 1)
    assert "Message consent, and a sentence of law" in section(page, 1)
    assert "Given out posters of the first print" in section(page, 1)
    assert "Early calls hear the message at once Message consent Replies leave from another sender" in section(
        page, 2
    )
    assert "Given out" not in section(page, 2)


def test_duties(line: Line) -> None:
    """A number is rested and retired without a code, with a reason that the page and the journal show."""
    operator = entered(line, fresh=False)
    send(operator, "resting", reason=f"printed, {HIM} rang")
    assert duty(line) is Duty.RESTING
    line.phone().text("hey")
    page = send(operator, "retired")
    assert duty(line) is Duty.RETIRED
    assert "1 reply was cancelled." in page
    assert "Retired since 20 Nov 21:00, by night-shift. It sends nothing any more" in section(operator.read(PAGE), 1)
    notes, _ = line.services.journal.page()
    told = [(note.who, note.act, note.subject, note.why) for note in notes]
    assert told[:2] == [
        ("night-shift", "retired", "1", ""),
        ("night-shift", "rested", "1", "printed, [number] rang"),
    ]


@pytest.mark.parametrize("wanted", ["active", "resting"])
def test_retired_one_takes_a_code(line: Line, wanted: str) -> None:
    """To have a retired number send again takes a fresh code, whatever it is to be."""
    tired, fresh = entered(line, fresh=False), entered(line)
    send(tired, "retired")
    assert "Type the code that your app shows" in send(tired, wanted)
    assert duty(line) is Duty.RETIRED
    send(fresh, wanted)
    assert duty(line) == wanted


def test_rested_one_takes_none(line: Line) -> None:
    """A resting number is offered again without a code: it was answering all along."""
    operator = entered(line, fresh=False)
    send(operator, "resting")
    send(operator, "active")
    assert duty(line) is Duty.ACTIVE


def test_none_is_offered(line: Line) -> None:
    """The page says so when no number is left to be given away."""
    operator = entered(line)
    assert "No decoy number is offered" not in operator.read(PAGE)
    send(operator, "resting", 1)
    assert "No decoy number is offered" in send(operator, "retired", 2)


@pytest.mark.parametrize(
    ("place", "wanted"), [(0, "retired"), (3, "retired"), (1, ""), (1, "asleep"), (1, "RETIRED")]
)
def test_nothing_else_is_taken(line: Line, place: int, wanted: str) -> None:
    """A place or a duty that there is not changes nothing."""
    operator = entered(line)
    operator.get(PAGE)
    assert operator.post(f"{PAGE}/{place}", duty=wanted).status_code == 404
    assert [duty(line, number) for number in (DECOY, HER_OTHER_NUMBER)] == [Duty.ACTIVE] * 2


def test_from_inside_only(line: Line) -> None:
    """Who has not entered moves no number, nor does a form of another site."""
    Visitor(line.app).client.post(f"{PAGE}/1", data={"duty": "retired"})
    assert entered(line).client.post(f"{PAGE}/1", data={"duty": "retired"}).status_code == 400
    assert duty(line) is Duty.ACTIVE
