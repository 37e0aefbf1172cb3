"""What is demanded of the line in a scenario, and whether it was met."""

from collections.abc import Mapping
from dataclasses import dataclass

from decoy.money import MICROS


@dataclass(frozen=True)
class Demand:
    """One demand: a *figure* must be at *least*, or at *most*, so much; *said* tells it in words."""

    said: str
    figure: str
    least: float | None = None
    most: float | None = None

    def met(self, figures: Mapping[str, float]) -> bool:
        """Tell whether these figures meet it."""
        value = figures[self.figure]
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


def served(least: float, figure: str = "served", whom: str = "served") -> Demand:
    """Demand that a share of the ordinary people is served."""
    return Demand(f"{whom} >= {least * 100:g} %", figure, least=least)


def replies(most: int) -> Demand:
    """Demand that the attack gets few replies."""
    return Demand(f"attack's replies <= {most}", "attack_replies", most=most)


def money(most: int, figure: str, what: str) -> Demand:
    """Demand that the attack costs at most so many units."""
    return Demand(f"{what} <= {most} EUR", figure, most=most * MICROS)


ONE_EACH = Demand("replies to one <= 1", "most_to_one", most=1)
A_DAY = Demand("attack's replies a day <= 100", "most_a_day", most=100)
SHARE = Demand("<= 70 % of paying all", "paid_share", most=0.70)
NEVER = (
    Demand("two replies to one caller: never", "twice", most=0),
    Demand("money beyond a cap: never", "overspent", most=0),
)
