"""The scales of a chart of two series: one grows up from a line, the other down. Pure: ints in, ints out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1000, 200  # units of the drawing
GAP = 8  # units between two columns
NICE = (1, 2, 5)


@dataclass(frozen=True)
class Column:
    """One column: where it begins, how wide it is, and how far it goes *up* and *down* from the line."""

    x: int
    width: int
    up: int
    down: int


@dataclass(frozen=True)
class Chart:
    """Columns around a line at *base*; one scale for both series, whose tops are *up* and *down*."""

    columns: list[Column]
    base: int
    up: int
    down: int


def ceiling(most: int) -> int:
    """Round up to 1, 2 or 5 with zeros; nothing stays nothing."""
    power = 1
    while most > NICE[-1] * power:
        power *= 10
    return next((step * power for step in NICE if step * power >= most), 0) if most > 0 else 0


def draw(ups: Sequence[int], downs: Sequence[int]) -> Chart:
    """Draw two series of one length. What is not zero can be seen; less than nothing counts as nothing."""
    up, down = ceiling(max(ups, default=0)), ceiling(max(downs, default=0))
    span, pitch = up + down, WIDTH // max(1, len(ups))
    columns = [
        Column(place * pitch + GAP // 2, pitch - GAP, _height(more, span), _height(less, span))
        for place, (more, less) in enumerate(zip(ups, downs, strict=True))
    ]
    return Chart(columns, HEIGHT * up // span if span else HEIGHT, up, down)


def _height(value: int, span: int) -> int:
    return max(1, HEIGHT * value // span) if value > 0 else 0
