"""What tells a crowd's attack from a crowd: thresholds that grow with the traffic, and how hot a sign is. Pure."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import count
from math import exp

from decoy.policy import RaidsPolicy

BRIEF = 8  # hexadecimal digits of a fingerprint that are kept: enough to tell a million bodies apart
HIGHEST = 30  # callers of one block; more are never by chance


class Heat(StrEnum):
    """How much a sign looks like an attack. Between hot and calm nothing changes, so that no raid flaps."""

    HOT = "hot"
    WARM = "warm"
    CALM = "calm"


def brief(fingerprints: Sequence[str]) -> str:
    """Join the *fingerprints* of a body as a reply keeps them while it waits."""
    return "".join(fingerprint[:BRIEF] for fingerprint in fingerprints)


def briefs(joined: str) -> list[str]:
    """Take apart what `brief` joined."""
    return [joined[place : place + BRIEF] for place in range(0, len(joined), BRIEF)]


def steps(policy: RaidsPolicy) -> list[tuple[int, int]]:
    """
    Give the thresholds of a block of numbers, as (callers of its country at most, callers of the block).

    A block is a Poisson draw from the callers of its country: its threshold is the least that chance reaches in one
    block out of so many, and never under the policy's.
    """
    lowest = policy.range_callers
    found = [(_most(threshold, policy), threshold) for threshold in range(lowest, max(lowest, HIGHEST) + 1)]
    return [step for step in found if step[0] > 0]


def singles_heat(chance: float, policy: RaidsPolicy) -> Heat:
    """Read the heat off the *chance* of single callers: it falls when too few of them come again."""
    if chance < policy.raid_chance:
        return Heat.HOT
    return Heat.CALM if chance > policy.calm_chance else Heat.WARM


def unassigned_heat(new: int, unassigned: int, policy: RaidsPolicy) -> Heat:
    """Read the heat off the share of *unassigned* numbers among *new* callers: nobody has them, they are made up."""
    if new < policy.unassigned_sample // 3:
        return Heat.CALM
    percent = 100 * unassigned / new
    if percent > policy.unassigned_percent:
        return Heat.HOT
    return Heat.CALM if percent < policy.unassigned_calm else Heat.WARM


def class_heat(refused: float, policy: RaidsPolicy) -> Heat:
    """Read the heat off how many of a class of numbers were refused in an hour."""
    if refused >= policy.class_refused:
        return Heat.HOT
    return Heat.CALM if refused < policy.class_refused / 2 else Heat.WARM


def _most(threshold: int, policy: RaidsPolicy) -> int:
    """Say with how many callers of a country chance still stays under *threshold* in one block."""
    low, high = 0, 10_000_000
    while low < high:
        middle = (low + high + 1) // 2
        fits = _tail(threshold, middle / policy.range_blocks) <= policy.range_doubt
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _tail(least: int, mean: float) -> float:
    """Give the probability that a Poisson draw with this *mean* is *least* or more."""
    term = total = exp(-mean)
    for drawn in count(1):
        if drawn >= least:
            return max(0.0, 1 - total)
        term *= mean / drawn
        total += term
    raise AssertionError
