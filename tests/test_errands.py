"""Errands: what several owners have the store do, in one round trip; and how few a contact and a reply take."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ResponseError

from decoy import errands
from decoy.messages import InboundMessage, State
from decoy.settings import Settings
from decoy.store import Store
from tests.counting import Counting, counted
from tests.numbers import DECOY, HIM
from tests.world import HOUR, Line


@pytest.fixture
def server(store: Redis, settings: Settings) -> Iterator[Store]:
    """Give a server that knows none of our scripts, as after a restart."""
    server = Store(settings.redis_url)
    server.redis.script_flush()
    yield server
    server.redis.close()


@pytest.fixture
def counting(line: Line, settings: Settings) -> Iterator[Counting]:
    """Count what a line asks its store; the prices in force were read before."""
    line.services.prices.look(datetime.now(UTC))
    with counted(line.services.store, settings.redis_url) as counting:
        yield counting


def text(line: Line, turn: int = 1, caller: str = HIM) -> None:
    """Let one text reach the line."""
    message = InboundMessage(f"SM{turn:032}", DECOY, 1, caller, "hey")
    line.services.intake.receive(message, datetime.now(UTC))


def put(key: str, value: str) -> errands.Errand[str]:
    """Have a value kept."""
    return errands.ask(("SET", key, value), mean=str)


def get(key: str) -> errands.Errand[str | None]:
    """Have a value read."""
    return errands.ask(("GET", key), mean=lambda found: found)


def look() -> errands.Errand[int]:
    """Have a script run."""
    return errands.run("look", ["a", "b"], ['["x"]', '["y"]'], len)


def test_in_their_order(server: Store, settings: Settings) -> None:
    """Errands that are put together are done in their order, in one round trip, and each has its own outcome."""
    with counted(server, settings.redis_url) as counting:
        assert server.do(errands.together(put("a", "1"), get("a"), put("a", "2"))) == ("True", "1", "True")
        assert server.do(errands.all_of(map(get, "aba"))) == ["2", None, "2"]
        assert server.do(errands.merged(errands.together(get("a"), get("b")), len)) == 2
    assert counting.asked == 3


def test_nothing_to_do(server: Store, settings: Settings) -> None:
    """An errand of nothing asks the store nothing, alone or beside others."""
    with counted(server, settings.redis_url) as counting:
        assert server.do(errands.NOTHING) is None
        assert server.do(errands.all_of(list[errands.Errand[str]]())) == []
        assert counting.asked == 0
        assert server.do(errands.together(errands.NOTHING, put("a", "1"))) == (None, "True")
    assert counting.asked == 1


def test_new_server_is_taught(server: Store) -> None:
    """A server that knows no script is taught them all, and what was asked of it is done."""
    assert server.do(errands.together(look(), look())) == (2, 2)
    server.redis.script_flush()
    assert server.run("look", ["a", "b"], ['["x"]', '["y"]']) == [[None], [None]]
    known = server.redis.script_exists(*(script.sha for script in server._scripts.values()))
    assert all(known)


def test_half_a_teaching(due: Line) -> None:
    """A server that knows some of our scripts is taught the rest, and what was done twice is done once."""
    redis, scripts = due.services.store.redis, due.services.store._scripts
    redis.script_flush()
    for known in ("read_replies", "move"):
        redis.script_load(scripts[known].script)
    due.work()
    assert due.states() == {"sent": 1}
    assert [entry.entry for entry in due.entries("sending")] == ["sending"]


def test_a_claim_twice(due: Line) -> None:
    """A claim whose answer was lost, and which is made again, is still won; nobody else wins it."""
    outbox, now = due.services.outbox, datetime.now(UTC)
    reply = outbox.due(due.reply().id, now)
    assert reply is not None
    claiming, another = outbox.claiming(reply, now), outbox.claiming(reply, now)
    assert [due.services.store.do(claim) for claim in (claiming, another, claiming)] == [True, False, True]


def test_what_went_wrong_is_said(server: Store) -> None:
    """When one errand of several cannot be done, that is raised, as when it is alone."""
    server.redis.set("a", "1")
    wrong = errands.ask(("HGETALL", "a"), mean=len)
    for errand in (wrong, errands.together(get("a"), wrong), errands.together(wrong, look())):
        with pytest.raises(ResponseError):
            server.do(errand)


def test_round_trips_of_a_text(line: Line, counting: Counting) -> None:
    """A text that earns a reply takes three round trips, and the same text again two."""
    text(line)
    assert counting.asked == 3
    text(line)
    assert counting.asked == 3 + 1


def test_round_trips_of_a_reply(line: Line, counting: Counting, clock: Any) -> None:
    """A due reply is sent in seven round trips, and one that is held back because replies are paused takes six."""
    text(line)
    due, later = line.reply_in(State.ACCEPTED), []
    clock.shift(HOUR + 400)
    for paused in (True, False):
        line.pause() if paused else line.resume()
        line.services.sweep.run(datetime.now(UTC))
        line.services.prices.look(datetime.now(UTC))
        before = counting.asked
        line.services.delivery.send(due, datetime.now(UTC))
        later.append((counting.asked - before, line.states()))
    assert later == [(6, {"held": 1}), (7, {"sent": 1})]


def test_round_trips_of_a_round(line: Line, counting: Counting, clock: Any) -> None:
    """A round of the sweep and of the watch takes as many round trips with thirty replies to take up as with one."""
    asked = []
    for crowd in (range(1), range(1, 31)):
        for turn in crowd:
            text(line, turn, f"+3363998{turn:04}")
        clock.shift(HOUR + 400)
        line.pause()
        due = line.services.outbox.pending({State.ACCEPTED: datetime.now(UTC)})
        for reply in due[State.ACCEPTED]:
            line.services.delivery.send(reply, datetime.now(UTC))
        line.resume()
        before, now = counting.asked, datetime.now(UTC)
        line.services.sweep.run(now)
        line.services.watch.run(now)
        asked.append(counting.asked - before)
    assert max(asked) <= min(asked) + 2
    assert max(asked) <= 40
