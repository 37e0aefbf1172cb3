"""The drill: it plays what is demanded of a line, repeats itself, and would see if something went wrong."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decoy.cli import main
from decoy.drill import bodies, chart
from decoy.drill.agenda import BEGIN, Agenda, Alarm
from decoy.drill.audit import Audit
from decoy.drill.callers import Numbers
from decoy.drill.crew import TICKS, perform_all
from decoy.drill.demands import ONE_EACH
from decoy.drill.figures import Figures, measure
from decoy.drill.money import Money
from decoy.drill.network import Network
from decoy.drill.people import Person, Side, Visit
from decoy.drill.report import Result, missed, table
from decoy.drill.run import Plan, Played, play
from decoy.drill.scenarios import SCENARIOS, WELL, Scenario
from decoy.drill.traffic import HOUR, Town, Traffic
from decoy.errors import NotSent, ProviderError
from decoy.messages import Channel, Entry
from decoy.money import MICROS
from decoy.provider import Provider
from tests.budgets import policy
from tests.numbers import DECOY, HIM

FEW = Traffic(callers=400)
BRIEF = "[replies]\ndelay_seconds = 600\njitter_seconds = 60\nhold_hours = 1\n"
NOTHING = Figures(0, 1, 1, 1, 0, {}, 0, 0, 0, 0, 0, 0, 0, 0, 0, {}, 0, 0, {}, 0, 0)
SPARING = Money(paid_in=6 * MICROS, replies_an_hour=4, replies_a_day=9, texts_a_day=10)


def mob(random: Random, numbers: Numbers, start: float) -> list[Visit]:
    """Have five people text three times each, one whose number is dead, and one whose phone answers by itself."""
    people = [Person(numbers.home(), Side.ATTACK, dead=place == 0, echoes=place == 1) for place in range(5)]
    return [Visit(start + place, person, Channel.SMS, "hey") for place, person in enumerate(people * 3)]


TINY = Scenario("tiny", "five people, three texts each", mob, 1, lead=1, tail=0)


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a policy under which all is over soon."""
    path = tmp_path_factory.mktemp("policy") / "brief.toml"
    path.write_text(BRIEF)
    return path


@pytest.fixture(scope="module")
def played(brief: Path) -> Played:
    """Play the tiny scenario."""
    return drilled(Plan(TINY, 1, FEW, policy=brief))


def drilled(plan: Plan) -> Played:
    """Play a plan, by a stopwatch that ticks once a look."""
    ticks: Iterator[int] = count()
    return play(plan, lambda at: None, lambda: next(ticks))


def figures(plan: Plan) -> Figures:
    """Play a plan and measure it."""
    return measure(drilled(plan))


def test_end_to_end(played: Played) -> None:
    """A drill plays contacts, replies and their fates through the line, and measures who was served at what cost."""
    found = measure(played)
    assert found.people > 10
    assert (found.served, found.served_soon, found.unserved, found.false_positives) == (1, 1, {}, 0)
    assert (found.attack_replies, found.most_to_one, found.twice, found.overspent) == (5, 1, 0, 0)
    assert found.attack_money == 5 * 75_000 + 16 * 7_500  # one of them answered what he got
    assert found.events > 2 * found.people
    assert found.peak_waiting >= 5


def test_same_seed_same_drill(brief: Path, played: Played) -> None:
    """A drill with the same seed comes to the same figures, and with another to others."""
    again, other = (figures(Plan(TINY, seed, FEW, policy=brief)) for seed in (1, 2))
    assert replace(again, seconds=0) == replace(measure(played), seconds=0)
    assert replace(other, seconds=0) != replace(again, seconds=0)


def test_chart(played: Played) -> None:
    """A chart is an SVG that says in words what it shows."""
    root = ElementTree.fromstring(chart.draw(played))
    named = {element.tag.rpartition("}")[2]: element.text or "" for element in root[:2]}
    assert named["title"] == "five people, three texts each, seed 1"
    assert "Replies that wait" in named["desc"]
    assert len(root.findall("{*}polyline")) == 5


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    coming=st.lists(
        st.tuples(st.integers(0, 2 * 3600), st.integers(0, 11), st.sampled_from(Channel)), min_size=1, max_size=60
    ),
    money=st.sampled_from([SPARING, replace(SPARING, paid_in=7 * MICROS), replace(SPARING, replies_an_hour=2)]),
)
def test_never(brief: Path, coming: list[tuple[int, int, Channel]], money: Money) -> None:
    """Whoever comes and however little money there is: nobody gets two replies, and no cap is passed."""

    def crowd(random: Random, numbers: Numbers, start: float) -> list[Visit]:
        people = [Person(numbers.home(), Side.ATTACK, dead=place % 3 == 0) for place in range(12)]
        return [Visit(start + at, people[who], channel, "hey") for at, who, channel in coming]

    nobody = Traffic(callers=0)
    found = figures(Plan(Scenario("crowd", "", crowd, 2), 1, nobody, money, brief))
    assert (found.twice, found.overspent) == (0, 0)
    assert found.most_to_one <= 1


def entry(kind: str, amount: int, reply: str = "", sid: str = "") -> Entry:
    """Write one line of a ledger."""
    return Entry(kind, BEGIN, sid=sid, reply=reply, amount=amount)


@pytest.mark.parametrize(
    ("paid_in", "cap", "overspent"), [(10, "9.00", 0), (4, "9.00", 1), (10, "2.00", 3), (10, "6.00", 1)]
)
def test_audit(paid_in: int, cap: str, overspent: int) -> None:
    """A reservation below the floor, or beyond the day's cap or the hour's share, is found by reading the ledger."""
    entries = [
        entry("topped-up", paid_in * MICROS),
        entry("reserved", 2 * MICROS, "r1"),
        entry("settled", 2 * MICROS, "r1", "SM1a"),
        entry("reserved", MICROS, "r2"),
        entry("released", MICROS, "r2"),
        entry("charged", MICROS // 2, sid="SM00"),
        entry("reserved", MICROS, "r3"),
    ]
    audit = Audit(policy(floor="1.00", daily_cap=cap)).read(entries)
    assert audit.overspent == overspent
    assert (audit.replies[Side.ATTACK], audit.contacts[Side.ORDINARY]) == (2 * MICROS, MICROS // 2)


def test_two_replies_are_seen(played: Played) -> None:
    """Somebody who had two replies within the window would be seen."""
    person = Person("", Side.ORDINARY, replies=[HOUR, 2 * HOUR])
    later = Person("", Side.ORDINARY, replies=[0, 31 * 24 * HOUR])
    assert measure(replace(played, people=[person, later])).twice == 1


def test_agenda_keeps_the_order() -> None:
    """Things happen in the order of time, those of one moment in the order they were added, and none in the past."""
    agenda, done = Agenda(), list[tuple[str, timedelta]]()

    def note(name: str) -> None:
        agenda.add(BEGIN + timedelta(seconds=int(name[0])), lambda now: done.append((name, now - BEGIN)))

    for name in ("3", "1a", "1b"):
        note(name)
    agenda.add(BEGIN + timedelta(seconds=2), lambda now: note("0"))
    while agenda.step():
        pass
    assert [name for name, _ in done] == ["1a", "1b", "0", "3"]
    assert dict(done)["0"] == timedelta(seconds=2)


def test_alarm_is_set_until_it_rings() -> None:
    """A reply counts as served by its wake-up until the line has been woken as often as it asked for."""
    agenda, rung = Agenda(), list[str]()
    alarm = Alarm(agenda)
    alarm.deliver = lambda reply_id, now: rung.append(reply_id)
    alarm.at("r1", BEGIN + timedelta(hours=1))
    alarm.soon("r1")
    seen = [alarm.is_set("r1")]
    while agenda.step():
        seen.append(alarm.is_set("r1"))
    assert (seen, rung) == ([True, True, False], ["r1", "r1"])


def test_ordinary_traffic() -> None:
    """The model gives the traffic it says: half again as many contacts, a peak hour, and few callers in a block."""
    random = Random(1)
    visits = Town(Traffic(), random, Numbers(random)).visits(0, 96 * HOUR)
    people = {id(visit.person): visit.person for visit in visits}.values()
    blocks = [person.number[:-3] for person in people if person.answerable]
    assert 24_000 < len(visits) < 26_500
    assert 12_100 < sum(person.answerable for person in people) < 12_400
    assert max(map(blocks.count, random.sample(blocks, 300))) <= 6


def test_no_two_long_texts_alike() -> None:
    """Long texts of ordinary people are all different, so that none can be taken for a campaign."""
    random = Random(1)
    long = [text for text in (bodies.personal(random) for _ in range(12_000)) if len(text) > 24]
    assert len(long) > 5_000
    assert max(long.count(text) for text in random.sample(long, 200)) < 4


@pytest.mark.parametrize("name", ["calm", "october-2017", "pumping", "voice"])
def test_scenarios(name: str) -> None:
    """A scenario plays the same visits for the same seed, and its attack inside the four days."""
    scenario = SCENARIOS[name]
    first, again = (scenario.visits(Traffic(callers=50), 7) for _ in range(2))
    assert [(one.at, one.person.number, one.body) for one in first] == [
        (one.at, one.person.number, one.body) for one in again
    ]
    assert bool(scenario.attack) == any(one.person.side is Side.ATTACK for one in first)
    assert 0 <= scenario.window[0] < scenario.window[1] <= 96 * HOUR


def test_command(brief: Path, tmp_path: Path) -> None:
    """`decoy drill --json` prints one object a run, with amounts as decimal strings, and draws its charts."""
    asked = ["drill", "loop", "--callers", "40", "--json", "--policy", str(brief), "--svg", str(tmp_path)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    (found,) = map(json.loads, done.stdout.splitlines())
    assert (found["scenario"], found["seed"]) == ("loop", 1)
    assert 0 < found["attack_replies"] <= 20  # one for each machine at most
    assert Decimal(found["attack_reply_money"]) == found["attack_replies"] * Decimal("0.075")
    assert found["demands"]["replies to one <= 1"] is True
    assert (tmp_path / "loop-1.svg").read_text().startswith("<svg")


def test_nobody_comes() -> None:
    """A drill to which nobody comes says so, and is no failure."""
    found = drilled(Plan(SCENARIOS["calm"], 1, Traffic(callers=0)))
    assert (measure(found).people, measure(found).served, measure(found).peak_waiting) == (0, 1, 0)
    assert ElementTree.fromstring(chart.draw(found)) is not None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--policy", "{wrong}"], "budget.daily_cup is not a setting; did you mean daily_cap"),
        (["--replies-an-hour", "0"], "0 is not in the range"),
        (["--again", "2"], "2.0 is not in the range"),
    ],
)
def test_wrong_parameters(tmp_path: Path, asked: list[str], said: str) -> None:
    """What cannot be played is refused in a sentence before anything is."""
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[budget]\ndaily_cup = "1.00"\n')
    done = CliRunner().invoke(main, ["drill", "calm", *(word.format(wrong=wrong) for word in asked)])
    assert done.exit_code == 2
    assert said in done.stderr


def test_nothing_leaves() -> None:
    """What the drill's network does not play itself surely fails: there is no address at which it could arrive."""
    network = Network(Agenda(), {}, Money(), Random(1))
    with pytest.raises(NotSent):
        Provider.send(network, "r1", DECOY, HIM, "hey")
    with pytest.raises(ProviderError):
        Provider.read(network, "https://pricing.twilio.com/v1/Messaging/Countries/FR")


def test_several_at_once(brief: Path) -> None:
    """Plans that are played at once come to what they come to one after the other, and tell all of their progress."""
    plans = [Plan(TINY, seed, Traffic(callers=20), policy=brief) for seed in (1, 2)]
    told: list[int] = []
    at_once = perform_all(plans, 2, perf_counter, told.append)
    one_by_one = perform_all(plans, 1, perf_counter, told.append)
    assert [replace(one.figures, seconds=0) for one in at_once] == [
        replace(one.figures, seconds=0) for one in one_by_one
    ]
    assert sum(told) == 4 * TICKS


def test_missed() -> None:
    """A demand that is missed is named with its scenario and seed, and one that is met is not."""
    scenario = Scenario("tiny", "", demands=(WELL, ONE_EACH))
    good = replace(NOTHING, served=0.98, most_to_one=1)
    results = [Result("tiny", 1, good), Result("tiny", 2, replace(good, served=0.97, twice=1))]
    assert missed(results, {"tiny": scenario}) == [
        "tiny, seed 2: served >= 98 %",
        "tiny, seed 2: two replies to one caller: never",
    ]
    rows = table(results, [scenario]).splitlines()[2:]
    assert rows[0] == "| tiny | served >= 98 % | 98.0 % | 97.0 % | NO |"
    assert rows[1] == "| tiny | replies to one <= 1 | 1 | 1 | yes |"
    assert rows[2] == "| all | two replies to one caller: never | 0 | 1 | NO |"


def test_unknown_scenario() -> None:
    """A scenario that does not exist is answered with those that do."""
    done = CliRunner().invoke(main, ["drill", "flood"])
    assert done.exit_code == 2
    assert "flooder" in done.stderr
