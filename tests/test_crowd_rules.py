"""The rules of crowds, by the table and by hypothesis: lots, chances, thresholds and how raids keep from flapping."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from decoy import crowd, lots, tables
from decoy.crowd import Heat
from decoy.policy import RaidsPolicy
from decoy.raid import Kind, Raid
from decoy.settings import CONFIG, Settings
from tests.crowds import Crowd, gathered
from tests.world import EVENING

POLICY = RaidsPolicy.model_validate(tables.read(CONFIG / "decoy.toml")["raids"])
COUNTS = st.integers(0, 50_000)
MINUTE = timedelta(minutes=1)


@given(COUNTS, COUNTS)
def test_chance_is_one(singles: int, trusted: int) -> None:
    """A chance lies between 0 and 1, and no single is left out while there are fewer than come free."""
    chance = lots.chance(singles, trusted, POLICY.singles_ratio, POLICY)
    assert 0 < chance <= 1
    assert chance == 1 or singles > POLICY.singles_free


@given(COUNTS, COUNTS, st.integers(1, 1_000))
def test_more_strangers_less_chance(singles: int, trusted: int, more: int) -> None:
    """More strangers lower the chance of each, and more callers with trust raise it."""
    chance = lots.chance(singles, trusted, 1.6, POLICY)
    assert (
        lots.chance(singles + more, trusted, 1.6, POLICY)
        <= chance
        <= lots.chance(singles, trusted + more, 1.6, POLICY)
    )


@given(COUNTS, COUNTS)
def test_a_flood_buys_only_so_much(flood: int, trusted: int) -> None:
    """However many strangers come, no more are answered than the factor times those usual beside the trusted."""
    answered = flood * lots.chance(flood, trusted, 1.6, POLICY)
    assert answered <= POLICY.singles_factor * (1.6 * trusted + POLICY.singles_free) + 1e-6


@given(st.integers(0, 3_000), st.floats(0.5, 1.5))
def test_ordinary_people_are_never_drawn(trusted: int, swing: float) -> None:
    """While singles and callers with trust come as usual, however many, nobody is left out."""
    assert lots.chance(1.6 * trusted * swing, trusted, 1.6, POLICY) == 1


def test_lots_are_even() -> None:
    """Lots spread evenly, stay the same, and are others under another key."""
    drawn = [lots.draw(b"key", f"reply {number}") for number in range(4_000)]
    assert all(0 <= lot < 1 for lot in drawn)
    assert [sum(lot < share for lot in drawn) / 4_000 for share in (0.1, 0.5, 0.9)] == pytest.approx(
        [0.1, 0.5, 0.9], abs=0.03
    )
    assert drawn == [lots.draw(b"key", f"reply {number}") for number in range(4_000)]
    assert drawn != [lots.draw(b"other", f"reply {number}") for number in range(4_000)]


def test_ratio_is_learned_slowly() -> None:
    """The ratio is that of the policy for a day of calm hours, then their median, and never far from the policy's."""
    assert lots.ratio([9.0] * 23, POLICY) == 1.6
    assert lots.ratio([2.0] * 13 + [9.0] * 11, POLICY) == 2.0
    assert lots.ratio([90.0] * 24, POLICY) == 3.2
    assert lots.ratio([0.0] * 24, POLICY) == 0.8


@pytest.mark.parametrize(
    ("callers", "threshold"), [(0, 5), (1_000, 5), (4_300, 5), (6_000, 6), (8_600, 7), (20_000, 10)]
)
def test_threshold_grows(callers: int, threshold: int) -> None:
    """A block's threshold is five on a day like the best one known, and grows as chance does."""
    assert next(least for most, least in crowd.steps(POLICY) if callers <= most) == threshold


@pytest.mark.parametrize(
    ("new", "unassigned", "heat"),
    [(0, 0, "calm"), (50, 50, "calm"), (200, 0, "calm"), (200, 4, "warm"), (200, 7, "hot"), (300, 4, "calm")],
)
def test_heat_of_made_up_numbers(new: int, unassigned: int, heat: str) -> None:
    """A share over three percent is hot, one under one and a half calm, and a few callers prove nothing."""
    assert crowd.unassigned_heat(new, unassigned, POLICY) == heat


@pytest.mark.parametrize("heats", ["hcwc", "wwcc", "chch", "hhhhwcwcwc"])
def test_what_was_never_hot_for_long(store: Redis, settings: Settings, heats: str) -> None:
    """A sign that is not hot for ten minutes without a break begins no raid."""
    assert played(gathered(settings), heats, minutes=3) == []


def test_one_raid(store: Redis, settings: Settings) -> None:
    """A sign that flaps between hot and calm faster than half an hour is one raid, begun once and ended once."""
    told = played(gathered(settings), "hhhhhh" + "hcwc" * 30 + "c" * 12, minutes=3)
    assert told == ["begun", "ended"]


@given(st.lists(st.sampled_from("hwc"), max_size=60))
def test_raids_begin_and_end_in_turn(heats: list[str]) -> None:
    """Whatever a sign does, a raid begins before it ends and ends before it begins, half an hour apart or more."""
    GATHERED[0].services.store.redis.flushall()
    told = played(GATHERED[0], "".join(heats), minutes=5)
    assert told == ["begun", "ended"] * (len(told) // 2) + ["begun"] * (len(told) % 2)
    assert told.count("ended") <= len(heats) * 5 // 30


GATHERED: list[Crowd] = []


@pytest.fixture(autouse=True)
def gather(store: Redis, settings: Settings) -> None:
    """Have a line at hand for what hypothesis plays."""
    GATHERED[:] = [gathered(settings)]


def played(line: Crowd, heats: str, minutes: int) -> list[str]:
    """Play the heats of one sign, one every few *minutes*, and tell what came of them."""
    watch: Callable[..., str] = line.services.raids.watch
    raid = Raid("singles-FR", Kind.SINGLES, "FR", EVENING, EVENING, "a test")
    names = {"h": Heat.HOT, "w": Heat.WARM, "c": Heat.CALM}
    told = [
        watch(raid, names[heat], EVENING + turn * minutes * MINUTE, hot_for=10 * MINUTE, calm_for=30 * MINUTE)
        for turn, heat in enumerate(heats)
    ]
    return [what for what in told if what]
