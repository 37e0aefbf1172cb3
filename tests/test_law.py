"""The law told to him: one dated sentence, where somebody has written one, and never more than two segments."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from decoy import segments, sound, speech, tables
from decoy.errors import Misconfigured
from decoy.hearing import Hearing
from decoy.phrasing import MOST, phrase, weigh
from decoy.policy import Number
from decoy.recordings import law, scripts, tracks
from decoy.words import Words, languages
from tests.desk import Desk
from tests.numbers import DECOY, HER_OTHER_NUMBER, HIM
from tests.world import HOUR, TEN_SECONDS, Line, OpenLine

CONFIG = Path(__file__).resolve().parent.parent / "config"
SHIPPED = {language: tables.check(Words, [path]) for language, path in languages(CONFIG / "messages").items()}
LAWS = [(language, country) for language, words in SHIPPED.items() for country in words.law]
TELLS = {"number": DECOY, "language": "fr", "message": "consent-and-law"}
SILENT = {"number": HER_OTHER_NUMBER, "language": "fr"}
BELGIAN = f"+32{0:08d}"  # nobody's: Belgium has no reserved numbers, and none that begins with 0
POLICY = f'[[numbers]]\nnumber = "{DECOY}"\nlanguage = "fr"\nmessage = "consent-and-law"\n'
LONG = "Bonjour. Un non n'a pas besoin de raison. " * 6
MONTHS = {"fr": "nov", "nl": "nov", "en": "Nov"}

each_law = pytest.mark.parametrize(("language", "country"), LAWS)


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with a number that tells the law and one that does not, and 20.00 in its fund."""
    line = open_line(numbers=[TELLS, SILENT])  # type: ignore[arg-type]
    line.top_up()
    return line


def words(line: Line) -> Words:
    """Read the French words of a line."""
    return line.services.settings.words["fr"]


# The sentences we ship


@each_law
def test_two_segments(language: str, country: str) -> None:
    """A shipped reply with a sentence of law has two segments, not one character of it outside the alphabet."""
    spoken = SHIPPED[language]
    both = phrase(spoken.reply, spoken.law[country].text)
    assert both.endswith(spoken.law[country].text)
    assert (segments.count(both), segments.outsiders(both)) == (MOST, [])


@each_law
def test_dated(language: str, country: str) -> None:
    """A sentence of law says of when it is, names its source to those who check it, and is from no other day."""
    told = SHIPPED[language].law[country]
    for said in (told.text, told.spoken):
        assert f"{told.as_of:%Y}" in said
        assert MONTHS[language] in said
    assert told.as_of <= date(2026, 11, 20)
    assert told.source


@each_law
def test_no_claim_too_many(language: str, country: str) -> None:
    """A sentence of law names no amount and no prison, and calls neither asking nor insisting an offence."""
    told = SHIPPED[language].law[country]
    said = f"{told.text} {told.spoken}".lower()
    assert not re.search(r"€|euro|prison|gevangen|insist|aandring|dring aan|numéro|nummer|number|délit|crime", said)
    assert re.findall(r"\d+", said) == ["2026", "2026"]


def test_none_for_belgium() -> None:
    """No sentence of Belgian law is shipped while nobody can say what the new penal code made of it."""
    assert {country for _, country in LAWS} == {"FR"}


@each_law
def test_shipped_recordings(language: str, country: str) -> None:
    """Each sentence has its recording, which says the whole message in the telephone's form within a minute."""
    data = (CONFIG / "recordings" / f"{law(language, country)}.wav").read_bytes()
    script = scripts(language, SHIPPED[language])[law(language, country)]
    info = soundfile.info(BytesIO(data))
    assert (info.format, info.subtype, info.samplerate, info.channels) == ("WAV", "ULAW", 8000, 1)
    assert 130 <= len(script.split()) / (sound.seconds(data) / 60) <= 180
    assert sound.seconds(data) < 45


# What he reads


def test_reply(line: Line, clock: Any) -> None:
    """The reply of a number that tells the law ends with its sentence; that of another does not."""
    line.phone().text("hey")
    line.phone("+33639980043", HER_OTHER_NUMBER).text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert line.phone().replies() == [f"{words(line).reply} {words(line).law['FR'].text}"]
    assert line.phone("+33639980043").replies() == [words(line).reply]


def test_paid_as_sent(line: Line, clock: Any) -> None:
    """Two segments are set aside for a reply with law."""
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.phone().replies()
    assert [entry.amount for entry in line.entries("reserved")] == [160_000]


def test_left_out_rather_than_dear(line: Line, clock: Any) -> None:
    """Where the published words leave no room within two segments, the reply leaves without the law."""
    line.services.wording.publish("fr", LONG, "", datetime.now(UTC))
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert line.phone().replies() == [LONG]


@given(st.text(min_size=1, max_size=700), st.text(max_size=300))
def test_law_never_makes_it_dearer_than_two(reply: str, told: str) -> None:
    """With whatever words, a reply has at most two segments, or as many as it has without the law."""
    both = phrase(reply, told)
    assert segments.count(both) <= max(MOST, segments.count(reply))
    assert both.startswith(reply)
    assert weigh(reply, told) == (0 if both == reply else segments.count(both))


# What he hears


def test_call(line: Line) -> None:
    """A call to a number that tells the law hears the message with its sentence, another the message alone."""
    assert line.phone().hears() == "recording and law"
    assert line.phone(reaches=HER_OTHER_NUMBER).hears() == "recording"


def test_covered_too(open_line: OpenLine, clock: Any) -> None:
    """Cover goes before the law: an early call hears neither message nor law."""
    line = open_line(numbers=[TELLS | {"cover": "first-hour"}])  # type: ignore[arg-type]
    line.top_up()
    phone = line.phone()
    first = phone.hears()
    clock.shift(HOUR)
    assert [first, phone.hears()] == ["voicemail", "recording and law"]


def test_goodbye_comes_last(line: Line) -> None:
    """The sentence stands before the last line of the greeting, which says goodbye."""
    script = words(line).greeting_with_law("FR").splitlines()
    greeting = words(line).greeting.splitlines()
    assert script == [*greeting[:-1], words(line).law["FR"].spoken, greeting[-1]]


def test_prospect(line: Line, clock: Any) -> None:
    """What she is told of a text and a call is what he gets."""
    ours, other = line.services.settings.policy.numbers
    now = datetime.now(UTC)
    reading = line.services.prospect.reads(ours, now)
    assert (reading.law, line.services.prospect.reads(other, now).law) == (True, False)
    assert line.services.prospect.hears(ours, now) is Hearing.RECORDING_AND_LAW
    line.phone().text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert line.phone().replies() == [reading.text]


# What is refused


@pytest.mark.parametrize(("number", "language", "country"), [(BELGIAN, "fr", "BE"), ("+447700900001", "en", "GB")])
def test_no_sentence(number: str, language: str, country: str) -> None:
    """A number is not to tell a law that nobody has written a sentence of; the problem says where it would go."""
    ours = Number.model_validate({"number": number, "language": language, "message": "consent-and-law"})
    (problem,) = speech.problems([ours], SHIPPED)
    assert f"has no sentence of the law of {country}: write one there as [law.{country}]" in problem
    assert list(speech.problems([ours.model_copy(update={"message": "consent"})], SHIPPED)) == []


@pytest.mark.parametrize("missing", ["text", "spoken", "as_of", "source"])
def test_incomplete(tmp_path: Path, missing: str) -> None:
    """A sentence of law without its text, its date or its source is reported at start."""
    told = {"text": '"Loi."', "spoken": '"Loi."', "as_of": "2026-11-20", "source": '"a page"'}
    written = "".join(f"{key} = {value}\n" for key, value in told.items() if key != missing)
    path = tmp_path / "fr.toml"
    path.write_text(f'locale="fr-FR"\nvoice="Polly.Lea"\nreply="Non."\ngreeting="Non."\n[law.FR]\n{written}')
    with pytest.raises(Misconfigured, match=missing):
        tables.check(Words, [path])


# At the desk


def test_check_with_law(desk: Desk) -> None:
    """`decoy message check --law` counts a text with its sentence of law, and says when the two do not fit."""
    assert "2 segments" in desk.type("message", "check", "-", "--law", "fr-FR", typed="Un non suffit." * 5).stdout
    code, said = desk.refusal("message", "check", "-", "--law", "fr-FR", typed=LONG)
    assert (code, "the law would be left out" in said) == (1, True)
    assert desk.refusal("message", "check", "-", "--law", "fr-BE", typed="Non.")[1] == (
        "config/messages/fr.toml has no sentence of the law of BE."
    )
    assert desk.refusal("message", "check", "-", "--law", "fr", typed="Non.")[0] == 2


def test_set_says_what_becomes_of_it(desk: Desk) -> None:
    """`decoy message set` says what the sentence of law makes of a text before it is in force."""
    desk.environ |= {"DECOY_CONFIG": desk.policy(POLICY)}
    assert "With the sentence of law of FR: 2 segments." in desk.read(
        "message", "set", "fr", "-", typed="Un non suffit." * 5
    )
    said = desk.read("message", "set", "fr", "-", "--yes", typed=LONG)
    assert "The sentence of law of FR is left out: it would make more than 2 segments of it." in said


def test_tracks() -> None:
    """What calls to a number may hear follows from its settings."""
    plain = Number.model_validate({"number": HIM, "language": "fr"})
    assert tracks(plain) == ["fr"]
    both = plain.model_copy(update={"message": "consent-and-law", "cover": "first-hour"})
    assert tracks(both) == ["law-fr-FR", "cover-fr"]
