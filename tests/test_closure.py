"""The rung `closed`: webhooks blanked at Twilio, remembered, and put back."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from redis import Redis

from decoy.app import connect
from decoy.cli.run import simulator
from decoy.closure import BUSY, Fate
from decoy.errors import Unusable
from decoy.provider.numbers import WAYS_IN
from decoy.settings import Settings
from tests.desk import Desk
from tests.numbers import DECOY, HER_OTHER_NUMBER, HIM, SERVICE
from tests.scripted import Scripted
from tests.world import HOUR, TEN_SECONDS, Line, OpenLine, at_once

NUMBERS = [{"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": "nl"}]
POLICY = "".join(f'[[numbers]]\nnumber = "{ours["number"]}"\nlanguage = "{ours["language"]}"\n' for ours in NUMBERS)
APPLICATION, TRUNK = "AP" + "6" * 32, "TK" + "7" * 32
CLOSED = "The line is closed: nothing is billed but the rent. To open it, type: decoy open"


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line with two decoy numbers and 20.00 in its fund."""
    line = open_line(numbers=NUMBERS)
    line.top_up()
    return line


@pytest.fixture
def desk(desk: Desk, line: Line) -> Desk:
    """Sit down at the desk of that line, from where its Twilio is reached."""
    return at_desk(desk, line)


def at_desk(desk: Desk, line: Line) -> Desk:
    """Tell a desk where the line's Twilio is, and which numbers it has."""
    desk.environ |= {"TWILIO_API_URL": line.services.settings.api_url, "DECOY_CONFIG": desk.policy(POLICY)}
    return desk


def ways_in(line: Line, number: str = DECOY) -> dict[str, str]:
    """Look up in Twilio's console where it goes with what reaches a number."""
    shown = line.twilio.numbers.show(number)
    return {name: shown[name] for name in WAYS_IN if shown[name]}


def remembered(line: Line) -> set[str]:
    """Name the numbers whose webhooks are remembered."""
    return set(line.services.store.redis.hkeys("decoy:closed"))


def close(line: Line) -> list[Fate]:
    """Close the line, and tell what became of each number."""
    return [outcome.fate for outcome in line.services.closure.close("a raid", datetime.now(UTC))]


def reopen(line: Line) -> list[Fate]:
    """Open the line, and tell what became of each number."""
    return [outcome.fate for outcome in line.services.closure.open(datetime.now(UTC))]


# To close


def test_nothing_comes_in(line: Line, desk: Desk) -> None:
    """A closed line is told of no call and no text, so that neither costs anything; to a caller it is busy."""
    assert desk.read("close").splitlines() == [
        f"{DECOY}: its webhooks are blank.",
        f"{HER_OTHER_NUMBER}: its webhooks are blank.",
        CLOSED,
    ]
    for number in (DECOY, HER_OTHER_NUMBER):
        call = line.twilio.call(HIM, number)
        line.twilio.hang_up(call.sid, seconds=30)
        line.twilio.text(HIM, number, "hey")
    assert {heard.heard.rejected for heard in line.twilio.calls_of(HIM)} == {True}
    assert line.twilio.exchanges_of(HIM) == []
    assert line.entries("received", "charged") == []
    assert line.money()["spent"] == 0


def test_everything_stays_written_down(line: Line, desk: Desk) -> None:
    """The order to close stands in the status and, like the one to open, in the ledger, with its reason."""
    desk.read("close", "--reason", "a raid")
    assert (desk.status()["rung"], desk.status()["reason"]) == ("closed", "a raid")
    desk.read("open")
    orders = [(entry.entry, entry.reason) for entry in line.entries("closed", "opened", "paused", "resumed")]
    assert orders == [("closed", "a raid"), ("opened", "a raid")]
    assert desk.status()["rung"] == "normal"


def test_replies_wait(line: Line, desk: Desk, clock: Any) -> None:
    """What was promised before a line was closed waits until it is open, and is sent then."""
    phone = line.phone()
    phone.text("hey")
    desk.read("close")
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    desk.read("open")
    line.sweep()
    assert len(phone.replies()) == 1


def test_call_that_goes_on(line: Line) -> None:
    """A call that was taken before the line was closed still reports its end, and is charged its minutes."""
    call = line.twilio.call(HIM, DECOY)
    close(line)
    line.twilio.hang_up(call.sid, seconds=61)
    assert [entry.amount for entry in line.entries("charged")] == [20_000]


def test_every_way_in(line: Line) -> None:
    """Fallbacks, applications and trunks take calls and texts too, so they are blanked with the rest."""
    line.twilio.numbers.set(
        DECOY, voice_fallback_url="https://example.org/a", sms_fallback_url="https://example.org/b"
    )
    line.twilio.numbers.set(DECOY, sms_application_sid=APPLICATION, trunk_sid=TRUNK)
    line.twilio.numbers.set(HER_OTHER_NUMBER, voice_application_sid=APPLICATION)
    assert close(line) == [Fate.DONE, Fate.DONE]
    assert ways_in(line) == ways_in(line, HER_OTHER_NUMBER) == {}


def test_close_twice(line: Line, desk: Desk) -> None:
    """To close a closed line changes nothing: what was there stays remembered, and the ledger shows one order."""
    before = ways_in(line)
    desk.read("close")
    assert desk.read("close").splitlines() == [
        f"{DECOY}: its webhooks are blank.",
        f"{HER_OTHER_NUMBER}: its webhooks are blank.",
        CLOSED,
    ]
    assert len(line.entries("closed")) == 1
    desk.read("open")
    assert ways_in(line) == before


def test_request(line: Line) -> None:
    """Twilio is asked for the number, told to blank what is not blank and no more, and asked for its services."""
    sid, leads = "PN" + "8" * 32, {"voice_url": "https://example.org/a", "trunk_sid": TRUNK, "voice_method": "GET"}
    blank = {"voice_url": "", "trunk_sid": None, "voice_method": "GET"}
    listed = {"incoming_phone_numbers": [{"sid": sid, "phone_number": DECOY, **leads}], "services": []}
    scripted = Scripted(200, json.dumps(listed | blank))
    with scripted.served() as url:
        services = connect(replace(line.services.settings, api_url=f"{url}/base"))
        assert services.closure.close("a raid", datetime.now(UTC))[0].fate is Fate.DONE
    account = f"/base/2010-04-01/Accounts/{line.services.settings.account}/IncomingPhoneNumbers"
    assert [(asked.method, asked.path, asked.form) for asked in scripted.asked[:3]] == [
        ("GET", f"{account}.json", {}),
        ("POST", f"{account}/{sid}.json", {"VoiceUrl": [""], "TrunkSid": [""]}),
        ("GET", "/base/v1/Services", {}),
    ]


def test_not_taken(line: Line) -> None:
    """A change that Twilio takes and does not make is none: the number counts as open until Twilio says otherwise."""
    still = {"sid": "PN" + "8" * 32, "phone_number": DECOY, "voice_url": "https://example.org/a"}
    with Scripted(200, json.dumps({"incoming_phone_numbers": [still], "services": [], **still})).served() as url:
        services = connect(replace(line.services.settings, api_url=url))
        assert services.closure.close("a raid", datetime.now(UTC))[0].fate is Fate.AGAIN


def test_what_is_remembered_is_not_overwritten(line: Line) -> None:
    """What somebody sets in the console of a closed line does not replace what was there before it was closed."""
    before = ways_in(line)
    close(line)
    line.twilio.numbers.set(DECOY, sms_url="https://example.org/a")
    assert close(line) == [Fate.DONE, Fate.UNTOUCHED]
    assert ways_in(line) == {}
    reopen(line)
    assert ways_in(line) == before


# To open


def test_open_again(line: Line, desk: Desk) -> None:
    """An opened line is reached as before, and remembers nothing of having been closed."""
    desk.read("close")
    assert desk.read("open").splitlines() == [
        f"{DECOY}: its webhooks are what they were.",
        f"{HER_OTHER_NUMBER}: its webhooks are what they were.",
        "The line is open.",
    ]
    assert line.phone().hears() == "recording"
    assert line.phone(reaches=HER_OTHER_NUMBER).hears() == "recording"
    assert remembered(line) == set()


URL = st.sampled_from(["", "https://example.org/a", "https://user:secret@example.org/b?c=%20d#rc=2"])
METHOD = st.sampled_from(["GET", "POST"])
FIELDS = {
    **dict.fromkeys(("voice_url", "voice_fallback_url", "sms_url", "sms_fallback_url", "status_callback"), URL),
    **dict.fromkeys(("voice_method", "voice_fallback_method", "sms_method", "sms_fallback_method"), METHOD),
    "status_callback_method": METHOD,
    "sms_application_sid": st.sampled_from(["", APPLICATION]),
}
TAKERS = st.sampled_from([{}, {"trunk_sid": TRUNK}, {"voice_application_sid": APPLICATION}])


@given(fields=st.fixed_dictionaries(FIELDS), taker=TAKERS)
@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_what_was_there(line: Line, fields: dict[str, str], taker: dict[str, str]) -> None:
    """Whatever a number's fields were, used by us or not, they are the same after closing and opening."""
    line.twilio.numbers.set(DECOY, **dict.fromkeys(WAYS_IN, ""))
    line.twilio.numbers.set(DECOY, **fields, **taker)
    before = line.twilio.numbers.show(DECOY)
    close(line)
    assert ways_in(line) == {}
    reopen(line)
    assert line.twilio.numbers.show(DECOY) == before
    assert remembered(line) == set()


def test_open_without_close(line: Line, desk: Desk) -> None:
    """To open a line that is not closed changes nothing and says so; a pause stays."""
    before = ways_in(line)
    desk.read("pause")
    said = desk.read("open").splitlines()
    assert said[:2] == [f"{DECOY}: it has its webhooks.", f"{HER_OTHER_NUMBER}: it has its webhooks."]
    assert said[2] == "The line was not closed."
    assert ways_in(line) == before
    assert desk.status()["rung"] == "paused"
    assert line.entries("opened") == []


def test_store_was_lost(line: Line, desk: Desk, store: Redis) -> None:
    """When it is not remembered what a number's webhooks were, none is guessed: it is said what they should be."""
    desk.read("close")
    store.flushall()
    said = desk.type("open")
    assert said.exit_code == 1
    assert said.stdout.splitlines()[0] == (
        f"{DECOY}: NOT DONE; it has no webhooks, and it is not remembered here what they were. "
        "Set them in Twilio's console, by POST: https://decoy.example.org/twilio/voice for calls, "
        "https://decoy.example.org/twilio/sms for messages, "
        "https://decoy.example.org/twilio/call-status for call status changes."
    )
    assert ways_in(line) == {}


def test_number_that_left_the_policy(line: Line, desk: Desk) -> None:
    """A number that was closed, and then taken out of the policy, gets its webhooks back like the others."""
    before = ways_in(line, HER_OTHER_NUMBER)
    desk.read("close")
    desk.policy(POLICY.partition(f'[[numbers]]\nnumber = "{HER_OTHER_NUMBER}"')[0])
    desk.read("open")
    assert ways_in(line, HER_OTHER_NUMBER) == before


# What else is ordered meanwhile


@pytest.mark.parametrize("command", ["pause", "pause --silent --for 2h", "resume"])
def test_closed_stays_closed(line: Line, desk: Desk, command: str) -> None:
    """Neither a pause nor its end opens a closed line or replaces the order; both say what does."""
    desk.read("close", "--reason", "a raid")
    before = line.entries()
    assert desk.refusal(*command.split()) == (1, "The line is closed; type: decoy open")
    assert line.entries() == before
    assert (desk.status()["rung"], desk.status()["reason"]) == ("closed", "a raid")


def test_close_a_paused_line(line: Line, desk: Desk, clock: Any) -> None:
    """A pause that ends by itself opens no closed line."""
    desk.read("pause", "--for", "15m")
    desk.read("close")
    clock.shift(HOUR)
    assert desk.status()["rung"] == "closed"


def test_open_a_paused_line(line: Line, desk: Desk) -> None:
    """What held the replies back before the line was closed does so again when it is opened."""
    desk.read("pause", "--reason", "night")
    desk.read("close")
    desk.read("open")
    assert (desk.status()["rung"], desk.status()["reason"]) == ("paused", "night")


def test_sandbox_starts_again(line: Line, desk: Desk, settings: Settings) -> None:
    """The sandbox's Twilio forgets when it ends; begun anew, it begins with what the store says."""
    assert simulator(settings).numbers.show(DECOY)["voice_url"]
    desk.read("close")
    shown = simulator(settings).numbers.show(DECOY)
    assert [shown[name] for name in WAYS_IN] == [""] * len(WAYS_IN)
    assert simulator(replace(settings, redis_url="redis://127.0.0.1:1/0")).numbers.show(DECOY)["voice_url"]
    desk.read("open")
    assert simulator(settings).numbers.show(DECOY)["voice_url"]


# What goes wrong


FAULTS = {
    "credentials": (401, 20003, "Twilio refuses the account's sid and token, or the account (error 20003)"),
    "busy": (429, 20429, "Twilio cannot be reached, or takes no more requests now (error 20429)"),
    "refused": (400, 21404, "Twilio refuses this for the number (error 21404)"),
    "broken": (500, 20500, "Twilio did not give a clear answer (error 20500)"),
    "gateway": (502, None, "Twilio did not give a clear answer (error 502)"),
}


@pytest.mark.parametrize("call", ["numbers", "update", "services"])
@pytest.mark.parametrize(("status", "code", "words"), FAULTS.values(), ids=FAULTS)
def test_close_half_way(line: Line, desk: Desk, status: int, code: int | None, words: str, call: str) -> None:
    """What goes wrong with one number is said, and keeps no other from being closed; to type it again mends it."""
    before = ways_in(line)
    line.twilio.fail_next(status, code, call)
    said = desk.type("close")
    assert said.exit_code == 1
    wrong, right = said.stdout.splitlines()
    unasked = "its own webhooks are blank, but whether a Messaging Service takes its texts is not known: "
    assert wrong.startswith(f"{DECOY}: NOT DONE; {unasked if call == 'services' else ''}{words}")
    assert right == f"{HER_OTHER_NUMBER}: its webhooks are blank."
    assert said.stderr.endswith("then type once more: decoy close\n")
    assert desk.status()["rung"] == "closed"
    assert desk.read("close").endswith(f"{CLOSED}\n")
    assert ways_in(line) == {}
    desk.read("open")
    assert ways_in(line) == before


@pytest.mark.parametrize("done", [True, False])
def test_silence_half_way(line: Line, done: bool) -> None:
    """When Twilio goes silent over a change, made or not, nothing is forgotten, whichever way it is tried again."""
    before = ways_in(line)
    line.twilio.drop_next(done, "update")
    assert close(line) == [Fate.AGAIN, Fate.DONE]
    assert remembered(line) == {DECOY, HER_OTHER_NUMBER}
    line.twilio.drop_next(done, "update")
    assert Fate.AGAIN in close(line) + reopen(line)
    assert set(reopen(line)) <= {Fate.DONE, Fate.UNTOUCHED}
    assert ways_in(line) == before


def test_open_half_way(line: Line, desk: Desk) -> None:
    """While to try again may put back more, the line stays closed and what was there stays remembered."""
    before = ways_in(line)
    desk.read("close")
    line.twilio.fail_next(500, 20500, "update")
    said = desk.type("open")
    assert said.exit_code == 1
    assert said.stderr.endswith("then type once more: decoy open\n")
    assert (remembered(line), desk.status()["rung"]) == ({DECOY}, "closed")
    assert desk.read("open").splitlines()[-1] == "The line is open."
    assert ways_in(line) == before


def test_twilio_is_gone(line: Line, desk: Desk) -> None:
    """Without Twilio a line is closed as far as it can be: the order is in force, and it is said what is missing."""
    with Scripted().served() as url:
        gone = url
    said = desk.type("close", TWILIO_API_URL=gone)
    assert said.exit_code == 1
    assert said.stdout.count("NOT DONE; Twilio cannot be reached") == 2
    assert desk.status()["rung"] == "closed"
    assert line.phone().hears() == "busy"
    assert desk.type("open", TWILIO_API_URL=gone).exit_code == 1
    assert desk.status()["rung"] == "closed"


@pytest.mark.parametrize("body", ["", "{}", "<html>Welcome</html>", "[]", '{"incoming_phone_numbers": null}'])
def test_nonsense(line: Line, body: str) -> None:
    """An answer that is none counts as silence."""
    with Scripted(200, body).served() as url:
        services = connect(replace(line.services.settings, api_url=url))
        fates = {outcome.fate for outcome in services.closure.close("a raid", datetime.now(UTC))}
    assert fates == {Fate.AGAIN}


def test_not_on_this_account(line: Line, desk: Desk) -> None:
    """A decoy number the account does not have is named both ways, and keeps nothing else from its way."""
    line.twilio.numbers.give_up(HER_OTHER_NUMBER)
    absent = f"{HER_OTHER_NUMBER}: NOT DONE; this Twilio account does not have it"
    closing, opening = desk.type("close"), desk.type("open")
    assert (closing.exit_code, opening.exit_code) == (1, 1)
    assert absent in closing.stdout
    assert absent in opening.stdout
    assert line.phone().hears() == "recording"
    assert desk.status()["rung"] == "normal"


def test_only_the_whole_number(line: Line) -> None:
    """A number that merely contains a decoy number, as Twilio's search may find, is left alone."""
    line.twilio.numbers.set(HER_OTHER_NUMBER, phone_number=f"{DECOY}9")
    close(line)
    assert ways_in(line, f"{DECOY}9")


@pytest.mark.parametrize(
    ("numbers", "url", "own", "closed"),
    [
        ([DECOY], "https://example.org/sms", False, False),
        ([DECOY], "https://example.org/sms", True, True),
        ([DECOY], None, False, True),
        ([HIM], "https://example.org/sms", False, True),
    ],
    ids=["its own address", "the number's address", "no address", "other numbers"],
)
def test_messaging_service(
    line: Line, desk: Desk, numbers: list[str], url: str | None, own: bool, closed: bool
) -> None:
    """A Messaging Service that sends texts elsewhere is named, because blank webhooks do not stop them."""
    line.twilio.numbers.serve(SERVICE, numbers, url, own)
    said = desk.type("close")
    assert said.exit_code == (0 if closed else 1)
    assert (f"the address of the Messaging Service {SERVICE}: take the number out" in said.stdout) is not closed
    assert ways_in(line) == {}


def test_large_messaging_service(line: Line) -> None:
    """A service may have more numbers than one page shows; all are looked through."""
    others = [f"+336399800{place:02}" for place in range(3, 100)]
    line.twilio.numbers.serve(SERVICE, [*others, HER_OTHER_NUMBER], "https://example.org/sms")
    assert close(line) == [Fate.DONE, Fate.ELSEWHERE]


# At the same time


def test_one_at_a_time(line: Line, desk: Desk) -> None:
    """While somebody closes or opens the line, nobody else does: what one remembers the other would forget."""
    lease = line.services.store.redis.lock("decoy:closing", timeout=60)
    with lease:
        for command in ("close", "open"):
            assert desk.refusal(command) == (1, BUSY)
    assert desk.read("close").endswith(f"{CLOSED}\n")


def test_both_at_once(line: Line) -> None:
    """However many close and open at once, no webhook is ever lost."""
    before = ways_in(line), ways_in(line, HER_OTHER_NUMBER)

    def act(turn: int) -> None:
        with suppress(Unusable):  # somebody else is at it
            (close, reopen)[turn % 2](line)

    for _ in range(5):
        at_once(4, act)
        assert {number for number in (DECOY, HER_OTHER_NUMBER) if not ways_in(line, number)} == remembered(line)
    reopen(line)
    assert (ways_in(line), ways_in(line, HER_OTHER_NUMBER)) == before
