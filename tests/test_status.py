"""The commands that look, `decoy status` and `decoy ledger`: what machines may rely on, and what people are told."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.desk import Desk
from tests.numbers import DECOY, HIM
from tests.world import HOUR, Line, OpenLine

CONDITION = {"mode", "rung", "reason", "raid", "funds", "balance", "prices", "replies", "refused", "alerts"}
UNREAD = "from the policy, because Twilio's list has not been read"
FUNDS = {"currency", "topped_up", "spent", "confirmed", "reserved", "available"}
STATES = {
    *("accepted", "held", "sending", "unconfirmed", "sent"),
    *("delivered", "undelivered", "failed", "expired", "cancelled"),
}
FIELDS = {"at", "entry", "sid", "reply", "caller", "number", "amount", "reason"}
AMOUNT = re.compile(r"-?[0-9]+\.[0-9]{2,6}")
MOMENT = re.compile(r"2026-11-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z")
SPELLINGS = (HIM[1:], "0" + HIM[3:], HIM[-8:], "06 39 98 00 42")


def empty(line: Line, clock: Any) -> None:
    """Let nothing happen."""


def walked(line: Line, clock: Any) -> None:
    """Answer one text, refuse another, and leave a third waiting."""
    line.top_up()
    line.phone().text("hey", sid="SM1")
    clock.shift(HOUR + 10)
    line.work()
    line.twilio.deliver()
    line.phone().text("hey again", sid="SM2")
    line.phone("+33639980043").text("and I", sid="SM3")


def paused(line: Line, clock: Any) -> None:
    """Have an operator pause the replies while one waits."""
    walked(line, clock)
    line.pause()


def overdrawn(line: Line, clock: Any) -> None:
    """Have others make us pay although nothing was paid in."""
    line.phone().text("hey")


def faulty(line: Line, clock: Any) -> None:
    """Have Twilio refuse the account."""
    line.top_up()
    line.phone().text("hey")
    line.twilio.suspend()
    clock.shift(HOUR + 10)
    line.work()


SITUATIONS = [empty, walked, paused, overdrawn, faulty]


# For machines


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.__name__)
def test_promised_keys(desk: Desk, open_line: OpenLine, clock: Any, situation: Callable[[Line, Any], None]) -> None:
    """Whatever the situation, the status is one object with the promised keys, and every amount a decimal string."""
    situation(open_line(), clock)
    status = desk.status()
    assert set(status) == CONDITION
    assert set(status["funds"]) == FUNDS
    assert set(status["replies"]) == STATES
    assert all(AMOUNT.fullmatch(amount) for name, amount in status["funds"].items() if name != "currency")
    assert {type(count) for count in [*status["replies"].values(), *status["refused"].values()]} == {int}
    assert (status["mode"], status["raid"], status["funds"]["currency"]) == ("sandbox", False, "EUR")


def test_of_an_empty_line(desk: Desk) -> None:
    """A line nobody has touched has counted nothing, and is paused for want of money."""
    status = desk.status()
    assert status["funds"] == {
        "currency": "EUR", "available": "-5.00",
        "topped_up": "0.00", "spent": "0.00", "confirmed": "0.00", "reserved": "0.00",
    }  # fmt: skip
    assert set(status["replies"].values()) == {0}
    assert status["refused"] == {}
    assert (status["rung"], status["reason"]) == ("paused", "nothing was paid in yet")


def test_of_a_line_that_has_walked(desk: Desk, open_line: OpenLine, clock: Any) -> None:
    """After a walk the status has counted it: three texts came in, one reply was paid, one waits, one was refused."""
    walked(open_line(), clock)
    status = desk.status()
    assert status["funds"] == {
        "currency": "EUR", "available": "14.8975",
        "topped_up": "20.00", "spent": "0.1025", "confirmed": "0.00", "reserved": "0.00",
    }  # fmt: skip
    assert {state: count for state, count in status["replies"].items() if count} == {"accepted": 1, "delivered": 1}
    assert status["refused"] == {"replies_per_caller": 1}
    assert (status["rung"], status["reason"]) == ("normal", "")


def test_while_a_reply_is_on_its_way(desk: Desk, line: Line, clock: Any) -> None:
    """Money that is set aside for a reply under way is neither spent nor available."""
    line.phone().text("hey")
    clock.shift(HOUR + 10)
    line.work()
    funds = desk.status()["funds"]
    assert (funds["spent"], funds["reserved"], funds["available"]) == ("0.0075", "0.08", "14.9125")


def test_ledger_after_a_walk(desk: Desk, open_line: OpenLine, clock: Any) -> None:
    """The ledger has one object a line, oldest first, with promised keys only and nothing empty in any of them."""
    walked(open_line(), clock)
    entries = desk.ledger()
    assert [entry["entry"] for entry in entries if entry.get("sid") == "SM1"] == ["received", "charged", "accepted"]
    assert {"topped-up", "sending", "reserved", "sent", "delivered", "settled", "refused"} < {
        entry["entry"] for entry in entries
    }
    assert set().union(*entries) == FIELDS
    assert all(value not in ("", None) for entry in entries for value in entry.values())
    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    assert all(MOMENT.fullmatch(entry["at"]) for entry in entries)


def test_amounts_of_the_ledger(desk: Desk, open_line: OpenLine, clock: Any) -> None:
    """What the ledger says was paid in, set aside and spent is said in decimal strings, on those entries only."""
    walked(open_line(), clock)
    amounts = {(entry["entry"], entry["amount"]) for entry in desk.ledger() if "amount" in entry}
    assert amounts == {("topped-up", "20.00"), ("charged", "0.0075"), ("reserved", "0.08"), ("settled", "0.08")}


@pytest.mark.parametrize("command", ["ledger", "ledger --json", "status", "status --json"])
def test_nobody_is_exposed(desk: Desk, open_line: OpenLine, clock: Any, command: str) -> None:
    """No command that looks shows a caller's number, in any spelling, or a word he wrote."""
    line = open_line()
    walked(line, clock)
    line.block()
    said = desk.read(*command.split())
    assert [secret for secret in (*SPELLINGS, "hey", "again") if secret in said] == []
    assert (line.ref() in said) is command.startswith("ledger")


def test_ledger_of_an_empty_line(desk: Desk) -> None:
    """A ledger without entries prints nothing at all, so that a machine reads no line."""
    assert desk.read("ledger", "--json") == desk.read("ledger") == ""


def test_ledger_for_people(desk: Desk, line: Line) -> None:
    """For people an entry is one line: when, what, and then each fact under its name."""
    line.phone().text("hey", sid="SM1")
    topped_up, received, charged, accepted = desk.read("ledger").splitlines()
    assert topped_up.endswith("Z  topped-up   20.00")
    assert received.endswith(f"Z  received    caller {line.ref()}  number {DECOY}  because sms")
    assert charged.endswith(f"Z  charged     0.0075  number {DECOY}")
    assert f"Z  accepted    caller {line.ref()}  number {DECOY}  reply " in accepted


# For people


def test_all_is_well(desk: Desk, line: Line) -> None:
    """On a good day the first line says so, and how many wait."""
    assert desk.read("status").startswith("All is well. 0 replies wait.\n")
    line.phone().text("hey")
    assert desk.read("status").startswith("All is well. 1 reply waits.\n")


def test_figures_for_people(desk: Desk, open_line: OpenLine, clock: Any) -> None:
    """Below it stand the money, the prices, the replies by state, the refusals, and that this is only a sandbox."""
    walked(open_line(), clock)
    assert desk.read("status").splitlines()[1:] == [
        "  Money    14.8975 left above the floor; paid in 20.00, spent 0.1025 (0.00 of it confirmed), "
        "set aside 0.00 (all in EUR)",
        f"  Prices   0.0800 EUR a segment to BE and FR, {UNREAD}",
        f"           0.2500 EUR a segment to GF, GP, MQ, RE and YT, {UNREAD}",
        f"           0.0075 EUR a segment received in FR, {UNREAD}",
        f"           0.0100 EUR a minute received in FR, {UNREAD}",
        "  Replies  accepted 1, delivered 1",
        "  Refused  replies_per_caller 1",
        "  This is the sandbox: no real text, no real money.",
    ]


def test_nothing_is_paid_in(desk: Desk) -> None:
    """Before anything is paid in, the status says so, and what to type."""
    sentence = desk.read("status").splitlines()[0]
    assert "held back: nothing was paid in yet." in sentence
    assert sentence.endswith("Pay into the account, then type: decoy top-up 20.")


def test_funds_are_at_the_floor(desk: Desk) -> None:
    """When what is left would not pay one more reply, the status says so, and what to type."""
    desk.read("top-up", "5.07")
    sentence = desk.read("status").splitlines()[0]
    assert "held back: the funds are at the floor." in sentence
    assert sentence.endswith("Pay into the account, then type: decoy top-up 20.")


def test_cap_is_used_up(desk: Desk, line: Line) -> None:
    """When the day's cap is used up, the status says that nobody needs to do anything."""
    policy = desk.policy('[budget]\ndaily_cap = "0.05"')
    sentence = desk.read("status", DECOY_CONFIG=policy).splitlines()[0]
    assert "held back: today's cap is used up." in sentence
    assert sentence.endswith("They leave by themselves when it opens.")


def test_operators_have_paused(desk: Desk, line: Line) -> None:
    """While operators pause the replies, the status gives their own words, how many wait, and what to type."""
    line.phone().text("hey")
    desk.read("pause", "--reason", "we sleep")
    assert desk.read("status").splitlines()[0] == (
        "Replies are held back: we sleep. 1 reply waits; calls still hear the recording. "
        "To send them, type: decoy resume."
    )


def test_provider_refuses_the_account(desk: Desk, open_line: OpenLine, clock: Any) -> None:
    """After a fault of the account, the status gives the provider's code to look up, and what to type then."""
    line = open_line()
    faulty(line, clock)
    sentence = desk.read("status").splitlines()[0]
    assert re.search(r"held back: Twilio refuses to send, error [0-9]{5}\. 1 reply waits;", sentence)
    assert sentence.endswith("To send them, type: decoy resume.")
    assert desk.status()["rung"] == "paused"


def test_looking_changes_nothing(desk: Desk, open_line: OpenLine, clock: Any) -> None:
    """The commands that look leave every value in the store as it was."""
    line = open_line()
    walked(line, clock)
    before = line.memory("")
    desk.read("status")
    desk.read("ledger")
    assert line.memory("") == before
