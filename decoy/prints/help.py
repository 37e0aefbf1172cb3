"""Where to turn: who helps in each country, and the public page."""

from decoy.prints.column import Column
from decoy.prints.order import Order

GUTTER = 3.0  # mm between two countries


def countries(order: Order, x: float, y: float, width: float, size: float) -> list[Column]:
    """Write who helps, the countries side by side from (x, y), *width* wide in all."""
    wide = (width + GUTTER) / max(1, len(order.countries)) - GUTTER
    columns = []
    for place, country in enumerate(order.countries):
        column = Column(x + place * (wide + GUTTER), y, wide)
        column.say(order.phrases.countries[country], size, bold=True, after=0.4)
        for line in order.helpful:
            if line.country == country:
                column.lead(line.contact, line.name, size, after=0.5)
        columns.append(column)
    return columns


def bare(address: str) -> str:
    """Give a web address as one types it."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")
