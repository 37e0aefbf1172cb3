"""Raids: what gets nothing, who goes first, and the ordinary people beside it who stay served."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from redis import Redis

from decoy.errors import Reason
from decoy.messages import Reply
from decoy.settings import Settings
from tests.crowds import Crowd, gathered, named
from tests.world import EVENING

Gather = Callable[..., Crowd]
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DUE = EVENING + HOUR
BODY = tuple(named("body", part) for part in range(12))


@pytest.fixture
def gather(store: Redis, settings: Settings) -> Gather:
    """Gather crowds before an empty line: `gather(raids={"body_callers": 3})`."""
    return lambda **changes: gathered(settings, **changes)


@pytest.fixture
def crowd(gather: Gather) -> Crowd:
    """Give a line with the shipped policy on raids."""
    return gather()


def ordinary(crowd: Crowd, people: int = 20) -> list[Reply]:
    """Let ordinary people text: each from a block of his own, each with words of his own, some of them twice."""
    replies = [crowd.text(f"ordinary {who}", says=(named("words", who),)) for who in range(people)]
    for who in range(0, people, 3):
        crowd.text(f"ordinary {who}", now=EVENING + 10 * MINUTE)
    return replies


# Vetoes


def test_block_of_numbers(crowd: Crowd) -> None:
    """Five callers from one block of numbers are one too many, those who wait already too; others are answered."""
    beside = ordinary(crowd)
    wave = [crowd.text(f"raider {who}", block="one block") for who in range(20)]
    assert set(crowd.answers(wave, DUE)) == {Reason.RANGE}
    assert set(crowd.answers(beside, DUE)) == {None}
    assert [entry.partition(":")[0] for entry in crowd.entries("raid")] == crowd.ids(DUE)
    (raid,) = crowd.services.raids.current(DUE)
    assert (raid.kind, raid.callers, raid.contacts) == ("range", 20, 20)


def test_four_from_a_block(crowd: Crowd) -> None:
    """Four callers from one block of numbers are neighbours."""
    assert set(crowd.answers([crowd.text(who, block="one block") for who in range(4)], DUE)) == {None}
    assert crowd.ids(DUE) == []


def test_one_from_a_block_often(crowd: Crowd) -> None:
    """One caller who texts ten times is one caller from his block."""
    first = crowd.text("him", block="one block")
    for minute in range(9):
        crowd.text("him", EVENING + minute * MINUTE, block="one block")
    assert crowd.answer(first, DUE) is None


def test_a_large_crowd_shares_blocks(gather: Gather) -> None:
    """The more callers a country has, the more of them share a block by chance, and the later that is a raid."""
    crowd = gather(raids={"range_blocks": 100})
    ordinary(crowd, people=200)
    neighbours = [crowd.text(f"neighbour {who}", block="one block") for who in range(6)]
    assert set(crowd.answers(neighbours, DUE)) == {None}


def test_body(crowd: Crowd) -> None:
    """One long text from five callers gets no answer, theirs who wait already neither; other texts do."""
    beside = ordinary(crowd)
    wave = [crowd.text(f"raider {who}", says=BODY) for who in range(30)]
    assert set(crowd.answers(wave, DUE)) == {Reason.CAMPAIGN}
    assert set(crowd.answers(beside, DUE)) == {None}
    assert len(crowd.ids(DUE)) == 1


def test_near_copies(crowd: Crowd) -> None:
    """Texts that share one fingerprint are one body."""
    wave = [crowd.text(who, says=(named("own", who), BODY[3], named("also own", who))) for who in range(10)]
    assert set(crowd.answers(wave, DUE)) == {Reason.CAMPAIGN}


def test_one_caller_repeats_himself(crowd: Crowd) -> None:
    """One caller who sends the same long text ten times is no campaign."""
    first = crowd.text("him", says=BODY)
    for minute in range(9):
        crowd.text("him", EVENING + minute * MINUTE, says=BODY)
    assert crowd.answer(first, DUE) is None
    assert crowd.ids(DUE) == []


def test_body_from_returning_callers(crowd: Crowd) -> None:
    """Who texts something harmless first and the common text later counts among those who sent it."""
    for who in range(5):
        crowd.text(who, says=(named("harmless", who),))
        crowd.text(who, EVENING + MINUTE, says=BODY)
    assert crowd.answer(crowd.text("sixth", EVENING + 2 * MINUTE, says=BODY), DUE) is Reason.CAMPAIGN


def test_foreign_share(gather: Gather) -> None:
    """A foreign country gets its share of a day and all of them theirs; home has none, and midnight is new."""
    crowd = gather(raids={"foreign_replies": 3, "foreign_total": 5})
    dutch = [crowd.text(f"dutch {who}", country="NL") for who in range(5)]
    british = [crowd.text(f"british {who}", country="GB") for who in range(5)]
    assert crowd.answers(dutch, DUE) == [None] * 3 + [Reason.COUNTRY_SHARE] * 2
    assert crowd.answers(british, DUE) == [None] * 2 + [Reason.COUNTRY_SHARE] * 3
    assert crowd.answers(dutch, DUE)[:3] == [None] * 3
    assert set(crowd.answers(ordinary(crowd, 30), DUE)) == {None}
    assert crowd.answers(dutch[3:], DUE + 6 * HOUR) == [None, None]


# Singles


def test_calm(crowd: Crowd) -> None:
    """Ordinary people are answered, all of them, also while money is short."""
    assert set(
        crowd.answers(ordinary(crowd, 60), DUE, room=crowd.services.settings.policy.budget.hourly_cap // 2)
    ) == {None}


def test_volume_alone(crowd: Crowd) -> None:
    """A viral hour is no raid: many come, and as many as ever come again."""
    replies = ordinary(crowd, 600)
    assert set(crowd.answers(replies, DUE)) == {None}
    crowd.look(DUE, minutes=20)
    assert crowd.ids(DUE + 20 * MINUTE) == []


def flooded(crowd: Crowd) -> list[Reply]:
    """Let six hundred strangers text once, among ordinary people, and see them fall due."""
    flood = [crowd.text(f"stranger {who}") for who in range(600)]
    beside = ordinary(crowd, 60)
    crowd.answers(beside + flood, DUE)
    return flood


def test_flood_of_singles(crowd: Crowd) -> None:
    """Once money is short a flood of strangers is answered by lot, few of it; those who came twice all are."""
    flood = flooded(crowd)
    trusted = [reply for reply in crowd.waiting if reply.id in crowd.services.evidence.trusted(crowd.waiting)]
    cap = crowd.services.settings.policy.budget.hourly_cap
    assert crowd.answer(flood[0], DUE, room=cap // 10) in (Reason.RAID, Reason.TRUSTED_FIRST)
    middling = Counter(crowd.answers(flood, DUE, room=cap // 2))
    assert middling[Reason.RAID] > 400
    assert 10 < middling[None] < 200
    assert set(crowd.answers(trusted, DUE, room=cap // 10)) == {None}


def test_the_lot_stands(crowd: Crowd) -> None:
    """A reply draws its lot once: asking again changes nothing."""
    flood = flooded(crowd)
    crowd.answer(flood[0], DUE, room=0)
    room = crowd.services.settings.policy.budget.hourly_cap // 2
    assert crowd.answers(flood, DUE, room) == crowd.answers(flood, DUE, room)


def test_the_last_quarter_is_for_the_trusted(crowd: Crowd) -> None:
    """What is left of a short hour's share is kept for those who came twice, while there are any."""
    cap = crowd.services.settings.policy.budget.hourly_cap
    single, twice = crowd.text("once"), crowd.text("twice")
    crowd.text("twice", EVENING + MINUTE)
    assert crowd.answer(single, DUE, room=cap // 5) is None
    assert crowd.answer(twice, DUE, room=cap // 5) is None
    assert crowd.answer(single, DUE, room=cap // 5) is Reason.TRUSTED_FIRST
    assert crowd.answer(single, DUE, room=cap) is None


def test_raid_of_singles(crowd: Crowd) -> None:
    """Ten minutes of too many strangers are a raid on their country: their lots decide, though money is not short."""
    flood = flooded(crowd)
    assert set(crowd.answers(flood, DUE)) == {None}
    crowd.look(DUE, minutes=9)
    assert crowd.ids(DUE + 9 * MINUTE) == []
    crowd.look(DUE + 9 * MINUTE, minutes=3)
    assert crowd.ids(DUE + 12 * MINUTE) == ["singles-FR"]
    refused = Counter(crowd.answers(flood, DUE + 12 * MINUTE))
    assert refused[Reason.RAID] > 400
    beside = crowd.text("belgian", EVENING, country="BE")
    assert crowd.answer(beside, DUE + 12 * MINUTE) is None


def test_contact_before_the_raid(crowd: Crowd) -> None:
    """Who had come before a raid began is no part of it, though he came once."""
    early = [crowd.text(f"early {who}", EVENING - 2 * HOUR) for who in range(50)]
    flooded(crowd)
    crowd.look(DUE, minutes=12)
    assert crowd.ids(DUE + 12 * MINUTE) == ["singles-FR"]
    assert set(crowd.answers(early, DUE + 12 * MINUTE)) == {None}


def test_raid_ends(crowd: Crowd) -> None:
    """A raid is over once it was calm for half an hour, is told to the ledger once, and may begin anew."""
    flooded(crowd)
    crowd.look(DUE, minutes=119)
    calm = DUE + 119 * MINUTE
    crowd.look(calm, minutes=25)
    assert crowd.ids(calm) == ["singles-FR"]
    crowd.look(calm + 25 * MINUTE, minutes=10)
    assert crowd.ids(calm) == []
    assert len(crowd.entries("raid")) == len(crowd.entries("raid-ended")) == 1


def test_made_up_numbers(crowd: Crowd) -> None:
    """Numbers nobody has, among a country's new callers, are a raid on it at once; there only strangers wait."""
    for who in range(120):
        made_up = Reason.UNASSIGNED_NUMBER if who % 10 == 0 else None
        crowd.text(f"spoofed {who}", EVENING + timedelta(seconds=who), unanswerable=made_up)
    crowd.look(EVENING + 3 * MINUTE)
    assert crowd.ids(EVENING + 3 * MINUTE) == ["unassigned-FR"]
    refused = Counter(crowd.answers(crowd.waiting, DUE))
    assert refused[Reason.RAID] > 0
    crowd.text("spoofed 1", EVENING + 4 * MINUTE)
    twice = next(reply for reply in crowd.waiting if reply.id in crowd.services.evidence.trusted(crowd.waiting))
    assert crowd.answer(twice, DUE) is None


def test_refused_classes_are_told(gather: Gather) -> None:
    """A hundred callers of a class that gets nothing anyway are told to operators, and change nothing for others."""
    crowd = gather(raids={"class_refused": 10})
    for who in range(12):
        crowd.text(who, country="", unanswerable=Reason.PREMIUM_NUMBER)
    crowd.look(EVENING + MINUTE)
    assert crowd.ids(EVENING + MINUTE) == ["class-premium_number"]
    assert set(crowd.answers(ordinary(crowd), DUE)) == {None}
