"""Walks through the dashboard in a real browser: by keyboard alone, while typing, and through a raid."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from redis import Redis

from decoy import store as keys
from decoy.settings import Settings
from tests import world
from tests.browsing import CHROMIUM, Look, browsing, looking, reach
from tests.dashboard import at_work
from tests.visitor import PASSWORD, Visitor
from tests.world import Line

WIDTHS = (320, 360, 1280)
NEWCOMER = "day-shift"
TYPED = 300  # ms after the last key, when the server is asked
RAIDS = ("raging", "over")

axe = Axe()
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium."""
    with browsing() as browser:
        yield browser


@pytest.fixture
def line(store: Redis, settings: Settings) -> Iterator[Line]:
    """Open a line on which somebody has come."""
    with world.opened(replace(settings, public_url="http://127.0.0.1")) as line:
        line.top_up()
        line.phone().text("salut")
        yield line


@pytest.fixture
def look(line: Line, chromium: Browser) -> Iterator[Look]:
    """Open pages, logged in."""
    with looking(line, chromium) as look:
        yield look


@pytest.fixture
def raids(line: Line) -> dict[str, str]:
    """Name a raid that is on, of which a reply waits, and one that is over."""
    now, of = datetime.now(UTC), line.services.raids
    over = of.declare("BE", now, "a test", now)
    of.lift(over, now, now)
    raging = of.declare("FR", now + timedelta(hours=2), "they told each other", now)
    return {"raging": raging.name, "over": over.name}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("which", RAIDS)
def test_the_page_of_a_raid(look: Look, raids: dict[str, str], which: str, language: str, scheme: str) -> None:
    """It fits every width, breaks no rule that axe can check, and lies under abuse, in both languages and lights."""
    page = look("dashboard.raid", scheme=scheme, locale=language, name=raids[which])
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("nav [aria-current]")).to_have_text("Abuse" if language == "en" else "Abus")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [rule["id"] for rule in axe.run(page).response["violations"]] == []


def test_the_way_on_is_in_sight(look: Look) -> None:
    """On a narrow screen the row of the ways on shows where one is, and a link into a page still leads there."""
    page = look("dashboard.settings", width=360)
    expect(page.locator("nav [aria-current]")).to_be_in_viewport(ratio=1)
    page = look("dashboard.budget", width=360, _anchor="top-up")
    expect(page.locator("#top-up")).to_be_in_viewport()


def test_a_raid_without_javascript(line: Line, look: Look, raids: dict[str, str]) -> None:
    """Without JavaScript the first screen leads to the raid, where its replies are cancelled and it is ended."""
    page = look("dashboard.overview", javascript=False)
    page.get_by_role("link", name="See the raid, and what to do").click()
    page.get_by_label("I mean it").check()
    page.get_by_role("button", name="Cancel them").click()
    expect(page.get_by_role("status")).to_have_text("1 reply was cancelled.")
    expect(page.get_by_text("None of its replies wait.")).to_be_visible()
    page.get_by_role("button", name="End the raid").click()
    expect(page.locator(".sentence")).to_contain_text("an operator ended it")
    assert line.states() == {"cancelled": 1}


def test_entering_with_the_keyboard(line: Line, chromium: Browser) -> None:
    """Name, password and the code of the app are typed one after the other, and Enter opens the dashboard."""
    visitor = Visitor(line.app)
    visitor.settle_in(NEWCOMER)
    line.services.store.redis.hset(keys.operator(NEWCOMER), "step", 0)  # as if that code were an older one
    with looking(line, chromium, inside=False) as look:
        page = look("accounts.login")
        expect(page.get_by_label("Name")).to_be_focused()
        page.keyboard.type(NEWCOMER)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Tab")
        page.keyboard.type(visitor.code())
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Overview")


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en"), ("dark", "fr")])
def test_the_way_in_fits(line: Line, chromium: Browser, scheme: str, locale: str) -> None:
    """The way in, the welcome of an operator and the stop link fit the narrowest screen, and axe finds no fault."""
    token = line.services.operators.invite(NEWCOMER, datetime.now(UTC))
    pages: dict[str, dict[str, str]] = {
        "accounts.login": {},
        "accounts.welcome": {"token": token},
        "stop.ask": {"token": "x.y"},
    }
    with looking(line, chromium, inside=False) as look:
        for endpoint, values in pages.items():
            page = look(endpoint, width=320, scheme=scheme, locale=locale, **values)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            assert [rule["id"] for rule in axe.run(page).response["violations"]] == []


def test_pausing_and_resuming_with_the_keyboard(line: Line, look: Look) -> None:
    """From the top of a page the line is paused and freed again with Tab and Enter, and the focus is always seen."""
    at_work(line)
    page = look("dashboard.overview")
    reach(page, "details.pause summary")
    page.keyboard.press("Enter")
    reach(page, "#pause-reason")
    page.keyboard.type("the night")
    reach(page, "button[name=span][value='1h']")
    page.keyboard.press("Enter")
    expect(page.locator(".strip")).to_contain_text("the night (night-shift)")
    reach(page, "button.go")
    page.keyboard.press("Enter")
    expect(page.locator(".strip")).to_contain_text("In service")


def test_stopping_is_one_tap(line: Line, look: Look) -> None:
    """One tap holds the replies back, until somebody resumes them; how long and why may be said afterwards."""
    at_work(line)
    page = look("dashboard.overview", width=320)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.locator(".strip")).to_contain_text("until somebody resumes")
    assert line.services.pauses.current(datetime.now(UTC)) is not None


def test_blocking_with_the_keyboard(line: Line, look: Look) -> None:
    """A caller is blocked from the list of those who came most, with Tab and Enter."""
    page = look("dashboard.abuse")
    reach(page, "[aria-labelledby=crowd-1] a.button")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Block")
    reach(page, "#block-reason")
    page.keyboard.type("he insists")
    reach(page, "button.stop")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(f"Blocked: Caller {line.ref()}")


def test_segments_while_typing(look: Look) -> None:
    """While somebody types, segments are counted anew, and the characters that make a text dearer are marked."""
    page = look("dashboard.words", locale="fr", language="fr")
    text, verdict = page.get_by_label("Ce qu’il lit"), page.locator("#verdict")
    text.fill("a" * 160)
    page.clock.fast_forward(TYPED)
    expect(verdict.locator("dd").first).to_have_text("1")
    expect(verdict.locator("mark")).to_have_count(0)
    text.press("End")
    text.press_sequentially("ç")
    page.clock.fast_forward(TYPED)
    expect(verdict.locator("dd").first).to_have_text("3")
    expect(verdict.locator(".bubble mark")).to_have_text("ç")
