"""The drill: what an attack would cost, and whom it would keep from being served."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from decoy.cli.line import Amount
from decoy.cli.look import AS_JSON
from decoy.drill.crew import TICKS, perform_all
from decoy.drill.money import Money
from decoy.drill.report import Result, as_json, missed, table, told
from decoy.drill.run import Plan
from decoy.drill.scenarios import SCENARIOS, Scenario
from decoy.drill.traffic import Traffic
from decoy.money import to_string

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
SHARE = click.FloatRange(0, 1)
RANGES = {  # all others are amounts, or shares
    "callers": click.IntRange(min=0),
    "visits": click.FloatRange(min=1),
    **dict.fromkeys(("replies_an_hour", "replies_a_day", "texts_a_day"), click.IntRange(min=1)),
}
AMOUNT = Amount()
AMOUNTS = ("paid_in", "reply", "abroad", "text", "minute")


def with_model(command: Callable[..., None]) -> Callable[..., None]:
    """Give *command* an option for each thing that can be turned about traffic and money."""
    for model in (Money(), Traffic()):
        for field in reversed(fields(model)):
            command = _option(model, field.name)(command)
    return command


def _option(model: Money | Traffic, name: str) -> Callable[..., Any]:
    default = getattr(model, name)
    default = to_string(default) if name in AMOUNTS else default
    kind = AMOUNT if name in AMOUNTS else RANGES.get(name, SHARE)
    option = f"--{name.replace('_', '-')}"
    return click.option(option, name, type=kind, default=default, show_default=True, help=f"{model.EXPLAINED[name]}.")


@click.command()
@click.argument("names", metavar="[SCENARIO]...", nargs=-1)
@click.option("--seed", "seeds", type=int, multiple=True, default=(1,), show_default=True, help="Several are played.")
@click.option(
    "--jobs", type=click.IntRange(min=1), default=os.cpu_count(), help="So many at once; default: a core each."
)
@click.option("--svg", type=FOLDER, help="Draw a chart of each into this folder.")
@click.option("--table", "as_table", is_flag=True, help="Print only what is demanded, and what came of it.")
@click.option("--strict", is_flag=True, help="Exit code 1 when a demand is missed.")
@click.option("--policy", type=FILE, help="A TOML file laid over the drill's policy.")
@AS_JSON
@with_model
def drill(
    names: tuple[str, ...],
    seeds: tuple[int, ...],
    jobs: int,
    svg: Path | None,
    as_table: bool,
    strict: bool,
    policy: Path | None,
    as_json: bool,
    **model: Any,
) -> None:
    """
    Replay traffic and attacks through the real gates, limits, money and delivery.

    It plays on a store of its own, with a clock of its own, and without a network: nothing is sent, and no line is
    touched. Without a SCENARIO all are played.
    """
    scenarios = [_scenario(name) for name in dict.fromkeys(names) or SCENARIOS]
    traffic = Traffic(**{field.name: model[field.name] for field in fields(Traffic)})
    money = Money(**{field.name: model[field.name] for field in fields(Money)})
    money.policy(policy)  # what is wrong with it is said before anything is played
    plans = [Plan(scenario, seed, traffic, money, policy) for scenario in scenarios for seed in dict.fromkeys(seeds)]
    results = _play(plans, jobs)
    _print(results, scenarios, as_json, as_table)
    if svg:
        _draw(results, svg)
    shortcomings = missed(results, SCENARIOS)
    if strict and shortcomings:
        click.echo("\n".join(["Missed:", *shortcomings]), err=True)
        sys.exit(1)


def _scenario(name: str) -> Scenario:
    if name not in SCENARIOS:
        raise click.UsageError(f"There is no scenario {name!r}; there is {', '.join(SCENARIOS)}.")
    return SCENARIOS[name]


def _play(plans: list[Plan], jobs: int) -> list[Result]:
    with click.progressbar(length=len(plans) * TICKS, label="Drilling", file=sys.stderr) as bar:
        return perform_all(plans, jobs, time.perf_counter, bar.update)


def _print(results: list[Result], scenarios: list[Scenario], as_json_lines: bool, as_table: bool) -> None:
    if as_json_lines:
        for result in results:
            click.echo(json.dumps(as_json(result, SCENARIOS[result.scenario])))
        return
    if not as_table:
        click.echo("\n\n".join(told(result, SCENARIOS[result.scenario]) for result in results) + "\n")
    click.echo(table(results, scenarios))


def _draw(results: list[Result], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for result in results:
        path = folder / f"{result.scenario}-{result.seed}.svg"
        path.write_text(result.chart, encoding="utf-8")
        click.echo(f"Drawn: {path}", err=True)


COMMANDS = [drill]
