"""The commands about alerts, what the status says of them, and channels that are written wrongly."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from redis import Redis

from decoy.app import connect
from decoy.channels import opened, split
from decoy.settings import Settings
from decoy.troubles import Urgency
from tests.desk import Desk
from tests.environment import problems
from tests.receiver import receiving
from tests.world import Line


@pytest.fixture
def desk(settings: Settings, store: Redis, clock: Any) -> Desk:
    """Sit down at the desk of a line whose store is empty."""
    return Desk(settings)


def rouse(line: Line) -> None:
    """Raise an alert."""
    line.services.alerts.raise_("fund:80", Urgency.LOW, "Service: a word", "7 of 9.", datetime.now(UTC))


def test_every_channel_is_tested(desk: Desk) -> None:
    """A test reaches every channel, and says of each by its scheme only whether it was accepted."""
    with receiving() as one, receiving() as other:
        other.status = 500
        tested = desk.type("alert", "test", DECOY_ALERTS=f"{one.url}, {other.url}")
    assert tested.exit_code == 1
    assert tested.stdout == "json: accepted\njson 2: not accepted\n"
    assert tested.stderr == "Not every channel took the test: check its address and password in DECOY_ALERTS.\n"
    assert one.subjects == ["Service\N{NO-BREAK SPACE}: un essai"]  # the line's first number speaks French


def test_all_channels_work(desk: Desk) -> None:
    """When every channel accepts, the command succeeds."""
    with receiving() as receiver:
        assert desk.read("alert", "test", DECOY_ALERTS=receiver.url) == "json: accepted\n"


def test_works_without_the_store(desk: Desk) -> None:
    """A test needs no store, so that one can try the alerts when it is gone."""
    with receiving() as receiver:
        said = desk.read("alert", "test", DECOY_ALERTS=receiver.url, REDIS_URL="redis://127.0.0.1:1/0")
    assert said == "json: accepted\n"


def test_nothing_to_test(desk: Desk) -> None:
    """Without a channel the test says where to name one."""
    code, sentence = desk.refusal("alert", "test")
    assert code == 1
    assert "name one in DECOY_ALERTS" in sentence


def test_list(desk: Desk, line: Line) -> None:
    """The open alerts are listed for people and for machines, with whether they were sent."""
    assert desk.read("alert", "list") == "No alert is open.\n"
    assert desk.read("alert", "list", "--json") == "[]\n"
    rouse(line)
    assert desk.read("alert", "list").endswith(
        "Z  low   Service: a word. 7 of 9. (could not be sent: type decoy alert test)\n"
    )
    (alert,) = json.loads(desk.read("alert", "list", "--json"))
    assert {name: alert[name] for name in ("key", "urgency", "state", "channels")} == {
        "key": "fund:80", "urgency": "low", "state": "unsent", "channels": [],
    }  # fmt: skip


def test_list_of_what_some_have_taken(desk: Desk, line: Line) -> None:
    """An alert that only some channels took says which."""
    with receiving() as one, receiving() as other:
        other.status = 500
        told = replace(line.services.settings, alert_urls=(one.url, other.url))
        alerts = connect(told).alerts
        alerts.raise_("fund:80", Urgency.HIGH, "Service: a word", "7 of 9.", datetime.now(UTC))
        alerts.send("fund:80", datetime.now(UTC))
    assert desk.read("alert", "list").endswith("7 of 9. (not sent yet; only json took it)\n")


def test_status(desk: Desk, line: Line) -> None:
    """The status names how many alerts are open, and machines read which."""
    assert "Alerts" not in desk.read("status")
    assert desk.status()["alerts"] == []
    rouse(line)
    assert "  Alerts   1 open: decoy alert list\n" in desk.read("status")
    assert [alert["key"] for alert in desk.status()["alerts"]] == ["fund:80"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("foo://me:hunter2@example.org", " (foo://)"),
        ("ntfy://topic, mailto://me:hunter2", " (mailto://)"),
        ("hunter2", ""),
        ("json://localhost hunter2:x", ""),
    ],
)
def test_wrong_channel(real: dict[str, str], written: str, said: str) -> None:
    """A channel that apprise does not understand is named by its place and scheme, without its secrets."""
    (problem,) = problems(real | {"DECOY_ALERTS": written})
    expected = f"DECOY_ALERTS: its URL number {len(split(written))}{said} is none that apprise understands: "
    assert problem == expected + "docs/operating.md has examples."


def test_nothing_else_says_the_secret(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither our sentence nor what apprise would log, to whatever stream, has the secrets of a wrong channel."""
    code, sentence = desk.refusal("status", DECOY_ALERTS="mailto://me:hunter2 ntfy://hunter2@@@:x")
    assert code == 2
    assert "hunter2" not in sentence + "".join(capfd.readouterr())


def test_settings_hide_the_channels(settings: Settings) -> None:
    """Whoever prints settings or channels prints no address of theirs."""
    with receiving() as receiver:
        assert "secret" not in repr(opened([receiver.url]))


@pytest.mark.parametrize(
    ("written", "urls"),
    [
        ("", ()),
        ("ntfy://a", ("ntfy://a",)),
        ("ntfy://a ntfy://b", ("ntfy://a", "ntfy://b")),
        ("ntfy://a,ntfy://b", ("ntfy://a", "ntfy://b")),
        (" ntfy://a ,\n ntfy://b, ", ("ntfy://a", "ntfy://b")),
        ("mailto://a:b@c.org?to=d@c.org,e@c.org json://x", ("mailto://a:b@c.org?to=d@c.org,e@c.org", "json://x")),
    ],
)
def test_several_channels(written: str, urls: tuple[str, ...]) -> None:
    """Channels are separated by spaces or commas, and a comma inside one is its own."""
    assert split(written) == urls


@pytest.mark.parametrize(
    ("policy", "where"),
    [
        ('[alerts]\nquiet_hours = "22-8"', "alerts.quiet_hours"),
        ("[alerts]\nthresholds = [50, 101]", "alerts.thresholds.1"),
        ("[alerts]\nthresholds = [0]", "alerts.thresholds.0"),
    ],
)
def test_wrong_policy(sandbox: dict[str, str], policy: str, where: str) -> None:
    """Thresholds that are no percentages and quiet hours that are no hours are refused by name."""
    (problem,) = problems(sandbox, policy)
    assert where in problem
