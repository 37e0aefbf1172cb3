"""Sheets as SVG, a page at a time: attributes only, no style, no script, no address."""

from xml.sax.saxutils import escape, quoteattr

from decoy.prints.code import runs
from decoy.prints.measure import width
from decoy.prints.scene import MM, Code, Line, Mark, Sheet, Text

FONTS = "Helvetica, Arial, 'Liberation Sans', sans-serif"  # the first three are equally wide
FAINT = "#999"
ON_TYPE = {"start": "start", "middle": "middle", "end": "end"}


def write(sheet: Sheet, page: int = 0) -> str:
    """Write one page of *sheet*, in its real size."""
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_mm(sheet.width)}mm" height="{_mm(sheet.height)}mm"'
            f' viewBox="0 0 {_mm(sheet.width)} {_mm(sheet.height)}"{_language(sheet)}>',
            '<rect width="100%" height="100%" fill="#fff"/>',
            f"<g font-family={quoteattr(FONTS)}>",
            *map(_element, sheet.pages[page]),
            "</g>",
            "</svg>\n",
        )
    )


def _language(sheet: Sheet) -> str:
    return f' xml:lang="{sheet.language}"' if sheet.language else ""


def _element(mark: Mark) -> str:
    match mark:
        case Text():
            return _text(mark)
        case Line():
            ends = f'x1="{_mm(mark.x)}" y1="{_mm(mark.y)}" x2="{_mm(mark.to_x)}" y2="{_mm(mark.to_y)}"'
            return f'<line {ends} stroke-width="{_mm(mark.width)}" stroke="{FAINT if mark.faint else "#000"}"/>'
        case Code():
            return _code(mark)


def _text(text: Text) -> str:
    """Write a text that is as wide in any other font, should none of ours be there."""
    place = f'x="{_mm(text.x)}" y="{_mm(text.y)}" font-size="{_mm(text.size * MM)}"'
    look = ' font-weight="bold"' if text.bold else ""
    look += f' text-anchor="{text.align}"' if text.align != "start" else ""
    look += f' transform="rotate(-90 {_mm(text.x)} {_mm(text.y)})"' if text.turned else ""
    wide = f'textLength="{_mm(width(text.words, text.size, text.bold))}" lengthAdjust="spacingAndGlyphs"'
    return f"<text {place}{look} {wide}>{escape(text.words)}</text>"


def _code(code: Code) -> str:
    steps = (f"M{_mm(x)} {_mm(y)}h{_mm(wide)}v{_mm(high)}h-{_mm(wide)}z" for x, y, wide, high in runs(code))
    return f'<path shape-rendering="crispEdges" d="{"".join(steps)}"/>'


def _mm(length: float) -> str:
    return f"{length:.3f}".rstrip("0").rstrip(".")
