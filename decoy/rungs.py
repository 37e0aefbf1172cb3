"""The rungs of the degradation ladder, from best to worst, and what each lets happen."""

from enum import StrEnum


class Rung(StrEnum):
    """One rung."""

    NORMAL = "normal"
    GUARDED = "guarded"
    PAUSED = "paused"
    SILENT = "silent"
    CLOSED = "closed"

    @property
    def depth(self) -> int:
        """How many steps it is below the best."""
        return list(Rung).index(self)

    @property
    def sends(self) -> bool:
        """Whether replies leave."""
        return self.depth < Rung.PAUSED.depth

    @property
    def plays(self) -> bool:
        """Whether calls hear the recording; a busy signal is free."""
        return self.depth < Rung.SILENT.depth
