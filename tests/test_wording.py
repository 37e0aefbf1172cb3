"""The wording: which reply is in force, every version of it, and what of it is sent and paid."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

import pytest
from redis import Redis

from decoy import segments
from decoy.errors import Unusable
from decoy.settings import Settings
from decoy.store import Store
from decoy.verdict import EMPTY, TOO_LONG
from decoy.wording import Wording
from tests.memory import memory
from tests.phone import Phone
from tests.prices import PRICE
from tests.world import EVENING, HOUR, MINUTE, TEN_SECONDS, Line, at_once

FIRST = "Non, c'est non."
SECOND = "Un non suffit."
LONG = "Un refus ne se discute pas. " * 8
Host = Callable[[], Wording]


@pytest.fixture
def host(store_url: str, store: Redis, settings: Settings) -> Host:
    """Start hosts that share one empty store."""
    return lambda: Wording(Store(store_url), settings.words)


@pytest.fixture
def wording(host: Host) -> Wording:
    """Start one host."""
    return host()


def told(wording: Wording, language: str = "fr") -> list[tuple[int, str, bool]]:
    """List the versions of a language: number, text, and whether it is in force."""
    return [(version.number, version.text, version.in_force) for version in wording.versions(language)]


def worded(store: Redis) -> list[str]:
    """Read what the ledger says about words."""
    entries = [entry for _, entry in store.xrange("decoy:ledger") if entry["entry"] == "worded"]
    assert all(set(entry) == {"entry", "at", "reason"} for entry in entries)
    return [entry["reason"] for entry in entries]


def publish(line: Line, text: str) -> int:
    """Have a line send other words, as an operator does."""
    return line.services.wording.publish("fr", text, "an operator", datetime.now(UTC))


@contextmanager
def watched(store: Redis) -> Iterator[list[str]]:
    """Gather the commands that ask the store for the words in force."""
    asked: list[str] = []
    with store.monitor() as monitor:
        yield asked
        store.echo("the end")
        for seen in monitor.listen():
            if seen["command"] == "ECHO the end":
                return
            asked += [seen["command"]] if "decoy:wording" in seen["command"] else []


# Versions


def test_shipped_words_are_in_force_at_first(wording: Wording, settings: Settings) -> None:
    """A fresh installation sends what we ship, which is version 0 of every language."""
    shipped = settings.words["fr"].reply
    assert wording.reply("fr") == shipped
    assert told(wording) == [(0, shipped, True)]
    assert wording.versions("fr")[0].at is None


def test_publishing_reaches_every_host(host: Host, store: Redis, settings: Settings) -> None:
    """What one host publishes is what every other sends, in that language only, and the ledger has its number."""
    here, there = host(), host()
    assert here.publish("fr", FIRST, "too long before", EVENING) == 1
    assert here.reply("fr") == there.reply("fr") == FIRST
    assert there.replies(["nl", "fr"]) == [settings.words["nl"].reply, FIRST]
    assert there.versions("fr") == here.versions("fr")
    (_, version) = there.versions("fr")
    assert (version.at, version.note, version.replaced) == (EVENING, "too long before", 0)
    assert worded(store) == ["fr version 1"]


def test_publishing_what_is_in_force(host: Host, store: Redis, settings: Settings) -> None:
    """To publish the present words again, shipped or not, makes no version and no entry."""
    here, there = host(), host()
    assert here.publish("fr", settings.words["fr"].reply, "", EVENING) == 0
    assert [each.publish("fr", FIRST, "", EVENING) for each in (here, there, here)] == [1, 1, 1]
    assert len(told(here)) == 2
    assert worded(store) == ["fr version 1"]


def test_an_earlier_text_published_again(wording: Wording) -> None:
    """Words that were in force once and are not now make a version of their own when they come back."""
    assert [wording.publish("fr", text, "", EVENING) for text in (FIRST, SECOND, FIRST)] == [1, 2, 3]
    assert [text for _, text, _ in told(wording)[1:]] == [FIRST, SECOND, FIRST]


def test_publishing_at_once(host: Host, store: Redis) -> None:
    """Of two who publish at the same moment neither loses his version: the later one is in force on both hosts."""
    hosts = [host() for _ in range(8)]
    numbers = at_once(8, lambda turn: hosts[turn].publish("fr", f"{FIRST} {turn}", "", EVENING))
    assert sorted(numbers) == list(range(1, 9))
    texts = {number: text for number, text, _ in told(hosts[0])}
    assert all(texts[number] == f"{FIRST} {turn}" for turn, number in enumerate(numbers))
    assert {each.reply("fr") for each in hosts} == {texts[8]}
    assert worded(store) == [f"fr version {number}" for number in range(1, 9)]


def test_rolling_back(host: Host, store: Redis, settings: Settings) -> None:
    """Rolling back undoes one change after another, on all hosts and down to the shipped words, and loses nothing."""
    here, there = host(), host()
    here.publish("fr", FIRST, "", EVENING)
    here.publish("fr", SECOND, "", EVENING)
    assert (there.rollback("fr", None, EVENING), here.reply("fr")) == (1, FIRST)
    assert (here.rollback("fr", None, EVENING), there.reply("fr")) == (0, settings.words["fr"].reply)
    with pytest.raises(Unusable, match="nothing before them"):
        here.rollback("fr", None, EVENING)
    assert (here.rollback("fr", 2, EVENING), there.reply("fr")) == (2, SECOND)
    assert [number for number, _, _ in told(there)] == [0, 1, 2]
    assert worded(store) == [f"fr version {number}" for number in (1, 2, 1, 0, 2)]


def test_rolling_back_what_replaced_an_old_version(wording: Wording) -> None:
    """Rolling back leads to what was in force before the change, not to the number below."""
    for text in (FIRST, SECOND, LONG):
        wording.publish("fr", text, "", EVENING)
    wording.rollback("fr", 1, EVENING)
    wording.publish("fr", "Non.", "", EVENING)
    assert wording.rollback("fr", None, EVENING) == 1


def test_rolling_back_to_what_is_in_force(wording: Wording, store: Redis) -> None:
    """To roll back to the version in force changes nothing."""
    wording.publish("fr", FIRST, "", EVENING)
    assert wording.rollback("fr", 1, EVENING) == 1
    assert worded(store) == ["fr version 1"]


@pytest.mark.parametrize("number", [2, -1, 99])
def test_rolling_back_to_nowhere(wording: Wording, number: int) -> None:
    """A version that never was is refused, and the words stay."""
    wording.publish("fr", FIRST, "", EVENING)
    with pytest.raises(Unusable, match=f"no version {number}"):
        wording.rollback("fr", number, EVENING)
    assert wording.reply("fr") == FIRST


def test_rolling_back_at_once(host: Host) -> None:
    """Operators who undo at the same moment undo step by step, and never what none of them has seen."""
    for text in (FIRST, SECOND, LONG):
        host().publish("fr", text, "", EVENING)
    hosts = [host() for _ in range(4)]

    def undo(turn: int) -> int | str:
        try:
            return hosts[turn].rollback("fr", None, EVENING)
        except Unusable as told:
            return str(told)

    went = [step for step in at_once(4, undo) if isinstance(step, int)]
    (present,) = (version.number for version in hosts[0].versions("fr") if version.in_force)
    assert present == min(went)
    assert set(went) == set(range(present, 3))


@pytest.mark.parametrize(("text", "why"), [("", EMPTY), (" \n", EMPTY), ("a" * 1531, TOO_LONG)])
def test_words_that_cannot_be_sent(wording: Wording, store: Redis, text: str, why: str) -> None:
    """What Twilio would refuse is refused before anything is written, whoever publishes it."""
    with pytest.raises(Unusable) as refused:
        wording.publish("fr", text, "", EVENING)
    assert str(refused.value) == why
    assert store.dbsize() == 0


def test_words_in_no_language_of_ours(wording: Wording, store: Redis) -> None:
    """A language that no line speaks is refused with the ones there are, and nothing is written."""
    for ask in (
        lambda: wording.publish("de", FIRST, "", EVENING),
        lambda: wording.rollback("de", None, EVENING),
        lambda: wording.versions("de"),
    ):
        with pytest.raises(Unusable, match="there is en, fr, nl"):
            ask()
    assert store.dbsize() == 0


@pytest.mark.parametrize(
    "text", ['Il a dit "non" / \\ {} \U0001f642', "Première ligne\nseconde ligne", "\x7f€ê\u202f"]
)
def test_every_character_survives_the_store(wording: Wording, text: str) -> None:
    """Words come out of the store as they went in, by reading, by their version and by rolling back."""
    wording.publish("fr", text, text, EVENING)
    assert (wording.reply("fr"), wording.versions("fr")[1].text, wording.versions("fr")[1].note) == (text,) * 3
    wording.publish("fr", FIRST, "", EVENING)
    wording.rollback("fr", 1, EVENING)
    assert wording.reply("fr") == text


# What is sent and paid


def test_the_words_in_force_when_it_leaves(due: Line, phone: Phone) -> None:
    """A reply promised under one version leaves in the words in force in its hour, and at their price."""
    publish(due, FIRST)
    publish(due, LONG)
    assert phone.replies() == [LONG]
    (reserved,) = due.entries("reserved")
    assert (reserved.amount, segments.count(LONG)) == (2 * PRICE, 2)


def test_words_changed_while_a_reply_is_out(due: Line, phone: Phone, clock: Any) -> None:
    """A reply that Twilio took in silence is found again after the words changed, and not sent twice."""
    publish(due, FIRST)
    due.twilio.drop_next(created=True)
    due.work()
    assert due.states() == {"unconfirmed": 1}
    publish(due, LONG)
    clock.shift(65)
    due.sweep()
    assert phone.replies() == [FIRST]
    assert due.states() == {"delivered": 1}
    assert due.money() == due.summed()
    assert due.money()["reserved"] == 0


def test_words_changed_while_a_lost_reply_waits(due: Line, phone: Phone, clock: Any) -> None:
    """A reply that was surely lost leaves again in the new words, and only they are paid."""
    due.twilio.drop_next(created=False)
    due.work()
    publish(due, LONG)
    for _ in range(4):
        clock.shift(MINUTE + 5)
        due.sweep()
    assert phone.replies() == [LONG]
    assert [entry.amount for entry in due.entries("settled")] == [2 * PRICE]
    assert due.money() == due.summed()


def test_what_is_paid_is_what_is_sent(line: Line, clock: Any) -> None:
    """While operators change the words back and forth, every reply is paid for at the length it was sent in."""
    phones = [line.phone(f"+3363998{last:04}") for last in range(100, 112)]
    for phone in phones:
        phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    done = Event()

    def change() -> None:
        while not done.is_set():
            publish(line, FIRST)
            publish(line, LONG)

    operator = Thread(target=change)
    operator.start()
    line.work()
    done.set()
    operator.join()
    paid = {entry.reply: entry.amount for entry in line.entries("reserved")}
    sent = {entry.reply: entry.sid for entry in line.entries("sent")}
    bodies = {message.sid: message.body for phone in phones for message in line.outbound(phone.number)}
    assert len(sent) == 12
    assert {reply: segments.count(bodies[sid]) * PRICE for reply, sid in sent.items()} == paid


def test_a_text_asks_for_no_words(line: Line, store: Redis) -> None:
    """A text is taken in without asking the store for the words it will be answered in."""
    with watched(store) as asked:
        line.phone().text("hey")
    assert asked == []
    assert line.states() == {"accepted": 1}


def test_dearer_words_empty_the_fund_sooner(open_line: Any) -> None:
    """Where the line stands is told at the price of the words in force."""
    line = open_line()
    line.top_up("5.10")
    now = datetime.now(UTC)
    assert line.services.ladder.stand(now).rung == "normal"
    publish(line, LONG)
    assert line.services.ladder.stand(now).reason == "the funds are at the floor"


def test_words_stay_where_they_belong(
    due: Line, phone: Phone, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """No word of a reply is in the ledger, in the queue or in a log; only its number is."""
    caplog.set_level("DEBUG")
    publish(due, "Une pastèque est une pastèque.")
    due.twilio.fail_next(429, 20429)
    due.work()
    due.services.wording.rollback("fr", None, datetime.now(UTC))
    everything = memory(due.services.store.binary, "")
    elsewhere = {key: value for key, value in everything.items() if not key.startswith(b"decoy:wording")}
    assert len(elsewhere) < len(everything)
    assert [word for word in ("past", "donn", "besoin") if word in repr(elsewhere) + json.dumps(worded_of(due))] == []
    assert [word for word in ("past", "besoin") if word in caplog.text + "".join(capfd.readouterr())] == []
    assert worded_of(due) == ["fr version 1", "fr version 0"]


def worded_of(line: Line) -> list[str]:
    """Read what the ledger says about words."""
    return [entry.reason for entry in line.entries("worded")]
