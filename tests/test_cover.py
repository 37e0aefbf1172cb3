"""Cover: while she may still be beside him, a call rings and meets an ordinary voicemail."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from decoy import speech
from decoy.app import connect
from decoy.duties import Duty
from decoy.hearing import Hearing
from decoy.ledger import AWAY, FIRST_HOUR
from decoy.messages import InboundCall
from decoy.recordings import Recordings
from decoy.rungs import Rung
from decoy.simulator.twiml import listen
from decoy.words import Words
from tests.exposure import readable
from tests.numbers import DECOY, HER_OTHER_NUMBER, HIM
from tests.world import DAY, HOUR, TEN_SECONDS, Line, OpenLine, at_once

COVERED = {"number": DECOY, "language": "fr", "cover": "first-hour"}
OPEN = {"number": HER_OTHER_NUMBER, "language": "nl"}
HIDDEN = "anonymous"
CALLS = {"calls_per_caller": "20/hour"}
# What would tell him whose number it is not, in the three languages of the line.
REVEALS = re.compile(
    r"message enregistré|donné|n'insist|opgenomen bericht|gaf|dring|recorded|gave|insist|hesitat", re.I
)


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with a covered number, one that is not, and 20.00 in its fund."""
    line = open_line(numbers=[COVERED, OPEN], limits=CALLS)  # type: ignore[arg-type]
    line.top_up()
    return line


# Whom it covers


def test_first_call(line: Line, clock: Any) -> None:
    """His first call meets the voicemail, and so does every call within the hour of it."""
    phone = line.phone()
    heard = []
    for _ in range(5):
        heard.append(phone.hears())
        clock.shift(HOUR / 4)
    assert heard == ["voicemail"] * 4 + ["recording"]


def test_to_the_second(line: Line, clock: Any) -> None:
    """The hour ends to the second, and for good."""
    phone = line.phone()
    phone.call()
    clock.shift(HOUR - 1)
    assert phone.hears() == "voicemail"
    clock.shift(1)
    assert phone.hears() == "recording"
    clock.shift(DAY)
    assert phone.hears() == "recording"


def test_after_a_text(line: Line, clock: Any) -> None:
    """A text starts the same clock."""
    phone = line.phone()
    phone.text("hey")
    phone.call()
    clock.shift(HOUR)
    assert phone.hears() == "recording"


def test_first_call_long_after_a_text(line: Line, clock: Any) -> None:
    """His first call is covered however long ago he texted, and its hour with it: who doubts tries again at once."""
    phone = line.phone()
    phone.text("hey")
    clock.shift(5 * HOUR)
    assert [phone.hears(), phone.hears()] == ["voicemail", "voicemail"]
    clock.shift(HOUR - 1)
    assert phone.hears() == "voicemail"
    clock.shift(1)
    assert phone.hears() == "recording"


def test_called_before_the_hour_was_kept(line: Line, clock: Any) -> None:
    """Of whom an older version knew only that he had called, no hour is left."""
    phone = line.phone()
    phone.text("hey")
    line.services.store.redis.hset(f"decoy:met:{line.ref()}", "called", "1")
    clock.shift(HOUR)
    assert phone.hears() == "recording"


def test_one_clock_for_all_numbers(line: Line, clock: Any) -> None:
    """A contact with one decoy number starts the clock of the others too."""
    line.phone(reaches=HER_OTHER_NUMBER).call()
    clock.shift(HOUR)
    assert line.phone().hears() == "recording"


def test_each_caller_his_own(line: Line, clock: Any) -> None:
    """One caller's hour says nothing about another's."""
    line.phone().call()
    clock.shift(HOUR)
    assert line.phone("+33639980043").hears() == "voicemail"
    assert line.phone().hears() == "recording"


def test_hidden_callers(line: Line, clock: Any) -> None:
    """All who hide their number are one to us, so each of their calls is covered."""
    for _ in range(3):
        assert line.phone(HIDDEN).hears() == "voicemail"
        clock.shift(2 * HOUR)


def test_uncovered_number(line: Line) -> None:
    """A number without cover plays its recording at once."""
    assert line.phone(reaches=HER_OTHER_NUMBER).hears() == "recording"


def test_stranger_again(line: Line, clock: Any) -> None:
    """Who was away for a month is covered anew: another woman may have met him."""
    phone = line.phone()
    phone.call()
    clock.shift(29 * DAY)
    assert phone.hears() == "recording"
    clock.shift(31 * DAY)
    assert phone.hears() == "voicemail"


def test_said_stop(line: Line, clock: Any) -> None:
    """Who said STOP is covered like anybody else, and never written to."""
    phone = line.phone()
    phone.text("STOP")
    assert phone.hears() == "voicemail"
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.hears() == "recording"
    assert phone.replies() == []


@pytest.mark.parametrize("duty", Duty)
def test_any_duty(line: Line, duty: Duty) -> None:
    """A resting or retired number covers as well: she gave it away before it was."""
    line.services.stationing.move(DECOY, duty, "night-shift", "printed", datetime.now(UTC))
    assert line.phone().hears() == "voicemail"


# What stays as it was


def test_busy_where_nothing_is_played(line: Line) -> None:
    """On the rung silent, and when blocked, a covered number is busy, which is free."""
    line.block()
    assert line.phone().hears() == "busy"
    line.services.pauses.pause("we sleep", None, datetime.now(UTC), rung=Rung.SILENT)
    assert line.phone("+33639980043").hears() == "busy"


def test_limits_count_it(open_line: OpenLine) -> None:
    """Covered calls count towards the limits on calls, and are busy beyond them."""
    line = open_line(numbers=[COVERED], limits={"calls_per_caller": "2/hour"})  # type: ignore[arg-type]
    line.top_up()
    assert [line.phone().hears() for _ in range(3)] == ["voicemail", "voicemail", "busy"]


def test_it_earns_its_reply(line: Line, clock: Any) -> None:
    """A covered call earns its one reply, an hour later, as any call does."""
    phone = line.phone()
    phone.call()
    phone.call()
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1


def test_it_is_charged(line: Line) -> None:
    """A covered call is charged by the minute like any other; one given up while it rang is free."""
    for seconds, charged in ((14, 1), (0, 1)):
        call = line.twilio.call(HIM, DECOY)
        line.twilio.hang_up(call.sid, seconds)
        assert len(line.entries("charged")) == charged


# What is heard


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_what_is_heard(open_line: OpenLine, language: str) -> None:
    """It rings 15 to 20 seconds unanswered, then a voicemail in the number's language plays, listens and hangs up."""
    line = open_line(numbers=[COVERED | {"language": language}])  # type: ignore[arg-type]
    line.top_up()
    verbs = list(ElementTree.fromstring(line.phone().call()))
    assert [verb.tag for verb in verbs] == ["Pause", "Play", "Pause", "Hangup"]
    assert 15 <= int(verbs[0].attrib["length"]) <= 20
    assert f"/recordings/cover-{language}-" in str(verbs[1].text)


def test_nothing_is_recorded(line: Line) -> None:
    """What he says after the tone is recorded by nobody, and what he hears names neither us nor consent."""
    heard = line.phone().call()
    assert "Record" not in heard
    for words in line.services.settings.words.values():
        assert words.cover
        assert not REVEALS.search(words.cover)
        assert REVEALS.search(words.greeting)


def test_calls_ring_differently(line: Line) -> None:
    """How long it rings changes from call to call: a fixed time is a fingerprint."""
    lengths = {listen(line.phone(HIDDEN).call(sid=f"CA{turn:032x}")).rings for turn in range(12)}
    assert len(lengths) > 2


def test_without_a_recording(line: Line, tmp_path: Path) -> None:
    """Where the voicemail has no recording a machine reads it, and never the message about consent."""
    silent = replace(line.services.greetings, recordings=Recordings(line.services.store, tmp_path))
    line.app.extensions["decoy"] = replace(line.services, greetings=silent)
    heard = listen(line.phone().call())
    assert (heard.verb, heard.content) == ("Say", line.services.settings.words["fr"].cover)


def test_no_words_no_cover(line: Line) -> None:
    """A covered number in a language that has no voicemail is a problem that a line does not start with."""
    words = line.services.settings.words
    mute = {language: one.model_copy(update={"cover": ""}) for language, one in words.items()}
    (problem,) = speech.problems(line.services.settings.policy.numbers, mute)
    assert problem.startswith(f"numbers: {DECOY} is to be covered, but config/messages/fr.toml has no words")
    assert list(speech.problems(line.services.settings.policy.numbers, words)) == []


# Twice, at once, and after a restart


def test_same_call_twice(line: Line, clock: Any) -> None:
    """A call that is asked about again hears the same, even when the hour ended in between."""
    phone = line.phone()
    phone.call()
    clock.shift(HOUR - 1)
    first = phone.call(sid="CA1")
    clock.shift(30)
    assert phone.call(sid="CA1") == first
    later = phone.call(sid="CA2")
    assert listen(first).rings
    assert not listen(later).rings


def test_two_calls_at_once(line: Line, clock: Any) -> None:
    """Calls that come at the same moment are all covered, also of somebody who texted long ago."""
    phone = line.phone()
    phone.text("hey")
    clock.shift(5 * HOUR)
    heard = at_once(6, lambda turn: listen(phone.call(sid=f"CA{turn}")).rings > 0)
    assert heard == [True] * 6


def test_survives_a_restart(line: Line, clock: Any) -> None:
    """The clock of a caller goes on over a restart."""
    line.phone().call()
    clock.shift(HOUR)
    restarted = connect(line.services.settings)
    call = InboundCall("CA9", DECOY, HIM)
    assert restarted.intake.answer(call, datetime.now(UTC)) is Hearing.RECORDING


def test_contact_of_an_older_version(line: Line) -> None:
    """A call that an older version took in, which kept no clock, is covered: when in doubt, she is beside him."""
    phone = line.phone()
    phone.call(sid="CA1")
    line.services.store.redis.hdel("decoy:contact:CA1", "early")
    assert listen(phone.call(sid="CA1")).rings


# What is kept


def test_kept_by_ref(line: Line) -> None:
    """When he came first is kept by his ref alone, for as long as it means something."""
    line.phone().call()
    key = f"decoy:met:{line.ref()}"
    assert HIM[3:] not in readable(line.memory("decoy:met:"))
    assert FIRST_HOUR < line.services.store.redis.pttl(key) <= AWAY
    assert set(line.services.store.redis.hgetall(key)) == {"first", "last", "called"}


def test_forgotten(line: Line, clock: Any) -> None:
    """Who was forgotten is a stranger again, and covered."""
    line.phone().call()
    clock.shift(2 * HOUR)
    line.forget()
    assert line.memory("decoy:met:") == {}
    assert line.phone().hears() == "voicemail"


# In the sandbox


def test_sandbox(line: Line) -> None:
    """The sandbox's phone says that it rings, plays the voicemail with its words, and tells why in the story."""
    visitor, address = line.app.test_client(), f"?caller=%2B{HIM[1:]}&number=%2B{DECOY[1:]}&tab=call"
    local: dict[str, Any] = {"base_url": "http://127.0.0.1", "environ_base": {"REMOTE_ADDR": "127.0.0.1"}}
    visitor.post("/sandbox/call", data={"caller": HIM, "number": DECOY, "tab": "call"}, **local)
    page = unescape(visitor.get(f"/sandbox/{address}", **local).text)
    assert re.search(r"It rings for (1[5-9]|20) s first, which is not billed", page)
    assert line.services.settings.words["fr"].cover in page
    assert line.services.settings.words["fr"].greeting not in page
    assert "then he meets a voicemail, and nothing that unmasks her" in page
    assert re.search(r'<audio[^>]+src="/recordings/cover-fr-[0-9a-f]{16}\.wav"', page)


# What the page may say of it


def test_prospect(line: Line) -> None:
    """She is told that a first call meets a voicemail on the covered number, and the message on the other."""
    now, numbers = datetime.now(UTC), line.services.settings.policy.numbers
    assert [line.services.prospect.hears(ours, now) for ours in numbers] == [Hearing.COVER, Hearing.RECORDING]


def test_words_default() -> None:
    """A language of somebody's own needs no voicemail while no number that speaks it is covered."""
    words = {"locale": "de-DE", "voice": "Polly.Vicki", "reply": "Hallo.", "greeting": "Hallo."}
    assert Words.model_validate(words).cover == ""
