"""Ten cards on a page of A4: where each lies, and where to cut."""

from collections.abc import Iterator

from decoy.prints.scene import A4, Line, Page

WIDTH, HEIGHT = 85.0, 55.0  # of a card, as wallets take them
COLUMNS, ROWS = 2, 5
LEFT = (A4[0] - COLUMNS * WIDTH) / 2
TOP = (A4[1] - ROWS * HEIGHT) / 2
GAP, TICK = 2.0, 5.0  # between a card and its cut marks; length of a mark
CROSS = 1.5  # half of a cross where four cards meet


def corners(back: bool = False) -> Iterator[tuple[float, float]]:
    """
    Give the top left corner of each card, row by row from the left.

    On the *back* from the right: turned over at its long edge, the n-th back lies behind the n-th front.
    """
    for row in range(ROWS):
        for column in range(COLUMNS):
            across = COLUMNS - 1 - column if back else column
            yield LEFT + across * WIDTH, TOP + row * HEIGHT


def page(card: Page, back: bool = False) -> Page:
    """Lay ten times the same *card*, drawn from its own corner, with marks to cut on the front."""
    laid = (mark.placed(x, y) for x, y in corners(back) for mark in card)
    return (*laid, *(() if back else cuts()))


def cuts() -> Iterator[Line]:
    """Draw a mark at both ends of each cut, outside the cards, and a small cross where four cards meet."""
    columns = [LEFT + column * WIDTH for column in range(COLUMNS + 1)]
    rows = [TOP + row * HEIGHT for row in range(ROWS + 1)]
    for x in columns:
        yield Line(x, TOP - GAP - TICK, x, TOP - GAP)
        yield Line(x, rows[-1] + GAP, x, rows[-1] + GAP + TICK)
    for y in rows:
        yield Line(LEFT - GAP - TICK, y, LEFT - GAP, y)
        yield Line(columns[-1] + GAP, y, columns[-1] + GAP + TICK, y)
    for x in columns[1:-1]:
        for y in rows[1:-1]:
            yield Line(x - CROSS, y, x + CROSS, y, faint=True)
            yield Line(x, y - CROSS, x, y + CROSS, faint=True)
