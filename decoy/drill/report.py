"""The report of a drill: in words for people, in JSON for machines, and against what is demanded."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from decoy.drill.demands import Demand
from decoy.drill.figures import Figures
from decoy.drill.scenarios import Scenario, demanded
from decoy.money import MICROS, to_string

AMOUNTS = ("ordinary_money", "attack_money", "attack_reply_money")
MARKS = {True: "yes", False: "NO"}


@dataclass(frozen=True)
class Result:
    """What one scenario came to with one seed; *chart* is an SVG."""

    scenario: str
    seed: int
    figures: Figures
    chart: str = ""


def told(result: Result, scenario: Scenario) -> str:
    """Tell a result in words."""
    of = result.figures
    lines = {
        "Served": f"{_percent(of.served)} of {of.people} people; {_percent(of.served_soon)} within 3 h of their hour",
        "Texting": f"{_percent(of.served_texting)} of those who came by text",
        "Wrongly": f"{_percent(of.false_positives)} were taken for attackers",
        "Unserved": _counts(of.unserved),
        "Replies": f"{of.ordinary_replies:,} to ordinary people, {of.attack_replies:,} to the attack",
        "Money": f"ordinary {_euro(of.ordinary_money)}; attack {_euro(of.attack_money)}, "
        f"{_euro(of.attack_reply_money)} of it replies",
        "Waiting": f"{of.peak_waiting:,} replies at the peak",
        "Rungs": _counts(of.rungs, " min") if of.rungs else "normal all the time",
        "Never": f"two replies to one caller: {of.twice}; money beyond a cap: {of.overspent}",
        "Pace": f"{of.events:,} events in {of.seconds:.1f} s, {of.pace:,} a second",
    }
    if of.logged:
        lines["Logged"] = _counts(of.logged)
    body = [f"  {name:<9} {line}" for name, line in lines.items()]
    asked = [f"  {'Demanded':<9} {one.said}: {MARKS[one.met(of.as_numbers())]}" for one in scenario.demands]
    return "\n".join([f"{scenario.name}, seed {result.seed}: {scenario.title}", *body, *asked])


def as_json(result: Result, scenario: Scenario) -> dict[str, Any]:
    """Give a result as machines read it; amounts are decimal strings."""
    figures = asdict(result.figures)
    amounts = {name: to_string(figures[name]) for name in AMOUNTS}
    demands = {one.said: one.met(result.figures.as_numbers()) for one in demanded(scenario)}
    facts = {"scenario": result.scenario, "title": scenario.title, "seed": result.seed}
    return facts | figures | amounts | {"events_per_second": result.figures.pace, "demands": demands}


def table(results: Sequence[Result], scenarios: Iterable[Scenario]) -> str:
    """Set results against what is demanded: a Markdown table, one row a demand, one column a seed."""
    seeds = sorted({result.seed for result in results})
    found = {(result.scenario, result.seed): result.figures for result in results}
    rows = [["scenario", "demanded", *(f"seed {seed}" for seed in seeds), "met"]]
    rows.append(["---"] * len(rows[0]))
    for scenario in scenarios:
        figures = [found[scenario.name, seed] for seed in seeds if (scenario.name, seed) in found]
        rows += [_row(scenario, demand, figures) for demand in demanded(scenario)[: len(scenario.demands)]]
    rows += [["all", demand.said, *_worst(demand, results, seeds)] for demand in demanded(Scenario("", ""))]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def missed(results: Iterable[Result], scenarios: dict[str, Scenario]) -> list[str]:
    """Name what was demanded and not met."""
    return [
        f"{result.scenario}, seed {result.seed}: {demand.said}"
        for result in results
        for demand in demanded(scenarios[result.scenario])
        if not demand.met(result.figures.as_numbers())
    ]


def _row(scenario: Scenario, demand: Demand, figures: Sequence[Figures]) -> list[str]:
    cells = [_cell(demand.figure, one) for one in figures]
    return [scenario.name, demand.said, *cells, MARKS[all(demand.met(one.as_numbers()) for one in figures)]]


def _worst(demand: Demand, results: Sequence[Result], seeds: Sequence[int]) -> list[str]:
    """Give the worst of all scenarios for each seed, and whether it was met."""
    worst = [max(one.figures.as_numbers()[demand.figure] for one in results if one.seed == seed) for seed in seeds]
    return [*(f"{value:g}" for value in worst), MARKS[not any(worst)]]


def _cell(figure: str, figures: Figures) -> str:
    value = figures.as_numbers()[figure]
    if figure in AMOUNTS:
        return _euro(int(value))
    return f"{value:,}" if isinstance(value, int) else _percent(value)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _euro(micros: int) -> str:
    return f"{Decimal(micros) / MICROS:,.2f} EUR"


def _counts(counts: dict[str, int], unit: str = "") -> str:
    return ", ".join(f"{name or 'no reason'} {count:,}{unit}" for name, count in counts.items()) or "nobody"
