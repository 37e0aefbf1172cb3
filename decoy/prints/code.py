"""QR codes that any phone reads: in UTF-8, which is what they take a contact for."""

import segno

from decoy.prints.scene import Code

QUIET = 4  # modules on each side (ISO/IEC 18004)
SMALLEST_MODULE = 0.35  # mm: below, cheap printers and old phones fail


def code(x: float, y: float, size: float, content: str) -> Code:
    """Draw *content* in a square of *size* mm at (x, y)."""
    matrix = segno.make_qr(content, error="m", boost_error=False, encoding="utf-8").matrix_iter(border=QUIET)
    return Code(x, y, size, tuple(tuple(bool(module) for module in row) for row in matrix))


def runs(drawn: Code) -> list[tuple[float, float, float, float]]:
    """Give the dark modules of *drawn* as rectangles (x, y, width, height), neighbours in a row joined."""
    module = drawn.size / len(drawn.rows)
    found = []
    for down, row in enumerate(drawn.rows):
        across = 0
        while across < len(row):
            end = across
            while end < len(row) and row[end]:
                end += 1
            if end > across:
                place = (drawn.x + across * module, drawn.y + down * module)
                found.append((*place, (end - across) * module, module))
            across = end + 1
    return found
