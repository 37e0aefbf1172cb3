"""
Sheets as PDF, ready for any printer: the same bytes every time, and nothing in them about where they come from.

The fonts are those that every reader of PDF has, so none is embedded.
"""

from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import Duplex
from fpdf.prefs import ViewerPreferences

from decoy.prints.code import runs
from decoy.prints.measure import ENCODING, FONT, width
from decoy.prints.scene import Code, Line, Mark, Sheet, Text

NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)  # the format wants one
FAINT = 153  # of 255: grey
SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # of its width that a text lies before its place
SEAM = 0.02  # mm: how far rows of a code overlap, so that no white hair shows between them


class _Paper(FPDF):
    def file_id(self) -> None:
        """Leave out the fingerprint of the file."""
        return


def write(sheet: Sheet) -> bytes:
    """Write all pages of *sheet*."""
    paper = _Paper(unit="mm", format=(sheet.width, sheet.height))
    paper.core_fonts_encoding = ENCODING
    paper.set_auto_page_break(False)
    paper.set_margin(0)
    paper.set_creation_date(NO_DATE)
    paper.set_producer("")
    if sheet.language:
        paper.set_lang(sheet.language)
    paper.viewer_preferences = ViewerPreferences(print_scaling="None", duplex=_duplex(sheet))
    for page in sheet.pages:
        paper.add_page()
        for mark in page:
            _draw(paper, mark)
    return bytes(paper.output())


def _duplex(sheet: Sheet) -> Duplex:
    """Ask for one side of the paper, or for both: the second page of two never begins a sheet of its own."""
    return Duplex.DUPLEX_FLIP_LONG_EDGE if len(sheet.pages) > 1 else Duplex.SIMPLEX


def _draw(paper: FPDF, mark: Mark) -> None:
    match mark:
        case Text():
            _text(paper, mark)
        case Line():
            paper.set_draw_color(FAINT if mark.faint else 0)
            paper.set_line_width(mark.width)
            paper.line(mark.x, mark.y, mark.to_x, mark.to_y)
        case Code():
            for x, y, wide, high in runs(mark):
                paper.rect(x, y, wide, high + SEAM, style="F")


def _text(paper: FPDF, text: Text) -> None:
    paper.set_font(FONT, "B" if text.bold else "", text.size)
    start = text.x - SHARE[text.align] * width(text.words, text.size, text.bold)
    with paper.rotation(90 if text.turned else 0, text.x, text.y):
        paper.text(start, text.y, text.words)
