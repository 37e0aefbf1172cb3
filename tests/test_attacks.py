"""Every page of the operators', under attack: each is found by its address, so that none to come is forgotten."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask, url_for
from redis import Redis
from werkzeug.routing import Rule

from decoy.duties import Duty
from decoy.rungs import Rung
from decoy.settings import Settings
from tests import world
from tests.dashboard import entered
from tests.numbers import DECOY
from tests.visitor import Visitor
from tests.world import Line, at_once

PLACE = re.compile("<[^>]+>")
NOBODY = "redis://127.0.0.1:1/0"
WILD = ["", "\0", "\u202e\ud7ff", "-1", "1e999", "NaN", "²", "20", "../../etc", "%(who)s", "0001-01-01", "9" * 3_000]
WILD += ["active", "FR", "all", "9999-12-31", "<script>"]
FIELDS = ("amount", "before", "code", "day", "duty", "id", "language", "name", "next", "note", "password", "reason")
FIELDS += ("scope", "silent", "span", "sure", "term", "text", "track", "wave")
PLACES = {"language": "fr", "number": "1", "place": "1", "name": "night-shift", "session_id": "0", "token": "x.y"}
ODD = ("0", "99999999999999999999", "%00", "..%2f", "é", "raid-x.2026", " ")
LEAVING = ("accounts.logout", "accounts.revoke_all")
WAY_IN = (
    "accounts.login",
    "accounts.admit",
    "accounts.welcome",
    "accounts.join",
    "accounts.speak",
    "accounts.logout",
)
LIVELY = ("decoy:session", "decoy:attempts")  # when one was seen last, and how often somebody tried


@pytest.fixture
def line(store: Redis, settings: Settings) -> Iterator[Line]:
    """Open a line on which something has happened."""
    with world.opened(replace(settings, public_url="http://localhost")) as line:
        line.top_up()
        line.phone().text("hey")
        line.block()
        yield line


def rules(app: Flask, method: str) -> list[Rule]:
    """Find the operators' pages that take a method; a stop link is a secret of its own, and tested elsewhere."""
    found = (rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/operator"))
    ours = [rule for rule in found if rule.endpoint != "dashboard.static" and not rule.endpoint.startswith("stop.")]
    return [rule for rule in ours if method in (rule.methods or ())]


def address(app: Flask, rule: Rule, given: str = "") -> str:
    """Fill a page's address in."""
    with app.test_request_context():
        return url_for(rule.endpoint, **{name: given or PLACES[name] for name in rule.arguments})


def kept(line: Line) -> dict[bytes, object]:
    """Read all that matters in the store."""
    memory = line.memory()
    return {key: value for key, value in memory.items() if not key.decode().startswith(LIVELY)}


def test_no_form_from_elsewhere(line: Line) -> None:
    """No form changes anything without the token of our page, made up or missing, whoever's browser sends it."""
    operator, before = entered(line), kept(line)
    operator.get("/operator/")
    sent = [
        (rule.endpoint, operator.post(address(line.app, rule), csrf_token=token, name="FR", sure="1").status_code)
        for rule in rules(line.app, "POST")
        for token in ("", "made-up")
    ]
    assert len(sent) > 40
    assert [pair for pair in sent if pair[1] != 400] == []
    assert kept(line) == before


def test_no_form_with_the_token_alone(line: Line) -> None:
    """The token that the way in hands to everybody lets nobody act: every other form leads back to the way in."""
    stranger, before = Visitor(line.app), kept(line)
    stranger.get("/operator/login")
    for rule in rules(line.app, "POST"):
        if rule.endpoint not in WAY_IN:
            answer = stranger.post(address(line.app, rule), name="FR", sure="1", span="1h")
            assert answer.headers["Location"].startswith(("/operator/login", "/operator/settings")), rule.endpoint
    assert kept(line) == before


def test_no_page_for_a_closed_session(line: Line) -> None:
    """Once a session is closed from elsewhere, no page opens any more, and no form does anything."""
    operator = entered(line)
    operator.get("/operator/")
    line.services.sessions.revoke_all()
    before = kept(line)
    for rule in rules(line.app, "GET"):
        if rule.endpoint not in WAY_IN:
            assert operator.get(address(line.app, rule)).headers["Location"].startswith("/operator/login")
    for rule in rules(line.app, "POST"):
        if rule.endpoint not in WAY_IN:
            assert operator.post(address(line.app, rule), name="FR", sure="1").status_code in (302, 303)
    assert kept(line) == before


def test_looking_changes_nothing(line: Line) -> None:
    """To open a page changes nothing, so that no link and no picture can."""
    operator = entered(line)
    operator.get("/operator/")
    before = kept(line)
    for rule in rules(line.app, "GET"):
        operator.get(f"{address(line.app, rule)}?name=FR&span=1h&sure=1&duty=retired")
    assert kept(line) == before


@pytest.mark.parametrize(("fresh", "values"), [(True, WILD), (False, WILD[-3:])], ids=["fresh", "stale"])
def test_wild_forms(line: Line, fresh: bool, values: list[str]) -> None:
    """Whatever is written into whatever field, no page breaks."""
    operator = entered(line, fresh)
    operator.get("/operator/")
    for value in values:
        for rule in rules(line.app, "POST"):
            if rule.endpoint not in LEAVING:
                answer = operator.post(address(line.app, rule), **dict.fromkeys(FIELDS, value))
                assert (rule.endpoint, value, answer.status_code < 500) == (rule.endpoint, value, True)
                assert "This form is too old" not in answer.text
    assert operator.is_in()


def test_wild_addresses(line: Line) -> None:
    """Whatever stands in an address, no page breaks."""
    operator = entered(line)
    operator.get("/operator/")
    for rule in rules(line.app, "GET"):
        for value in WILD:
            asked = dict.fromkeys(FIELDS, value)
            assert operator.client.get(address(line.app, rule), query_string=asked).status_code < 500
    for method in ("GET", "POST"):
        for rule in (rule for rule in rules(line.app, method) if rule.arguments):
            for odd in ODD:
                path = PLACE.sub(odd, rule.rule)
                answer = operator.get(path) if method == "GET" else operator.post(path, text="hey", sure="1")
                assert (path, answer.status_code < 500) == (path, True)


def test_files_for_fields(line: Line) -> None:
    """A file where a word belongs, a word where a file does, a thousand fields, or far too much: no page breaks."""
    operator = entered(line)
    operator.get("/operator/")
    for rule in rules(line.app, "POST"):
        if rule.endpoint in LEAVING:
            continue
        files = {name: (BytesIO(b"x"), "x.txt") for name in FIELDS}
        forms: list[dict[str, object]] = [
            files | {"recording": "no file"},
            {f"a{turn}": "1" for turn in range(1_000)},
        ]
        for form in [*forms, {"reason": "a" * 70_000}]:
            data = form | {"csrf_token": operator.token}
            answer = operator.client.post(address(line.app, rule), data=data, base_url=operator.base)
            assert (rule.endpoint, answer.status_code < 500) == (rule.endpoint, True)


def test_pages_without_store(line: Line, settings: Settings) -> None:
    """When the store is gone every page says so in a sentence, the way in too, and shows nothing of ours."""
    cookie = entered(line).client.get_cookie("service")
    assert cookie is not None
    with world.opened(replace(settings, public_url="http://localhost", redis_url=NOBODY)) as cut_off:
        operator = Visitor(cut_off.app)
        operator.client.set_cookie("service", cookie.value)
        operator.get("/operator/")
        for method in ("GET", "POST"):
            for rule in rules(cut_off.app, method):
                path = address(cut_off.app, rule)
                answer = operator.get(path) if method == "GET" else operator.post(path)
                if rule.endpoint != "accounts.speak":  # it asks the store nothing
                    assert (rule.endpoint, answer.status_code) == (rule.endpoint, 503)
                    assert "The store does not answer" in answer.text


def test_starting_asks_for_a_code(line: Line) -> None:
    """Whatever may cost money or changes words is not done by a session that gave no code lately."""
    operator = entered(line, fresh=False)
    line.services.pauses.pause("a raid", None, datetime.now(UTC), rung=Rung.SILENT)
    line.services.roster.post(DECOY, Duty.RETIRED, "night-shift", "a test", datetime.now(UTC))
    raid = line.services.raids.declare("FR", datetime.now(UTC) + timedelta(hours=1), "a test", datetime.now(UTC))
    operator.get("/operator/")
    before = kept(line)
    for path, fields in (*GUARDED, (f"/operator/abuse/raids/{raid.name}/end", {})):
        assert operator.post(path, **fields).status_code in (303, 403), path
        assert kept(line) == before, path


def test_double_taps(line: Line) -> None:
    """A form that is sent eight times at once is obeyed once."""
    operator = entered(line)
    operator.get("/operator/")
    cookie = operator.client.get_cookie("service")
    form = operator.client.get_cookie("service-form")
    assert cookie is not None
    assert form is not None
    before = len(line.entries())

    def tap(path: str, **fields: str) -> list[int]:
        def once(_: int) -> int:
            finger = Visitor(line.app)
            finger.client.set_cookie("service", cookie.value)
            finger.client.set_cookie("service-form", form.value)
            finger.token = operator.token
            return finger.post(path, **fields).status_code

        return at_once(8, once)

    for path, fields in TAPS:
        assert set(tap(path, **fields)) == {303}
    told = [entry.entry for entry in line.entries()[before:]]
    assert told.count("topped-up") == 1
    assert told.count("resumed") == 1


GUARDED: list[tuple[str, dict[str, str]]] = [
    ("/operator/resume", {}),
    ("/operator/budget/top-up", {"amount": "5"}),
    ("/operator/numbers/1", {"duty": "active"}),
    ("/operator/messages/fr", {"text": "Bonjour."}),
    ("/operator/messages/fr/versions/0", {}),
    ("/operator/messages/fr/recording", {}),
    ("/operator/settings/operators", {"name": "day-shift"}),
    ("/operator/settings/operators/night-shift/reset", {}),
    ("/operator/settings/operators/night-shift/remove", {}),
]
TAPS: list[tuple[str, dict[str, str]]] = [
    ("/operator/budget/top-up", {"amount": "5", "id": "0" * 32}),
    ("/operator/pause", {"span": "1h"}),
    ("/operator/resume", {}),
]
