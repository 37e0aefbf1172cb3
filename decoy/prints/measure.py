"""How wide words are, and where a paragraph breaks: by the font that PDFs are printed in."""

from collections.abc import Iterator, Mapping
from functools import cache

from decoy.prints.scene import MM

ENCODING = "windows-1252"  # what the core fonts of PDF have: all of French, Dutch and English
FONT = "helvetica"
PER_POINT = 1 / 1000
STEP = 1.0  # mm
LEADING = 1.28  # of the size, from line to line


def printable(words: str) -> bool:
    """Tell whether the printed font has every letter of *words*."""
    try:
        words.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def width(words: str, size: float, bold: bool = False) -> float:
    """Measure *words* in mm, at *size* points."""
    widths = _widths(FONT + "B" * bold)
    return sum(widths[chr(letter)] for letter in words.encode(ENCODING)) * PER_POINT * size * MM


@cache
def _widths(font: str) -> Mapping[str, float]:
    from fpdf.fonts import CORE_FONTS_CHARWIDTHS  # with it comes a library of pictures, slow to load

    return CORE_FONTS_CHARWIDTHS[font]


def leading(size: float) -> float:
    """Give the step from one line to the next in mm, at *size* points."""
    return size * MM * LEADING


def wrap(words: str, size: float, within: float, bold: bool = False, lead: float = 0) -> Iterator[str]:
    """Break *words* into lines of at most *within* mm, the first shorter by *lead*, at spaces that may be broken."""
    line, room = "", within - lead
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold) > room:
            yield line
            line, room = word, within
        else:
            line = longer
    yield line


def balance(words: str, size: float, within: float, bold: bool = False) -> float:
    """Give the narrowest room in which *words* need no more lines than *within*: a heading leaves no word alone."""
    lines, narrower = len(list(wrap(words, size, within, bold))), within
    while narrower > STEP and len(list(wrap(words, size, narrower - STEP, bold))) == lines:
        narrower -= STEP
    return narrower
