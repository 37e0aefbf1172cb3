"""What is printed: that it fits its paper, that its faces meet, and that its codes are read."""

from itertools import combinations, product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoy import vcard
from decoy.errors import Misconfigured
from decoy.prints import give, grid, keep, measure, pdf, phrases, poster, svg
from decoy.prints.code import SMALLEST_MODULE, code
from decoy.prints.listing import checked, listed
from decoy.prints.scene import A3, A4, MM, Code, Line, Mark, Page, Sheet, Text
from decoy.prints.sheets import SHEETS
from decoy.settings import CONFIG
from tests.paper import DIRECTORIES, NUMBERS, PAGE, PHRASES, codes, lines, order, pictures, reader, written

LANGUAGES = sorted(PHRASES)
UNPRINTED = 5.0  # mm that printers leave white
LONG_PAGE = "https://a-rather-long-name-of-a-host.example.org/fr/"
Box = tuple[float, float, float, float]


def drawn(called: str, /, language: str = "fr", **more: str) -> Sheet:
    """Draw the sheet that is *called* so."""
    return SHEETS[called].draw(order(language, **more))


def box(mark: Mark) -> Box:
    """Give the left, top, right and bottom of what is drawn; letters reach a fifth below their line."""
    match mark:
        case Text():
            wide, high = measure.width(mark.words, mark.size, mark.bold), mark.size * MM
            ahead = {"start": 0.0, "middle": wide / 2, "end": wide}[mark.align]
            if mark.turned:
                return mark.x - 0.75 * high, mark.y - wide + ahead, mark.x + 0.22 * high, mark.y + ahead
            return mark.x - ahead, mark.y - 0.75 * high, mark.x - ahead + wide, mark.y + 0.22 * high
        case Line():
            return mark.x, mark.y, mark.to_x, mark.to_y
        case Code():
            quiet = mark.size / len(mark.rows) * 4
            end = mark.size - quiet
            return mark.x + quiet, mark.y + quiet, mark.x + end, mark.y + end


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(inner: Box, outer: Box) -> bool:
    """Tell whether a box lies in another."""
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def crowded(page: Page) -> list[tuple[Mark, Mark]]:
    """Give what lies on one another: words on words, words on a code."""
    boxes = [(mark, box(mark)) for mark in page if not isinstance(mark, Line)]
    return [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if overlap(a, b)]


def parts(root: ElementTree.Element) -> tuple[set[str], set[str]]:
    """Name the elements of a drawing, and their attributes."""
    return {each.tag for each in root.iter()}, {name for each in root.iter() for name in each.attrib}


def cells(back: bool = False) -> list[Box]:
    """Give the ten cards of a page."""
    return [(x, y, x + grid.WIDTH, y + grid.HEIGHT) for x, y in grid.corners(back)]


# Cards


def test_ten_cards() -> None:
    """Ten cards of 85 by 55 mm lie on A4 without touching what printers leave white, none over another."""
    assert len(cells()) == 10
    paper = (UNPRINTED, UNPRINTED, A4[0] - UNPRINTED, A4[1] - UNPRINTED)
    assert [cell for cell in cells() if not within(cell, paper)] == []
    assert [pair for pair in combinations(cells(), 2) if overlap(*pair)] == []


def test_cut_marks() -> None:
    """Marks to cut lie outside the cards, in line with their edges, but for small crosses where four cards meet."""
    edges = {x for cell in cells() for x in cell[::2]}, {y for cell in cells() for y in cell[1::2]}
    for mark in grid.cuts():
        across = mark.x == mark.to_x
        assert (mark.x if across else mark.y) in edges[0 if across else 1]
        longest = abs(mark.to_x - mark.x) + abs(mark.to_y - mark.y)
        assert longest <= 2 * grid.CROSS if mark.faint else not any(overlap(box(mark), cell) for cell in cells())


def test_faces_meet() -> None:
    """Turned over at its long edge, the paper has each back exactly behind its front."""
    turned = [(A4[0] - right, top, A4[0] - left, bottom) for left, top, right, bottom in cells(back=True)]
    assert turned == cells()


def test_backs_are_not_cut() -> None:
    """The back of a card to keep has no marks to cut, which would never meet those of the front."""
    assert [mark for mark in drawn("cards-to-keep").pages[1] if isinstance(mark, Line)] == []


@pytest.mark.parametrize(("language", "number", "page"), [*product(LANGUAGES, NUMBERS, (PAGE, LONG_PAGE))])
def test_cards_hold_their_words(language: str, number: str, page: str) -> None:
    """All that is on a card stays 3 mm away from where it is cut, and nothing is written over anything else."""
    safe = (3.0, 3.0, grid.WIDTH - 3, grid.HEIGHT - 3)
    ordered = order(language, number, page=page)
    for face in (keep.front(ordered), keep.back(ordered)):
        assert [mark for mark in face if not within(box(mark), safe)] == []
        assert crowded(face) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_to_give_hold_their_words(language: str) -> None:
    """Each name that is offered fits beside its code, on any card."""
    for name, number in product(("", *PHRASES[language].names), NUMBERS):
        sheet = drawn("cards-to-give", language, name=name, number=number)
        faces = [mark for mark in sheet.pages[0] if not isinstance(mark, Line)]
        assert all(any(within(box(mark), cell) for cell in cells()) for mark in faces)
        assert crowded(sheet.pages[0]) == []


def test_a_name_too_long() -> None:
    """A name that could only be printed too small to read is refused, and one says what to do."""
    with pytest.raises(ValueError, match="write it by hand"):
        drawn("cards-to-give", name="Maximilienne-Alexandrine de la Rochefou")


@given(st.text(st.characters(codec="windows-1252", categories=["Lu", "Ll", "Nd", "Zs"]), min_size=1, max_size=40))
@settings(max_examples=15, deadline=None)
def test_any_name_fits_or_is_refused(typed: str) -> None:
    """Whatever name is typed, it lies beside its code, large enough to read, or is refused; its code is read."""
    try:
        name = vcard.check_name(typed)
        sheet = drawn("cards-to-give", name=name)
    except ValueError:
        return
    card = give.named(order(name=name))
    assert [mark for mark in card if not within(box(mark), (0, 0, grid.WIDTH, grid.HEIGHT))] == []
    assert crowded(card) == []
    assert min(mark.size for mark in card if isinstance(mark, Text)) >= give.SMALLEST
    assert codes(pictures(sheet)[0]) == [vcard.write(name, NUMBERS[0])] * 10


@pytest.mark.parametrize("name", ["Zoé", "Zoë", "Œuvre", "نور", "Лена", "M.-A. (bar), 2"])
def test_names_in_codes(name: str) -> None:
    """A code holds a name in any alphabet, accents and all."""
    sheet = Sheet(60, 60, ((code(0, 0, 60, vcard.write(name, NUMBERS[0])),),))
    assert codes(pictures(sheet)[0]) == [vcard.write(name, NUMBERS[0])]


# Posters


@pytest.mark.parametrize(("language", "number", "page"), [*product(LANGUAGES, NUMBERS, (PAGE, LONG_PAGE))])
def test_posters_hold_their_words(language: str, number: str, page: str) -> None:
    """All that is on a poster stays on what printers print and above the strips, nothing over anything else."""
    for name, paper in (("poster-a4", A4), ("poster-a3", A3)):
        sheet = drawn(name, language, number=number, page=page)
        printed = (UNPRINTED, UNPRINTED, paper[0] - UNPRINTED, paper[1] - UNPRINTED)
        words = [mark for mark in sheet.pages[0] if not isinstance(mark, Line)]
        assert [mark for mark in words if not within(box(mark), printed)] == []
        assert crowded(sheet.pages[0]) == []
        top = poster.TOP_OF_STRIPS * paper[1] / A4[1]
        above = [mark for mark in words if not (isinstance(mark, Text) and mark.turned)]
        assert max(box(mark)[3] for mark in above) < top - 2


@pytest.mark.parametrize("number", NUMBERS)
def test_strips(number: str) -> None:
    """Each strip has the number and nothing else, and the number stands nowhere else on the poster."""
    sheet = drawn("poster-a4", number=number)
    shown = [mark for mark in sheet.pages[0] if isinstance(mark, Text) and order(number=number).dialled in mark.words]
    assert len(shown) == poster.STRIPS
    assert all(mark.turned and box(mark)[1] > poster.TOP_OF_STRIPS + 2 for mark in shown)
    across = [poster.EDGE + place * poster.WIDE for place in range(poster.STRIPS + 1)]
    for mark, left, right in zip(shown, across, across[1:], strict=False):
        assert left + 2 < box(mark)[0]
        assert box(mark)[2] < right - 2


# All of them


def test_wrong_words(tmp_path: Path) -> None:
    """Words that cannot be printed, and names that are none, are said at the start, each in a sentence."""
    words = (CONFIG / "prints" / "en.toml").read_text(encoding="utf-8")
    wrong = words.replace('"Alex"', '"a@b"').replace("For you to keep", "Для тебя").replace("owe = ", "owed = ")
    (tmp_path / "en.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(Misconfigured) as raised:
        phrases.load(tmp_path)
    said = " ".join(raised.value.problems)
    assert "names.0 is 'a@b': a name has letters" in said
    assert "keep.title is 'Для тебя': the printed font does not have all of these letters" in said
    assert "poster.owe is missing" in said


@pytest.mark.parametrize(("name", "language"), [*product(SHEETS, LANGUAGES)])
def test_readable(name: str, language: str) -> None:
    """Nothing is printed smaller than 7 points, and no code so fine that a cheap printer closes it."""
    marks = [mark for page in drawn(name, language, name="Alex", page=LONG_PAGE).pages for mark in page]
    assert min(mark.size for mark in marks if isinstance(mark, Text)) >= 7
    assert all(mark.size / len(mark.rows) >= SMALLEST_MODULE for mark in marks if isinstance(mark, Code))


@pytest.mark.parametrize(("language", "number"), [*product(LANGUAGES, NUMBERS)])
def test_codes_are_read(language: str, number: str) -> None:
    """Another's reader finds every code on the printed paper, and in each what it should lead to."""
    name = PHRASES[language].names[-1]
    given = pictures(drawn("cards-to-give", language, number=number, name=name))
    contact = f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:;{name};;;\r\nFN:{name}\r\nTEL;TYPE=CELL:{number}\r\nEND:VCARD\r\n"
    assert codes(given[0]) == [contact] * 10
    front, back = pictures(drawn("cards-to-keep", language, number=number, page=LONG_PAGE))
    assert codes(front) == [LONG_PAGE] * 10
    assert codes(back) == []
    assert codes(pictures(drawn("poster-a4", language, number=number))[0]) == [PAGE]


@pytest.mark.parametrize(("name", "language"), [*product(SHEETS, LANGUAGES)])
def test_pdfs_open(name: str, language: str) -> None:
    """Another's reader opens every PDF, finds its paper in its real size, and all that was drawn, in its letters."""
    sheet = drawn(name, language, name="Zoë")
    document = reader(sheet)
    assert len(document.pages) == len(sheet.pages)
    for page, marks in zip(document.pages, sheet.pages, strict=True):
        size = (float(page.mediabox.width) * MM, float(page.mediabox.height) * MM)
        assert size == pytest.approx((sheet.width, sheet.height), abs=0.1)
        text = " ".join(page.extract_text().split())
        assert [words for words in lines(marks) if " ".join(words.split()) not in text] == []


@pytest.mark.parametrize(("name", "language"), [*product(SHEETS, LANGUAGES)])
def test_svgs_are_drawings(name: str, language: str) -> None:
    """Every SVG is well-formed, in its real size, with all that was drawn and no style, script or address in it."""
    sheet = drawn(name, language, name="Zoë")
    for place, page in enumerate(sheet.pages):
        text = svg.write(sheet, place)
        root = ElementTree.fromstring(text)
        assert (root.get("width"), root.get("height")) == (f"{sheet.width:g}mm", f"{sheet.height:g}mm")
        assert written(text) == lines(page)
        tags, attributes = parts(root)
        assert tags <= {
            f"{{http://www.w3.org/2000/svg}}{tag}" for tag in ("svg", "g", "rect", "text", "line", "path")
        }
        assert attributes & {"style", "class", "id", "href", "filter", "mask"} == set()
        assert [name for name in attributes if name.startswith("on") or "xlink" in name] == []
        assert "url(" not in text


@pytest.mark.parametrize("name", SHEETS)
def test_the_same_bytes(name: str) -> None:
    """A sheet printed twice is the same file, whenever that was, so that it can be kept and compared."""
    assert pdf.write(drawn(name)) == pdf.write(drawn(name))
    assert b"1970" in pdf.write(drawn(name))


def test_sides() -> None:
    """Printers are asked for both sides where there are two, for one where there is one, and for the real size."""
    asked = {name: reader(drawn(name)).trailer["/Root"]["/ViewerPreferences"] for name in SHEETS}
    assert asked["cards-to-keep"]["/Duplex"] == "/DuplexFlipLongEdge"
    assert asked["cards-to-give"]["/Duplex"] == "/Simplex"
    assert {one["/PrintScaling"] for one in asked.values()} == {"/None"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_printed(language: str) -> None:
    """The card she keeps and the poster have emergency and each help line we are sure of, as dialled; no other."""
    emergency = {("FR", "17"), ("FR", "112"), ("FR", "114"), ("BE", "101"), ("BE", "112")}
    assert {(line.country, line.contact) for line in PHRASES[language].emergency} == emergency
    sure = {line.phone for each in DIRECTORIES for line in each.services if line.confidence == "A" and line.phone}
    assert {"3919", "0800 30 030", "0800 12 800"} <= sure
    for name in ("cards-to-keep", "poster-a4"):
        dialled = {
            mark.words
            for page in drawn(name, language).pages
            for mark in page
            if isinstance(mark, Text) and mark.bold
        }
        assert sure | {"114"} <= dialled
        unsure = {line.phone for each in DIRECTORIES for line in each.services} - sure - {""}
        assert dialled & unsure == set()


def test_doubtful_help_is_not_printed() -> None:
    """A help line that is not sure, has no number or only explains is left out; others say whom they understand."""
    shipped = DIRECTORIES[0].services[-1]
    found = shipped.model_copy(
        update={
            "kind": "listening",
            "phone": "0800 99 999",
            "confidence": "A",
            "name": "Somebody",
            "situations": ("tonight",),
            "languages": ("nl",),
        }
    )
    for changed in (
        {"confidence": "A-"},
        {"confidence": "C"},
        {"phone": ""},
        {"kind": "guide"},
        {"kind": "emergency"},
    ):
        directory = DIRECTORIES[0].model_copy(update={"services": (found.model_copy(update=changed),)})
        assert listed([directory], PHRASES["en"]) == ()
        assert checked([directory]) is None
    directory = DIRECTORIES[0].model_copy(update={"services": (found,)})
    line = listed([directory], PHRASES["en"])[0]
    assert (line.contact, line.name) == ("0800 99 999", "Somebody: listening (nl)")


def test_the_oldest_check_is_printed() -> None:
    """The month on the card is the one in which the last of all its help lines was checked: it promises no more."""
    assert checked(DIRECTORIES) == min(
        line.verified_on
        for each in DIRECTORIES
        for line in each.services
        if line.kind == "listening" and line.confidence == "A" and line.phone
    )
    assert any(f"{checked(DIRECTORIES):%m/%Y}" in words for words in lines(drawn("cards-to-keep").pages[1]))


def test_home_comes_first() -> None:
    """The country of the number comes first on the card, whatever language it is in."""
    assert order("nl", "+33639980001").countries == ("FR", "BE")
    assert order("fr", "+32000000000").countries == ("BE", "FR")


def test_without_help_lines() -> None:
    """Cards and posters can be printed before there is any help line to print."""
    for name in ("cards-to-keep", "poster-a4"):
        bare = order()
        sheet = SHEETS[name].draw(type(bare)(bare.phrases, bare.number, bare.page))
        assert pdf.write(sheet).startswith(b"%PDF")


def test_wrapping() -> None:
    """A no-break space holds its words together, and a word that is too long stays whole."""
    assert list(measure.wrap("a b\u00a0c d", 10, measure.width("a b\u00a0c", 10) + 0.1)) == ["a b\u00a0c", "d"]
    assert list(measure.wrap("abcdefgh", 10, 1)) == ["abcdefgh"]
