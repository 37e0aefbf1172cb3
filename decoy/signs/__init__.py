"""What tells an unsolicited text from a personal one: signs, each with a name, a weight and a reason."""

from decoy.signs.reading import Reading
from decoy.signs.table import SIGNS, Sign, fired

__all__ = ["SIGNS", "Reading", "Sign", "fired"]
