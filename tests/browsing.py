"""A real browser: the system's Chromium, in an operator's hands."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import url_for
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import world
from tests.dashboard import entered
from tests.world import Line

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
EXPECTED = ("401 (UNAUTHORIZED)", "net::ERR_FAILED")  # what Chromium says of a closed session, and of a cut wire
MOST_TABS = 80
FOCUS = "[document.activeElement.matches(selector), getComputedStyle(document.activeElement).outlineStyle]"
Look = Callable[..., Page]


@contextmanager
def browsing() -> Iterator[Browser]:
    """Run the system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def looking(line: Line, chromium: Browser, inside: bool = True) -> Iterator[Look]:
    """
    Open pages of *line*, logged in unless told otherwise: `look("dashboard.budget", width=360)`.

    A page that complains, or asks another origin for anything, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    cookie = entered(line).client.get_cookie("service")
    assert cookie is not None

    with world.serving(line.app) as url:

        def look(
            endpoint: str,
            width: int = 360,
            javascript: bool = True,
            scheme: str = "light",
            locale: str = "en",
            **values: str,
        ) -> Page:
            size = {"width": width, "height": 740}
            context = chromium.new_context(
                viewport=size, java_script_enabled=javascript, color_scheme=scheme, locale=locale
            )
            contexts.append(context)
            if inside:
                context.add_cookies([{"name": "service", "value": cookie.value, "url": url}])
            page = context.new_page()
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("request", lambda request: request.url.startswith(url) or complaints.append(request.url))
            page.clock.install()
            with line.app.test_request_context():
                page.goto(url + url_for(endpoint, **values))
            return page

        yield look
        for context in contexts:
            context.close()
    assert [complaint for complaint in complaints if not complaint.endswith(EXPECTED)] == []


def reach(page: Page, selector: str) -> None:
    """Go on with the keyboard to what *selector* names; whatever has the focus shows it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        found, outline = page.evaluate(f"selector => {FOCUS}", selector)
        assert outline != "none"
        if found:
            return
    raise AssertionError(f"{selector} cannot be reached with the keyboard")
