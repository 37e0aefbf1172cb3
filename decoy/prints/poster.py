"""
The poster: hers, for where only she reads it. The number stands on strips to tear off, and nowhere else.

Whoever reads the poster from afar learns no number; whoever finds a strip learns nothing else.
"""

from decoy.prints.code import code
from decoy.prints.column import Column
from decoy.prints.help import bare, countries
from decoy.prints.measure import leading
from decoy.prints.order import Order
from decoy.prints.scene import A3, A4, Line, Page, Sheet, Text

MARGIN = 16.0
ROOM = A4[0] - 2 * MARGIN
EDGE = 6.0  # what printers leave white
STRIPS, LONG = 9, 52.0
WIDE = (A4[0] - 2 * EDGE) / STRIPS
TOP_OF_STRIPS = A4[1] - EDGE - LONG
CODE = 40.0
GUTTER = 8.0
NUMBER = 17.0
ABOVE = 4.0  # mm of white above the strips
ASK, ANSWER, HEAD, SMALL = 38.0, 24.0, 16.0, 11.0  # points
BODIES = (13.5, 13.0, 12.5, 12.0, 11.5, 11.0)  # points: the first at which all fits


def a4(order: Order) -> Sheet:
    """Draw the poster on A4."""
    for size in BODIES:
        top = advice(order, size)
        words, bottom = below(order, top.y + 3)
        if bottom <= TOP_OF_STRIPS - ABOVE:
            break
    page = (*top.page, *words, *strips(order))
    return Sheet(*A4, pages=(page,), language=order.phrases.language)


def a3(order: Order) -> Sheet:
    """Draw the poster on A3: the same, larger."""
    small = a4(order)
    scale = min(A3[0] / A4[0], A3[1] / A4[1])
    page = tuple(mark.placed(0, 0, scale) for mark in small.pages[0])
    return Sheet(*A3, pages=(page,), language=small.language)


def advice(order: Order, size: float) -> Column:
    """Write what to do, and what to know before, at *size* points."""
    words, column = order.phrases.poster, Column(MARGIN, MARGIN, ROOM)
    column.head(words.ask, ASK, after=2)
    column.head(words.owe, ANSWER, bold=False)
    column.head(words.answer, ANSWER, bold=False, after=5)
    for place, step in enumerate(words.how, 1):
        column.item(f"{place}", step, size, after=1.5)
    column.y += 3
    column.say(words.safety, HEAD, bold=True, after=1.5)
    for item in words.items:
        column.item("\u2022", item, size, after=1.5)
    return column


def below(order: Order, y: float) -> tuple[Page, float]:
    """Write who helps, and beside it the way to the public page; say where that ends."""
    words, rule = order.phrases.poster, Column(MARGIN, y, ROOM)
    rule.rule(after=4)
    head = Column(MARGIN, rule.y, ROOM)
    head.say(words.danger, HEAD, bold=True, after=1.5)
    helped = countries(order, MARGIN, head.y, ROOM - CODE - GUTTER, SMALL)
    way = Column(A4[0] - MARGIN - CODE, rule.y + CODE, CODE)
    way.say(words.page, SMALL)
    bottom = max(column.y for column in (way, *helped)) + leading(SMALL)
    address = Text(A4[0] - MARGIN, bottom, bare(order.page), SMALL, bold=True, align="end")
    columns = (rule, head, *helped, way)
    square = code(way.x, rule.y, CODE, order.page)
    return (*(mark for column in columns for mark in column.page), address, square), bottom


def strips(order: Order) -> Page:
    """Draw the strips, upright, with the lines between them to cut."""
    marks: list[Line | Text] = [Line(EDGE, TOP_OF_STRIPS, A4[0] - EDGE, TOP_OF_STRIPS, faint=True)]
    for place in range(STRIPS):
        left = EDGE + place * WIDE
        if place:
            marks.append(Line(left, TOP_OF_STRIPS, left, A4[1], faint=True))
        middle = left + WIDE / 2
        marks.append(Text(middle + 2, TOP_OF_STRIPS + LONG / 2, order.dialled, NUMBER, align="middle", turned=True))
    return tuple(marks)
