"""The page of the messages: what a text would cost, who may publish it, and how to go back."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from decoy import forecast
from decoy.amounts import Amounts
from decoy.verdict import judge
from tests.insider import insider
from tests.visitor import Visitor
from tests.voice import file, voice
from tests.world import DAY, HOUR, Line

PAGE = "/operator/messages/fr"
SHORT = "Un non n'a pas besoin de raison."
DEAR = "Un non n’a pas besoin de raison. Ça s’arrête là."
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def operator(line: Line) -> Visitor:
    """Give an operator who has entered."""
    return insider(line)


def ask(operator: Visitor, text: str) -> str:
    """Have a script of the page ask what a text would cost."""
    form = {"csrf_token": operator.token, "text": text}
    answer = operator.client.post(f"{PAGE}/check", data=form, headers=SCRIPT)
    assert answer.status_code == 200
    return answer.text


def in_force(operator: Visitor) -> str:
    """Read the French reply in force."""
    return operator.services.wording.reply("fr")


def upload(operator: Visitor, sound: bytes, **fields: str) -> Any:
    """Send a recording."""
    form = {"csrf_token": operator.token, "recording": FileStorage(BytesIO(sound), "voice.wav")} | fields
    boundary, body = encode_multipart(form)
    sent_as = f'multipart/form-data; boundary="{boundary}"'
    return operator.client.post(f"{PAGE}/recording", data=body, content_type=sent_as, follow_redirects=True)


def test_every_language_is_there(operator: Visitor) -> None:
    """Each language shows the words in force, their segments, their price and who speaks it, but no number."""
    page = operator.get("/operator/messages").text
    assert all(words in page for words in ("French", "English", "Dutch", "1 segment", "decoy number 1", "estimated"))
    assert "+33" not in page


def test_check_shows_the_text_and_changes_nothing(operator: Visitor) -> None:
    """Without a script, a button says what a text would cost and keeps it in the form."""
    before = in_force(operator)
    page = operator.post(f"{PAGE}/check", text=DEAR)
    assert page.status_code == 200
    assert DEAR in page.text
    assert "write e" in page.text
    assert in_force(operator) == before


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_pieces_are_the_text(text: str) -> None:
    """What is shown of a text, marked or not, is the whole of it, and only outsiders are marked."""
    verdict = judge(text, 1, Amounts("EUR"), 1)
    assert "".join(piece for piece, _ in verdict.pieces) == text
    marked = "".join(piece for piece, outside in verdict.pieces if outside)
    assert len(marked) == sum(len(outsiders.positions) for outsiders in verdict.outsiders)


def test_the_script_is_told_what_the_server_counts(operator: Visitor) -> None:
    """While somebody types, the answer is the server's own count, and nothing of the rest of the page."""
    answer = ask(operator, "ç" * 71)
    assert "<html" not in answer
    assert "<dd>2</dd>" in answer
    price = operator.services.prices.usual(datetime.now(UTC)).micros
    assert Amounts("EUR", "en").show(2 * price) in answer
    assert "Without these it has 1 segment." in answer


def test_markup_in_a_text_is_text(operator: Visitor) -> None:
    """A text that looks like a page of its own is shown as it was typed."""
    assert "<script>" not in ask(operator, "<script>alert(1)</script>")


def test_publishing(operator: Visitor) -> None:
    """What is published is in force from then on, with a note that says who did it and why."""
    page = operator.post(PAGE, follow=True, text=f"  {SHORT}\r\n", note="shorter, call +33 6 39 98 00 42")
    assert "Version 1 is in force" in page.text
    assert in_force(operator) == SHORT
    assert "night-shift: shorter, call [number]" in page.text


def test_publishing_takes_a_fresh_code_and_loses_no_text(operator: Visitor, clock: Any) -> None:
    """Without a code nothing changes and the text stays in the form; with one it is published."""
    clock.shift(HOUR)
    operator.get(PAGE)
    page = operator.post(PAGE, text=SHORT)
    assert page.status_code == 403
    assert escape(SHORT) in page.text
    assert in_force(operator) != SHORT
    assert operator.post(PAGE, text=SHORT, code=operator.code()).status_code == 303
    assert in_force(operator) == SHORT


@pytest.mark.parametrize("text", ["", " \r\n ", "ç" * 671, "a" * 60_000])
def test_what_cannot_be_sent_is_not_published(operator: Visitor, text: str) -> None:
    """A text that is empty or that Twilio would not send changes nothing, and the page says why."""
    before = in_force(operator)
    page = operator.post(PAGE, text=text)
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert in_force(operator) == before


def test_rolling_back_takes_a_fresh_code(operator: Visitor, clock: Any) -> None:
    """An earlier version is put in force again by who gives a code, and by nobody else."""
    before = in_force(operator)
    operator.post(PAGE, text=SHORT)
    clock.shift(HOUR)
    operator.get(PAGE)
    operator.post(f"{PAGE}/versions/0")
    assert in_force(operator) == SHORT
    operator.post(f"{PAGE}/versions/0", code=operator.code())
    assert in_force(operator) == before


def test_rolling_back_to_what_never_was(operator: Visitor) -> None:
    """A version that there never was is refused in a sentence."""
    assert "There is no version 7" in operator.post(f"{PAGE}/versions/7", follow=True).text


def test_unknown_language(operator: Visitor) -> None:
    """A language without words has no page."""
    assert operator.get("/operator/messages/xx").status_code == 404
    assert operator.post("/operator/messages/xx", text=SHORT).status_code == 404


def test_costs_of_a_month(operator: Visitor, line: Line, clock: Any) -> None:
    """Once enough replies have left, the page says what a month of them costs at that rate."""
    for turn in range(30, 55):
        line.phone(f"+3363998{turn:04}").text("hey")
    clock.shift(HOUR + 10)
    line.work()
    page = ask(operator, SHORT)
    assert "A month" in page
    assert "1,000 replies" not in page


@pytest.mark.parametrize(
    ("count", "hours", "expected"), [(19, 24, None), (20, 24, 608), (73, 73, 730), (20, 0, None)]
)
def test_monthly(count: int, hours: int, expected: int | None) -> None:
    """A rate is scaled to a month, and none is made up from too little."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert forecast.monthly([now] * count, now - timedelta(hours=hours), now) == expected


def test_a_recording_is_published(operator: Visitor) -> None:
    """A recording is heard on the page and by callers as soon as it is sent."""
    page = upload(operator, file(voice()))
    assert "Callers hear" in page.text
    name = operator.services.recordings.name("fr")
    assert f"/recordings/{name}" in page.text
    assert operator.get(f"/recordings/{name}").status_code == 200


@pytest.mark.parametrize("track", ["cover-fr", "law-fr-FR"])
def test_other_tracks_are_published(operator: Visitor, track: str) -> None:
    """The voicemail and the message with law have recordings of their own, and the message keeps its."""
    recordings = operator.services.recordings
    before = recordings.name("fr")
    upload(operator, file(voice()), track=track)
    assert recordings.is_ours(track)
    assert recordings.name("fr") == before


@pytest.mark.parametrize("track", ["nl", "cover-nl", "law-fr-BE", "cover-de", "../fr", ""])
def test_no_such_track(operator: Visitor, track: str) -> None:
    """On the page of a language only its own tracks are published."""
    assert upload(operator, file(voice()), track=track).status_code == 404


@pytest.mark.parametrize("sound", [b"", b"no sound at all", file(voice(0.1))])
def test_a_recording_that_will_not_do(operator: Visitor, sound: bytes) -> None:
    """A recording that nobody could hear is refused in words, and the present one stays."""
    before = operator.services.recordings.name("fr")
    assert 'role="alert"' in upload(operator, sound).text
    assert operator.services.recordings.name("fr") == before


def test_a_recording_takes_a_fresh_code(operator: Visitor, clock: Any) -> None:
    """What callers hear is changed only by who gives a code."""
    before = operator.services.recordings.name("fr")
    clock.shift(HOUR)
    operator.get(PAGE)
    assert "Type the code" in upload(operator, file(voice())).text
    assert operator.services.recordings.name("fr") == before
    assert "Callers hear" in upload(operator, file(voice()), code=operator.code()).text


def test_only_recordings_may_be_large(operator: Visitor, line: Line) -> None:
    """A few megabytes are taken for a recording, by who has entered; anything else is small."""
    large = bytes(1_000_000)
    assert upload(operator, large).status_code == 200
    assert upload(operator, bytes(9_000_000)).status_code == 413
    assert operator.post(PAGE, text="a" * 100_000).status_code == 413
    stranger = Visitor(line.app)
    stranger.get("/operator/login")
    assert upload(stranger, large).status_code == 413


def test_a_session_that_is_over(operator: Visitor, clock: Any) -> None:
    """Whose session is over is told so at the way in; a script of the page is told no."""
    clock.shift(8 * DAY)
    assert "Your session has ended" in operator.client.get(PAGE, follow_redirects=True).text
    answer = operator.client.post(f"{PAGE}/check", data={"csrf_token": operator.token}, headers=SCRIPT)
    assert answer.status_code == 401
