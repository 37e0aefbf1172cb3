"""The figures of one run: how people fared, what it cost, and how the line stood."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from decoy.drill.engine import Sample
from decoy.drill.people import Person, Side
from decoy.drill.run import Played
from decoy.drill.traffic import DAY, HOUR
from decoy.errors import Reason
from decoy.messages import Channel
from decoy.rungs import Rung

SOON = 3 * HOUR  # after its hour, a reply still means something
SHORT = frozenset(  # why somebody may have to wait or go without, though nobody takes him for an attacker
    {Reason.TOO_OLD, Reason.PAUSED, Reason.GUARDED, Reason.SILENT, Reason.FLOOR, Reason.BALANCE}
    | {Reason.DAILY_CAP, Reason.HOURLY_SHARE, Reason.REPLIES_PER_CALLER, ""}
)


@dataclass(frozen=True)
class Figures:
    """
    All that is told of a run; shares are between 0 and 1, money is in micros.

    *people* is how many ordinary people were measured: they can be answered, and came first while the attack
    lasted. *unserved* counts those of them who went without, by the last reason the ledger gives.
    """

    people: int
    served: float
    served_soon: float
    served_texting: float
    false_positives: float
    unserved: dict[str, int]
    ordinary_replies: int
    attack_replies: int
    most_to_one: int
    most_a_day: int
    paid_share: float
    ordinary_money: int
    attack_money: int
    attack_reply_money: int
    peak_waiting: int
    rungs: dict[str, int]
    twice: int
    overspent: int
    logged: dict[str, int]
    events: int
    seconds: float

    @property
    def pace(self) -> int:
        """Give the events played in a second."""
        return round(self.events / self.seconds) if self.seconds else 0

    def as_numbers(self) -> dict[str, float]:
        """Give what demands are about."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, (int, float))}


def measure(played: Played) -> Figures:
    """Work out the figures of a run."""
    audit, people = played.audit, played.people
    attackers = [person for person in people if person.side is Side.ATTACK]
    measured, unserved = _measured(played), _unserved(played)
    return Figures(
        people=len(measured),
        served=_share(bool(person.replies) for person in measured),
        served_soon=_share(_soon(person, played) for person in measured),
        served_texting=_share(bool(person.replies) for person in measured if person.channel is Channel.SMS),
        false_positives=sum(unserved[reason] for reason in unserved if reason not in SHORT) / max(1, len(measured)),
        unserved=dict(unserved.most_common()),
        ordinary_replies=sum(len(person.replies) for person in people if person.side is Side.ORDINARY),
        attack_replies=sum(len(person.replies) for person in attackers),
        most_to_one=max((len(person.replies) for person in attackers), default=0),
        most_a_day=_most_a_day(attackers),
        paid_share=_paid_share(played, attackers),
        ordinary_money=audit.replies[Side.ORDINARY] + audit.contacts[Side.ORDINARY],
        attack_money=audit.replies[Side.ATTACK] + audit.contacts[Side.ATTACK],
        attack_reply_money=audit.replies[Side.ATTACK],
        peak_waiting=max((sample.waiting for sample in played.samples), default=0),
        rungs=_rungs(played.samples, played.plan.scenario.window[0]),
        twice=_twice(played),
        overspent=audit.overspent,
        logged=played.murmur,
        events=played.events,
        seconds=played.seconds,
    )


def _measured(played: Played) -> list[Person]:
    start, end = played.plan.scenario.window
    ordinary = (person for person in played.people if person.side is Side.ORDINARY and person.answerable)
    return [person for person in ordinary if start <= person.first < end]


def _unserved(played: Played) -> Counter[str]:
    """Count those who went without, by why they were told no at last."""
    measured = {id(person) for person in _measured(played) if not person.replies}
    reasons = {ref: played.audit.last.get(ref, "") for ref, person in played.refs.items() if id(person) in measured}
    return Counter(reasons.values())


def _soon(person: Person, played: Played) -> bool:
    """Tell whether he was answered no later than three hours after the hour at which a calm line would have."""
    policy = played.policy.replies
    return bool(person.replies) and person.replies[0] <= (
        person.first + policy.delay_seconds + policy.jitter_seconds + SOON
    )


def _most_a_day(attackers: Iterable[Person]) -> int:
    days = Counter(at // DAY for person in attackers for at in person.replies)
    return max(days.values(), default=0)


def _paid_share(played: Played, attackers: list[Person]) -> float:
    """Say what part of paying for one reply to each attacker was spent; their replies all go to France."""
    all_paid = sum(person.answerable for person in attackers) * played.plan.money.reply
    return played.audit.replies[Side.ATTACK] / all_paid if all_paid else 0.0


def _rungs(samples: Iterable[Sample], start: float) -> dict[str, int]:
    """Say how many minutes after the attack began the line first stood on each rung but the best."""
    minutes: dict[str, int] = {}
    for sample in samples:
        if sample.at >= start and sample.rung != Rung.NORMAL:
            minutes.setdefault(sample.rung, round((sample.at - start) / 60))
    return minutes


def _twice(played: Played) -> int:
    """Count the people who got more replies in a window than the policy allows."""
    windows = [(limit.amount, limit.get_expiry()) for limit in played.policy.limits.replies_per_caller]
    return sum(_too_often(person.replies, windows) for person in played.people)


def _too_often(replies: list[float], windows: list[tuple[int, int]]) -> bool:
    return any(
        later - earlier < length
        for amount, length in windows
        for earlier, later in zip(replies, replies[amount:], strict=False)
    )


def _share(outcomes: Iterable[bool]) -> float:
    found = list(outcomes)
    return sum(found) / len(found) if found else 1.0
