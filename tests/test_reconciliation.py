"""A day of our ledger beside Twilio's records of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Response
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from decoy.errors import Unconfirmed
from decoy.messages import Entry
from decoy.provider import Usage
from decoy.reconciliation import Day, Kind, compare, total
from tests import real_line
from tests.desk import Desk
from tests.environment import ASSIGNED
from tests.numbers import DECOY
from tests.real_line import now
from tests.scripted import Scripted, problem, provider_at
from tests.world import DAY, HOUR, MINUTE, Line

THE_DAY = date(2026, 11, 20)
NOTHING = dict.fromkeys(Kind, 0)
NO_BREAK = "\u00a0"


def at(hours: float) -> datetime:
    """Give a moment some hours into the day."""
    return datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=hours)


def sums(*entries: Entry) -> dict[Kind, tuple[int, int]]:
    """Tell what was spent on the day, estimated and confirmed; only what is not nothing."""
    day = Day(THE_DAY, entries)
    found = {kind: (day.spent(kind, confirmed=False), day.spent(kind, confirmed=True)) for kind in Kind}
    return {kind: amounts for kind, amounts in found.items() if any(amounts)}


# What the ledger says


def test_kinds() -> None:
    """Each amount counts for what it was spent on: a text or a call that came in, a reply, a fee, a rent."""
    assert sums(
        Entry("received", at(1), sid="SM1", reason="sms"),
        Entry("charged", at(1), sid="SM1", amount=7_500),
        Entry("received", at(2), sid="CA1", reason="call"),
        Entry("charged", at(2), sid="CA1", amount=10_000),
        Entry("reserved", at(3), reply="r1", amount=80_000),
        Entry("sent", at(3), sid="SM2", reply="r1"),
        Entry("settled", at(3), sid="SM2", reply="r1", amount=80_000),
        Entry("reserved", at(4), reply="r2", amount=80_000),
        Entry("sent", at(4), sid="SM3", reply="r2"),
        Entry("released", at(4), sid="SM3", reply="r2", amount=80_000),
        Entry("failed", at(4), sid="SM3", reply="r2"),
        Entry("charged", at(4), sid="SM3", amount=1_000),
        Entry("charged", at(5), sid="rent-2026-11-33639980001", amount=1_150_000),
        Entry("charged", at(6), sid="SM4", amount=90_000),  # one that was given up as lost, and sent after all
        Entry("topped-up", at(7), amount=20_000_000),
    ) == {
        Kind.TEXTS: (7_500, 0),
        Kind.CALLS: (10_000, 0),
        Kind.REPLIES: (170_000, 0),
        Kind.FEES: (1_000, 0),
        Kind.RENT: (1_150_000, 0),
    }


def test_corrected_later() -> None:
    """What a reply really cost belongs to the day on which it was sent, though it is known a day later."""
    settled = [
        Entry("sent", at(23.9), sid="SM1", reply="r1"),
        Entry("settled", at(24.1), sid="SM1", reply="r1", amount=80_000),
    ]
    assert sums(*settled) == {Kind.REPLIES: (80_000, 0)}
    corrected = Entry("corrected", at(40), sid="SM1", reply="r1", amount=-4_200, reason="provider")
    assert sums(*settled, corrected) == {Kind.REPLIES: (0, 75_800)}


def test_corrected_guess() -> None:
    """A call whose end was reported late is what was reported, and still an estimate."""
    assert sums(
        Entry("received", at(1), sid="CA1", reason="call"),
        Entry("charged", at(1.2), sid="CA1", amount=10_000),
        Entry("corrected", at(1.3), sid="CA1", amount=20_000),
    ) == {Kind.CALLS: (30_000, 0)}


def test_settled_without_a_sid() -> None:
    """A reply of which Twilio never told a sid counts when it was counted as spent."""
    assert sums(
        Entry("accepted", at(-2), sid="SM1", reply="r1"),
        Entry("settled", at(1), reply="r1", amount=80_000),
    ) == {Kind.REPLIES: (80_000, 0)}


@given(days=st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 23), st.integers(0, 10**7)), max_size=30))
def test_every_amount_on_one_day(days: list[tuple[int, int, int]]) -> None:
    """Whatever was spent counts on one day and no other: over all days nothing is lost and nothing doubled."""
    entries = [
        Entry("charged", at(24 * day + hour), sid=f"SM{number}", amount=micros)
        for number, (day, hour, micros) in enumerate(sorted(days))
    ]
    found = [Day(THE_DAY + timedelta(days=day), entries) for day in range(-3, 4)]
    assert sum(day.spent(Kind.REPLIES, confirmed=False) for day in found) == sum(micros for *_, micros in days)


@pytest.mark.parametrize(("entry", "left"), [("settled", 0), ("released", 0), ("failed", 0), ("delivered", 1)])
def test_on_its_way(entry: str, left: int) -> None:
    """A sent reply is on its way until its price is spent or given back."""
    sent = Entry("sent", at(1), sid="SM1", reply="r1")
    assert Day(THE_DAY, [sent]).under_way == 1
    assert Day(THE_DAY, [sent, Entry(entry, at(2), sid="SM1", reply="r1")]).under_way == left


def test_rent_is_not_compared() -> None:
    """Rent stands in its row and not in the total, for the two are taken on different days."""
    day = Day(THE_DAY, [Entry("charged", at(1), sid="rent-2026-11-33639980001", amount=1_150_000)])
    rows = {row.kind: row for row in compare(day, NOTHING | {Kind.TEXTS: 7_500})}
    assert rows[Kind.RENT].difference == -1_150_000
    assert total(rows.values()).difference == 7_500


# What Twilio says


def record(category: str, price: object, **changes: object) -> str:
    """Write a usage record as Twilio does."""
    fields = {"category": category, "price": price, "price_unit": "eur", "start_date": "2026-11-20"} | changes
    return "{" + ", ".join(f'"{name}": {_json(value)}' for name, value in fields.items()) + "}"


def _json(value: object) -> str:
    return "null" if value is None else str(value) if isinstance(value, int) else f'"{value}"'


def listed(*records: str, more: str = "null") -> str:
    """Write a page of records."""
    return f'{{"usage_records": [{", ".join(records)}], "next_page_uri": {more}}}'


def usage(body: str, status: int = 200) -> Usage:
    """Ask a Twilio that answers with *body*."""
    with Scripted(status, body).served() as url:
        return provider_at(url).usage(THE_DAY)


def test_categories() -> None:
    """Roll-ups are not counted twice, and what is none of ours is the rest of the total."""
    found = usage(
        listed(
            record("sms", "0.185"),
            record("sms-outbound", "0.16"),
            record("sms-outbound-longcode", "0.16"),
            record("sms-messages-carrierfees", "0.01"),
            record("sms-inbound", "0.025"),
            record("calls-inbound", "0.02"),
            record("failed-message-processing-fee", "0.001"),
            record("phonenumbers", "1.15"),
            record("lookups", "0.5"),
            record("totalprice", "1.866"),
        )
    )
    assert found.currency == "EUR"
    assert found.amounts == {
        Kind.REPLIES: 170_000,
        Kind.TEXTS: 25_000,
        Kind.CALLS: 20_000,
        Kind.FEES: 1_000,
        Kind.RENT: 1_150_000,
        Kind.OTHER: 500_000,
    }


@pytest.mark.parametrize(("price", "micros"), [("0", 0), (1, 10**6), (None, 0), ("-0.5", -500_000), ("1E-4", 100)])
def test_prices(price: object, micros: int) -> None:
    """A price is signed: what Twilio gave back is less than nothing; none at all is nothing."""
    assert usage(listed(record("calls-inbound", price))).amounts[Kind.CALLS] == micros


def test_nothing_used() -> None:
    """A day without records is a day on which nothing was used."""
    assert usage(listed()) == Usage(NOTHING, "")


def test_another_day() -> None:
    """A record of another day does not count, whoever sent it."""
    assert usage(listed(record("sms-inbound", "1", start_date="2026-11-19"))) == Usage(NOTHING, "")


def test_this_account_alone() -> None:
    """Twilio is asked for one day and for this account alone: it would add those of child accounts."""
    twilio = Scripted(200, listed())
    with twilio.served() as url:
        provider_at(url).usage(THE_DAY)
    (asked,) = twilio.asked
    assert asked.path.endswith("/Usage/Records/Daily.json")
    assert (asked.query["StartDate"], asked.query["EndDate"]) == ("2026-11-20", "2026-11-20")
    assert asked.query["IncludeSubaccounts"] == "false"


@dataclass
class Paged(Scripted):
    """A Twilio that answers with one page after the other."""

    pages: list[str] = field(default_factory=list)

    def answer(self, path: str) -> Response:
        """Give the next page."""
        self.body = self.pages[len(self.asked)]
        return super().answer(path)


def test_pages() -> None:
    """A list that comes in pages is read to its last."""
    there = "/2010-04-01/Accounts/AC1/Usage/Records/Daily.json?Page=1&PageToken=PT1"
    first, last = listed(record("sms-inbound", "1"), more=f'"{there}"'), listed(record("calls-inbound", "2"))
    twilio = Paged(200, pages=[first, last])
    with twilio.served() as url:
        found = provider_at(url).usage(THE_DAY)
    assert (found.amounts[Kind.TEXTS], found.amounts[Kind.CALLS]) == (10**6, 2 * 10**6)
    assert twilio.asked[1].query == {"Page": "1", "PageToken": "PT1"}


@pytest.mark.parametrize(
    "body",
    [
        "<html>",
        "[]",
        "{}",
        '{"usage_records": 7}',
        '{"usage_records": ["sms"]}',
        listed(record("sms-inbound", "much")),
        listed(record("sms-inbound", "1e30")),
        listed(record("sms-inbound", "1"), record("calls-inbound", "1", price_unit="usd")),
        listed(more='"/2010-04-01/again"'),  # for ever
    ],
)
def test_garbage(body: str) -> None:
    """An answer that holds no records, or never ends, is no answer."""
    with pytest.raises(Unconfirmed):
        usage(body)


@pytest.mark.parametrize("there", ["https://elsewhere.example.org/", "@elsewhere.example.org/", ".example.org/"])
def test_page_elsewhere(there: str) -> None:
    """A next page that would lead our credentials to somebody else is not asked for."""
    twilio = Scripted(200, listed(more=f'"{there}"'))
    with twilio.served() as url, pytest.raises(Unconfirmed):
        provider_at(url).usage(THE_DAY)
    assert len(twilio.asked) == 1


# The command


@pytest.fixture
def line(real: dict[str, str], store_url: str, store: Redis, clock: Any) -> Iterator[Line]:
    """Open a real line with 20.00 in its fund."""
    with real_line.opened(real, store_url) as line:
        line.top_up()
        yield line


@pytest.fixture
def desk(line: Line, real: dict[str, str]) -> Desk:
    """Sit down at the desk of the real line."""
    return real_line.desk(line, real)


def live(line: Line, clock: Any) -> None:
    """Answer one text, play one recording of two minutes, and confirm what the reply cost."""
    phone = line.phone(ASSIGNED)
    phone.text("hey")
    phone.call(sid="CA" + "1" * 32)
    line.twilio.hang_up("CA" + "1" * 32, 61)
    clock.shift(HOUR + 10)
    line.work()
    line.twilio.deliver()
    line.services.bill.run(now())


def test_same(desk: Desk, line: Line, clock: Any) -> None:
    """When both say the same, the table shows it line by line, with the span that is compared."""
    live(line, clock)
    clock.shift(DAY)
    assert desk.read("reconcile").splitlines() == [
        "2026-11-20 as Twilio counts its days, by GMT: here from 20 November 01:00 to 21 November 01:00, in EUR",
        "                   estimated    confirmed       Twilio   difference",
        "  replies               0.00         0.08         0.08         0.00",
        "  inbound texts       0.0075         0.00       0.0075         0.00",
        "  calls                 0.02         0.00         0.02         0.00",
        "  fees                  0.00         0.00         0.00         0.00",
        "  all else              0.00         0.00         0.00         0.00",
        "  rent                  0.00         0.00         0.00         0.00",
        "  total               0.0275         0.08       0.1075         0.00",
        "Rent is not in the total: Twilio takes it on the day of the month on which a number was bought, "
        "our ledger on the first.",
        "Twilio and our ledger say the same.",
    ]


def test_confirmed_prices_are_followed(desk: Desk, line: Line, clock: Any) -> None:
    """A reply that cost another price than expected makes no difference once that is confirmed."""
    line.twilio.take(Decimal("0.0758"))
    live(line, clock)
    assert desk.read("reconcile", "2026-11-20").splitlines()[-1] == "Twilio and our ledger say the same."


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("0.12", "Twilio says 0.12 EUR more than our ledger (111.6 %)."),
        ("-0.0015", "Twilio says 0.0015 EUR less than our ledger (1.4 %)."),
    ],
)
def test_difference(desk: Desk, line: Line, clock: Any, more: str, says: str) -> None:
    """What the ledger knows nothing of is said, in money and in percent of what the ledger has."""
    live(line, clock)
    line.twilio.meter.bill("lookups", Decimal(more))
    assert desk.read("reconcile", "2026-11-20").splitlines()[-1] == says


def test_amounts_as_the_locale_has_them(desk: Desk, line: Line, clock: Any) -> None:
    """The table, the verdict and the balance are written as the operators' locale writes amounts."""
    live(line, clock)
    clock.shift(DAY)
    line.services.balances.refresh(now())
    french = {"LC_ALL": "fr_FR.UTF-8"}
    cells = [told.strip().replace(NO_BREAK, "").split() for told in desk.read("reconcile", **french).splitlines()]
    assert ["inbound", "texts", "0,0075€", "0,00€", "0,0075€", "0,00€"] in cells
    assert "Balance  19,89" in desk.read("status", **french)
    assert "Balance    19,89" in desk.read("budget", **french)


def test_nothing_of_ours(desk: Desk, line: Line, clock: Any) -> None:
    """On a day on which the ledger has nothing, a difference has no percentage."""
    line.twilio.meter.bill("lookups", Decimal("0.12"))
    assert desk.read("reconcile", "2026-11-20").splitlines()[-1] == "Twilio says 0.12 EUR more than our ledger."


def test_days_of_gmt(desk: Desk, line: Line, clock: Any) -> None:
    """What was spent at half past midnight in Paris belongs to the day before, for Twilio and so for the table."""
    clock.shift(3 * HOUR + 30 * MINUTE)  # 23:30 GMT
    line.phone(ASSIGNED).text("hey")
    clock.shift(DAY)
    screen = desk.read("reconcile", "2026-11-20")
    assert "inbound texts       0.0075         0.00       0.0075" in screen
    assert screen.splitlines()[-1] == "Twilio and our ledger say the same."


def test_under_way(desk: Desk, line: Line, clock: Any) -> None:
    """A reply that Twilio has taken, and of which it has reported nothing yet, is said to be open."""
    line.phone(ASSIGNED).text("hey")
    clock.shift(HOUR + 10)
    line.work()
    says = "whose price is still set aside, and which Twilio may have counted: 1."
    assert says in desk.read("reconcile", "2026-11-20")
    line.twilio.deliver()
    assert "set aside" not in desk.read("reconcile", "2026-11-20")


def test_today(desk: Desk, line: Line, clock: Any) -> None:
    """A day that is not over, or has just ended, can be compared, and that is said."""
    live(line, clock)
    assert "That day is not over yet" in desk.read("reconcile", "2026-11-20")
    clock.move_to(datetime(2026, 11, 21, 0, 30, tzinfo=UTC))
    assert "or has only just ended" in desk.read("reconcile")
    clock.shift(HOUR)
    assert "That day is not over yet" not in desk.read("reconcile", "2026-11-20")


def test_for_machines(desk: Desk, line: Line, clock: Any) -> None:
    """A machine reads the same as exact decimal strings."""
    live(line, clock)
    line.twilio.meter.bill("phonenumbers", Decimal("1.15"))
    found = json.loads(desk.read("reconcile", "2026-11-20", "--json"))
    assert (found["date"], found["currency"], found["under_way"]) == ("2026-11-20", "EUR", 0)
    assert (found["from"], found["to"]) == ("2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z")
    rows = {row["kind"]: row for row in found["rows"]}
    assert rows["rent"] == {
        **{"kind": "rent", "estimated": "0.00", "confirmed": "0.00"},
        **{"provider": "1.15", "difference": "1.15"},
    }
    assert (found["total"]["provider"], found["total"]["difference"]) == ("0.1075", "0.00")


@pytest.mark.parametrize(
    ("day", "code", "says"),
    [
        ("2026-11-21", 2, "2026-11-21 is still to come; name a day up to today."),
        ("yesterday", 2, "'yesterday' is not a day; write it as 2026-11-19"),
        ("2026-02-30", 2, "'2026-02-30' is not a day; write it as 2026-11-19"),
        ("2026-11-19", 1, "There is nothing in the ledger of 2026-11-19 or before, so there is nothing to compare."),
        ("0001-01-01", 1, "There is nothing in the ledger of 0001-01-01 or before, so there is nothing to compare."),
    ],
)
def test_days_that_cannot_be(desk: Desk, line: Line, day: str, code: int, says: str) -> None:
    """A day to come, before the first entry, or that is none is refused in a sentence."""
    exit_code, sentence = desk.refusal("reconcile", day)
    assert (exit_code, says in sentence) == (code, True)


def test_empty_ledger(desk: Desk, line: Line, store: Redis) -> None:
    """Where nothing ever happened there is nothing to compare."""
    store.flushall()
    assert desk.refusal("reconcile")[0] == 1


def test_twilio_gone(desk: Desk, line: Line) -> None:
    """When Twilio cannot be asked the command fails, and says so."""
    line.twilio.fail_next(503, 20503, call="usage")
    says = "Twilio could not be asked for its records (error 20503); try again in a few minutes."
    assert desk.refusal("reconcile", "2026-11-20") == (1, says)
    with Scripted(401, problem(20003, 401)).served() as url:
        code, sentence = desk.refusal("reconcile", "2026-11-20", TWILIO_API_URL=url)
    assert (code, "error 20003" in sentence) == (1, True)
    code, sentence = desk.refusal("reconcile", "2026-11-20", TWILIO_API_URL=url)
    assert (code, "no answer" in sentence) == (1, True)


def test_other_currency(desk: Desk, line: Line, clock: Any) -> None:
    """Two currencies are not compared."""
    live(line, clock)
    line.twilio.currency = "USD"
    says = "Twilio's records are in USD, and the budget in EUR: they cannot be compared."
    assert desk.refusal("reconcile", "2026-11-20") == (1, says)


def test_nobody_is_named(desk: Desk, line: Line, clock: Any) -> None:
    """Neither his number nor ours is in what the command says."""
    live(line, clock)
    said = desk.read("reconcile", "2026-11-20") + desk.read("reconcile", "2026-11-20", "--json")
    assert not any(secret in said for secret in (ASSIGNED[3:], DECOY[3:], line.ref(ASSIGNED), "hey"))


def test_sandbox(open_line: Any, clock: Any) -> None:
    """In the sandbox it is said that its Twilio forgets everything."""
    sandbox = open_line()
    sandbox.top_up()
    desk = Desk(sandbox.services.settings)
    said = desk.read("reconcile", "2026-11-20", TWILIO_API_URL=sandbox.services.settings.api_url)
    assert "This is the sandbox: its Twilio forgets everything when it stops." in said
