"""Blocked callers: busy and silence, until the block ends or is lifted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from decoy import blocks
from decoy.callers import country_of
from tests.numbers import HIM
from tests.phone import Phone
from tests.world import DAY, HOUR, TEN_SECONDS, Line

NEIGHBOUR = "+33639980043"
STRANGER = "+33639981043"  # of another block of 1,000
A_WEEK = timedelta(days=7)


def block_range(line: Line, until: datetime | None = None) -> None:
    """Block his thousand numbers, as an operator does."""
    name = blocks.of_range(line.services.callers.identify(HIM).range)
    line.services.blocks.block(name, "a raid", until, datetime.now(UTC))


def block_country(line: Line, country: str = "FR") -> None:
    """Block a country, as an operator does."""
    line.services.blocks.block(blocks.of_country(country), "pumping", datetime.now(UTC) + A_WEEK, datetime.now(UTC))


def hits(line: Line) -> list[int]:
    """Tell how often each block in force has refused."""
    return [block.hits for block in line.services.blocks.current(datetime.now(UTC))]


def test_blocked_hears_busy_and_reads_nothing(phone: Phone, clock: Any) -> None:
    """A blocked caller gets the busy signal, which is free, and no reply."""
    phone.line.block()
    assert phone.hears() == "busy"
    phone.text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    assert phone.line.reasons() == {"blocked": 2}


def test_block_cancels_what_is_promised(phone: Phone, clock: Any) -> None:
    """A block also stops the reply promised before it, at the latest when its hour has come."""
    phone.text("hey")
    phone.line.block()
    clock.shift(HOUR + TEN_SECONDS)
    assert phone.replies() == []
    assert phone.line.states() == {"cancelled": 1}


def test_unblocked_is_answered_again(phone: Phone, clock: Any) -> None:
    """Once the block is lifted he is a caller like any other; lifting it twice says so."""
    phone.line.block()
    phone.text("hey")
    assert [phone.line.unblock(), phone.line.unblock()] == [True, False]
    phone.text("hey")
    assert phone.hears() == "recording"
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1


def test_block_with_an_end(phone: Phone, clock: Any) -> None:
    """A block with an end ends by itself."""
    phone.line.block(until=datetime.now(UTC) + timedelta(days=1))
    assert phone.hears() == "busy"
    clock.shift(DAY + TEN_SECONDS)
    assert phone.hears() == "recording"


# Ranges and countries


def test_range_is_blocked(line: Line, clock: Any) -> None:
    """A blocked range gives all its numbers busy and no reply, and no other number."""
    block_range(line)
    assert [line.phone(number).hears() for number in (HIM, NEIGHBOUR, STRANGER)] == ["busy", "busy", "recording"]
    for number in (HIM, NEIGHBOUR, STRANGER):
        line.phone(number).text("hey")
    clock.shift(HOUR + TEN_SECONDS)
    assert [len(line.phone(number).replies()) for number in (HIM, NEIGHBOUR, STRANGER)] == [0, 0, 1]
    assert line.reasons() == {"blocked": 4}


def test_country_is_blocked(line: Line) -> None:
    """A blocked country gets busy and no reply, and no other country does; those who hide are of none."""
    assert country_of(HIM) == "FR"
    block_country(line, "BE")
    assert line.phone().hears() == "recording"
    block_country(line, "FR")
    assert line.phone().hears() == "busy"
    assert line.phone("anonymous").hears() == "recording"


@pytest.mark.parametrize("block", [block_range, block_country])
@pytest.mark.parametrize("held", [False, True])
def test_block_works_backwards(phone: Phone, clock: Any, block: Any, held: bool) -> None:
    """A block of a range or a country ends the replies promised before it when they come due, also held ones."""
    line = phone.line
    phone.text("hey")
    if held:
        line.pause()
        clock.shift(HOUR + TEN_SECONDS)
        line.work()
    block(line)
    line.resume()
    clock.shift(HOUR + TEN_SECONDS)
    line.sweep()
    assert phone.replies() == []
    assert line.states() == {"cancelled": 1}
    assert line.money()["reserved"] == 0
    assert hits(line) == [1]


def test_reply_of_before_ranges_were_kept(phone: Phone, clock: Any) -> None:
    """A reply promised before ranges and countries were kept is sent: nobody can tell what he is in."""
    phone.text("hey")
    phone.line.services.store.redis.hdel(f"decoy:reply:{phone.line.reply().id}", "country", "range")
    block_range(phone.line)
    block_country(phone.line)
    clock.shift(HOUR + TEN_SECONDS)
    assert len(phone.replies()) == 1


def test_range_leaves_with_its_reply(phone: Phone, clock: Any) -> None:
    """What says which range a reply went to is kept while it is open, and not beyond."""
    phone.text("hey")
    assert phone.line.reply().range == phone.line.services.callers.identify(NEIGHBOUR).range != ""
    clock.shift(HOUR + TEN_SECONDS)
    phone.replies()
    assert (phone.line.states(), phone.line.reply().range) == ({"delivered": 1}, "")


# Hits


def test_hits(phone: Phone) -> None:
    """A block counts what it refused, calls and texts; Twilio's repetitions are none."""
    phone.text("hey")
    phone.line.block()
    for sid in ("SM1", "SM2", "SM2", "SM3"):
        phone.text("hey", sid=sid)
    phone.call(sid="CA1")
    phone.call(sid="CA1")
    assert hits(phone.line) == [4]


def test_closest_block_counts(phone: Phone) -> None:
    """Of several blocks that mean him, the closest refuses him and counts it."""
    block_country(phone.line)
    block_range(phone.line)
    phone.line.block()
    phone.text("hey")
    phone.line.phone(NEIGHBOUR).text("hey")
    phone.line.phone(STRANGER).text("hey")
    found = phone.line.services.blocks.current(datetime.now(UTC))
    kinds = {block.name.rpartition(":")[0] or "caller": block.hits for block in found}
    assert kinds == {"caller": 1, "range": 1, "country": 1}


def test_new_block_counts_anew(phone: Phone) -> None:
    """A block that replaces another has its own reason and end, and no hits yet; nor has one lifted and set again."""
    phone.line.block()
    phone.text("hey")
    phone.line.block(until=datetime.now(UTC) + A_WEEK)
    assert hits(phone.line) == [0]
    phone.text("hey")
    phone.line.unblock()
    phone.line.block()
    assert hits(phone.line) == [0]


def test_check_is_one_round_trip(line: Line, store: Redis) -> None:
    """Whoever is checked, against all three kinds of blocks, costs one command."""
    check = line.services.blocks.check
    check("ref", datetime.now(UTC), "range", "FR", "SM1")
    before = store.info("stats")["total_commands_processed"]
    check("ref", datetime.now(UTC), "range", "FR", "SM1")
    script = ["hget"] * 3 + ["sismember"]  # the server counts what a script calls too
    assert store.info("stats")["total_commands_processed"] - before <= len(["info", "evalsha", *script])


# Ends


def test_ended_blocks_are_swept_away(line: Line, clock: Any) -> None:
    """A block that has ended is not listed, and the sweep leaves nothing of it; one without an end stays."""
    block_range(line)
    line.block(until=datetime.now(UTC) + timedelta(hours=1))
    line.phone().text("hey")
    assert sorted(hits(line)) == [0, 1]
    clock.shift(HOUR + TEN_SECONDS)
    assert hits(line) == [0]
    line.sweep()
    assert list(line.services.store.redis.hgetall("decoy:blocks")) == [
        blocks.of_range(line.services.callers.identify(HIM).range)
    ]
    line.sweep()
    assert line.phone(NEIGHBOUR).hears() == "busy"


def test_block_of_before(phone: Phone) -> None:
    """A block set before its beginning was kept refuses, counts and is listed."""
    phone.line.services.store.redis.hset("decoy:blocks", phone.line.ref(), '{"reason": "a threat", "until": null}')
    assert phone.hears() == "busy"
    (block,) = phone.line.services.blocks.current(datetime.now(UTC))
    assert (block.since, block.until, block.hits, block.reason) == (None, None, 1, "a threat")
    phone.line.sweep()
    assert phone.hears() == "busy"
