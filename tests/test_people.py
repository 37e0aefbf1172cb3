"""The commands about callers: block, unblock, list, forget; by number or by ref, and no number is shown."""

import json
from typing import Any

import pytest

from tests.desk import Desk
from tests.numbers import HIM
from tests.phone import Phone
from tests.world import DAY, HOUR, Line

SPELLINGS = [
    HIM,
    "+33 6 39 98 00 42",
    "+33-6-39-98-00-42",
    "+33.6.39.98.00.42",
    "(+33) 639 980042",
    "+33 (0)6 39 98 00 42",
]
RANGES = ["+33639980", "+33639980xxx", "+33 6 39 98 0X XX", "+33639980042", "+33 (0)6 39 98 0"]
NOBODY = "Error: Write the number with its country, as in +33639980042, or a caller ref from the ledger."


def exposes_him(said: str) -> bool:
    """Tell whether something that was said holds his number in any spelling."""
    return HIM[-8:] in "".join(character for character in said if character not in " .-()")


# block, unblock


@pytest.mark.parametrize("number", SPELLINGS)
def test_block_a_number(desk: Desk, phone: Phone, number: str) -> None:
    """A number blocks its caller however it is spelled, and is hashed at once: what is shown is his ref."""
    said = desk.read("block", number)
    assert phone.hears() == "busy"
    assert f"Caller {phone.line.ref()} is blocked until 2026-12-20T20:00:0" in said
    assert not exposes_him(said + str(desk.ledger()))


@pytest.mark.parametrize("number", SPELLINGS)
def test_block_from_standard_input(desk: Desk, phone: Phone, number: str) -> None:
    """A number typed after - blocks its caller, and stays out of the shell's history."""
    said = desk.read("block", "-", typed=f"{number}\n")
    assert phone.hears() == "busy"
    assert not exposes_him(said)


def test_block_a_ref(desk: Desk, phone: Phone) -> None:
    """A ref, as the ledger shows it, blocks its caller and withdraws the reply he waits for."""
    phone.text("hey")
    ref = desk.ledger()[-1]["caller"]
    desk.read("block", ref, "--reason", "a threat")
    assert phone.hears() == "busy"
    assert phone.line.states() == {"cancelled": 1}
    assert {"entry": "blocked", "caller": ref, "reason": "a threat"}.items() <= desk.ledger()[-4].items()


def test_block_for_a_while(desk: Desk, phone: Phone, clock: Any) -> None:
    """A block for a while ends by itself."""
    assert "until 2026-11-27T20:00:0" in desk.read("block", HIM, "--for", "7d")
    clock.shift(7 * DAY - 10)
    assert phone.hears() == "busy"
    clock.shift(20)
    assert phone.hears() == "recording"


def test_block_for_good(desk: Desk, phone: Phone, clock: Any) -> None:
    """A block for good outlives a year, and says who can end it."""
    assert desk.read("block", HIM, "--for-good").endswith("is blocked until you type: decoy unblock\n")
    clock.shift(366 * DAY)
    assert phone.hears() == "busy"


def test_unblock(desk: Desk, phone: Phone) -> None:
    """Whoever is unblocked hears the recording again; to unblock him twice changes nothing, and says so."""
    desk.read("block", HIM)
    assert desk.read("unblock", "+33 6 39 98 00 42") == f"Caller {phone.line.ref()} is no longer blocked.\n"
    assert phone.hears() == "recording"
    assert desk.read("unblock", HIM) == f"Caller {phone.line.ref()} was not blocked.\n"


@pytest.mark.parametrize("who", ["06 39 98 00 42", "0033639980042", "+44", "a stranger", "abcdef0123"])
@pytest.mark.parametrize("command", ["block", "unblock", "forget"])
def test_nobody(desk: Desk, command: str, who: str) -> None:
    """What is neither a whole number nor a ref names nobody: a sentence says how to write it, and repeats nothing."""
    for words, typed in ([who], ""), (["-"], who):
        code, sentence = desk.refusal(command, *words, typed=typed)
        assert (code, who in sentence) == (2, False)
        assert sentence.endswith(NOBODY)
    assert desk.ledger() == []


@pytest.mark.parametrize("command", ["block", "unblock", "forget"])
def test_nothing_is_typed(desk: Desk, command: str) -> None:
    """Whoever asks to type a number and types none has named nobody."""
    code, sentence = desk.refusal(command, "-")
    assert code == 2
    assert sentence.endswith(NOBODY)


def test_number_in_pieces(desk: Desk) -> None:
    """A number typed without quotes falls into pieces, and is put together again without being shown."""
    result = desk.type("block", "+33", "6", "39", "98", "00", "42")
    assert result.output.split()[:2] == desk.type("block", "+33639980042").output.split()[:2]
    assert "is blocked until" in result.output
    assert "39 98" not in result.output


def test_number_in_a_reason(desk: Desk, line: Line) -> None:
    """An operator who writes a number into a reason has not written it into the ledger, which all others read."""
    desk.type("block", HIM, "--reason", f"he wrote from {HIM} again")
    desk.type("pause", "--reason", "06 39 98 00 42 is at it again")
    desk.type("top-up", "20", "--note", f"from {HIM}")
    assert not exposes_him(desk.read("ledger", "--json") + desk.read("status"))


# ranges and countries


@pytest.mark.parametrize(
    "numbers", ["+33639980", "+33639980xxx", "+33 6 39 98 0X XX", "+33639980042", "+33 (0)6 39 98 0"]
)
def test_block_a_range(desk: Desk, line: Line, numbers: str) -> None:
    """A range is blocked by a number of it, with or without its last digits, and only its ref is shown."""
    said = desk.read("block", "--range", numbers, "--reason", "a raid")
    ref = line.services.callers.identify(HIM).range
    assert said.startswith(f"Range {ref} is blocked until 2026-12-20T20:00:0")
    assert (line.phone().hears(), line.phone("+33639981042").hears()) == ("busy", "recording")
    (entry,) = line.entries("blocked")
    assert (entry.reason, entry.caller, entry.sid) == (f"range {ref}: a raid", "", "")
    assert "3998" not in said
    assert desk.read("unblock", "--range", "-", typed=f"{numbers}\n") == f"Range {ref} is no longer blocked.\n"
    assert desk.read("unblock", "--range", ref) == f"Range {ref} was not blocked.\n"
    assert line.phone().hears() == "recording"


def test_block_a_country(desk: Desk, line: Line) -> None:
    """A country is blocked by its code, for as long as is said, and unblocked by it."""
    assert desk.read("block", "--country", "fr", "--for", "2h").startswith(
        "Country FR is blocked until 2026-11-20T22:0"
    )
    assert line.phone().hears() == "busy"
    assert desk.read("unblock", "--country", "FR") == "Country FR is no longer blocked.\n"
    assert desk.read("unblock", "--country", "FR") == "Country FR was not blocked.\n"
    assert [entry.reason for entry in line.entries("blocked", "unblocked")] == [
        "country FR: an operator's decision", "country FR"
    ]  # fmt: skip


@pytest.mark.parametrize("numbers", ["+33", "+4477009", "0639980xxx", "a range", "", "xxx", "+336399800420000"])
def test_no_range(desk: Desk, numbers: str) -> None:
    """What is no block of 1,000 numbers blocks nobody, and the sentence repeats nothing."""
    code, sentence = desk.refusal("block", "--range", numbers)
    assert (code, "Write the range as a number" in sentence) == (2, True)
    assert len(numbers) < 5 or numbers not in sentence
    assert desk.ledger() == []


@pytest.mark.parametrize("country", ["FRA", "France", "XX", "", "001"])
def test_no_country(desk: Desk, country: str) -> None:
    """What is no country's code blocks nobody, and the sentence says how to write one."""
    code, sentence = desk.refusal("block", "--country", country)
    assert (code, sentence.endswith("Write the country as ISO 3166 does, with two letters: BE.")) == (2, True)


@pytest.mark.parametrize("words", [[], [HIM, "--country", "FR"], ["--range", HIM, "--country", "FR"]])
@pytest.mark.parametrize("command", ["block", "unblock"])
def test_one_at_a_time(desk: Desk, command: str, words: list[str]) -> None:
    """A block is about a caller, a range or a country, and one of them."""
    code, sentence = desk.refusal(command, *words)
    assert code == 2
    assert sentence.endswith("Error: Say whom: a caller, or --range, or --country; one of them.")


# blocks


def test_list_of_blocks(desk: Desk, line: Line, clock: Any) -> None:
    """The list says of each block whom it means, why, since when, until when and how often it refused; no number."""
    desk.read("block", HIM, "--reason", f"a threat from {HIM}", "--for-good")
    clock.shift(60)
    desk.read("block", "--range", HIM, "--for", "7d", "--reason", "a raid")
    clock.shift(60)
    desk.read("block", "--country", "BE")
    line.phone().text("hey")
    line.phone().text("hey")
    caller = line.services.callers.identify(HIM)
    first, second, third = json.loads(desk.read("blocks", "--json"))
    assert (first["caller"], first["until"], first["hits"]) == (caller.ref, None, 2)
    assert (second["range"], second["reason"], second["hits"]) == (caller.range, "a raid", 0)
    assert second["since"].startswith("2026-11-20T20:01")
    assert second["until"].startswith("2026-11-27T20:01")
    assert (third["country"], third["hits"]) == ("BE", 0)
    lines = desk.read("blocks").splitlines()
    assert lines[0].startswith(f"Caller {caller.ref}  since 2026-11-20T20:00:0")
    assert "  until -  hits 2  because a threat from " in lines[0]
    assert [line.split()[0] for line in lines] == ["Caller", "Range", "Country"]
    assert not exposes_him(desk.read("blocks") + desk.read("blocks", "--json"))


def test_nobody_is_blocked(desk: Desk) -> None:
    """While nobody is blocked the list says so, and is an empty one for machines."""
    assert desk.read("blocks") == "Nobody is blocked.\n"
    assert desk.read("blocks", "--json") == "[]\n"


# forget


def test_forget(desk: Desk, phone: Phone, clock: Any) -> None:
    """Whoever is forgotten is a stranger again: no block, no reply under way, no ref in the ledger."""
    phone.text("hey")
    desk.read("block", HIM)
    said = desk.read("forget", HIM)
    assert "and 4 ledger entries no longer say whose they were, and his STOP or block is forgotten." in said
    assert phone.line.ref() not in desk.read("ledger")
    clock.shift(HOUR + 10)
    assert phone.replies() == []
    assert phone.hears() == "recording"


def test_forget_while_he_waits(desk: Desk, phone: Phone, clock: Any) -> None:
    """A reply he waits for is withdrawn when he is forgotten, and is counted among what was erased."""
    phone.text("hey")
    assert desk.read("forget", HIM).startswith("Erased: 1 ")
    assert phone.line.states() == {"cancelled": 1}
    clock.shift(HOUR + 10)
    assert phone.replies() == []


def test_forget_a_stranger(desk: Desk, line: Line) -> None:
    """To forget whom nobody knows erases nothing, and says so."""
    said = desk.read("forget", HIM)
    assert said.startswith("Erased: 0 replies and 0 ledger entries no longer say whose they were. If he comes")
