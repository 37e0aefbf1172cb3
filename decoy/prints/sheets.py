"""The sheets there are."""

from collections.abc import Callable
from typing import NamedTuple

from decoy.prints import give, keep, poster
from decoy.prints.order import Order
from decoy.prints.scene import Sheet


class Kind(NamedTuple):
    """How a sheet is drawn, and what its file is called: a name that says nothing on a shared computer."""

    draw: Callable[[Order], Sheet]
    file: str


SHEETS = {
    "cards-to-give": Kind(give.sheet, "contacts"),
    "cards-to-keep": Kind(keep.sheet, "notes"),
    "poster-a4": Kind(poster.a4, "page-a4"),
    "poster-a3": Kind(poster.a3, "page-a3"),
}
