"""The pages from which cards, posters and contacts are had: each file as it should be, with no trace of who asked."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from itertools import product
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader

from decoy import vcard
from decoy.duties import Duty
from decoy.pages import LANGUAGES
from decoy.prints import press as presses
from decoy.prints.sheets import SHEETS
from decoy.settings import Settings
from tests.paper import PHRASES, codes, written
from tests.world import Line, opened


@pytest.fixture
def browser(line: Line) -> FlaskClient:
    """Open a browser at the line's address."""
    return line.app.test_client()


@pytest.fixture
def cut_off(settings: Settings) -> Iterator[FlaskClient]:
    """Open a browser at a line whose store is not there."""
    with opened(replace(settings, redis_url="unix:///nonexistent/store.sock?db=0")) as line:
        yield line.app.test_client()


NUMBER = "+33639980001"
PAGES = [f"/{language}/print" for language in LANGUAGES]
SHEET_PAGES = [f"/{language}/print/{kind}" for language, kind in product(LANGUAGES, SHEETS)]


# Contacts


def test_a_contact(browser: FlaskClient) -> None:
    """A contact is a file of its own kind, named after nothing, kept nowhere and tied to nobody."""
    answer = browser.get("/contact/1.vcf?name=Zoé")
    assert answer.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=contact.vcf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert answer.text == vcard.write("Zoé", NUMBER)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", PHRASES["fr"].names[0]),
        ("?name=Alex", "Alex"),
        ("?name=Alex&typed=", "Alex"),
        ("?name=Alex&typed=%20Zo%C3%A9%20", "Zoé"),
        ("?name=Julie,%20bar", "Julie\\, bar"),
    ],
)
def test_the_name_of_a_contact(browser: FlaskClient, query: str, name: str) -> None:
    """The name is the one she typed, else the one she chose, else the first of the list in the number's language."""
    assert f"FN:{name}\r\n" in browser.get(f"/contact/1.vcf{query}").text


@pytest.mark.parametrize("typed", ["https://a.example", "a%0d%0aURL:x", "%E2%80%AEgro", "x" * 41, "%3Cb%3E"])
def test_no_name(browser: FlaskClient, typed: str) -> None:
    """What is no name is refused in a sentence, and never comes back."""
    for path in ("/contact/1.vcf", "/qr/1.svg"):
        answer = browser.get(f"{path}?typed={typed}")
        assert answer.status_code == 400
        assert answer.text.startswith("A name has ")
        assert answer.mimetype == "text/plain"


@pytest.mark.parametrize("place", ["0", "99", "-1", "x"])
@pytest.mark.parametrize("path", ["/contact/{}.vcf", "/qr/{}.svg", "/fr/print/poster-a4.pdf?number={}"])
def test_no_such_number(browser: FlaskClient, path: str, place: str) -> None:
    """Where there is no number there is no contact, no code and no sheet; never those of another number."""
    assert browser.get(path.format(place)).status_code == 404


def test_codes(browser: FlaskClient) -> None:
    """The code calls the number, or holds the contact under the name that was chosen; it is read from a screen."""
    assert codes(screen(browser.get("/qr/1.svg").text)) == [f"tel:{NUMBER}"]
    assert codes(screen(browser.get("/qr/1.svg?name=Alex").text)) == [vcard.write("Alex", NUMBER)]


def screen(svg: str) -> Image.Image:
    """Show a code on a white screen, four dots a module."""
    rows = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)", svg)
    module = min(float(row[3]) for row in rows)
    side = round(float(ElementTree.fromstring(svg).attrib["viewBox"].split()[2]) / module)
    picture = Image.new("L", (side * 4, side * 4), 255)
    for x, y, wide, _ in rows:
        left, top, across = (round(float(length) / module) * 4 for length in (x, y, wide))
        picture.paste(0, (left, top, left + across, top + 4))
    return picture


# Sheets


@pytest.mark.parametrize(("language", "kind"), [*product(LANGUAGES, SHEETS)])
def test_documents(browser: FlaskClient, language: str, kind: str) -> None:
    """Every sheet is had as PDF and as SVG, under a name that says nothing, and leaves no cookie."""
    answer = browser.get(f"/{language}/print/{kind}.pdf?number=1")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f"inline; filename={SHEETS[kind].file}.pdf"
    assert "Set-Cookie" not in answer.headers
    pages = len(PdfReader(BytesIO(answer.data)).pages)
    for page in range(1, pages + 1):
        drawn = browser.get(f"/{language}/print/{kind}.svg?number=1&page={page}")
        assert drawn.mimetype == "image/svg+xml"
        assert ElementTree.fromstring(drawn.text).tag.endswith("svg")
    assert browser.get(f"/{language}/print/{kind}.svg?number=1&page={pages + 1}").status_code == 404


def test_a_document_names_its_number(browser: FlaskClient) -> None:
    """What is printed stays, so nobody is given a sheet without having said for which number."""
    assert browser.get("/fr/print/cards-to-give.pdf").status_code == 404
    assert browser.get("/fr/print/cards-to-give.pdf?number=99").status_code == 404
    assert browser.get("/fr/print/business-cards.pdf?number=1").status_code == 404


def test_names_on_cards(browser: FlaskClient) -> None:
    """Cards to give have a name of the list, or a line to write one on; nobody else's words are printed."""
    ours = browser.get("/fr/print/cards-to-give.svg?number=1&name=Camille").text
    theirs = browser.get("/fr/print/cards-to-give.svg?number=1&name=Nobody").text
    assert written(ours).count("Camille") == 10
    assert theirs == browser.get("/fr/print/cards-to-give.svg?number=1").text


def test_the_files_are_those_of_the_command(browser: FlaskClient, line: Line) -> None:
    """A file from the page is the file that the command makes, byte for byte: nothing is added on the way."""
    press = presses.opened(line.services.settings)
    assert browser.get("/fr/print/cards-to-give.pdf?number=1&name=Alex").data == press.pdf(
        "cards-to-give", "fr", 1, "Alex"
    )


@pytest.mark.parametrize("path", [*PAGES, *(f"{page}?number=1" for page in SHEET_PAGES)])
def test_pages(browser: FlaskClient, path: str) -> None:
    """Every page opens with nothing inline, nothing from elsewhere, no cookie, and a title that says nothing."""
    answer = browser.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert re.findall(r"<style|style=|<script(?! src=\"/)|\son[a-z]+=", answer.text) == []
    assert (
        re.findall(r'(?:src|href|action)="(?:https?:)?//(?!fr\.wikipedia|nl\.wikipedia|en\.wikipedia)', answer.text)
        == []
    )
    assert re.findall(r"<title>(.*)</title>", answer.text) in (["Information"], ["Informatie"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_somewhere(browser: FlaskClient, language: str) -> None:
    """Everything that the page of prints shows or links to is there, for the number and the name it shows."""
    page = browser.get(f"/{language}/print?number=1&name={PHRASES[language].names[1]}").text
    paths = set(re.findall(rf'(?:src|href)="(/{language}/print/[^"]+)"', page))
    assert len(paths) == 5 + 4 + 4
    for path in map(unescape, paths):
        assert browser.get(path).status_code == 200
        assert "number=1" in path
    assert f"cards-to-give.pdf?number=1&amp;name={PHRASES[language].names[1]}" in page


def test_the_first_page_leads_there(browser: FlaskClient) -> None:
    """The first page has the form for a contact, the code, and the way to what can be printed."""
    page = browser.get("/fr/").text
    assert re.search(r'<form class="contact" action="/contact/\d+\.vcf">', page)
    assert "<option>Camille</option>" in page
    assert re.search(r'src="/qr/\d+\.svg"', page)
    assert 'href="/fr/print?number=' in page


def test_a_resting_number_is_not_printed(browser: FlaskClient, line: Line) -> None:
    """No contact, code or sheet is made for a number that is not given away, until it is again."""
    line.services.roster.post(NUMBER, Duty.RESTING, "night-shift", "press", datetime.now(UTC))
    for path in (
        "/contact/1.vcf",
        "/qr/1.svg",
        "/fr/print/cards-to-give.pdf?number=1",
        "/nl/print/poster-a4?number=1",
    ):
        assert browser.get(path).status_code == 404
    line.services.roster.post(NUMBER, Duty.ACTIVE, "night-shift", "calm again", datetime.now(UTC))
    assert browser.get("/contact/1.vcf").status_code == 200


def test_without_a_store(cut_off: FlaskClient) -> None:
    """Contacts, codes and sheets need no store: what she needs in a hurry is there while we mend."""
    for path in (
        "/contact/1.vcf",
        "/qr/1.svg",
        "/fr/print/cards-to-give.pdf?number=1",
        "/fr/print/cards-to-give?number=1",
    ):
        assert cut_off.get(path).status_code == 200


def test_the_page_names_its_number(browser: FlaskClient) -> None:
    """The list shows the number that all of it is for, and says so when another was asked for."""
    assert "<span>39</span> <span>98</span>" in browser.get("/fr/print?number=1").text
    assert "en voici un autre" not in browser.get("/fr/print?number=1").text
    assert "en voici un autre" in browser.get("/fr/print?number=99").text
