"""Alerts: told once, whatever breaks between us and those who are told, and nothing personal in them."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from rq import Queue

from decoy.alerts import Told
from decoy.money import MICROS
from decoy.outbox import QUEUE
from decoy.troubles import Urgency
from tests.exposure import FORM, exposed
from tests.numbers import DECOY
from tests.receiver import Receiver, receiving
from tests.watched import AWAKE, OpenWatched, look, spend, stamp
from tests.world import DAY, HOUR, MINUTE, Line, at_once

FUND_80 = "Service: 80 % of the fund is used"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Stand by to be told."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def watched(open_watched: OpenWatched, receiver: Receiver) -> Line:
    """Open a line with 105.00 in its fund, 100.00 of it above the floor, and caps that are far away."""
    line = open_watched(receiver, budget={"daily_cap": "1000.00"})
    line.top_up("105.00")
    return line


def queue(line: Line) -> Queue:
    """Find the queue that the jobs of a line are in."""
    return Queue(QUEUE, connection=line.services.store.binary)


def rouse(line: Line, key: str = "brake", urgency: Urgency = Urgency.HIGH) -> bool:
    """Raise an alert of no period."""
    return line.services.alerts.raise_(key, urgency, "Service: a word", "7 of 9.", datetime.now(UTC))


def state(line: Line, key: str = "brake") -> Told:
    """Tell whether an alert was sent."""
    alert = line.services.alerts.get(key)
    assert alert is not None
    return alert.state


# Once


def test_says_what_is_used(watched: Line, receiver: Receiver) -> None:
    """An alert says how much of what is used, since when, and where to look."""
    spend(watched, 60)
    look(watched)
    (body,) = receiver.bodies
    assert body["title"] == "Service: 50 % of the fund is used"
    assert body["message"].splitlines() == [
        "60.00 of 100.00 EUR are used.",
        "Since 2026-11-20 21:00.",
        "https://decoy.example.org/operator/",
    ]


def test_told_once(watched: Line, receiver: Receiver, clock: Any) -> None:
    """However often the watch comes round, each threshold is told once."""
    for amount in (60, 21):
        spend(watched, amount)
        for _ in range(4):
            look(watched)
            clock.shift(MINUTE)
    assert receiver.subjects == ["Service: 50 % of the fund is used", FUND_80]
    assert watched.services.alerts.open_keys() == ["fund:50", "fund:80"]


def test_highest_says_it_all(watched: Line, receiver: Receiver) -> None:
    """Of several thresholds passed between two looks, only the highest is told and open; the others count as told."""
    budget, now = watched.services.budget, datetime.now(UTC)
    budget.charge("CA1", DECOY, 97 * MICROS, now, guess=True)
    look(watched)
    assert receiver.subjects == ["Service: 95 % of the fund is used"]
    assert watched.services.alerts.open_keys() == ["fund:95"]
    budget.charge("CA1", DECOY, 85 * MICROS, now)
    look(watched)
    assert (receiver.asked, watched.services.alerts.open_keys()) == (1, ["fund:80"])


@pytest.mark.parametrize("seed", range(3))
def test_one_alert_for_each_figure(watched: Line, receiver: Receiver, clock: Any, seed: int) -> None:
    """However the fund is used up, a look tells of it once at most, and each threshold is told once at most."""
    random, told = Random(seed), list[str]()
    for _ in range(12):
        spend(watched, random.randint(1, 30))
        look(watched)
        new = [subject for subject in receiver.subjects if "fund is used" in subject and subject not in told]
        assert len(new) <= 1
        told += new
        clock.shift(MINUTE)
    assert [subject for subject in receiver.subjects if "fund is used" in subject] == told
    assert told[-1] == "Service: 100 % of the fund is used"


def test_many_at_once(watched: Line, receiver: Receiver) -> None:
    """Many watches at the same moment raise an alert once, and many workers send it once."""
    spend(watched, 60)
    at_once(10, lambda _: watched.services.watch.run(datetime.now(UTC)))
    at_once(10, lambda _: watched.services.alerts.send("fund:50", datetime.now(UTC)))
    watched.work()
    assert receiver.asked == 1


def test_raised_once_by_many(watched: Line) -> None:
    """Of many that raise the same alert at the same moment, one does."""
    assert sum(at_once(10, lambda _: rouse(watched))) == 1


def test_restart(watched: Line, receiver: Receiver, open_watched: OpenWatched) -> None:
    """What was told before a restart is not told again after it, and stays open."""
    spend(watched, 60)
    look(watched)
    again = open_watched(receiver, budget={"daily_cap": "1000.00"})
    look(again)
    assert receiver.asked == 1
    assert again.services.alerts.open_keys() == ["fund:50"]


def test_job_was_lost(watched: Line, receiver: Receiver) -> None:
    """An alert whose job is gone from the queue is sent when the watch comes round."""
    rouse(watched)
    for key in watched.services.store.redis.scan_iter("rq:*"):
        watched.services.store.redis.delete(key)
    look(watched)
    assert receiver.subjects == ["Service: a word"]


def test_sweep_job_watches(watched: Line, receiver: Receiver) -> None:
    """The job that sweeps also looks at the thresholds."""
    spend(watched, 60)
    queue(watched).enqueue("decoy.jobs.sweep")
    watched.work()
    assert receiver.asked == 1


def test_sweep_is_broken(watched: Line, receiver: Receiver) -> None:
    """A sweep that stumbles over a broken record does not keep operators from being told."""
    redis = watched.services.store.redis
    redis.hset("decoy:reply:broken", "state", "held")
    redis.zadd("decoy:replies:held", {"broken": 0})
    spend(watched, 60)
    queue(watched).enqueue("decoy.jobs.sweep")
    watched.work()
    assert receiver.asked == 1


@pytest.mark.parametrize("seed", range(5))
def test_once_in_each_period(watched: Line, seed: int) -> None:
    """However raising and clearing follow one another, and however late some clock is, a period raises once."""
    random, alerts, now = Random(seed), watched.services.alerts, datetime.now(UTC)
    raised: Counter[int] = Counter()
    for turn in range(300):
        period = 1 + turn // 30 - random.choice([0, 0, 0, 1]) * (turn > 30)
        if random.random() < 0.4:
            alerts.clear("day:80")
        elif alerts.raise_("day:80", Urgency.LOW, "Service: a word", "7 of 9.", now, period):
            raised[period] += 1
    assert set(raised.values()) == {1}
    assert list(raised) == sorted(raised)


# Cleared, and raised again


def test_top_up_clears(watched: Line, receiver: Receiver, clock: Any) -> None:
    """After a top-up an alert is over by itself, and comes again when as much of the larger fund is used."""
    spend(watched, 60)
    look(watched)
    watched.top_up("100.00")
    look(watched)
    assert watched.services.alerts.open() == []
    clock.shift(MINUTE)
    spend(watched, 45)
    look(watched)
    assert receiver.subjects == ["Service: 50 % of the fund is used"] * 2


def test_back_in_the_same_period(open_watched: OpenWatched, receiver: Receiver, clock: Any) -> None:
    """What falls back and comes again in the same hour is open again, and told once; in the next it is told again."""
    line = open_watched(receiver, budget={"daily_cap": "2.00"}, alerts=AWAKE | {"thresholds": [50]})
    line.top_up("1000.00")
    opened = []
    for wait in (0, 30 * MINUTE, 1, HOUR):
        clock.shift(wait)
        if wait != 30 * MINUTE:
            line.services.store.redis.hset("decoy:funds", mapping={"hour_used": 300_000, "hour_at": int(stamp())})
        look(line)
        opened.append(line.services.alerts.open_keys())
    assert opened == [["hour:50"], [], ["hour:50"], ["hour:50"]]
    assert receiver.subjects == ["Service: 50 % of this hour's share is used"] * 2


def test_next_day(open_watched: OpenWatched, receiver: Receiver, clock: Any) -> None:
    """A new day has a cap of its own: yesterday's alert is over, and today's is another."""
    line = open_watched(receiver, alerts=AWAKE | {"thresholds": [80]})
    line.top_up("1000.00")
    spend(line, 17)
    look(line)
    clock.shift(DAY)
    look(line)
    assert line.services.alerts.open_keys() == []
    spend(line, 17)
    look(line)
    assert receiver.subjects == ["Service: 80 % of today's cap is used"] * 2


def test_day_after_day(open_watched: OpenWatched, receiver: Receiver, clock: Any) -> None:
    """A day whose alert is still open when the next one is as bad does not hide it."""
    line = open_watched(receiver, alerts=AWAKE | {"thresholds": [80]})
    line.top_up("1000.00")
    spend(line, 17)
    look(line)
    clock.shift(DAY)
    spend(line, 17)
    look(line)
    assert receiver.asked == 2


def test_threshold_left_the_policy(watched: Line, receiver: Receiver, open_watched: OpenWatched) -> None:
    """An alert whose threshold is no longer in the policy is closed."""
    spend(watched, 60)
    look(watched)
    look(open_watched(receiver, alerts=AWAKE | {"thresholds": [95]}, budget={"daily_cap": "1000.00"}))
    assert watched.services.alerts.open_keys() == []


def test_says_when_nothing_is_left(watched: Line, receiver: Receiver) -> None:
    """When no other reply can be paid, the alert says so, even if that is a little under a hundred percent."""
    now = datetime.now(UTC)
    watched.services.budget.charge("SM1", DECOY, 100 * MICROS - 79_999, now)
    look(watched)
    said = {body["title"]: body["message"].splitlines()[0] for body in receiver.bodies}
    assert said["Service: 100 % of the fund is used"] == (
        "99.920001 of 100.00 EUR are used. No other reply can be paid."
    )


@pytest.mark.parametrize(("prefix", "left"), [("a", ["ab:1", "b:1"]), ("a:1", ["a:10", "ab:1", "b:1"]), ("c", None)])
def test_clear_by_prefix(watched: Line, prefix: str, left: list[str] | None) -> None:
    """Clearing closes the alert of that very key and those below it, and no other that only begins alike."""
    keys = ["a:1", "a:10", "ab:1", "b:1"]
    for key in keys:
        rouse(watched, key)
    watched.services.alerts.clear(prefix)
    assert sorted(watched.services.alerts.open_keys()) == (keys if left is None else left)


def test_cleared_before_it_was_sent(watched: Line, receiver: Receiver) -> None:
    """What is over before anybody was told is not told."""
    rouse(watched)
    watched.services.alerts.clear("brake")
    look(watched)
    assert receiver.asked == 0


# Refused, silent, back again


def test_retried_for_an_hour(watched: Line, receiver: Receiver, clock: Any) -> None:
    """A receiver that refuses is asked five times in an hour, and then the alert is shown as unsent."""
    receiver.status = 500
    rouse(watched)
    for attempt, wait in enumerate((1, 4, 15, 40, 60), start=1):
        look(watched)
        assert state(watched) is (Told.WAITING if attempt < 5 else Told.UNSENT)
        clock.shift(wait * MINUTE - 5)
        look(watched)
        assert receiver.asked == attempt
        clock.shift(5)
    look(watched)
    assert receiver.asked == 5
    assert [alert.key for alert in watched.services.alerts.open()] == ["brake"]


def test_comes_back(watched: Line, receiver: Receiver, clock: Any) -> None:
    """A receiver that was away is told when it is back, once."""
    receiver.status = 503
    rouse(watched)
    look(watched)
    receiver.status = 200
    for _ in range(5):
        clock.shift(MINUTE)
        look(watched)
    assert (receiver.asked, receiver.subjects) == (2, ["Service: a word"])
    assert state(watched) is Told.SENT


def test_others_are_told_once(open_watched: OpenWatched, receiver: Receiver, clock: Any) -> None:
    """While one channel hangs, the other is told at once; and it is not told again when the first is tried again."""
    with receiving() as other:
        line = open_watched(receiver, other)
        receiver.hangs = True
        rouse(line)
        look(line)
        assert (other.asked, state(line)) == (1, Told.WAITING)
        receiver.hangs = False
        clock.shift(2 * MINUTE)
        look(line)
    assert (len(receiver.bodies), other.asked, state(line)) == (1, 1, Told.SENT)


def test_nobody_there(watched: Line, open_watched: OpenWatched, receiver: Receiver) -> None:
    """An address where nobody listens is as good as a refusal, and replies leave all the same."""
    with receiving() as gone:
        pass
    line = open_watched(gone)
    rouse(line)
    line.phone().text("hey")
    look(line)
    assert state(line) is Told.WAITING
    assert line.states() == {"accepted": 1}


def test_no_channel(open_watched: OpenWatched) -> None:
    """Without a channel an alert is open, and shown as unsent."""
    line = open_watched()
    rouse(line)
    look(line)
    assert state(line) is Told.UNSENT


def test_channels_are_gone(watched: Line, open_watched: OpenWatched) -> None:
    """An alert whose channels were taken away before it was sent is shown as unsent, not as sent."""
    rouse(watched)
    look(open_watched())
    assert state(watched) is Told.UNSENT


# Quiet hours


def test_quiet_hours(open_watched: OpenWatched, receiver: Receiver, clock: Any) -> None:
    """By night what is not urgent waits until the morning, across midnight; what is urgent goes at once."""
    line = open_watched(receiver, alerts=AWAKE | {"quiet_hours": "20:30-08:00"})
    rouse(line, "low", Urgency.LOW)
    rouse(line, "high", Urgency.HIGH)
    look(line)
    assert (state(line, "low"), state(line, "high"), receiver.asked) == (Told.WAITING, Told.SENT, 1)
    clock.shift(11 * HOUR - MINUTE)  # 07:59 in Paris
    look(line)
    assert receiver.asked == 1
    clock.shift(MINUTE)
    look(line)
    assert (state(line, "low"), receiver.asked) == (Told.SENT, 2)


def test_what_may_wake(open_watched: OpenWatched, receiver: Receiver) -> None:
    """A fund that is used up may wake somebody; half of it, or an hour's share, may not."""
    line = open_watched(receiver, alerts=AWAKE | {"quiet_hours": "20:30-08:00"}, budget={"daily_cap": "1000.00"})
    line.top_up("105.00")
    spend(line, 100)
    line.services.store.redis.hset("decoy:funds", mapping={"hour_used": 10**9, "hour_at": int(stamp())})
    look(line)
    assert receiver.subjects == ["Service: 100 % of the fund is used"]
    assert sorted(line.services.alerts.open_keys()) == ["fund:100", "hour:100"]


# The account


def test_provider_refuses(open_watched: OpenWatched, receiver: Receiver, clock: Any) -> None:
    """When Twilio refuses the account, operators are told its code, even by night; until they resume."""
    line = open_watched(receiver, alerts=AWAKE | {"quiet_hours": "20:30-08:00"})
    line.top_up()
    line.phone().text("hey")
    line.twilio.suspend()
    clock.shift(HOUR + 10)
    line.work()
    look(line)
    (body,) = receiver.bodies
    assert body["title"] == "Service: replies are held back"
    assert body["message"].startswith("Twilio refuses to send, error ")
    line.resume()
    look(line)
    assert line.services.alerts.open_keys() == []


def test_operators_pause(watched: Line, receiver: Receiver) -> None:
    """A pause that operators decided is no news to them, and their words are sent to nobody."""
    watched.pause()
    look(watched)
    assert receiver.asked == 0


# Nobody is exposed


def test_nothing_personal(open_watched: OpenWatched, receiver: Receiver, clock: Any) -> None:
    """Whatever goes wrong on a walk, nothing that is sent names a caller, a decoy number, a word or a ref."""
    line = open_watched(receiver, budget={"daily_cap": "0.05"})
    line.top_up("5.10")
    line.post("/twilio/sms", FORM)
    line.twilio.suspend()
    clock.shift(HOUR + 10)
    line.work()
    look(line)
    sent = "\n".join(receiver.raw)
    assert receiver.asked >= 2
    assert exposed(sent) == []
    assert [secret for secret in (DECOY[1:], line.ref()) if secret in sent] == []


def test_queue_carries_the_key(watched: Line) -> None:
    """The queue carries the key of an alert, and nothing of its words."""
    rouse(watched)
    job = queue(watched).fetch_job("alert-brake")
    assert job is not None
    assert (job.args, job.kwargs) == (("brake",), {})
