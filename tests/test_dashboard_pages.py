"""Every page of the dashboard in a real browser, as a tired operator holds it."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from redis import Redis

from decoy.settings import Settings
from decoy.site.dashboard.frame import PAGES
from tests import world
from tests.browsing import CHROMIUM, Look, browsing, looking
from tests.dashboard import at_work
from tests.world import Line

WIDTHS = (320, 360, 1280)
ENDPOINTS = [endpoint for endpoint, _ in PAGES] + ["dashboard.reconcile", "dashboard.raids"]
ASIDE = {"dashboard.block_form": {"name": "FR"}, "dashboard.words": {"language": "fr"}}
POLL = 15_000  # ms
SELDOM = 60_000  # ms
LIVE = re.compile("/operator/live")

axe = Axe()
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium."""
    with browsing() as browser:
        yield browser


@pytest.fixture
def line(store: Redis, settings: Settings) -> Iterator[Line]:
    """Open a line on which something has happened."""
    with world.opened(replace(settings, public_url="http://127.0.0.1")) as line:
        line.top_up()
        line.phone().text("salut")
        line.block()
        line.phone().text("salut")
        yield line


@pytest.fixture
def look(line: Line, chromium: Browser) -> Iterator[Look]:
    """Open pages, logged in."""
    with looking(line, chromium) as look:
        yield look


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en"), ("dark", "fr")])
@pytest.mark.parametrize("endpoint", [*ENDPOINTS, *ASIDE])
def test_fits_and_is_accessible(look: Look, endpoint: str, scheme: str, locale: str) -> None:
    """In both languages and lights a page fits every width, and breaks none of the rules that axe can check."""
    page = look(endpoint, scheme=scheme, locale=locale, **ASIDE.get(endpoint, {}))
    expect(page.locator("h1")).to_have_count(1)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_without_javascript(line: Line, look: Look, endpoint: str) -> None:
    """Without JavaScript a page has everything, and a link that refreshes it."""
    at_work(line)
    page = look(endpoint, javascript=False)
    page.get_by_role("link", name="Refresh").click()
    expect(page.locator("h1")).to_be_visible()
    page.locator("details.pause summary").click()
    page.get_by_role("button", name="1 hour").click()
    expect(page.locator(".strip")).to_contain_text("paused by night-shift")
    page.locator(".strip").get_by_role("button", name="Resume").click()
    expect(page.locator(".strip")).to_contain_text("In service")


@pytest.mark.parametrize("width", WIDTHS)
def test_pause_panel(look: Look, width: int) -> None:
    """Opened, the way to pause fits the screen: four spans, each large enough for a thumb, and axe finds no fault."""
    page = look("dashboard.overview", width=width)
    page.locator("details.pause summary").click()
    spans = page.locator(".spans button")
    expect(spans).to_have_count(4)
    for box in (span.bounding_box() for span in spans.all()):
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 740
    tick, words = page.locator(".check input").bounding_box(), page.locator(".check span").bounding_box()
    assert tick is not None
    assert words is not None
    assert tick["x"] + tick["width"] <= words["x"]
    assert axe.run(page).response["violations"] == []


def test_pause_with_the_keyboard(look: Look) -> None:
    """The line is paused without a mouse, Escape changes one's mind, and the focus comes back."""
    page = look("dashboard.overview")
    summary = page.locator("details.pause summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Why?").focus()
    page.keyboard.type("the night")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".strip")).to_contain_text("the night (night-shift)")


def test_a_pause_goes_on_and_further(line: Line, look: Look) -> None:
    """Who paused the replies has calls busy too without letting any reply go in between, for 320 px as well."""
    line.pause()
    page = look("dashboard.overview", width=320)
    page.locator(".strip").get_by_text("Change", exact=True).click()
    page.get_by_label("Calls too").check()
    page.get_by_role("button", name="1 hour").click()
    expect(page.locator(".strip")).to_contain_text("Silent")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert "resumed" not in [entry.entry for entry in line.entries()]


def test_live(line: Line, look: Look) -> None:
    """What happens while one looks is seen without a click, on the strip and in the figures."""
    at_work(line)
    page = look("dashboard.overview")
    expect(page.locator(".sentence")).to_contain_text("All is well.")
    line.pause()
    page.clock.fast_forward(POLL)
    expect(page.locator(".strip")).to_contain_text("we sleep")
    expect(page.locator(".sentence")).to_contain_text("Replies are held: we sleep.")


def test_live_leaves_alone_who_is_pausing(line: Line, look: Look) -> None:
    """Whoever is typing a reason when something changes keeps what was typed."""
    page = look("dashboard.overview")
    page.locator("details.pause summary").click()
    page.get_by_label("Why?").fill("a raid")
    line.pause()
    page.clock.fast_forward(POLL)
    expect(page.locator("#live-state")).to_contain_text("we sleep")
    assert page.get_by_label("Why?").input_value() == "a raid"


def test_live_stops_when_logged_out(line: Line, look: Look) -> None:
    """A page whose session was closed says so, with a way back in, and asks no more."""
    page = look("dashboard.budget")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    line.services.sessions.revoke_all()
    page.clock.fast_forward(POLL)
    expect(page.get_by_role("link", name="Log in again")).to_be_visible()
    page.clock.fast_forward(20 * POLL)
    assert len(asked) == 1


def test_live_backs_off(look: Look) -> None:
    """While nobody answers, the page says that it is old, and asks once a minute; then all is as before."""
    page = look("dashboard.overview")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(LIVE, lambda route: route.abort())
    page.clock.fast_forward(POLL)
    expect(page.locator("#live-cut")).to_be_visible()
    page.clock.fast_forward(SELDOM - POLL)
    assert len(asked) == 1
    page.unroute(LIVE)
    page.clock.fast_forward(SELDOM)
    expect(page.locator("#live-cut")).to_be_hidden()


def test_live_rests_while_hidden(line: Line, look: Look) -> None:
    """A page in a tab that nobody sees asks nothing; seen again, it asks at once."""
    page = look("dashboard.overview")
    hide = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true}); "
    hide += "document.dispatchEvent(new Event('visibilitychange')); }"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(hide, True)
    page.clock.fast_forward(20 * POLL)
    assert asked == []
    line.pause()
    page.evaluate(hide, False)
    expect(page.locator("#live-state")).to_contain_text("we sleep")
