"""
The cards to give: what HE gets. A contact like any other, on paper of which both sides are his.

Whoever adds to this card adds to what he may read while she is still there: it has a number, and a name or a line to
write one on. Nothing else, on either side, in the drawing or in the file.
"""

from decoy import vcard
from decoy.prints import grid
from decoy.prints.code import code
from decoy.prints.measure import width
from decoy.prints.order import Order
from decoy.prints.scene import A4, Line, Page, Sheet, Text

NAME, NUMBER, SMALLEST = 15.0, 15.0, 8.0  # points
MARGIN = 5.0  # mm
CODE = 26.0  # mm
TEXT = grid.WIDTH - CODE - 2.5 * MARGIN  # the room left of the code
MIDDLE = MARGIN + TEXT / 2


def sheet(order: Order) -> Sheet:
    """Draw ten cards on one page. Its back stays blank: a card with two faces would show him hers."""
    return Sheet(*A4, pages=(grid.page(named(order) if order.name else blank(order)),))


def named(order: Order) -> Page:
    """Draw a card with a name, and its contact as a code."""
    top = (grid.HEIGHT - CODE) / 2
    return (
        Text(MIDDLE, 24, order.name, _fitting(order.name), bold=True, align="middle"),
        Text(MIDDLE, 35, order.dialled, NUMBER, align="middle"),
        code(grid.WIDTH - MARGIN - CODE, top, CODE, vcard.write(order.name, order.number)),
    )


def blank(order: Order) -> Page:
    """Draw a card with a line to write a name on. No code: nobody prints one on a card that is filled in by hand."""
    middle = grid.WIDTH / 2
    return (
        Line(middle - 26, 24, middle + 26, 24),
        Text(middle, 38, order.dialled, NUMBER + 3, align="middle"),
    )


def _fitting(name: str) -> float:
    """Give the size at which *name* fits; `ValueError` when it would be too small to read."""
    size = min(NAME, TEXT / width(name, 1, bold=True))
    if size < SMALLEST:
        raise ValueError("this name is too long for a card: leave it out and write it by hand")
    return size
