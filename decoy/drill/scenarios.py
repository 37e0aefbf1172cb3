"""The scenarios: which attack comes when, and what is demanded."""

from dataclasses import dataclass, replace
from random import Random

from decoy.drill import attacks
from decoy.drill.attacks import Attack
from decoy.drill.callers import Numbers
from decoy.drill.demands import A_DAY, NEVER, ONE_EACH, SHARE, Demand, money, replies, served
from decoy.drill.people import Visit, introduce
from decoy.drill.traffic import HOUR, Town, Traffic

FOUR_DAYS = 96 * HOUR
FIRST_EVENING = 18 * HOUR
EVENING = 42 * HOUR  # six in the evening of the second day


@dataclass(frozen=True)
class Scenario:
    """
    One scenario: an *attack* of some hours that *begins* so many seconds into the four days.

    Ordinary people are measured while it lasts, or for four days when there is none. *before* is what comes on
    the first evening. Ordinary traffic begins some hours (*lead*) before an attack, from midnight for one
    in the evening, and goes on for some (*tail*) after it. *share*: of the ordinary callers who come.
    """

    name: str
    title: str
    attack: Attack | None = None
    hours: float = 0
    demands: tuple[Demand, ...] = ()
    begins: float = EVENING
    before: Attack | None = None
    lead: float = 18
    tail: float = 12
    share: float = 1.0

    @property
    def window(self) -> tuple[float, float]:
        """Give the seconds between which those who come first are measured."""
        return (self.begins, self.begins + self.hours * HOUR) if self.attack else (0.0, FOUR_DAYS)

    @property
    def span(self) -> tuple[float, float]:
        """Give the seconds between which ordinary traffic is played."""
        start, end = self.window
        return max(0.0, start - self.lead * HOUR), min(FOUR_DAYS, end + self.tail * HOUR)

    def visits(self, traffic: Traffic, seed: int) -> list[Visit]:
        """Play it: all contacts in their order, the same ones for the same *seed*."""
        random = Random(f"{self.name} {seed}")
        numbers = Numbers(random)
        town = Town(replace(traffic, callers=round(traffic.callers * self.share)), random, numbers)
        visits = town.visits(*self.span)
        if self.before:
            visits += self.before(random, numbers, FIRST_EVENING)
        if self.attack:
            visits += self.attack(random, numbers, self.begins)
        return introduce(visits)


WELL = served(0.98)
SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("calm", "four calm days", demands=(served(0.995),)),
        Scenario(
            "october-2017",
            "October 2017: 3,000 testers, 6,000 texts in 48 h, 20,000 in 4 h",
            attacks.october,
            4,
            before=attacks.testers,
            lead=64,
            tail=28,
            begins=64 * HOUR,
            share=0.48,
        ),
        Scenario("flooder", "one number, 20,000 texts", attacks.flooder, 6, (WELL, replies(1))),
        Scenario("botnet", "1,000 numbers, 20 texts each", attacks.botnet, 6, (WELL, ONE_EACH)),
        Scenario("crowd", "2,000 people, 1 to 6 texts each", attacks.crowd, 4, (WELL, ONE_EACH)),
        Scenario(
            "sequential", "5 blocks of 1,000 numbers in their order", attacks.sequential, 2, (WELL, replies(25))
        ),
        Scenario("campaign", "one advertisement, 3,000 numbers", attacks.campaign, 3, (WELL, replies(20))),
        Scenario("chain", "one human message, 3,000 numbers", attacks.chain, 3, (WELL, replies(20))),
        Scenario("premium", "3,000 premium and satellite numbers", attacks.premium, 3, (WELL, replies(0))),
        Scenario("pumping", "5,000 foreign numbers", attacks.pumping, 6, (WELL, A_DAY)),
        Scenario(
            "voice",
            "10,000 spoofed calls",
            attacks.voice,
            2,
            (served(0.98, "served_texting", "texts served"), money(60, "attack_money", "attack's money")),
        ),
        Scenario(
            "spoofed",
            "20,000 spoofed French numbers",
            attacks.spoofed,
            6,
            (served(0.50), money(250, "attack_reply_money", "attack's replies")),
        ),
        Scenario(
            "knowing",
            "20,000 spoofed numbers of assigned prefixes",
            attacks.knowing,
            6,
            (served(0.50),),
        ),
        Scenario("twice", "10,000 spoofed numbers, two texts each", attacks.twice, 6),
        Scenario("drip", "120 spoofed texts an hour", attacks.drip, 84, (served(0.85), SHARE), begins=6 * HOUR),
        Scenario("loop", "20 machines that answer each reply", attacks.loop, 1, (WELL, ONE_EACH)),
    )
}


def demanded(scenario: Scenario) -> tuple[Demand, ...]:
    """Give all that is demanded of a scenario, with what never may happen."""
    return (*scenario.demands, *NEVER)
