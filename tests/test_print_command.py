"""`decoy print`: files of cards and posters, on the operators' own machine."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from tests.desk import Desk
from tests.paper import written

NOWHERE = "redis://127.0.0.1:1/0"


def test_a_pdf(desk: Desk, tmp_path: Path) -> None:
    """A sheet is written as PDF without asking the store, and one is told where it is."""
    file = tmp_path / "cards.pdf"
    said = desk.read("print", "cards-to-keep", "--language", "nl", "--output", file, REDIS_URL=NOWHERE)
    assert said.startswith(f"Printed: {file}\nThis is a try: nobody has the sandbox's number.")
    assert len(PdfReader(file).pages) == 2


def test_a_real_number(desk: Desk, tmp_path: Path, real: dict[str, str]) -> None:
    """Of a real line nothing more is said, and its own page is the one on the paper."""
    file = tmp_path / "poster.svg"
    assert desk.read("print", "poster-a4", "--output", file, **real) == f"Printed: {file}\n"
    host = real["DECOY_PUBLIC_URL"].removeprefix("https://").rstrip("/")
    assert [words for words in written(file.read_text(encoding="utf-8")) if words.startswith(host)] == [f"{host}/fr"]


def test_an_svg_a_page(desk: Desk, tmp_path: Path) -> None:
    """An SVG has one page, so two pages are two files; a single one keeps its name."""
    desk.read("print", "cards-to-keep", "--output", tmp_path / "keep.svg")
    desk.read("print", "poster-a4", "--output", tmp_path / "poster.svg")
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == ["keep-1.svg", "keep-2.svg", "poster.svg"]
    assert ElementTree.fromstring((tmp_path / "keep-2.svg").read_text(encoding="utf-8")).get("width") == "210mm"


def test_any_name(desk: Desk, tmp_path: Path) -> None:
    """Here a name may be any that fits, in letters that are printed."""
    desk.read("print", "cards-to-give", "--name", " Zoe\u0308 ", "--output", tmp_path / "give.svg")
    assert set(written((tmp_path / "give.svg").read_text(encoding="utf-8"))) == {"Zoë", "06 39 98 00 01"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cards-to-give", "--name", "Лена"), "'Лена' cannot be printed: the font lacks a letter. Leave it out"),
        (("cards-to-give", "--name", "a@b"), "'a@b' cannot be printed: a name has letters, digits"),
        (("cards-to-give", "--name", "W" * 40), "cannot be printed: this name is too long for a card: leave it out"),
        (("poster-a4", "--language", "de"), "Nothing is printed in 'de'; there is en, fr, nl."),
        (("poster-a4", "--number", "99"), "There is no decoy number 99; the policy has "),
        (("poster-a4", "--output", "poster.docx"), "poster.docx is neither a PDF nor an SVG: name it poster.pdf or "),
        (("poster-a4", "--output", "/nonexistent/poster.pdf"), "/nonexistent/poster.pdf cannot be written: "),
    ],
)
def test_what_cannot_be_printed(desk: Desk, words: tuple[str, ...], said: str) -> None:
    """What cannot be printed is said in a sentence that says what to do, and nothing is written."""
    code, complaint = desk.refusal("print", *words)
    assert code == 1
    assert said in complaint
