"""Replies that wait until the cap of a country or a number opens: they keep nobody waiting, and nothing churns."""

from datetime import UTC, datetime
from typing import Any

import pytest

from decoy.sweep import CANDIDATES
from tests.budgets import attempt
from tests.desk import Desk
from tests.numbers import DECOY, HER_OTHER_NUMBER
from tests.phone import Phone
from tests.world import HOUR, MINUTE, TEN_SECONDS, Line, OpenLine

MIDNIGHT = datetime.fromisoformat("2026-11-20T23:00:00+00:00")
ROUND = 15  # seconds
NUMBERS = [{"number": number, "language": "fr"} for number in (DECOY, HER_OTHER_NUMBER)]
OPEN = {"daily_cap": "20.00", "hourly_share": 1.0, "floor": "1.00"}
BATCH = {"resume_batch": 5}


@pytest.fixture
def line(open_line: OpenLine) -> Line:
    """Open a line that may send one reply a day to the United Kingdom, and one by its second number."""
    numbers = [NUMBERS[0], NUMBERS[1] | {"daily_cap": "0.0950"}]
    line = open_line(
        budget=OPEN | {"country_caps": {"GB": "0.10"}},
        callers={"countries": ["FR", "GB"]},
        replies=BATCH,
        numbers=numbers,
    )
    line.top_up()
    return line


def britons(line: Line, how_many: int) -> list[Phone]:
    """Have callers from the United Kingdom text the line."""
    phones = [line.phone(f"+447700900{last:03}") for last in range(how_many)]
    for phone in phones:
        phone.text("hello")
    return phones


def answered(phones: list[Phone]) -> int:
    """Count the phones that a reply has reached."""
    return sum(bool(phone.inbox()) for phone in phones)


def held(line: Line) -> list[tuple[str, datetime | None]]:
    """List why replies were held, and when that opens."""
    return [(entry.reason, entry.opens) for entry in line.entries("held")]


def test_country_waits_for_midnight(line: Line, clock: Any) -> None:
    """What a country's cap holds back is told when it opens; nothing happens to it until then, when it is sent."""
    phones = britons(line, 3)
    clock.shift(HOUR + TEN_SECONDS)
    assert answered(phones) == 1
    assert held(line) == [("country_cap", MIDNIGHT)] * 2
    before = line.entries()
    for _ in range(20):
        clock.shift(ROUND)
        line.sweep()
    assert line.entries() == before
    clock.move_to(MIDNIGHT)
    line.sweep()
    assert answered(phones) == 2
    kinds = [entry.entry for entry in line.entries()[len(before) :]]
    assert kinds.count("accepted") == kinds.count("sent") == 1
    assert "held" not in kinds


def test_number_waits_for_midnight(line: Line, clock: Any) -> None:
    """What a number's cap holds back is told when it opens, and replies from other numbers go on."""
    hers = [line.phone(f"+336399800{last}", HER_OTHER_NUMBER) for last in (11, 12)]
    for phone in hers:
        phone.text("hey")
    other = line.phone("+33639980013")
    other.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert answered([*hers, other]) == 2
    assert held(line) == [("number_cap", MIDNIGHT)]
    before = line.entries()
    line.sweep()
    assert line.entries() == before
    clock.move_to(MIDNIGHT)
    line.sweep()
    assert answered([*hers, other]) == 3


def test_cap_that_is_raised_opens_at_once(line: Line, open_line: OpenLine, clock: Any) -> None:
    """When operators raise a cap, what waits for it leaves with the next round, whatever moment it was told."""
    phones = britons(line, 3)
    clock.shift(HOUR + TEN_SECONDS)
    assert answered(phones) == 1
    raised = open_line(
        budget=OPEN | {"country_caps": {"GB": "0.30"}}, callers={"countries": ["FR", "GB"]}, numbers=NUMBERS
    )
    raised.sweep()
    assert raised.states() == {"delivered": 1, "sent": 2}


def multiply(line: Line, reply_id: str, times: int) -> None:
    """Put copies of a held reply beside it, held a little later each."""
    redis = line.services.store.redis
    record, until = redis.hgetall(f"decoy:reply:{reply_id}"), redis.zscore("decoy:replies:held", reply_id)
    with redis.pipeline() as write:
        for copy in range(times):
            write.hset(f"decoy:reply:{reply_id}-{copy}", mapping=record)
            write.zadd("decoy:replies:held", {f"{reply_id}-{copy}": until + copy})
        write.execute()


def test_closed_country_hides_nobody(line: Line, clock: Any) -> None:
    """Behind more replies of a closed country than are compared at a time, an older one of another leaves at once."""
    line.pause()
    him = line.phone()
    him.text("hey")
    clock.shift(MINUTE)
    phones = britons(line, 2)
    clock.shift(HOUR + MINUTE)
    line.work()
    line.resume()
    line.services.budget.reserve(attempt("r1", country="GB"), 50_000, datetime.now(UTC))
    newest = line.services.store.redis.zrange("decoy:replies:held", -1, -1)[0]
    multiply(line, newest, CANDIDATES + 100)
    before = line.entries()
    line.sweep()
    assert (answered([him]), answered(phones)) == (1, 0)
    assert [entry.entry for entry in line.entries()[len(before) :]][0] == "accepted"
    assert line.states()["held"] == CANDIDATES + 102


def dear_and_cheap(line: Line, clock: Any) -> tuple[Phone, Phone]:
    """Have somebody who came twice wait for a reply of two segments, and somebody who came once for one of one."""
    line.top_up()
    line.services.wording.publish("en", "a" * 161, "longer", datetime.now(UTC))
    line.pause()
    dear, cheap = line.phone("+33639980011", HER_OTHER_NUMBER), line.phone("+33639980012")
    for phone in (dear, cheap, dear):
        phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    return dear, cheap


def test_dear_reply_is_not_overtaken(open_line: OpenLine, clock: Any) -> None:
    """While the share of the hour refills, a dearer reply with more evidence leaves before a cheaper one."""
    line = open_line(
        budget=OPEN | {"daily_cap": "1.00", "hourly_share": 0.25},
        numbers=[NUMBERS[0], NUMBERS[1] | {"language": "en"}],
        prices={"inbound_segment": "0"},
    )
    dear, cheap = dear_and_cheap(line, clock)
    line.services.budget.reserve(attempt("r1"), 160_000, datetime.now(UTC))
    line.resume()
    line.sweep()
    assert answered([dear, cheap]) == 0
    while not answered([dear, cheap]):
        clock.shift(6 * MINUTE)
        line.sweep()
    assert answered([dear]) == 1


def test_reply_that_never_fits_keeps_nobody_waiting(open_line: OpenLine, clock: Any) -> None:
    """A reply that is dearer than the whole share of an hour, first by evidence, lets the others leave."""
    line = open_line(
        budget=OPEN | {"daily_cap": "0.40", "hourly_share": 0.25},
        numbers=[NUMBERS[0], NUMBERS[1] | {"language": "en"}],
        prices={"inbound_segment": "0"},
    )
    dear, cheap = dear_and_cheap(line, clock)
    line.resume()
    line.sweep()
    assert (answered([dear]), answered([cheap])) == (0, 1)


def test_reply_without_words_keeps_nobody_waiting(line: Line, clock: Any) -> None:
    """A reply of a number that left the policy with its language, first by evidence, lets the others leave."""
    line.pause()
    lost, him = line.phone("+33639980011"), line.phone("+33639980012")
    for phone in (lost, him, lost):
        phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.work()
    promised = line.services.outbox.open_reply(line.ref(lost.number))
    assert promised is not None
    left = {"number": "+33639989999", "language": "xx"}
    line.services.store.redis.hset(f"decoy:reply:{promised.id}", mapping=left)
    line.resume()
    line.sweep()
    assert (answered([lost]), answered([him])) == (0, 1)


# What operators read


def test_ledger_says_when_it_opens(line: Line, desk: Desk, clock: Any) -> None:
    """The ledger says to people, machines and spreadsheets when what is held opens."""
    phones = britons(line, 2)
    clock.shift(HOUR + TEN_SECONDS)
    answered(phones)
    entries = desk.ledger()
    opens = {entry["entry"]: entry["opens"] for entry in entries if "opens" in entry}
    assert opens == {"held": "2026-11-20T23:00:00.000Z"}
    assert "because country_cap  opens 2026-11-20T23:00:00.000Z" in desk.read("ledger")
    assert "country_cap,2026-11-20T23:00:00.000Z" in desk.read("ledger", "--csv")


@pytest.mark.parametrize(
    ("changes", "reason"), [({}, "daily_cap"), ({"daily_cap": "0.40", "hourly_share": 0.25}, "hourly_share")]
)
def test_ladder_says_when_it_opens(open_line: OpenLine, clock: Any, changes: dict[str, Any], reason: str) -> None:
    """What is held because the whole line stands at its daily cap, or at the hour's share, is told the same."""
    line = open_line(budget=OPEN | {"daily_cap": "0.10"} | changes, prices={"inbound_segment": "0"})
    line.top_up()
    phones = [line.phone(f"+336399800{last}") for last in (11, 12)]
    for phone in phones:
        phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert answered(phones) == 1
    ((why, opens),) = held(line)
    assert why == reason
    assert opens is not None
    clock.move_to(opens)
    line.sweep()
    assert answered(phones) == 2
