"""The scales of charts: nothing leaves the drawing, and what is not zero can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.site.chart import HEIGHT, WIDTH, ceiling, draw

AMOUNTS = st.integers(-(10**9), 10**15)


@pytest.mark.parametrize(
    ("most", "top"), [(-5, 0), (0, 0), (1, 1), (3, 5), (6, 10), (87_500, 100_000), (100_001, 200_000)]
)
def test_ceiling(most: int, top: int) -> None:
    """A scale ends at 1, 2 or 5 with zeros, which people read at a glance."""
    assert ceiling(most) == top


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=48))
def test_columns_stay_inside(pairs: list[tuple[int, int]]) -> None:
    """Whatever the figures are, columns stay inside the drawing and apart, and only what is nothing has no height."""
    ups, downs = [up for up, _ in pairs], [down for _, down in pairs]
    chart = draw(ups, downs)
    for column, up, down in zip(chart.columns, ups, downs, strict=True):
        assert 0 <= column.x < column.x + column.width <= WIDTH
        assert column.up <= chart.base + 1
        assert column.down <= HEIGHT - chart.base + 1
        assert (column.up > 0, column.down > 0) == (up > 0, down > 0)
    ends = [column.x + column.width for column in chart.columns]
    assert all(end < column.x for end, column in zip(ends, chart.columns[1:], strict=False))


def test_one_scale() -> None:
    """The same amount is as long up as down, so that the two can be compared."""
    (column,) = draw([3_000], [3_000]).columns
    assert column.up == column.down
