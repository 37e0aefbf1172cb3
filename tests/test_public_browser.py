"""The public pages in a real browser, as she holds them: on a phone, in a hurry."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from redis import Redis

from decoy.settings import Settings
from tests import world
from tests.public import PATHS
from tests.world import Line

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
WIDTHS = (320, 1280)
THUMB = 44  # pixels
NEUTRAL = "**://fr.wikipedia.org/**"
Look = Callable[..., Page]

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
    """Open a line that works."""
    with world.opened(replace(settings, public_url="http://127.0.0.1")) as line:
        line.top_up()
        yield line


@pytest.fixture
def look(line: Line, chromium: Browser) -> Iterator[Look]:
    """Open a page: `look("/fr/help", scheme="dark")`. One that complains, or asks elsewhere, fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    with world.serving(line.app) as url:

        def look(path: str = "/fr/", width: int = 360, javascript: bool = True, scheme: str = "light") -> Page:
            context = chromium.new_context(
                viewport={"width": width, "height": 740}, java_script_enabled=javascript, color_scheme=scheme
            )
            contexts.append(context)
            context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
            context.route(
                NEUTRAL, lambda route: route.fulfill(body="<title>elsewhere</title>", content_type="text/html")
            )
            page = context.new_page()
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "request", lambda asked: asked.url.startswith((url, "https://fr.w")) or complaints.append(asked.url)
            )
            page.goto(url + path)
            return page

        yield look
        assert [context.cookies() for context in contexts] == [[]] * len(contexts)
        for context in contexts:
            context.close()
    assert complaints == []


@pytest.mark.parametrize("path", PATHS)
def test_fits_and_is_accessible(look: Look, path: str) -> None:
    """A page fits every width without scrolling sideways, in light and dark, and axe finds no fault in it."""
    page = look(path)
    expect(page.locator("h1")).to_have_count(1)
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
    looks = list(zip(WIDTHS, ("dark", "light"), strict=True))
    for width, scheme in looks if path.startswith("/fr") else looks[:1]:  # the colours are the same in all languages
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.run(page).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("path", ["/fr/", "/nl/help", "/en/support"])
def test_large_enough_for_a_thumb(look: Look, path: str) -> None:
    """What is pressed is 44 pixels high, and can be seen when the keyboard is on it."""
    page = look(path, width=320)
    pressed = page.locator("a.button:visible, button:visible, a.leave, nav a, summary:visible")
    boxes = pressed.evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert len(boxes) > 8
    assert min(boxes) >= THUMB
    leave = page.locator("a.leave")
    leave.focus()
    assert leave.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"


@pytest.mark.parametrize("path", PATHS[:5])
def test_without_javascript(look: Look, path: str) -> None:
    """Without JavaScript a page has everything but the copy button, and its way out is a link."""
    page = look(path, javascript=False)
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("[data-copy]:visible, #keys:visible")).to_have_count(0)
    if path == "/fr/":
        expect(page.locator(".number")).to_have_text("06 39 98 00 01")
    page.locator("a.leave").click()
    page.wait_for_url(NEUTRAL)


def test_two_taps_from_help(look: Look) -> None:
    """Without JavaScript, one tap on a country under her situation shows who helps, and the next one calls."""
    page = look("/fr/help", javascript=False)
    expect(page.locator(".line:visible")).to_have_count(0)
    expect(page.locator("#danger a[href='tel:17']:visible, #danger a[href='tel:101']:visible")).to_have_count(2)
    page.locator("#tonight summary").first.click()
    expect(page.locator("#tonight a[href='tel:3919']")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".line:visible")).to_have_count(page.locator(".line").count())
    expect(page.locator(".now:visible")).to_have_count(0)  # what is open now is not for paper


def test_leaving_for_good(look: Look) -> None:
    """The way out stays on the screen while one scrolls, and Back does not lead to the page that was left."""
    page = look("/fr/help")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("a.leave")).to_be_in_viewport()
    page.locator("a.leave").click()
    page.wait_for_url(NEUTRAL)
    page.go_back()
    assert "/fr/help" not in page.url


def test_leaving_by_the_keyboard(look: Look) -> None:
    """Shift pressed three times in a row leaves; twice, or with something in between, does not."""
    page = look("/fr/law")
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        page.keyboard.press(key)
    assert "/fr/law" in page.url
    page.keyboard.press("Shift")
    page.wait_for_url(NEUTRAL)


def test_capital_letters_do_not_leave(look: Look) -> None:
    """Whoever types capital letters, for a screen reader perhaps, stays."""
    page = look("/fr/law")
    for _ in range(4):
        page.keyboard.press("Shift+H")
    page.wait_for_timeout(100)
    assert "/fr/law" in page.url


def test_typing_does_not_leave(look: Look) -> None:
    """In a field Shift is for capital letters, however often it is pressed."""
    page = look("/fr/")
    page.locator("summary").first.click()
    page.locator("#contact-typed").focus()
    for _ in range(4):
        page.keyboard.press("Shift")
    page.wait_for_timeout(100)
    assert page.url.endswith("/fr/")


def test_copying(look: Look) -> None:
    """The number is copied as it is written, and a screen reader is told."""
    page = look()
    page.get_by_role("button", name="Copier").click()
    expect(page.get_by_role("status")).to_have_text("Le numéro est copié.")
    assert page.evaluate("navigator.clipboard.readText()") == "06 39 98 00 01"


def test_by_keyboard(look: Look) -> None:
    """The keyboard reaches the content first, then the way out, then the rest, in the order of the page."""
    page = look("/fr/help")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()


def test_her_language(look: Look) -> None:
    """Changing the language keeps the number that a card named."""
    page = look("/fr/?number=1")
    page.get_by_role("link", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    assert page.url.endswith("/nl/?number=1")
