"""The dashboard's way in: who comes through, and who does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from decoy.app import create_app
from tests.visitor import FIELD, Visitor
from tests.world import HOUR, MINUTE, TEN_SECONDS, Line

Visit = Callable[..., Visitor]
SOON = 30  # seconds until the app shows another code


@pytest.fixture
def visit(line: Line) -> Visit:
    """Visit a line's dashboard: `visit(address="192.0.2.2")`."""
    return lambda **how: Visitor(line.app, **how)


@pytest.fixture
def operator(visit: Visit, clock: Any) -> Visitor:
    """Give a visitor who has an account and has not entered yet."""
    visitor = visit()
    visitor.settle_in()
    clock.shift(SOON)
    return visitor


def test_an_operator_enters(operator: Visitor) -> None:
    """With name, password and code an operator sees the dashboard, until logging out."""
    assert not operator.is_in()
    assert operator.log_in().headers["Location"] == "/operator/"
    assert operator.is_in()
    operator.post("/operator/logout")
    assert not operator.is_in()


def test_recovery_code_enters_once(visit: Visit) -> None:
    """Who has lost the phone enters with a recovery code, once each."""
    visitor = visit()
    code = visitor.settle_in()[0]
    assert visitor.log_in(code=code).status_code == 303
    visitor.post("/operator/logout")
    assert visitor.log_in(code=code).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [{"name": "nobody"}, {"name": ""}, {"password": "something else"}, {"code": "000000"}, {"name": "x" * 10_000}],
)
def test_the_answer_tells_nothing(operator: Visitor, wrong: dict[str, str]) -> None:
    """Whatever was wrong, the answer is the same to the letter, so that nobody learns which names exist."""
    expected = operator.log_in(password="not this one either")
    answer = operator.log_in(**wrong)
    assert (answer.status_code, without_token(answer.text)) == (403, without_token(expected.text))


def test_brute_force(operator: Visitor, visit: Visit, clock: Any) -> None:
    """After five wrong attempts from one place even the right one is not looked at; elsewhere it is, and later."""
    for _ in range(5):
        operator.log_in(password="a guess at last")
    assert operator.log_in().status_code == 429
    elsewhere = visit(address="192.0.2.2")
    elsewhere.secret = operator.secret
    clock.shift(SOON)
    assert elsewhere.log_in().status_code == 303
    clock.shift(16 * MINUTE)
    assert operator.log_in().status_code == 303


def test_addresses_behind_our_proxy(line: Line) -> None:
    """Behind a proxy on this machine visitors are told apart; from elsewhere nobody chooses his address."""
    proxied, outside = Visitor(line.app, "127.0.0.1"), Visitor(line.app, "192.0.2.1")
    for visitor, expected in ((proxied, 403), (outside, 429)):
        answers = []
        for turn in range(7):
            visitor.get("/operator/login")
            form = {"csrf_token": visitor.token, "name": "night-shift", "password": "x", "code": "y"}
            here = {"REMOTE_ADDR": visitor.address, "HTTP_X_FORWARDED_FOR": f"192.0.2.{100 + turn}"}
            answers.append(visitor.client.post("/operator/login", data=form, environ_base=here).status_code)
        assert answers[-1] == expected


def test_forms_from_elsewhere(operator: Visitor) -> None:
    """A form that was not on our page does nothing, logged in or not."""
    operator.log_in()
    operator.get("/operator/")
    operator.token = "made up"
    page = operator.post("/operator/pause", span="1h")
    assert (page.status_code, "This form is too old" in page.text) == (400, True)
    assert operator.services.pauses.current(now()) is None


def test_session_is_new_for_who_enters(operator: Visitor) -> None:
    """A session that was put into the browser beforehand is not the one that is opened."""
    operator.client.set_cookie("service", "chosen by somebody else")
    cookie = operator.log_in().headers["Set-Cookie"]
    assert "chosen by somebody else" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert operator.services.sessions.find("chosen by somebody else", now()) is None


def test_revoked_session(operator: Visitor, visit: Visit, clock: Any) -> None:
    """A session that was closed from elsewhere is led to the way in; its page is told no and stops asking."""
    operator.log_in()
    assert operator.is_in()
    operator.services.sessions.revoke_all("night-shift")
    assert operator.get("/operator/").headers["Location"].startswith("/operator/login")
    assert operator.get("/operator/", **{"X-Requested-With": "fetch"}).status_code == 401


def test_everyone_out(operator: Visitor, visit: Visit, clock: Any) -> None:
    """One button logs everyone out, who pressed it too."""
    other = visit(address="192.0.2.2")
    other.settle_in("day-shift")
    clock.shift(SOON)
    other.log_in("day-shift")
    operator.log_in()
    assert (other.is_in(), operator.is_in()) == (True, True)
    operator.post("/operator/sessions/revoke")
    assert (other.is_in(), operator.is_in()) == (False, False)


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example/operator/",
        "/operator/\\evil.example",
        "javascript:alert(1)",
        "/sandbox/",
    ],
)
def test_onward_only_inside(operator: Visitor, onward: str) -> None:
    """A link to the way in cannot lead who enters anywhere else."""
    assert operator.log_in(onward=onward).headers["Location"] == "/operator/"


def test_onward_to_the_page_that_was_asked_for(operator: Visitor) -> None:
    """Who followed a link of an alert comes to its page after logging in."""
    asked = operator.get("/operator/settings").headers["Location"]
    assert asked == "/operator/login?next=/operator/settings?"
    assert operator.log_in(onward="/operator/settings?").headers["Location"].rstrip("?") == "/operator/settings"


def test_link_is_used_up(visit: Visit) -> None:
    """A link that was used says so, and how to get another one."""
    visitor = visit()
    visitor.settle_in()
    page = visitor.get("/operator/welcome/night-shift.made-up")
    assert page.status_code == 410
    assert "decoy operator reset" in page.text


def test_wrong_password_at_the_welcome(visit: Visit) -> None:
    """Who chooses a password that will not do is told so, and can go on."""
    visitor = visit()
    link = f"/operator/welcome/{visitor.services.operators.invite('night-shift', now())}"
    visitor.get(link)
    page = visitor.post(link, password="short", code="000000")
    assert page.status_code == 400
    assert "At least 12" in page.text or "at least 12" in page.text


def test_stopping_needs_no_code_and_starting_calls_does(operator: Visitor, clock: Any) -> None:
    """Silencing the line takes one form; freeing calls, which cost, takes a fresh code."""
    operator.log_in()
    clock.shift(HOUR)
    operator.get("/operator/")
    operator.post("/operator/pause", span="", silent="1", reason="a raid")
    page = operator.post("/operator/resume", follow=True)
    assert "Type the code" in page.text
    assert rung(operator) == "silent"
    operator.post("/operator/resume", code=operator.code())
    assert rung(operator) == "normal"


def test_guessing_codes_inside(operator: Visitor, clock: Any) -> None:
    """Who holds somebody's open session cannot guess the code: after five, even the right one is not looked at."""
    operator.log_in()
    clock.shift(HOUR)
    operator.get("/operator/")
    operator.post("/operator/pause", span="", silent="1")
    for wrong in range(5):
        operator.post("/operator/resume", code=f"00000{wrong}")
    operator.post("/operator/resume", code=operator.code())
    assert rung(operator) == "silent"
    clock.shift(16 * MINUTE)
    operator.post("/operator/resume", code=operator.code())
    assert rung(operator) == "normal"


@pytest.mark.parametrize("before", ["", "1h"])
def test_pausing_frees_no_calls(operator: Visitor, clock: Any, before: str) -> None:
    """Without a fresh code no other pause brings calls back, nor ends sooner than the one that made them busy."""
    operator.log_in()
    clock.shift(HOUR)
    operator.get("/operator/")
    operator.post("/operator/pause", span=before, silent="1", reason="a raid")
    operator.post("/operator/pause", span="15m", reason="not so long")
    assert rung(operator) == "silent"
    clock.shift(HOUR - TEN_SECONDS)
    assert rung(operator) == "silent"
    operator.post("/operator/pause", span="", silent="1", reason="longer")
    clock.shift(HOUR)
    assert rung(operator) == "silent"


def test_pausing_with_a_fresh_code_frees_calls(operator: Visitor, clock: Any) -> None:
    """Who has just given a code may have calls answered again, and may make a pause shorter."""
    operator.log_in()
    operator.get("/operator/")
    operator.post("/operator/pause", span="", silent="1")
    operator.post("/operator/pause", span="15m")
    assert rung(operator) == "paused"
    clock.shift(HOUR)
    assert rung(operator) == "normal"


def test_a_new_password_closes_old_sessions(visit: Visit) -> None:
    """Whoever was in with a password that has been replaced is out."""
    visitor, other = visit(), visit()
    visitor.settle_in()
    visitor.enter()
    other.settle_in()
    assert not visitor.is_in()


def test_resuming_a_pause_needs_no_code(operator: Visitor, clock: Any) -> None:
    """What only holds replies is lifted without a code."""
    operator.log_in()
    clock.shift(HOUR)
    operator.get("/operator/")
    operator.post("/operator/pause", span="1h")
    assert rung(operator) == "paused"
    operator.post("/operator/resume")
    assert rung(operator) == "normal"


def test_cookie_over_https(line: Line, clock: Any) -> None:
    """Over HTTPS both cookies, of the session and of the forms, are bound to this host and never leave over HTTP."""
    app = create_app(replace(line.services.settings, public_url="https://decoy.example.org"))
    visitor = Visitor(app, base="https://decoy.example.org")
    visitor.settle_in()
    clock.shift(SOON)
    cookies = {cookie.partition("=")[0]: cookie for cookie in visitor.log_in().headers.getlist("Set-Cookie")}
    page = Visitor(app, base="https://decoy.example.org").get("/operator/login")
    cookies |= {cookie.partition("=")[0]: cookie for cookie in page.headers.getlist("Set-Cookie")}
    assert set(cookies) == {"__Host-service", "__Host-service-form"}
    for cookie in cookies.values():
        assert "; Secure; HttpOnly; Path=/; SameSite=Lax" in cookie
        assert "Domain" not in cookie
    assert visitor.is_in()


def test_pages_forbid_what_they_do_not_need(operator: Visitor) -> None:
    """Every page, the way in too, is kept nowhere, framed nowhere, and loads nothing from elsewhere."""
    for path in ("/operator/login", "/operator/", "/operator/welcome/made-up"):
        headers = operator.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex"


def test_twilio_and_the_sandbox_need_no_form_of_ours(line: Line) -> None:
    """What protects our forms does not stand in the way of webhooks and of the sandbox's phone."""
    assert line.phone().hears() == "recording"
    local = {"REMOTE_ADDR": "127.0.0.1"}
    answer = line.app.test_client().post("http://127.0.0.1/sandbox/text", data={"body": ""}, environ_base=local)
    assert answer.status_code == 303


def rung(operator: Visitor) -> str:
    return str(operator.services.ladder.stand(now()).rung)


def now() -> datetime:
    return datetime.now(UTC)


def without_token(page: str) -> str:
    return FIELD.sub("", page)
