"""The carrier: the way of a message to its handset."""

from decoy.simulator.twilio import FakeTwilio
from tests.numbers import HIM
from tests.simulator.stage import REPLY, Clock, Decoy


def test_status_callbacks_come_in_order(fake: FakeTwilio, decoy: Decoy, clock: Clock) -> None:
    """A message is sent after a second and delivered two later, and each step is reported once, signed."""
    fake.create_message(REPLY)
    fake.advance()
    assert decoy.statuses() == []
    clock.tick(1)
    fake.advance()
    fake.advance()
    assert decoy.statuses() == ["sent"]
    assert fake.messages_to(HIM) == []
    clock.tick(2)
    fake.advance()
    fake.advance()
    assert decoy.statuses() == ["sent", "delivered"]
    assert decoy.forms[-1]["RawDlrDoneDate"] == "2611202200"
    assert [message.body for message in fake.messages_to(HIM)] == ["No."]
    assert all(decoy.signed)


def test_a_message_can_end_badly(fake: FakeTwilio, decoy: Decoy) -> None:
    """A message that ends undelivered says why, was paid for, and travels no further."""
    _, message = fake.create_message(REPLY)
    fake.finish(message["sid"], "undelivered", 30003)
    fake.deliver()
    _, shown = fake.fetch_message(message["sid"])
    assert decoy.statuses() == ["undelivered"]
    assert decoy.forms[0]["ErrorCode"] == "30003"
    assert (shown["status"], shown["error_code"], shown["price"]) == ("undelivered", 30003, "-0.08000")
