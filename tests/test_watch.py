"""The watch: what is foretold, and the brake that has failed; each told once, and over by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.budgets import UNIT, attempt
from tests.numbers import DECOY, HER_OTHER_NUMBER
from tests.receiver import Receiver, receiving
from tests.watched import AWAKE, OpenWatched, look, spend
from tests.world import DAY, HOUR, MINUTE, Line, at_once

NIGHT = AWAKE | {"quiet_hours": "20:30-08:00"}
DAY_50, DAY_80 = "Service: 50 % of today's cap is forecast", "Service: 80 % of today's cap is forecast"
BRAKE = "Service: the brake has failed"
SOON = "Service: the fund is soon used up"
CLOSE = " To stop it, type: decoy close. It is free."


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Stand by to be told."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def rich(open_watched: OpenWatched, receiver: Receiver) -> Line:
    """Open a line with a cap of 20.00 a day and far more than that in its fund; its day has three hours left."""
    line = open_watched(receiver)
    line.top_up("5000.00")
    return line


@pytest.fixture
def poor(open_watched: OpenWatched, receiver: Receiver) -> Line:
    """Open a line with 100.00 above its floor of 5.00, and a cap that is far away."""
    line = open_watched(receiver, budget={"daily_cap": "5000.00"})
    line.top_up("105.00")
    return line


def first_lines(receiver: Receiver, subject: str) -> list[str]:
    """Give the first line of each alert with this subject."""
    return [body["message"].splitlines()[0] for body in receiver.bodies if body["title"] == subject]


def keys(line: Line, prefix: str = "") -> list[str]:
    """Name the open alerts that begin so."""
    return sorted(key for key in line.services.alerts.open_keys() if key.startswith(prefix))


def pay_for_a_reply(line: Line, name: str, micros: int = UNIT, country: str = "") -> None:
    """Set money aside for a reply, past every gate but the last."""
    line.services.budget.reserve(attempt(name, country=country), micros, datetime.now(UTC))


# Foretold


def test_says_when(rich: Line, receiver: Receiver) -> None:
    """A forecast says when a threshold will be reached at the rate of the last hour, and what is used so far."""
    spend(rich, 3, times=30)
    look(rich)
    assert receiver.subjects == [DAY_50]
    assert first_lines(receiver, DAY_50) == [
        "At the rate of the last hour, 50 % of today's cap is used at 23:20. 3.00 of 20.00 EUR are used."
    ]


def test_says_when_the_cap_is_reached(rich: Line, receiver: Receiver) -> None:
    """The highest threshold that will be reached is told, and all of it in words."""
    spend(rich, 8, times=20)
    look(rich)
    assert (receiver.asked, keys(rich)) == (1, ["forecast:day:100"])
    assert first_lines(receiver, "Service: 100 % of today's cap is forecast") == [
        "At the rate of the last hour, today's cap is reached at 22:29. 8.00 of 20.00 EUR are used."
    ]


def test_too_little_to_tell(rich: Line, receiver: Receiver) -> None:
    """Of fewer than twenty events nothing is foretold, however dear they were."""
    spend(rich, 9, times=19)
    look(rich)
    assert (receiver.asked, keys(rich)) == (0, [])


def test_told_once(rich: Line, receiver: Receiver, open_watched: OpenWatched) -> None:
    """Many watches at once, coming round again, and again after a restart, tell a forecast once."""
    spend(rich, 3, times=30)
    at_once(10, lambda _: rich.services.watch.run(datetime.now(UTC)))
    look(rich)
    look(open_watched(receiver))
    assert receiver.subjects == [DAY_50]
    assert keys(rich) == ["forecast:day:50"]


def test_what_is_said_is_not_foretold(rich: Line, receiver: Receiver) -> None:
    """What is used already is said so, and not foretold at the same threshold."""
    spend(rich, 11, times=30)
    look(rich)
    assert "Service: 50 % of today's cap is used" in receiver.subjects
    assert DAY_50 not in receiver.subjects
    assert "forecast:day:100" in keys(rich)


def test_what_was_said_is_not_foretold(rich: Line, receiver: Receiver) -> None:
    """What was said is not foretold in the same day, even if it turned out to be less and grows again."""
    budget, now = rich.services.budget, datetime.now(UTC)
    budget.charge("CA1", DECOY, 11 * UNIT, now, guess=True)
    look(rich)
    budget.charge("CA1", DECOY, UNIT, now)
    look(rich)
    assert keys(rich) == []
    spend(rich, 4, times=40)
    at_once(5, lambda _: rich.services.watch.run(datetime.now(UTC)))
    look(rich)
    assert receiver.subjects[1:] == ["Service: 100 % of today's cap is forecast"]
    assert keys(rich) == ["forecast:day:100"]


def test_forecast_comes_true(rich: Line, receiver: Receiver) -> None:
    """When what was foretold has come, that is told, and the forecast is over."""
    spend(rich, 3, times=30)
    look(rich)
    spend(rich, 8)
    look(rich)
    assert receiver.subjects[0] == DAY_50
    assert "Service: 50 % of today's cap is used" in receiver.subjects[1:]
    assert "forecast:day:50" not in keys(rich)


def test_over_by_itself(rich: Line, receiver: Receiver, clock: Any) -> None:
    """When the rate falls, a forecast is over; when it rises again on the same day it is open, and told once."""
    opened = []
    for wait, amount in ((0, 3), (2 * HOUR, 0), (0, 4)):
        clock.shift(wait)
        if amount:
            spend(rich, amount, times=40)
        look(rich)
        opened.append(keys(rich))
    assert opened == [["forecast:day:50"], [], ["forecast:day:50"]]
    assert receiver.subjects.count(DAY_50) == 1


def test_next_day(rich: Line, receiver: Receiver, clock: Any) -> None:
    """A new day is foretold anew."""
    for _ in range(2):
        spend(rich, 3, times=30)
        look(rich)
        clock.shift(DAY)
        look(rich)
        assert keys(rich) == []
    assert receiver.subjects == [DAY_50, DAY_50]


@pytest.mark.parametrize("jump", [-DAY, -MINUTE, MINUTE, HOUR, 400 * DAY], ids=str)
def test_clock_jumps(rich: Line, receiver: Receiver, clock: Any, jump: int) -> None:
    """Whatever a clock that jumps there and back lets be told, today's is told, and once."""
    clock.shift(jump)
    spend(rich, 3, times=30)
    look(rich)
    clock.shift(-jump)
    spend(rich, 4, times=40)
    look(rich)
    look(rich)
    today = receiver.subjects[abs(jump) > HOUR :]
    assert 1 <= len(today) == len(set(today))
    assert keys(rich, "forecast:day:") != []


def test_threshold_left_the_policy(rich: Line, receiver: Receiver, open_watched: OpenWatched) -> None:
    """A forecast whose threshold or whose cap is no longer in the policy is closed."""
    spend(rich, 3, times=30)
    look(rich)
    look(open_watched(receiver, alerts=AWAKE | {"thresholds": [95]}))
    assert keys(rich) == []


def test_forecast_wakes_nobody(open_watched: OpenWatched, receiver: Receiver) -> None:
    """By night a forecast of a cap waits, for it is the brake that works."""
    line = open_watched(receiver, alerts=NIGHT)
    line.top_up("5000.00")
    spend(line, 9, times=30)
    look(line)
    assert (receiver.asked, keys(line, "forecast:")) == (0, ["forecast:day:100"])


# The fund is foretold


def test_fund_lasts_less_than_the_runway(poor: Line, receiver: Receiver) -> None:
    """A fund that will be used up within the runway is foretold; nobody is woken."""
    spend(poor, 10, times=20)
    look(poor)
    assert keys(poor) == ["forecast:fund:100"]
    assert first_lines(receiver, "Service: 100 % of the fund is forecast") == [
        "At the rate of the last hour, the fund is used up at 05:59 on 21 November. 10.00 of 100.00 EUR are used."
    ]
    assert {alert.urgency for alert in poor.services.alerts.open()} == {"low"}


def test_runway_of_the_policy(open_watched: OpenWatched, receiver: Receiver) -> None:
    """The fund is foretold for as many hours as the policy says."""
    line = open_watched(receiver, budget={"daily_cap": "5000.00", "runway_hours": 4})
    line.top_up("105.00")
    spend(line, 10, times=20)
    look(line)
    assert keys(line) == ["forecast:fund:50"]


def test_fund_ends_soon(open_watched: OpenWatched, receiver: Receiver) -> None:
    """A fund that ends within three hours wakes somebody, once, with what to type; its end is not foretold twice."""
    line = open_watched(receiver, alerts=NIGHT, budget={"daily_cap": "5000.00"})
    line.top_up("105.00")
    spend(line, 45, times=20)
    for _ in range(3):
        look(line)
    assert receiver.subjects == [SOON]
    assert first_lines(receiver, SOON) == [
        "At the rate of the last hour, the fund is used up at 22:13. 45.00 of 100.00 EUR are used. "
        "To save it, pay in and type: decoy top-up AMOUNT, or type: decoy pause."
    ]
    assert keys(line) == ["forecast:fund:soon"]


def test_fund_ends_sooner_than_thought(poor: Line, receiver: Receiver, clock: Any) -> None:
    """What was foretold for tomorrow wakes somebody when it will be tonight."""
    spend(poor, 10, times=20)
    look(poor)
    assert SOON not in receiver.subjects
    clock.shift(MINUTE)
    spend(poor, 30, times=30)
    look(poor)
    assert receiver.subjects.count(SOON) == 1


def test_top_up_ends_it(poor: Line, receiver: Receiver, clock: Any) -> None:
    """After a top-up the fund lasts, and when it ends soon again, that is told again."""
    spend(poor, 40, times=20)
    look(poor)
    poor.top_up("5000.00")
    look(poor)
    assert keys(poor) == []
    clock.shift(MINUTE)
    spend(poor, 3000, times=30)
    look(poor)
    assert receiver.subjects.count(SOON) == 2


# Countries and decoy numbers


@pytest.fixture
def narrow(open_watched: OpenWatched, receiver: Receiver) -> Line:
    """Open a line with narrow caps: 4.00 for Belgium, 6.00 for the second decoy number."""
    mine, second = {"number": DECOY, "language": "fr"}, {"number": HER_OTHER_NUMBER, "language": "fr"}
    line = open_watched(
        receiver,
        alerts=NIGHT,
        budget={"daily_cap": "40.00", "country_caps": {"BE": "4.00"}},
        numbers=[mine, second | {"daily_cap": "6.00"}],
    )
    line.top_up("5000.00")
    return line


def test_country(narrow: Line) -> None:
    """The cap of a country has thresholds of its own; all of it used up holds some replies back, and wakes nobody."""
    pay_for_a_reply(narrow, "r1", 2 * UNIT, "BE")
    look(narrow)
    assert keys(narrow) == ["country-BE:50"]
    pay_for_a_reply(narrow, "r2", 2 * UNIT, "BE")
    look(narrow)
    alert = narrow.services.alerts.get("country-BE:100")
    assert alert
    assert (alert.urgency, alert.subject) == ("low", "Service: 100 % of today's cap for BE is used")
    assert alert.text == "4.00 of 4.00 EUR are used. No other reply of these can be paid."


def test_number(narrow: Line, receiver: Receiver) -> None:
    """A decoy number has thresholds and forecasts, and is named by its place: no digit of it leaves the house."""
    spend(narrow, 3, times=30, number=HER_OTHER_NUMBER)
    look(narrow)
    assert keys(narrow) == ["forecast:number-2:100", "number-2:50"]
    alert = narrow.services.alerts.get("forecast:number-2:100")
    assert alert
    assert alert.subject == "Service: 100 % of today's cap of decoy number 2 is forecast"
    assert alert.text.startswith("At the rate of the last hour and in the proportions of today, today's cap of decoy")
    told = repr([*narrow.memory("decoy:alert").items(), receiver.raw])
    assert [digits for digits in (DECOY[-8:], HER_OTHER_NUMBER[-8:]) if digits in told] == []


# The brake has failed


@pytest.fixture
def asleep(open_watched: OpenWatched, receiver: Receiver) -> Line:
    """Open a line by night, with a cap of 20.00 a day, and nobody to be told of what can wait."""
    line = open_watched(receiver, alerts=NIGHT | {"thresholds": [50]})
    line.top_up("105.00")
    return line


def test_beyond_the_cap(asleep: Line, receiver: Receiver) -> None:
    """When others make us pay clearly more than the day's cap, somebody is woken, and reads what to type."""
    spend(asleep, 22)
    look(asleep)
    assert receiver.asked == 0
    asleep.services.budget.charge("SM1", DECOY, 1, datetime.now(UTC))
    look(asleep)
    assert first_lines(receiver, BRAKE) == [
        f"22.000001 EUR are used today, beyond the cap of 20.00 EUR: what others make us pay has passed it.{CLOSE}"
    ]


def test_cried_once_a_day(asleep: Line, receiver: Receiver, open_watched: OpenWatched, clock: Any) -> None:
    """However many watches look, restarts included, it is told once a day; a new day ends it, and may begin it."""
    for day in (1, 2):
        spend(asleep, 23)
        at_once(10, lambda _: asleep.services.watch.run(datetime.now(UTC)))
        look(asleep)
        look(open_watched(receiver, alerts=NIGHT | {"thresholds": [50]}))
        assert receiver.subjects == [BRAKE] * day
        clock.shift(DAY)
        look(asleep)
        assert keys(asleep, "brake") == []


def test_floor_is_eaten(poor: Line, receiver: Receiver, clock: Any) -> None:
    """When others eat the floor, it is told how much is left and until when; a top-up ends it."""
    spend(poor, 101, times=20)
    look(poor)
    assert first_lines(receiver, BRAKE) == [
        "What others make us pay is eating the floor: 4.00 EUR of 5.00 EUR are left, "
        f"and at this rate it is empty at 21:02.{CLOSE}"
    ]
    poor.top_up("50.00")
    look(poor)
    assert keys(poor, "brake") == []


def test_floor_was_eaten_long_ago(poor: Line, receiver: Receiver, clock: Any) -> None:
    """A fund that lies below its floor wakes nobody day after day, while hardly anything leaves it."""
    spend(poor, 102)
    look(poor)
    for _ in range(3):
        clock.shift(DAY)
        poor.services.budget.charge(f"SM{datetime.now(UTC)}", DECOY, UNIT // 2, datetime.now(UTC))
        look(poor)
        assert keys(poor, "brake") == []
    assert receiver.subjects.count(BRAKE) == 1


def test_reply_paid_while_paused(asleep: Line, receiver: Receiver, clock: Any) -> None:
    """A reply that is paid for while replies are paused is told, and over when they are sent again."""
    asleep.pause()
    clock.shift(2 * MINUTE)
    pay_for_a_reply(asleep, "r1")
    look(asleep)
    assert first_lines(receiver, BRAKE) == [
        f"A reply was paid for at 21:02, although replies are held back since 21:00. Stop the workers.{CLOSE}"
    ]
    asleep.resume()
    look(asleep)
    assert keys(asleep, "brake") == []


def test_reply_paid_while_held(open_watched: OpenWatched, receiver: Receiver, clock: Any) -> None:
    """The same holds when nobody paused them: they are held because the day's cap is used up."""
    line = open_watched(receiver, budget={"daily_cap": "10.00", "hourly_share": 1.0}, alerts=NIGHT)
    line.top_up("105.00")
    spend(line, 10)
    look(line)
    clock.shift(2 * MINUTE)
    pay_for_a_reply(open_watched(receiver, budget={"daily_cap": "99.00", "hourly_share": 1.0}), "r1")  # wrong policy
    look(line)
    assert keys(line, "brake") == ["brake:held"]


def test_reply_under_way(asleep: Line, receiver: Receiver, clock: Any) -> None:
    """What was paid for before the pause is spent after it, and that is no failure; nor is a reply that is held."""
    asleep.phone("+33639980043").text("hey")
    clock.shift(HOUR + 10)
    asleep.work()
    asleep.phone().text("hey")
    asleep.pause()
    clock.shift(HOUR + 10)
    asleep.work()
    asleep.twilio.deliver()
    look(asleep)
    assert asleep.states() == {"held": 1, "delivered": 1}
    assert (receiver.asked, keys(asleep)) == (0, [])


def test_clock_jumps_over_a_brake(asleep: Line, receiver: Receiver, clock: Any) -> None:
    """A clock that was a year ahead keeps nobody from being woken today."""
    clock.shift(400 * DAY)
    spend(asleep, 23)
    look(asleep)
    clock.shift(-400 * DAY)
    spend(asleep, 23)
    look(asleep)
    look(asleep)
    assert receiver.subjects == [BRAKE, BRAKE]


def test_nothing_to_close_yet(open_watched: OpenWatched, receiver: Receiver) -> None:
    """Of a line that nothing was paid into, and of one whose cap is nothing, no brake can fail."""
    line = open_watched(receiver, budget={"daily_cap": "0.00"})
    spend(line, 30, times=30)
    look(line)
    assert keys(line) == []
