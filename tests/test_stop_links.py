"""The stop links: each pauses the line once, for two days, and nobody can make one up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis
from werkzeug.test import TestResponse

from decoy.rungs import Rung
from decoy.settings import Settings
from decoy.troubles import Urgency
from tests import world
from tests.receiver import receiving
from tests.watched import watching
from tests.world import DAY, HOUR, MINUTE, Line, at_once


def now() -> datetime:
    return datetime.now(UTC)


def link(line: Line) -> str:
    """Make a link."""
    return f"/operator/stop/{line.services.stop_links.make(now())}"


def press(line: Line, path: str, address: str = "192.0.2.1") -> TestResponse:
    """Press the button of a link's page."""
    return line.app.test_client().post(path, environ_base={"REMOTE_ADDR": address})


def rung(line: Line) -> Rung:
    return line.services.ladder.stand(now()).rung


def test_opening_does_nothing_and_pressing_pauses(line: Line) -> None:
    """A mail scanner that opens the link stops nothing; who presses its button pauses the line until a resume."""
    path = link(line)
    page = line.app.test_client().get(path)
    assert page.status_code == 200
    assert page.text.count('<button class="stop"') == 1
    assert rung(line) is Rung.NORMAL
    assert press(line, path).status_code == 200
    order = line.services.pauses.current(now() + timedelta(days=30))
    assert order is not None
    assert (order.reason, order.rung, order.until) == ("stop link", Rung.PAUSED, None)
    assert [entry.reason for entry in line.entries("paused")] == ["stop link"]


def test_it_works_once(line: Line) -> None:
    """After a resume the same link pauses nothing, however often it is pressed."""
    path = link(line)
    press(line, path)
    line.resume()
    assert press(line, path).status_code == 410
    assert rung(line) is Rung.NORMAL


def test_pressed_by_several_at_once(line: Line) -> None:
    """Pressed by several operators at the same moment it is written down once."""
    path = link(line)
    at_once(5, lambda turn: press(line, path, f"192.0.2.{turn}"))
    assert len(line.entries("paused")) == 1


def test_it_expires(line: Line, clock: Any) -> None:
    """Two days later it pauses nothing; just before it still does."""
    early, late = link(line), link(line)
    clock.shift(2 * DAY - MINUTE)
    assert press(line, early).status_code == 200
    line.resume()
    clock.shift(2 * MINUTE)
    assert press(line, late).status_code == 410
    assert rung(line) is Rung.NORMAL


@pytest.mark.parametrize("token", ["x", "9999999999999.x.y", "..", "é.é.é", "9" * 3000, "%00"])
def test_made_up_links(line: Line, token: str) -> None:
    """A link that we did not make looks like any other, and pauses nothing."""
    client = line.app.test_client()
    good, bad = client.get(link(line)), client.get(f"/operator/stop/{token}")
    assert good.status_code == bad.status_code == 200
    assert press(line, f"/operator/stop/{token}").status_code == 410
    assert rung(line) is Rung.NORMAL


def test_every_sign_of_it_is_signed(line: Line) -> None:
    """A link that was changed anywhere, to be good for longer too, is not good."""
    path = link(line)
    start = len("/operator/stop/")
    for place in range(start, len(path), 7):
        other = "1" if path[place] != "1" else "2"
        assert not line.services.stop_links.use((path[:place] + other + path[place + 1 :])[start:], now())


def test_a_silent_line_stays_silent(line: Line) -> None:
    """It never frees anything: calls that were busy stay so, and their pause no longer ends by itself."""
    line.services.pauses.pause("a raid", now() + timedelta(hours=1), now(), rung=Rung.SILENT)
    press(line, link(line))
    order = line.services.pauses.current(now() + timedelta(hours=2))
    assert order is not None
    assert (order.rung, order.until) == (Rung.SILENT, None)


def test_a_closed_line_stays_closed(line: Line) -> None:
    """A line that is closed stays so."""
    line.services.pauses.pause("the end", None, now(), rung=Rung.CLOSED)
    press(line, link(line))
    assert rung(line) is Rung.CLOSED


def test_after_a_pause_that_is_over(line: Line, clock: Any) -> None:
    """A pause that ended by itself does not stand in its way."""
    line.services.pauses.pause("a test", now() + timedelta(minutes=15), now())
    clock.shift(HOUR)
    press(line, link(line))
    assert rung(line) is Rung.PAUSED


def test_pressed_too_often(line: Line) -> None:
    """Who presses made-up links is no longer heard for a while; others are."""
    answers = [press(line, "/operator/stop/made-up").status_code for _ in range(21)]
    assert answers[-2:] == [410, 429]
    assert press(line, link(line), "192.0.2.2").status_code == 200


def test_page_is_neutral(line: Line) -> None:
    """Its pages say to nobody what they belong to, load nothing from elsewhere, and are kept nowhere."""
    path = link(line)
    for page in (line.app.test_client().get(path), press(line, path), press(line, path)):
        assert "decoy" not in page.text.lower()
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_without_the_store(settings: Settings, line: Line) -> None:
    """When the store is gone the page says that nothing was paused, and offers the button again."""
    with opened_without_store(settings) as broken:
        page = press(broken, link(line))
        assert page.status_code == 503
        assert "It is not paused" in page.text


@pytest.mark.parametrize("wanted", [False, True])
def test_in_alerts(settings: Settings, store: Redis, clock: Any, wanted: bool) -> None:
    """An alert carries a link that works where the policy says so, and none elsewhere."""
    with receiving() as receiver, watching(settings) as open_watched:
        line = open_watched(receiver, alerts={"stop_link": wanted})
        line.top_up()
        line.services.alerts.raise_("brake", Urgency.HIGH, "Service: a word", "7 of 9.", now())
        line.work()
        (body,) = receiver.bodies
        assert ("/operator/stop/" in body["message"]) is wanted
        last = body["message"].rpartition("https://decoy.example.org")[2]
        assert press(line, last).status_code == (200 if wanted else 405)
        assert (rung(line) is Rung.PAUSED) is wanted


@contextmanager
def opened_without_store(settings: Settings) -> Iterator[Line]:
    """Open a line whose store does not answer."""
    with world.opened(replace(settings, redis_url="unix:///nowhere/store.sock")) as line:
        yield line
