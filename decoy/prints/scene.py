"""
A sheet of paper as it is drawn, once, for all who write it down (`svg`, `pdf`).

Places and lengths are in millimetres from the top left corner, sizes of letters in points.
"""

from dataclasses import dataclass, replace
from typing import Literal

MM = 25.4 / 72  # of one point

Align = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Text:
    """One line of *words* on its baseline at (x, y); *turned*: it is read upwards."""

    x: float
    y: float
    words: str
    size: float
    bold: bool = False
    align: Align = "start"
    turned: bool = False

    def placed(self, x: float, y: float, scale: float = 1) -> "Text":
        """Give the same, scaled, then moved by (x, y)."""
        return replace(self, x=self.x * scale + x, y=self.y * scale + y, size=self.size * scale)


@dataclass(frozen=True)
class Line:
    """A straight line from (x, y) to (to_x, to_y); *faint*: grey, a help for scissors."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 0.2
    faint: bool = False

    def placed(self, x: float, y: float, scale: float = 1) -> "Line":
        """Give the same, scaled, then moved by (x, y)."""
        to_x, to_y = self.to_x * scale + x, self.to_y * scale + y
        return replace(
            self, x=self.x * scale + x, y=self.y * scale + y, to_x=to_x, to_y=to_y, width=self.width * scale
        )


@dataclass(frozen=True)
class Code:
    """A QR code in a square of *size* at (x, y), its quiet zone included; *rows* are its modules, dark ones true."""

    x: float
    y: float
    size: float
    rows: tuple[tuple[bool, ...], ...]

    def placed(self, x: float, y: float, scale: float = 1) -> "Code":
        """Give the same, scaled, then moved by (x, y)."""
        return replace(self, x=self.x * scale + x, y=self.y * scale + y, size=self.size * scale)


Mark = Text | Line | Code
Page = tuple[Mark, ...]


@dataclass(frozen=True)
class Sheet:
    """Paper of *width* x *height*, its *pages*, and the *language* of what is read on it; none where little is."""

    width: float
    height: float
    pages: tuple[Page, ...]
    language: str = ""


A4 = (210.0, 297.0)
A3 = (297.0, 420.0)
