"""A column of paragraphs, written from the top down."""

from decoy.prints.measure import balance, leading, width, wrap
from decoy.prints.scene import MM, Line, Page, Text

INDENT = 1.2  # of the size: where an item's words begin
SPACE = 0.5  # of the size: between what is bold and what follows
ASCENT = 0.75  # of the size: from the top of a line to its baseline


class Column:
    """Paragraphs at *x* from *y* down, *width* wide; *y* is always the bottom of what is written."""

    def __init__(self, x: float, y: float, width: float) -> None:
        self.x, self.y, self.width = x, y, width
        self._marks: list[Text | Line] = []

    @property
    def page(self) -> Page:
        """All that is written."""
        return tuple(self._marks)

    def say(
        self, words: str, size: float, bold: bool = False, after: float = 0, indent: float = 0, room: float = 0
    ) -> None:
        """Write a paragraph at *size* points and leave *after* mm below it, in a narrower *room* if one is given."""
        for line in wrap(words, size, room or self.width - indent, bold):
            self._marks.append(Text(self.x + indent, self.y + ASCENT * size * MM, line, size, bold))
            self.y += leading(size)
        self.y += after

    def head(self, words: str, size: float, bold: bool = True, after: float = 0) -> None:
        """Write a heading, its lines about equally long."""
        self.say(words, size, bold, after, room=balance(words, size, self.width, bold))

    def item(self, sign: str, words: str, size: float, after: float = 0) -> None:
        """Write a paragraph behind a *sign*."""
        self._marks.append(Text(self.x, self.y + ASCENT * size * MM, sign, size, bold=True))
        self.say(words, size, after=after, indent=INDENT * size * MM)

    def lead(self, first: str, words: str, size: float, after: float = 0) -> None:
        """Write a paragraph that begins with *first* in bold."""
        ahead = width(first, size, bold=True) + SPACE * size * MM
        self._marks.append(Text(self.x, self.y + ASCENT * size * MM, first, size, bold=True))
        for line in wrap(words, size, self.width, lead=ahead):
            self._marks.append(Text(self.x + ahead, self.y + ASCENT * size * MM, line, size))
            self.y += leading(size)
            ahead = 0
        self.y += after

    def rule(self, after: float) -> None:
        """Draw a line across, and leave *after* mm below it."""
        self._marks.append(Line(self.x, self.y, self.x + self.width, self.y))
        self.y += after
