"""The cards to keep: what SHE reads, the advice on their front and who helps on their back."""

from decoy.prints import grid
from decoy.prints.code import code
from decoy.prints.column import Column
from decoy.prints.help import bare, countries
from decoy.prints.order import Order
from decoy.prints.scene import A4, Page, Sheet

MARGIN = 4.5  # mm: what a printer that turns paper over may be off by, and more
ROOM = grid.WIDTH - 2 * MARGIN
CODE = 19.0
TITLE, NUMBER, SMALL = 8.5, 16.0, 7.0  # points
BODIES = (7.6, 7.4, 7.2, 7.0)  # points: the first at which all fits


def sheet(order: Order) -> Sheet:
    """Draw ten cards, their fronts on the first page and their backs on the second."""
    pages = (grid.page(front(order)), grid.page(back(order), back=True))
    return Sheet(*A4, pages=pages, language=order.phrases.language)


def front(order: Order) -> Page:
    """Draw the advice, the number, and the way to the page that knows what he hears now."""
    column = Column(MARGIN, MARGIN, ROOM)
    column.say(order.phrases.keep.title, TITLE, bold=True, after=1.2)
    column.say(order.dialled, NUMBER, bold=True, after=0.6)
    column.say(bare(order.page), SMALL)
    # The quiet zone of the code may lie on the margin: it is white either way.
    square = code(grid.WIDTH - MARGIN - CODE + 2, MARGIN - 2, CODE, order.page)
    return (*column.page, *_advice(order.phrases.keep.items).page, square)


def _advice(items: tuple[str, ...]) -> Column:
    """Write the advice as large as it fits."""
    for size in BODIES:
        column = Column(MARGIN, MARGIN + CODE - 1.6, ROOM)
        for words in items:
            column.item("\u2022", words, size, after=0.5)
        if column.y <= grid.HEIGHT - MARGIN:
            break
    return column


def back(order: Order) -> Page:
    """Draw who helps, the countries side by side, as large as it fits."""
    for size in BODIES:
        columns = _help(order, size)
        if columns[-1].y <= grid.HEIGHT - MARGIN:
            break
    return tuple(mark for column in columns for mark in column.page)


def _help(order: Order, size: float) -> list[Column]:
    keep = order.phrases.keep
    head = Column(MARGIN, MARGIN, ROOM)
    head.say(keep.help, TITLE, bold=True, after=1.2)
    helped = countries(order, MARGIN, head.y, ROOM, size)
    foot = Column(MARGIN, max((column.y for column in helped), default=head.y) + 0.8, ROOM)
    foot.say(keep.abroad, SMALL)
    if order.checked:
        foot.say(keep.checked.format(month=f"{order.checked:%m/%Y}"), SMALL)
    return [head, *helped, foot]
