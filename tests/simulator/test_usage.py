"""Usage Records and the balance: what the account has used, through Twilio's own client."""

from datetime import date
from decimal import Decimal

import pytest
import requests
from twilio.rest import Client

from decoy.simulator.twilio import FakeTwilio
from tests.numbers import DECOY, HIM
from tests.simulator.stage import ACCOUNT, PLAY, REJECT, TOKEN, Clock, Decoy, send

DAY = date(2026, 11, 20)
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Usage/Records/Daily.json"


@pytest.fixture
def used(fake: FakeTwilio, decoy: Decoy, client: Client) -> FakeTwilio:
    """Let an account have sent a text, got one of two segments, and answered a call of two minutes."""
    send(client)
    fake.deliver()
    fake.text(HIM, DECOY, "x" * 161)
    decoy.twiml = PLAY
    fake.hang_up(fake.call(HIM, DECOY).sid, 61)
    decoy.twiml = REJECT
    fake.hang_up(fake.call(HIM, DECOY).sid, 61)
    return fake


def prices(records: list[object]) -> dict[str, Decimal]:
    """Give what each category with a price cost."""
    return {record.category: Decimal(record.price) for record in records if Decimal(record.price)}  # type: ignore[attr-defined]


def test_the_balance_counts_everything(used: FakeTwilio, client: Client) -> None:
    """The balance falls by what was sent, by texts that came in, and by calls that were answered."""
    assert Decimal(client.balance.fetch().balance) == 20 - Decimal("0.08") - Decimal("0.015") - Decimal("0.02")


def test_the_balance_may_be_negative(used: FakeTwilio, client: Client) -> None:
    """What goes on when the money is gone is taken all the same."""
    used.meter.bill("phonenumbers", Decimal("20.00"))
    assert client.balance.fetch().balance == "-0.1150"


def test_the_real_client_reads_a_day(used: FakeTwilio, client: Client) -> None:
    """Twilio's client reads what a day cost, by category, with its roll-ups and its total."""
    records = client.usage.records.daily.list(start_date=DAY, end_date=DAY)
    assert prices(records) == {
        "sms": Decimal("0.0950"),
        "sms-outbound": Decimal("0.08"),
        "sms-inbound": Decimal("0.0150"),
        "calls": Decimal("0.0200"),
        "calls-inbound": Decimal("0.0200"),
        "totalprice": Decimal("0.1150"),
    }
    assert {(record.start_date, record.end_date, record.price_unit) for record in records} == {(DAY, DAY, "eur")}
    (calls,) = client.usage.records.daily.list(category="calls-inbound", start_date=DAY, end_date=DAY)
    assert (calls.count, calls.usage, calls.usage_unit) == ("1", "2", "minutes")


def test_days(used: FakeTwilio, clock: Clock, client: Client) -> None:
    """Each day has its own records, by GMT; over a span the records add up."""
    clock.tick(2 * 3600)
    used.text(HIM, DECOY, "hey")
    next_day = date(2026, 11, 21)
    listed = client.usage.records.daily.list(category="totalprice", start_date=DAY, end_date=next_day)
    assert [(record.start_date, Decimal(record.price)) for record in listed] == [
        (next_day, Decimal("0.0075")),
        (DAY, Decimal("0.1150")),
    ]
    (whole,) = client.usage.records.list(category="totalprice", start_date=DAY, end_date=next_day)
    assert Decimal(whole.price) == Decimal("0.1225")


def test_pages(used: FakeTwilio, client: Client, address: str) -> None:
    """A long list comes in pages, and the client follows them to the last."""
    whole = client.usage.records.daily.list(start_date=DAY, end_date=DAY)
    paged = client.usage.records.daily.list(start_date=DAY, end_date=DAY, page_size=2)
    assert [record.category for record in paged] == [record.category for record in whole]
    last = requests.get(f"{address}{PATH}?Page=4&PageSize=2", auth=(ACCOUNT, TOKEN), timeout=5).json()
    assert last["next_page_uri"] is None


@pytest.mark.parametrize("query", ["StartDate=yesterday", "PageSize=many", "Categry=sms"])
def test_what_it_does_not_know(address: str, query: str) -> None:
    """A query that this Twilio does not understand is refused rather than answered wrongly."""
    answer = requests.get(f"{address}{PATH}?{query}", auth=(ACCOUNT, TOKEN), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
