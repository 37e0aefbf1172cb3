"""The lots of single callers: who of a crowd of strangers is answered. Pure: no store, no clock."""

import hmac
from collections.abc import Sequence
from hashlib import sha256
from statistics import median

from decoy.policy import RaidsPolicy

DRAWN = 2**64  # a lot is one of so many
ENOUGH_HOURS = 24  # with fewer calm hours the ratio of the policy is better than ours


def draw(key: bytes, reply: str) -> float:
    """Draw the lot of a *reply* (its id), from 0 to 1: always the same, and unknown to who has not got *key*."""
    return int.from_bytes(hmac.new(key, reply.encode(), sha256).digest()[:8]) / DRAWN


def chance(singles: float, trusted: float, ratio: float, policy: RaidsPolicy) -> float:
    """
    Say how likely a caller with a single contact is answered, from 0 to 1.

    Ordinary people leave *ratio* single callers for each with trust, so those with trust tell how many singles are
    ordinary; so many are answered, times a factor and a few more. Who brings only singles brings only shares.
    """
    fair = policy.singles_factor * (ratio * trusted + policy.singles_free)
    return min(1.0, fair / singles) if singles > 0 else 1.0


def ratio(hours: Sequence[float], policy: RaidsPolicy) -> float:
    """Give the usual ratio of singles to callers with trust: the median of calm *hours*, never far from policy."""
    if len(hours) < ENOUGH_HOURS:
        return policy.singles_ratio
    return min(max(median(hours), policy.singles_ratio / 2), policy.singles_ratio * 2)


def sliding(now: int, before: int, passed: float) -> float:
    """Count what came in the last sixty minutes: all of this hour, and of the hour *before* what has not *passed*."""
    return now + before * (1 - passed)
