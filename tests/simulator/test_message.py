"""Messages: which requests Twilio refuses, and which it takes."""

import pytest

from decoy.simulator.message import MAGIC_NUMBERS
from decoy.simulator.twilio import FakeTwilio
from tests.numbers import DECOY
from tests.simulator.stage import HIDDEN, REPLY


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Bdoy": "No."}, 20001),
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"To": "PROMO"}, 21211),
        ({"To": HIDDEN}, 21211),
        ({"To": DECOY}, 21211),
        ({"From": "+33 6 39"}, 21212),
        ({"StatusCallback": "nowhere"}, 21609),
        ({"ValidityPeriod": "0"}, 21624),
        ({"ValidityPeriod": "36001"}, 21624),
        *[({"To": number}, code) for number, code in MAGIC_NUMBERS.items()],
    ],
)
def test_wrong_requests_are_refused(fake: FakeTwilio, change: dict[str, str], code: int) -> None:
    """Each rule of Twilio's refuses with its own code, and nothing is queued."""
    status, body = fake.create_message({**REPLY, **change})
    assert (status, body["code"], body["status"]) == (400, code, 400)
    assert fake.messages_of(DECOY) == []


@pytest.mark.parametrize(
    "change",
    [{"ValidityPeriod": "36000"}, {"From": "Decoy"}, {"From": "", "MessagingServiceSid": "MG" + "2" * 32}],
)
def test_what_twilio_takes_is_taken(fake: FakeTwilio, change: dict[str, str]) -> None:
    """The longest validity, a sender name and a Messaging Service are all accepted."""
    status, body = fake.create_message({**REPLY, **change})
    assert (status, body["status"]) == (201, "queued")
