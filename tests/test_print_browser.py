"""What is printed, in a real browser: seen, printed in its real size, saved; its codes read off the screen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from redis import Redis

from decoy import vcard
from decoy.pages import LANGUAGES
from decoy.prints.scene import A3, A4, MM
from decoy.settings import Settings
from tests import world
from tests.browsing import CHROMIUM, browsing
from tests.paper import PHRASES, codes

NUMBER = "+33639980001"
PAPERS = {"cards-to-give": [A4], "cards-to-keep": [A4, A4], "poster-a4": [A4], "poster-a3": [A3]}
Visit = Callable[..., Page]

axe = Axe()
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run the system's Chromium."""
    with browsing() as browser:
        yield browser


@pytest.fixture
def visit(store: Redis, settings: Settings, chromium: Browser) -> Iterator[Visit]:
    """Open a page: `visit("/fr/print", width=320)`. What is not ours, or complains, fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    with world.opened(replace(settings, public_url="http://127.0.0.1")) as line, world.serving(line.app) as url:

        def visit(
            path: str, width: int = 1280, scheme: str = "light", dots: int = 1, javascript: bool = True
        ) -> Page:
            context = chromium.new_context(
                viewport={"width": width, "height": 740},
                color_scheme=scheme,
                device_scale_factor=dots,
                java_script_enabled=javascript,
            )
            contexts.append(context)
            page = context.new_page()
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("request", lambda request: request.url.startswith(url) or complaints.append(request.url))
            page.goto(url + path)
            return page

        yield visit
        for context in contexts:
            context.close()
        assert complaints == []


@pytest.mark.parametrize(("language", "scheme"), [*zip(LANGUAGES, ("light", "dark", "light"), strict=True)])
def test_anybody_can_use_them(visit: Visit, language: str, scheme: str) -> None:
    """The list and a sheet pass axe, and neither scrolls sideways on the narrowest phone."""
    for path in (f"/{language}/print?number=1", f"/{language}/print/cards-to-keep?number=1"):
        page = visit(path, width=320, scheme=scheme)
        assert found(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def found(page: Page) -> list[tuple[str, list[str]]]:
    """Say what axe finds wrong with a page, and where."""
    violations = axe.run(page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations]


@pytest.mark.parametrize("kind", PAPERS)
def test_real_size(visit: Visit, kind: str) -> None:
    """Printed from the browser, a sheet has its pages in their real size, and nothing of the page around it."""
    page = visit(f"/fr/print/{kind}?number=1&name=Alex")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    sizes = [(wide * MM, high * MM) for wide, high in (sheet.get_size() for sheet in document)]
    assert [pytest.approx(size, abs=0.5) for size in PAPERS[kind]] == sizes
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    assert "127.0.0.1" not in text or kind != "cards-to-give"
    assert "Retour" not in text
    if kind == "cards-to-give":
        assert set(text.split()) == {"Alex", "06", "39", "98", "00", "01"}


def test_codes_on_the_screen(visit: Visit) -> None:
    """Codes are read off the screen: of a contact on a card, and of the number on the first page, in the dark too."""
    name = PHRASES["fr"].names[0]
    sheet = visit(f"/fr/print/cards-to-give?number=1&name={name}", dots=2)
    assert codes(seen(sheet, "img")) == [vcard.write(name, NUMBER)] * 10
    first = visit("/fr/?number=1", width=360, scheme="dark", dots=2)
    first.locator(".qr").evaluate("image => image.closest('details').open = true")
    first.locator(".qr img").scroll_into_view_if_needed()
    expect(first.locator(".qr img")).to_have_js_property("complete", True)
    assert codes(seen(first, ".qr img")) == [f"tel:{NUMBER}"]


def seen(page: Page, what: str) -> Image.Image:
    """Look at one thing on a page."""
    return Image.open(BytesIO(page.locator(what).first.screenshot())).convert("L")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_contact_is_saved(visit: Visit, tmp_path: Path, javascript: bool) -> None:
    """She types a name, saves, and has a contact, with the keyboard alone and without JavaScript."""
    page = visit("/nl/?number=1", javascript=javascript)
    page.locator("summary", has=page.get_by_text("contact")).first.press("Enter")
    page.locator("#contact-typed").fill("Zoë")
    with page.expect_download() as saved:
        page.locator("#contact-typed").press("Enter")
    assert saved.value.suggested_filename == "contact.vcf"
    saved.value.save_as(tmp_path / "contact.vcf")
    assert (tmp_path / "contact.vcf").read_bytes().decode() == vcard.write("Zoë", NUMBER)


def test_the_way_out_of_a_sheet(visit: Visit) -> None:
    """A sheet has the same way out as every other page."""
    page = visit("/en/print/cards-to-keep?number=1")
    assert page.locator("#leave").get_attribute("href") == visit("/en/").locator("#leave").get_attribute("href")
