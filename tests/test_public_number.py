"""The number on the public page: which one, whether it works, and what he will meet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from redis import Redis

from decoy.duties import Duty
from decoy.hearing import Earning, Hearing
from decoy.messages import Channel
from decoy.moments import to_millis
from decoy.pages import LANGUAGES
from decoy.policy import Number
from decoy.rungs import Rung
from decoy.settings import Settings
from decoy.store import NOTICE
from tests import world
from tests.public import PATHS, flat, opened, read
from tests.world import DAY, MINUTE, Line, OpenLine

FRENCH, DUTCH, ENGLISH, OTHER = (f"+3363998000{last}" for last in (1, 2, 3, 4))
WRITTEN = {FRENCH: "06 39 98 00 01", DUTCH: "06 39 98 00 02", ENGLISH: "06 39 98 00 03", OTHER: "06 39 98 00 04"}
SPEAKING = [
    {"number": FRENCH, "language": "fr"},
    {"number": DUTCH, "language": "nl"},
    {"number": ENGLISH, "language": "en"},
]
EVERY_SETTING = [
    {"number": f"+3363998001{place}", "language": language, "cover": cover, "message": message}
    for place, (language, cover, message) in enumerate(
        (language, cover, message)
        for language in ("fr", "nl")
        for cover in ("off", "first-hour")
        for message in ("consent", "consent-and-law")
    )
]
REST = ("/", "/contact/1.vcf?typed=Alex", "/qr/1.svg", "/fr/print?number=1", "/fr/listen", "/fr/?number=-1", "/fr/x")
STATES = {
    Rung.NORMAL: "works",
    Rung.GUARDED: "slow",
    Rung.PAUSED: "paused",
    Rung.SILENT: "paused",
    Rung.CLOSED: "closed",
}


def words(line: Line, language: str = "fr") -> Any:
    """Give the words of the pages."""
    return line.services.settings.brochure.pages[language]


def post(line: Line, number: str, duty: Duty) -> None:
    """Put a number on a duty, as an operator does."""
    line.services.roster.post(number, duty, "night-shift", "printed", datetime.now(UTC))


def stand(line: Line, rung: Rung) -> None:
    """Write the notice that says where the line stands."""
    at = to_millis(datetime.now(UTC))
    line.services.store.redis.hset(NOTICE, mapping={"rung": rung, "at": at})


def given(line: Line, path: str = "/fr/", address: str = "192.0.2.1") -> str:
    """Read which number a visitor is given."""
    page = read(line, path, address)
    (number,) = [number for number, text in WRITTEN.items() if text in page]
    return number


@pytest.fixture
def three(open_line: OpenLine) -> Line:
    """Open a line with a number for each language."""
    line = open_line(numbers=SPEAKING)
    line.top_up()
    return line


@pytest.fixture
def cut_off(settings: Settings, clock: Any) -> Iterator[Line]:
    """Give a line whose store is gone."""
    with world.opened(replace(settings, redis_url="redis://127.0.0.1:1/0")) as line:
        yield line


# Which one


@pytest.mark.parametrize(("language", "number"), [("fr", FRENCH), ("nl", DUTCH), ("en", ENGLISH)])
def test_the_number_of_the_language(three: Line, language: str, number: str) -> None:
    """A page gives the number whose message is in its language."""
    assert given(three, f"/{language}/") == number


@pytest.mark.parametrize(("place", "number"), [(1, FRENCH), (2, DUTCH), (3, ENGLISH)])
def test_the_number_that_was_asked_for(three: Line, place: int, number: str) -> None:
    """The page that a card or a QR code leads to shows their number, and says in which language it speaks."""
    page = read(three, f"/fr/?number={place}")
    assert WRITTEN[number] in page
    assert ("est en " in page) is (number != FRENCH)


@pytest.mark.parametrize("asked", ["0", "9", "-1", "1e9", "x", "%00", "9" * 400])
def test_a_number_that_is_none(three: Line, asked: str) -> None:
    """Whoever asks for a number that is not there is given one all the same."""
    assert given(three, f"/fr/?number={asked}") == FRENCH


@pytest.mark.parametrize("duty", [Duty.RESTING, Duty.RETIRED])
def test_a_number_that_rests(three: Line, duty: Duty) -> None:
    """A number that rests or is retired is given to nobody, not even to who asks for it, and the page says so."""
    post(three, FRENCH, duty)
    assert given(three) != FRENCH
    page = read(three, "/fr/?number=1")
    assert WRITTEN[FRENCH] not in page
    assert flat(words(three).number.other) in page


def test_no_number(three: Line) -> None:
    """When all numbers rest the page gives none, says what to do instead, and nothing of what he would hear."""
    for number in (FRENCH, DUTCH, ENGLISH):
        post(three, number, Duty.RESTING)
    page = read(three)
    assert flat(words(three).number.none) in page
    assert not [number for number in WRITTEN.values() if number in page]
    assert flat(words(three).safety.now) not in page
    assert flat(words(three).dont.title) in page


def test_visitors_are_spread(open_line: OpenLine, clock: time_machine.Traveller) -> None:
    """Visitors are spread over the numbers of a language; one visitor is given the same one all day."""
    line = open_line(numbers=[{"number": FRENCH, "language": "fr"}, {"number": OTHER, "language": "fr"}])
    addresses = [f"198.51.100.{last}" for last in range(40)]
    first = [given(line, address=address) for address in addresses]
    assert min(first.count(FRENCH), first.count(OTHER)) > 8
    clock.shift(2 * 60 * MINUTE)
    assert [given(line, address=address) for address in addresses] == first
    clock.shift(DAY)
    assert [given(line, address=address) for address in addresses] != first


def test_visitors_behind_a_proxy(open_line: OpenLine) -> None:
    """Behind our own proxy visitors are told apart by what it says of them, not by its own address."""
    line = open_line(numbers=[{"number": FRENCH, "language": "fr"}, {"number": OTHER, "language": "fr"}])
    pages = [
        opened(line, address="127.0.0.1", **{"X-Forwarded-For": f"198.51.100.{last}"}).text for last in range(20)
    ]
    assert {WRITTEN[FRENCH] in page for page in pages} == {True, False}


def test_nothing_is_kept_of_visitors(three: Line) -> None:
    """A visit leaves nothing behind but the notice, which is the same for all."""
    read(three)
    before = three.memory()
    for last, path in enumerate((*PATHS, *REST)):
        opened(three, path, address=f"198.51.100.{last}")
    assert three.memory() == before


def test_copied_and_said(three: Line) -> None:
    """The number can be copied as it is written, and is spelled in words."""
    page = opened(three).text
    assert f'data-copy="{WRITTEN[FRENCH]}"' in page
    assert "zéro six, trente-neuf, quatre-vingt-dix-huit, zéro zéro, zéro un" in read(three)


# Whether it works


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rung", Rung)
def test_the_state(three: Line, rung: Rung, language: str) -> None:
    """The page says in words and with a sign whether the number works; never where the line stands, nor why."""
    stand(three, rung)
    page, says = read(three, f"/{language}/"), words(three, language)
    shown = [state for state in vars(says.state) if hasattr(getattr(says.state, state), "word")]
    assert [state for state in shown if flat(getattr(says.state, state).word) in page] == [STATES[rung]]
    assert not [each for each in (*Rung, "raid", "EUR", "budget", "fund") if each in page.lower().split()]


def test_the_state_is_five_minutes_old(three: Line, clock: time_machine.Traveller) -> None:
    """A pause is told after five minutes, not at once: nobody can watch what an attack achieves."""
    assert flat(words(three).state.works.word) in read(three)
    three.pause()
    clock.shift(4 * MINUTE)
    page = read(three, address="198.51.100.7")
    assert flat(words(three).state.works.word) in page
    assert "Vérifié il y a 4 min." in page
    clock.shift(2 * MINUTE)
    assert flat(words(three).state.paused.word) in read(three)


def test_a_closed_line_is_told_at_once(three: Line) -> None:
    """That no call is picked up any more is told at once: she may be about to give the number away."""
    assert flat(words(three).state.works.word) in read(three)
    three.services.pauses.pause("the night", None, datetime.now(UTC), rung=Rung.CLOSED)
    page = read(three)
    assert flat(words(three).state.closed.word) in page
    assert flat(words(three).safety.hears.unreachable) in page


def test_two_processes_write_one_notice(three: Line) -> None:
    """Two processes that look at the same moment tell the same: the first one's word counts."""
    now = datetime.now(UTC)
    first = three.services.notices.current(now)
    three.pause()
    assert world.at_once(8, lambda _: three.services.notices.current(now)) == [first] * 8


def test_a_wrong_clock(three: Line, clock: time_machine.Traveller) -> None:
    """A notice from far ahead, written by a wrong clock, is not believed."""
    three.pause()
    ahead = to_millis(datetime.now(UTC)) + DAY * 1000
    three.services.store.redis.hset(NOTICE, mapping={"rung": Rung.NORMAL, "at": ahead})
    assert flat(words(three).state.paused.word) in read(three)


def test_without_a_store(cut_off: Line) -> None:
    """While nobody can tell whether it works, the page says not to give the number away, and that calls are busy."""
    page, says = read(cut_off), words(cut_off)
    assert flat(says.state.unknown.word) in page
    assert flat(says.safety.hears.busy) in page


def test_a_flood_of_calls(open_line: OpenLine, clock: time_machine.Traveller) -> None:
    """While a flood of calls ends busy, the page says so first, and then what hears who gets through."""
    line = open_line(numbers=EVERY_SETTING, budget={"daily_cap": "0.40", "hourly_share": 0.25, "calls_share": 0.5})
    line.top_up()
    calls = [line.phone(f"+336399801{call:02}", EVERY_SETTING[0]["number"]).hears() for call in range(6)]
    assert calls == ["recording"] * 5 + ["busy"]
    page, says = read(line, "/fr/?number=3"), words(line)
    assert flat(says.state.busy.word) in page
    assert f"{flat(says.safety.crowded)} {flat(says.safety.hears.cover)}" in page
    clock.shift(4 * MINUTE)
    assert flat(says.state.busy.word) in read(line, "/fr/?number=3")
    clock.shift(30 * MINUTE)
    page = read(line, "/fr/?number=3")
    assert not [each for each in (says.state.busy.word, says.safety.crowded) if flat(each) in page]


def test_a_number_that_used_up_its_cap(open_line: OpenLine, clock: time_machine.Traveller) -> None:
    """Where a number's own cap is used up, its page promises no reply in an hour; the others go on promising."""
    capped = [{**number, "daily_cap": "0.10"} if number["language"] == "fr" else number for number in SPEAKING]
    line = open_line(numbers=capped)
    line.top_up()
    says = words(line).safety.reads
    assert _end(says, "reply") in read(line)
    line.services.budget.charge("SM1", FRENCH, 50_000, datetime.now(UTC))
    assert _end(says, "reply") in read(line)
    clock.shift(6 * MINUTE)
    page = read(line)
    assert (flat(says.held) in page, _end(says, "reply") in page, flat(says.some) in page) == (True, False, False)
    assert _end(says, "reply") in read(line, "/fr/?number=2")
    clock.shift(DAY)
    assert _end(says, "reply") in read(line)


def test_a_flood_of_calls_on_a_silent_line(three: Line) -> None:
    """Where no call is picked up, nothing is said of those that get through."""
    at = to_millis(datetime.now(UTC))
    three.services.store.redis.hset(NOTICE, mapping={"rung": Rung.SILENT, "at": at, "crowded": "1"})
    page, says = read(three), words(three)
    assert flat(says.state.paused.word) in page
    assert flat(says.safety.crowded) not in page


# What he will hear and read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rung", Rung)
def test_what_he_will_hear(open_line: OpenLine, rung: Rung, language: str) -> None:
    """For every setting of a number, on every rung, the page says what its first call hears, and nothing else."""
    line = open_line(numbers=EVERY_SETTING)
    stand(line, rung)
    says = words(line, language).safety
    for place, ours in enumerate(line.services.settings.policy.numbers, 1):
        page = read(line, f"/{language}/?number={place}")
        hearing = line.services.prospect.hears(ours, datetime.now(UTC), rung)
        earning = line.services.prospect.reads(ours, datetime.now(UTC), rung).earning
        heard = [outcome for outcome in Hearing if flat(getattr(says.hears, outcome)) in page]
        assert heard == [hearing]
        assert [outcome for outcome in Earning if _end(says.reads, outcome) in page] == [earning]
        assert (flat(says.reads.calls) in page) is hearing.picked_up  # a call that nobody picks up earns nothing
        assert flat(says.reads.keywords) in page  # the provider's own answers come on every rung
        assert (flat(says.excuses) in page) is (
            hearing is Hearing.COVER
        )  # no excuse goes with a message about consent


def _end(reads: Any, outcome: str) -> str:
    """Give what a sentence says after the moment, which is filled in."""
    return flat(getattr(reads, outcome).rpartition("{after}")[2])


def test_what_a_call_really_meets(open_line: OpenLine) -> None:
    """What the page says of a call is what Twilio is told to do with one."""
    line = open_line(numbers=EVERY_SETTING)
    line.top_up()
    for place, ours in enumerate(line.services.settings.policy.numbers, 1):
        twiml = line.phone(number=f"+3363998010{place}", reaches=ours.number).call()
        page = opened(line, f"/fr/?number={place}").text
        (played,) = [name for name in page.split('"') if "/recordings/" in name and name in twiml]
        covered = flat(words(line).safety.hears.cover) in read(line, f"/fr/?number={place}")
        assert (played.startswith("/recordings/cover-"), "<Pause" in twiml) == (covered, covered)


def test_the_text_he_reads(three: Line) -> None:
    """The page shows the reply in force, to the letter, from the moment on when it is published."""
    assert flat(three.services.wording.reply("fr")) in read(three)
    three.services.wording.publish("fr", "Bonjour <b>toi</b> & merci.", "", datetime.now(UTC))
    assert "Bonjour <b>toi</b> & merci." in read(three)


def test_the_text_with_the_law(open_line: OpenLine) -> None:
    """A number that tells the law shows its text with the sentence, as it is sent."""
    line = open_line(numbers=EVERY_SETTING)
    for place, ours in enumerate(line.services.settings.policy.numbers, 1):
        (text,) = line.services.wording.texts([ours])
        page = read(line, f"/fr/?number={place}")
        assert flat(text) in page
        assert (text != line.services.wording.reply(ours.language)) is ours.tells_law


def test_a_neutral_first_text(open_line: OpenLine) -> None:
    """A number that answers neutrally at first shows both texts, and which of them is for whom."""
    line = open_line(numbers=[{"number": FRENCH, "language": "fr", "first_text": "neutral"}])
    page, says, (once, again) = read(line), words(line).message, line.services.wording.pair(*_numbers(line))
    assert f"{flat(says.once)} {once} {flat(says.again)} {flat(again)}" in page
    assert flat(says.read) not in page
    assert flat(words(line).safety.reads.neutral) in page


def _numbers(line: Line) -> tuple[Number, ...]:
    return line.services.settings.policy.numbers


@pytest.mark.parametrize(
    ("answer", "by_call", "by_text"),
    [(["sms", "call"], True, True), (["sms"], False, True), (["call"], True, False), ([], False, False)],
)
def test_what_earns_a_reply(open_line: OpenLine, answer: list[str], by_call: bool, by_text: bool) -> None:
    """Whether a call or a text earns a reply is told as it is set."""
    line = open_line(numbers=SPEAKING, replies={"answer": answer})
    line.top_up()
    page, says = read(line), words(line).safety.reads
    assert (flat(says.calls) in page) is (by_call and by_text)
    assert (flat(says.called) in page) is (by_call and not by_text)
    assert (flat(says.nothing) in page) is not by_text
    assert (Channel.SMS in answer) is by_text


def test_when_the_reply_leaves(open_line: OpenLine) -> None:
    """The page says how much later the reply leaves, by the settings: from the earliest to the latest."""
    line = open_line(numbers=SPEAKING, replies={"delay_seconds": 3600, "jitter_seconds": 290})
    line.top_up()
    assert "60 à 65 minutes après" in read(line)
    short = open_line(numbers=SPEAKING, replies={"delay_seconds": 20, "jitter_seconds": 2})
    assert "20 à 22 secondes après" in read(short)


def test_listen(three: Line, store: Redis) -> None:
    """The message can be listened to at an address that stays the same."""
    answer = opened(three, "/nl/listen")
    assert (answer.status_code, answer.headers["Location"].startswith("/recordings/nl-")) == (302, True)
    assert opened(three, answer.headers["Location"]).mimetype == "audio/wav"
