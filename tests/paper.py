"""What is printed, as others read it: pages as pictures, QR codes, the words and colours of files."""

import re
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from decoy.prints import pdf, phrases
from decoy.prints.order import Order
from decoy.prints.phrases import HelpLine
from decoy.prints.scene import Page, Sheet, Text

PHRASES = phrases.load(Path(__file__).parent.parent / "config" / "prints")
NUMBERS = ("+33639980001", "+447700900123", "+15145550142")
PAGE = "https://line.example.org/fr/"
LINES = (
    HelpLine(country="FR", contact="3919", name="Violences Femmes Info"),
    HelpLine(country="BE", contact="0800 30 030", name="Écoute violences conjugales"),
    HelpLine(country="BE", contact="0800 12 800", name="Institut pour l’égalité des femmes et des hommes"),
)


def order(language: str = "fr", number: str = NUMBERS[0], name: str = "", page: str = PAGE) -> Order:
    """Order a sheet."""
    return Order(PHRASES[language], number, page, name, LINES, date(2026, 11, 1))


def pictures(sheet: Sheet, dots: int = 200) -> list[Image.Image]:
    """Print *sheet* from its PDF, with another's renderer, at so many dots per inch."""
    document = pypdfium2.PdfDocument(pdf.write(sheet))
    return [page.render(scale=dots / 72).to_pil().convert("L") for page in document]


def codes(picture: Image.Image) -> list[str]:
    """Read all QR codes in *picture*."""
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def reader(sheet: Sheet) -> PdfReader:
    """Open *sheet* as PDF, with another's reader."""
    return PdfReader(BytesIO(pdf.write(sheet)), strict=True)


def lines(page: Page) -> list[str]:
    """Give the words on a page, line by line."""
    return [mark.words for mark in page if isinstance(mark, Text)]


def written(svg: str) -> list[str]:
    """Give the words in a drawing, wherever they are."""
    return [words.strip() for words in ElementTree.fromstring(svg).itertext() if words.strip()]


def colours(svg: str) -> set[str]:
    """Give the colours of a drawing."""
    found: Iterable[str] = re.findall(r'(?:fill|stroke|color|stop-color)="([^"]*)"', svg)
    return set(found)
