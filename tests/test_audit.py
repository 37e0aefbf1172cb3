"""Who reads Twilio's balance, what operators are told of it, and what the screens say."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from redis import Redis

from decoy.alerts import Alert
from decoy.outbox import QUEUE
from decoy.rungs import Rung
from decoy.troubles import Urgency
from tests import real_line
from tests.dashboard import entered
from tests.desk import Desk
from tests.environment import ASSIGNED
from tests.real_line import funds, known, now, refresh, spend
from tests.test_overview import words
from tests.world import HOUR, MINUTE, TEN_SECONDS, Line, at_once

FIVE = 5 * MINUTE
DIFFER = "Service: the balance and the ledger differ"


@pytest.fixture
def line(real: dict[str, str], store_url: str, store: Redis, clock: Any) -> Iterator[Line]:
    """Open a real line with 20.00 in its fund, and as much on Twilio's side."""
    with real_line.opened(real, store_url) as line:
        line.top_up()
        yield line


@pytest.fixture
def desk(line: Line, real: dict[str, str]) -> Desk:
    """Sit down at the desk of the real line."""
    return real_line.desk(line, real)


def audit(line: Line) -> list[str]:
    """Let the watch come round, and name the alerts that are open."""
    line.services.watch.run(now())
    return line.services.alerts.open_keys()


def read(line: Line, clock: Any) -> list[str]:
    """Have the balance read five minutes later, and the watch come round."""
    clock.shift(FIVE)
    assert refresh(line)
    return audit(line)


def alert(line: Line, key: str) -> Alert:
    """Read an alert."""
    found = line.services.alerts.get(key)
    assert found is not None
    return found


# The worker


def test_worker_has_it_read(line: Line, clock: Any) -> None:
    """A worker has the balance read at its start, every five minutes, and after a top-up."""
    assert line.maintain() == ["sweep", "prices", "balance"]
    assert funds(line) == (20_000_000, 0)
    assert line.maintain() == ["sweep"]
    clock.shift(FIVE)
    assert line.maintain() == ["sweep", "balance"]
    clock.shift(1)
    line.top_up("1.00")
    assert line.maintain() == ["sweep", "balance"]
    assert line.maintain() == ["sweep"]


def test_deliveries_go_first(line: Line, clock: Any) -> None:
    """The reading stands behind the replies that are due, and they leave whatever comes of it."""
    line.phone(ASSIGNED).text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    line.twilio.fail_next(503, call="balance")
    line.services.sweep.run(now())
    ahead, *behind = line.services.store.redis.lrange(f"rq:queue:{QUEUE}", 0, -1)
    assert (ahead, behind) == (line.reply().id, [])
    assert line.maintain() == ["sweep", line.reply().id, "prices", "balance"]
    assert line.states() == {"sent": 1}
    assert known(line).lost_at is not None


def test_sandbox_reads_nothing(open_line: Any) -> None:
    """In the sandbox nothing is queued to be read but prices, and no alert is raised about its balance."""
    sandbox = open_line()
    sandbox.top_up("100.00")
    assert sandbox.maintain() == ["sweep", "prices"]
    assert audit(sandbox) == []


# Drift


def test_drift_is_told(line: Line, clock: Any) -> None:
    """When the two figures differ by more than the policy allows, operators are told how much, once."""
    line.twilio.credit -= Decimal("1.50")
    assert read(line, clock) == ["drift"]
    told = alert(line, "drift")
    assert (told.urgency, told.subject) == ("low", DIFFER)
    assert told.text == "The balance is 18.50 EUR, 1.50 less than the ledger has."
    raised = told.raised
    assert read(line, clock) == ["drift"]
    assert alert(line, "drift").raised == raised


def test_empty_account_is_an_empty_fund(line: Line, clock: Any) -> None:
    """When Twilio's balance is at the floor, somebody is woken as when the fund is used up."""
    assert "fund:100" not in read(line, clock)
    line.twilio.credit -= 15
    assert "fund:100" in read(line, clock)
    assert alert(line, "fund:100").urgency is Urgency.HIGH
    said = "Twilio's balance leaves 0.00 of 15.00 EUR, less than our ledger. No other reply can be paid."
    assert alert(line, "fund:100").text == said
    line.twilio.credit += 15
    assert "fund:100" not in read(line, clock)


def test_smaller_truth_is_foretold(line: Line, clock: Any) -> None:
    """The forecast, as all else, takes the smaller truth: a line whose account ends soon steps down in time."""
    read(line, clock)
    for part in range(20):
        line.services.budget.charge(f"SM{part}", "", 15_000, now())
    assert line.services.ladder.stand(now()).rung is Rung.NORMAL
    line.twilio.credit -= 14
    read(line, clock)
    assert line.services.ladder.stand(now()).rung is Rung.GUARDED


def test_drift_upwards(line: Line, clock: Any) -> None:
    """Money of which the ledger knows nothing is a drift too: somebody forgot to enter it."""
    line.twilio.credit += 10
    read(line, clock)
    assert alert(line, "drift").text == "The balance is 30.00 EUR, 10.00 more than the ledger has."
    line.top_up("10.00")
    assert read(line, clock) == []


def test_drift_that_passed(line: Line, clock: Any) -> None:
    """The alert is over by itself when the figures agree again, and not while they hover at the limit."""
    line.twilio.credit -= Decimal("1.50")
    read(line, clock)
    line.twilio.credit += Decimal("0.60")  # 0.90 apart, of the 1.00 that are allowed
    assert read(line, clock) == ["drift"]
    line.twilio.credit += Decimal("0.20")
    assert read(line, clock) == []


def test_small_drift(line: Line, clock: Any) -> None:
    """What prices differ by until they are confirmed is no alert."""
    line.twilio.credit -= Decimal("0.99")
    assert read(line, clock) == []


def test_many_watches(line: Line, clock: Any) -> None:
    """Many watches at the same moment raise the alert once."""
    line.twilio.credit -= 5
    refresh(line)
    at_once(8, lambda _: line.services.watch.audit.run(now()))
    assert line.services.alerts.open_keys() == ["drift"]


# Unreadable


def test_unreadable_is_told(line: Line, clock: Any) -> None:
    """After a quarter of an hour operators are told why the balance cannot be read, once; until it can."""
    read(line, clock)
    opened = []
    for _ in range(5):
        line.twilio.fail_next(503, 20503, call="balance")
        opened.append(read(line, clock))
    assert opened == [[], [], [], ["balance"], ["balance"]]
    told = alert(line, "balance")
    assert (told.urgency, told.subject) == ("low", "Service: the balance cannot be read")
    assert told.text == "Twilio could not be asked (error 20503). The ledger rules."
    assert read(line, clock) == []


def test_unreadable_between_readings(line: Line, clock: Any) -> None:
    """The quarter of an hour counts from the first failure, not by the number of failures."""
    line.twilio.fail_next(404, 20404, call="balance")
    assert read(line, clock) == []
    clock.shift(14 * MINUTE)
    assert audit(line) == []
    clock.shift(MINUTE)
    assert audit(line) == ["balance"]


def test_unreadable_is_no_drift(line: Line, clock: Any) -> None:
    """Where the ledger rules there is nothing that it could differ from."""
    line.twilio.credit -= 5
    assert read(line, clock) == ["drift"]
    line.twilio.currency = "USD"
    assert read(line, clock) == []


# The screens


def told(desk: Desk, command: str) -> list[str]:
    """Read what a screen says of the balance."""
    return [line.strip() for line in desk.read(command).splitlines() if line.strip().startswith("Balance")]


@pytest.mark.parametrize(("command", "gap"), [("status", " " * 2), ("budget", " " * 4)])
def test_screens(desk: Desk, line: Line, clock: Any, command: str, gap: str) -> None:
    """Both screens say what the balance is, as of when, how far off it is, and since when it cannot be read."""
    says = []

    def look() -> None:
        (said,) = told(desk, command)
        says.append(said.removeprefix(f"Balance{gap}"))

    look()
    refresh(line)
    look()
    clock.shift(FIVE)
    line.twilio.credit -= Decimal("1.50")
    refresh(line)
    look()
    for _ in range(5):
        clock.shift(FIVE)
        line.twilio.fail_next(401, 20003, call="balance")
        refresh(line)
        look()
    assert says[0] == "not read yet: the ledger rules"
    assert says[1] == "20.00 EUR, read 20 November, 21:00, as our ledger says"
    assert says[2] == "18.50 EUR, read 20 November, 21:05, 1.50 less than our ledger says"
    lost = "cannot be read since 20 November, 21:10 (Twilio could not be asked (error 20003))"
    assert says[3:6] == [f"{says[2]}; it {lost}"] * 3
    assert says[6:] == [f"{lost}: the ledger rules"] * 2


def test_status_for_machines(desk: Desk, line: Line, clock: Any) -> None:
    """A machine reads the balance, when it was read and the drift, all exact; null where the ledger rules."""
    assert desk.status()["balance"] is None
    spend(line, "0.0075")
    line.twilio.credit -= Decimal("0.2575")
    refresh(line)
    found = desk.status()["balance"]
    assert (found["amount"], found["drift"]) == ("19.7425", "-0.25")
    assert found["read_at"].startswith("2026-11-20T20:00:")
    clock.shift(timedelta(minutes=5))
    line.twilio.fail_next(404, 20404, call="balance")
    refresh(line)
    assert desk.status()["balance"] is None


def test_sandbox_screens(open_line: Any) -> None:
    """In the sandbox no screen speaks of a balance."""
    sandbox = Desk(open_line().services.settings)
    assert told(sandbox, "status") == told(sandbox, "budget") == []
    assert sandbox.status()["balance"] is None


def test_screens_of_an_empty_account(desk: Desk, line: Line, clock: Any) -> None:
    """When Twilio's account has less than our ledger, command and page say both, and which of them counts."""
    line.twilio.credit -= 15
    read(line, clock)
    left = [said.strip() for said in desk.read("budget").splitlines()[:2]]
    assert left == [
        "Left       15.00 EUR above the floor of 5.00",
        "0.00 by Twilio's balance: the smaller of the two counts",
    ]
    page = words(entered(line).get("/operator/budget").text)
    assert "Left by Twilio's balance, and the smaller of the two counts (estimated) €0.00 Paid in" in page
