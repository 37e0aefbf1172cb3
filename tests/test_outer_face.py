"""The face HE gets: a contact like any other, with nothing on it or in its file that tells where it comes from."""

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest
from pypdf import PdfReader

from decoy.prints import pdf, svg
from decoy.prints.scene import Sheet
from decoy.prints.sheets import SHEETS
from tests.paper import NUMBERS, PHRASES, codes, colours, order, pictures, reader, written

ROOT = Path(__file__).parent.parent
OURS = {
    "decoy",
    "twilio",
    "fpdf",
    "fpdf2",
    "pyfpdf",
    "segno",
    "flask",
    "python",
    "example",
    "line",
    "http",
    "https",
    "www",
}
MARKUP = {"svg", "xmlns", "http", "www.w3.org"}
NAMES = [
    (language, name) for language, phrases in PHRASES.items() for name in ("", phrases.names[0], phrases.names[-1])
]


def cards(language: str, name: str, number: str = NUMBERS[0]) -> Sheet:
    """Draw the cards to give."""
    return SHEETS["cards-to-give"].draw(order(language, number, name))


def words_of(table: object) -> set[str]:
    """Gather the words of four letters and more that a table of words has."""
    if isinstance(table, dict):
        return {word for key, value in table.items() if key != "names" for word in words_of(value)}
    if isinstance(table, list):
        return {word for value in table for word in words_of(value)}
    return set(re.findall(r"[^\W\d_]{4,}", str(table).lower()))


def our_words() -> set[str]:
    """Gather all words that the line says anywhere: to her, to him, on paper, and the names of what it is made of."""
    files = [path for path in sorted((ROOT / "config").rglob("*.toml")) if path.parent.name != "config"]
    return OURS.union(*(words_of(tomllib.loads(path.read_text(encoding="utf-8"))) for path in files))


@pytest.mark.parametrize(("language", "name"), NAMES)
def test_words(language: str, name: str) -> None:
    """His card says a name and the number, or the number alone, ten times over, as SVG and as PDF; nothing else."""
    for number in NUMBERS:
        sheet = cards(language, name, number)
        said = [name, order(number=number).dialled] if name else [order(number=number).dialled]
        assert written(svg.write(sheet)) == said * 10
        text = reader(sheet).pages[0].extract_text()
        assert sorted(text.split()) == sorted(" ".join(said * 10).split())


@pytest.mark.parametrize(("language", "name"), NAMES)
def test_codes(language: str, name: str) -> None:
    """The code on his card holds the same name and number; a card without a name has none."""
    found = codes(pictures(cards(language, name))[0])
    assert len(found) == (10 if name else 0)
    allowed = rf"BEGIN:VCARD VERSION:3\.0 N:;{name};;; FN:{name} TEL;TYPE=CELL:\{NUMBERS[0]} END:VCARD"
    assert [text for text in found if not re.fullmatch(allowed, " ".join(text.split()))] == []


def test_no_word_of_ours() -> None:
    """No word that the line says anywhere stands in the file of his card, as it is or unpacked."""
    known = our_words()
    assert {"decoy", "numéro", "nummer", "number", "respecte"} <= known  # the list is not empty
    for language, name in NAMES:
        sheet = cards(language, name)
        drawn = svg.write(sheet)
        attributes = {
            "xmlns",
            "width",
            "height",
            "font",
            "family",
            "size",
            "weight",
            "anchor",
            "middle",
            "text",
            "line",
        }
        attributes |= {"stroke", "fill", "rect", "path", "shape", "rendering", "viewbox", "length", "textlength"}
        attributes |= {"helvetica", "arial", "liberation", "sans", "serif"}
        visible = set(re.findall(r"[^\W\d_]{4,}", " ".join(written(drawn)).lower()))
        assert (visible - {name.lower()}) & known == set()
        values = set(re.findall(r"[^\W\d_]{4,}", drawn.replace("http://www.w3.org/2000/svg", "").lower()))
        assert (values - visible - attributes) & known == set()


def test_pdf_tells_nothing() -> None:
    """The PDF of his card has no title, author, program, day, language, bookmark, link, note or hidden data."""
    for language, name in NAMES:
        document = reader(cards(language, name))
        assert dict(document.metadata or {}) == {"/CreationDate": "D:19700101000000Z"}
        assert document.xmp_metadata is None
        assert set(document.trailer) <= {"/Size", "/Root", "/Info"}
        assert set(document.trailer["/Root"]) <= {
            "/Type",
            "/Pages",
            "/PageLayout",
            "/PageMode",
            "/ViewerPreferences",
            "/OpenAction",
        }
        assert (document.outline, document.attachments, document.get_fields()) == ([], {}, None)
        assert set(document.pages[0]) <= {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources"}


def test_pdf_has_no_name_inside() -> None:
    """The bytes of the PDF, its drawing unpacked, name no program, and no address."""
    for language, name in NAMES:
        sheet = cards(language, name)
        raw = pdf.write(sheet).lower() + contents(reader(sheet)).lower()
        assert [
            word for word in (b"fpdf", b"decoy", b"http", b"www", b"segno", b"python", b"/uri") if word in raw
        ] == []


def contents(document: PdfReader) -> bytes:
    """Unpack what is drawn on the first page."""
    drawn = document.pages[0].get_contents()
    assert drawn is not None
    return drawn.get_data()


@pytest.mark.parametrize(("language", "name"), NAMES)
def test_black_on_white(language: str, name: str) -> None:
    """His card is black on white, with grey for scissors: no colour is the line's, in either file, or on paper."""
    sheet = cards(language, name)
    assert colours(svg.write(sheet)) <= {"#fff", "#000", "#999"}
    paints = re.findall(rb"([\d. ]+) (?:rg|RG|k|K|cs|CS|scn|SCN|sh)\b", contents(reader(sheet)))
    assert [paint for paint in paints if len(set(paint.split())) > 1] == []


def test_back_is_blank() -> None:
    """His card has one side: nothing is printed behind it, and its file has no page that could be."""
    for language, name in NAMES:
        assert len(reader(cards(language, name)).pages) == 1


@pytest.mark.parametrize(("language", "other"), [*product(PHRASES, PHRASES)])
def test_no_language(language: str, other: str) -> None:
    """Two cards with one name are one file, whatever language they were ordered in: it does not tell."""
    assert pdf.write(cards(language, "Alex")) == pdf.write(cards(other, "Alex"))
    assert svg.write(cards(language, "")) == svg.write(cards(other, ""))


def test_file_names() -> None:
    """Files are called so that a name left behind on a shared computer does not say what they are for."""
    for name, kind in SHEETS.items():
        assert set(name.split("-")) & set(kind.file.split("-")) <= {"a4", "a3"}
        assert set(kind.file.split("-")) & OURS == set()
