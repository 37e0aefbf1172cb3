"""What was promised survives `kill -9` of everything."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from decoy.settings import load
from decoy.simulator import api
from decoy.simulator.twilio import FakeTwilio
from tests.installation import Decoy, eventually
from tests.world import DECOY, HIM, PRICE, serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes under /proc")

SOON = """
[replies]
delay_seconds = 5
jitter_seconds = 0
"""


@pytest.fixture
def twilio(decoy: Decoy) -> Iterator[FakeTwilio]:
    """Give a Twilio of its own to the installation: it lives on when everything else is killed."""
    policy = decoy.folder / "soon.toml"
    policy.write_text(SOON)
    decoy.environ |= {"DECOY_SECRET_KEY": "of the crash test, and long enough", "DECOY_CONFIG": str(policy)}
    told = load(decoy.environ)
    twilio = FakeTwilio(told.account, told.tokens[0], told.public_url, PRICE, lambda: datetime.now(UTC))
    twilio.set_price("number_month")  # no rent
    with serving(api.create_app(twilio)) as url:
        decoy.environ["TWILIO_API_URL"] = url
        yield twilio


def arrived(twilio: FakeTwilio) -> int:
    return len(twilio.messages_to(HIM))


def test_reply_survives_a_crash(decoy: Decoy, twilio: FakeTwilio) -> None:
    """A reply promised before `kill -9` of everything leaves once after the restart, and its price is spent."""
    decoy.run_up()
    assert twilio.text(HIM, DECOY, "hey").status == 200
    decoy.kill()
    decoy.run_up()
    assert eventually(lambda: twilio.deliver() or arrived(twilio), patience=60)
    redis = decoy.redis()
    assert eventually(lambda: redis.hget("decoy:outcomes", "delivered") == "1")
    assert redis.hgetall("decoy:funds")["spent"] == "87500"
    assert redis.hgetall("decoy:funds")["reserved"] == "0"
    assert decoy.stop() == 0
    assert arrived(twilio) == 1


def test_crash_while_it_is_being_sent(decoy: Decoy, twilio: FakeTwilio, tmp_path: Path) -> None:
    """A reply that Twilio took while everything was killed is known by its status update, and not sent again."""
    decoy.run_up()
    twilio.text(HIM, DECOY, "hey")
    twilio.drop_next(created=True)
    assert eventually(lambda: decoy.redis().zcard("decoy:replies:unconfirmed") == 1)
    decoy.kill()
    decoy.run_up()
    twilio.deliver()
    assert eventually(lambda: decoy.redis().hget("decoy:outcomes", "delivered") == "1")
    assert arrived(twilio) == 1
