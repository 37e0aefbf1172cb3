"""The sandbox's page in a real browser, used as a stranger would."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from redis import Redis

from decoy.settings import Settings
from tests import world
from tests.world import Line

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]

axe = Axe()
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def line(store: Redis, settings: Settings) -> Iterator[Line]:
    """Open a line whose hour is over at once, with play money."""
    at_once = world.with_policy(settings, replies={"delay_seconds": 0})
    with world.opened(replace(at_once, public_url="http://127.0.0.1")) as line:
        line.top_up()
        yield line


@pytest.fixture
def look(line: Line, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open the page: `look(width=360, javascript=False)`. A page that complains fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    with world.serving(line.app) as url:

        def look(width: int = 1280, javascript: bool = True, scheme: str = "light") -> Page:
            context = chromium.new_context(
                viewport={"width": width, "height": 800}, java_script_enabled=javascript, color_scheme=scheme
            )
            contexts.append(context)
            page = context.new_page()
            page.on("console", lambda message: complaints.append(message.text))
            page.on("request", lambda request: request.url.startswith(url) or complaints.append(request.url))
            page.goto(f"{url}/sandbox/")
            return page

        yield look
        for context in contexts:
            context.close()
    assert complaints == []


def text(page: Page, body: str) -> None:
    page.get_by_placeholder("Your text").fill(body)
    page.get_by_role("button", name="Send").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_text_and_reply(line: Line, look: Callable[..., Page], javascript: bool) -> None:
    """A stranger texts, sees the reply arrive and its price spent; with and without JavaScript."""
    page = look(javascript=javascript)
    text(page, "salut")
    expect(page.get_by_text("A reply is promised")).to_be_visible()
    line.work()
    line.twilio.deliver()
    if not javascript:
        page.reload()
    expect(page.get_by_text("La personne qui vous a donné ce numéro ne voulait pas").first).to_be_visible()
    expect(page.get_by_text("What was set aside is spent.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_call_and_recording(look: Callable[..., Page], javascript: bool) -> None:
    """A stranger calls, hears a recording that the line really serves, and hangs up."""
    page = look(javascript=javascript)
    page.get_by_role("link", name="Call").click()
    page.get_by_role("button", name="Call").click()
    source = page.locator("audio").get_attribute("src") or page.locator("audio source").get_attribute("src")
    answer = page.request.get(f"{page.url.split('/sandbox')[0]}{source}")
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/wav")
    page.get_by_role("button", name="Hang up").click()
    expect(page.get_by_role("button", name="Call")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_fits(look: Callable[..., Page], width: int, scheme: str) -> None:
    """The page fits every width without scrolling sideways, in light and in dark."""
    page = look(width=width, scheme=scheme)
    text(page, "salut")
    expect(page.get_by_text("A reply is promised")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tab", ["Text", "Call"])
def test_accessible(look: Callable[..., Page], tab: str, scheme: str) -> None:
    """The page breaks none of the rules that axe can check, with something on it, on both tabs."""
    page = look(scheme=scheme)
    text(page, "salut")
    expect(page.get_by_text("A reply is promised")).to_be_visible()
    page.get_by_role("link", name=tab).first.click()
    found = axe.run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


def test_keyboard(look: Callable[..., Page]) -> None:
    """A text can be sent with the keyboard alone."""
    page = look()
    page.get_by_placeholder("Your text").focus()
    page.keyboard.type("salut")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A reply is promised")).to_be_visible()
