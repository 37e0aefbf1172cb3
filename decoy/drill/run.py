"""One run of a drill: one scenario with one seed, from an empty store to its figures."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from decoy.drill import line
from decoy.drill.agenda import BEGIN, Agenda, Alarm
from decoy.drill.audit import Audit
from decoy.drill.engine import Engine, Progress, Sample
from decoy.drill.money import Money
from decoy.drill.network import Network
from decoy.drill.people import Person, Visit
from decoy.drill.scenarios import Scenario
from decoy.drill.traffic import Traffic
from decoy.policy import Policy
from decoy.services import Edge

PAID_IN = "drill"  # the id of the only top-up
Stopwatch = Callable[[], float]


@dataclass(frozen=True)
class Plan:
    """What is to be played: a scenario with a *seed*, on which traffic and money; *policy* names a file laid over."""

    scenario: Scenario
    seed: int
    traffic: Traffic = Traffic()
    money: Money = Money()
    policy: Path | None = None


@dataclass(frozen=True)
class Played:
    """What came of a plan; *refs* say under which caller ref the line knew each person."""

    plan: Plan
    policy: Policy
    visits: list[Visit] = field(repr=False)
    people: list[Person] = field(repr=False)
    refs: dict[str, Person] = field(repr=False)
    samples: list[Sample] = field(repr=False)
    audit: Audit = field(repr=False)
    murmur: dict[str, int]
    events: int
    seconds: float


def play(plan: Plan, progress: Progress, stopwatch: Stopwatch) -> Played:
    """Play *plan*; *progress* hears how many seconds of the drill are over, *stopwatch* counts those of the world."""
    random, agenda = Random(f"line {plan.seed}"), Agenda()
    visits = plan.scenario.visits(plan.traffic, plan.seed)
    people = list({id(visit.person): visit.person for visit in visits}.values())
    alarm, policy, murmur = Alarm(agenda), plan.money.policy(plan.policy), line.Murmur()
    network = Network(agenda, {person.number: person for person in people}, plan.money, random)
    with line.opened(policy, Edge(network, alarm, random.randrange)) as services, murmur.heard():
        services.prices.refresh(BEGIN)
        services.budget.top_up(PAID_IN, plan.money.paid_in, BEGIN)
        engine = Engine(services, agenda, visits, random, progress)
        began = stopwatch()
        engine.run(alarm, network)
        took = stopwatch() - began
        refs = {services.callers.identify(person.number).ref: person for person in people}
        audit = Audit(policy.budget).read(services.ledger.entries())
    return Played(plan, policy, visits, people, refs, engine.samples, audit, murmur.counts, agenda.done, took)
