"""The story: what Decoy did and why, in words."""

from datetime import timedelta

from decoy.errors import Reason
from decoy.messages import Entry, State
from decoy.simulator import story
from decoy.simulator.twilio import FakeTwilio
from tests.numbers import DECOY, HIM


def test_every_reason_and_state_is_told_in_words() -> None:
    """No reason for a refusal and no state of a reply reaches the page as a bare name."""
    assert set(Reason) <= story.REASONS.keys()
    assert set(State) <= story.ENTRIES.keys()


def test_the_story_joins_a_webhook_with_what_it_caused(fake: FakeTwilio) -> None:
    """Entries are told with the webhook they came from; a repeated one caused nothing; the rest stands alone."""
    first = fake.text(HIM, DECOY, "Hello?")
    fake.text(HIM, DECOY, "Hello?", sid=first.sid)
    entries = [
        Entry("received", first.at, sid=first.sid, reason="sms"),
        Entry("refused", first.at, sid=first.sid, reason=Reason.FIXED_LINE),
        Entry("reserved", first.at + timedelta(seconds=20), reply="r1", amount=80_000),
    ]
    told = story.tell([exchange.as_json() for exchange in fake.exchanges_of(HIM)], entries)
    assert [event.title for event in told] == ["Decoy works on the reply", "A text came in", "A text came in"]
    assert told[0].steps[0].amount == 80_000
    assert story.REASONS[Reason.FIXED_LINE] in [step.why for event in told[1:] for step in event.steps]
    assert story.KNOWN_ALREADY in [step.sentence for event in told[1:] for step in event.steps]
