"""The wire: what the simulated Twilio signs, and what it remembers of it."""

from decimal import Decimal

import pytest

from decoy.simulator.twilio import FakeTwilio
from tests.numbers import DECOY, HIM
from tests.simulator.stage import ACCOUNT, CALLBACK, HIDDEN, REPLY, Clock, Decoy
from tests.wire import PUBLIC_URL


@pytest.mark.parametrize("caller", [HIM, HIDDEN, "PROMO", ""])
def test_texts_are_signed(fake: FakeTwilio, decoy: Decoy, caller: str) -> None:
    """Twilio's own validator accepts the signature of every text, whoever sends it and whatever it says."""
    fake.text(caller, DECOY, "  ça va ? 🙂 & co = ", Unheard="of")
    assert decoy.signed == [True]
    assert decoy.forms[0]["Body"] == "  ça va ? 🙂 & co = "
    assert decoy.forms[0]["Unheard"] == "of"
    assert decoy.urls == [f"{PUBLIC_URL}/twilio/sms"]


def test_a_wrong_token_does_not_sign(clock: Clock, decoy: Decoy) -> None:
    """What another token signed is not believed, so the decoy at the other end does check."""
    FakeTwilio(ACCOUNT, "another token", PUBLIC_URL, Decimal(1), clock, post=decoy.receive).text("", DECOY, "")
    assert decoy.signed == [False]


def test_the_fragment_is_twilios_own(fake: FakeTwilio, decoy: Decoy) -> None:
    """Connection settings after a # in a callback are neither posted nor signed."""
    fake.create_message({**REPLY, "StatusCallback": f"{CALLBACK}#rc=2&rp=all"})
    fake.deliver()
    assert set(decoy.urls) == {CALLBACK}
    assert all(decoy.signed)


def test_a_repeated_text_keeps_its_sid(fake: FakeTwilio, decoy: Decoy) -> None:
    """A text sent again under its sid is posted again, but is still one message."""
    first = fake.text(HIM, DECOY, "Hello?")
    second = fake.text(HIM, DECOY, "Hello?", sid=first.sid)
    assert second.sid == first.sid
    assert len(decoy.forms) == 2
    assert len(fake.messages_of(HIM)) == 1


def test_exchanges_are_kept_without_secrets(fake: FakeTwilio, decoy: Decoy) -> None:
    """The last 200 webhooks are remembered with their answers, and none shows a number, a text or the account."""
    for _ in range(201):
        fake.text(HIM, DECOY, "Hello?")
    exchanges = fake.exchanges_of(HIM)
    assert len(exchanges) == 200
    assert exchanges[0].body == "<Response/>"
    assert "AccountSid" not in exchanges[0].form
    assert not any(secret in repr(exchanges[0]) for secret in (HIM, "Hello?", ACCOUNT))
