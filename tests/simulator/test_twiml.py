"""TwiML: what a call comes to, by what it was answered with."""

from decoy.simulator.twilio import FakeTwilio
from tests.numbers import DECOY, HIM
from tests.simulator.stage import PLAY, REJECT, Decoy
from tests.wire import PUBLIC_URL


def test_an_answered_call_is_billed_by_the_started_minute(fake: FakeTwilio, decoy: Decoy) -> None:
    """A call that was answered ends completed, and 61 seconds of it are two minutes on the bill."""
    decoy.twiml = PLAY
    call = fake.call(HIM, DECOY)
    fake.hang_up(call.sid, 61)
    ended = decoy.forms[-1]
    assert decoy.urls == [f"{PUBLIC_URL}/twilio/voice", f"{PUBLIC_URL}/twilio/call-status"]
    assert (ended["CallStatus"], ended["CallDuration"], ended["Duration"]) == ("completed", "61", "2")
    assert all(decoy.signed)


def test_a_rejected_call_ends_busy(fake: FakeTwilio, decoy: Decoy) -> None:
    """A call met with <Reject> ends busy, with nothing to bill."""
    decoy.twiml = REJECT
    fake.hang_up(fake.call(HIM, DECOY).sid, 30)
    assert decoy.forms[-1]["CallStatus"] == "busy"
    assert "Duration" not in decoy.forms[-1]


def test_a_late_reject_does_not_refuse(fake: FakeTwilio, decoy: Decoy) -> None:
    """A <Reject> behind another verb comes too late: the call was answered and is billed."""
    decoy.twiml = "<Response><Pause/><Reject/></Response>"
    fake.hang_up(fake.call(HIM, DECOY).sid, 3)
    assert decoy.forms[-1]["CallStatus"] == "completed"
