"""What is printed, as others read it: pages as pictures, QR codes, the words and colours of files."""

import re
from collections.abc import Iterable
from io import BytesIO
from xml.etree import ElementTree

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from decoy import brochure
from decoy.prints import pdf, phrases
from decoy.prints.listing import checked, listed
from decoy.prints.order import Order
from decoy.prints.scene import Page, Sheet, Text
from decoy.settings import CONFIG

PHRASES = phrases.load(CONFIG / "prints")
NUMBERS = ("+33639980001", "+447700900123", "+15145550142")
PAGE = "https://line.example.org/fr/"
DIRECTORIES = tuple(brochure.read(CONFIG).directories.values())


def order(language: str = "fr", number: str = NUMBERS[0], name: str = "", page: str = PAGE) -> Order:
    """Order a sheet."""
    words = PHRASES[language]
    return Order(words, number, page, name, listed(DIRECTORIES, words), checked(DIRECTORIES))


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
