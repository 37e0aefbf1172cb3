"""Values that are printed: they keep numbers, texts and secrets to themselves."""

import pytest

from decoy import provider
from decoy.callers import Caller
from decoy.errors import Reason
from decoy.messages import Channel, Entry, Reply
from tests.exposure import FORM, exposed
from tests.numbers import DECOY, HIM
from tests.world import EVENING, Line

VALUES = [
    provider.inbound_message(FORM),
    provider.inbound_call(FORM),
    provider.completed_call(FORM),
    provider.status_update(FORM | {"MessageStatus": "sent"}),
    Caller("a ref", False, HIM, Reason.OPTED_OUT),
    Reply("r1", "a ref", DECOY, Channel.SMS, "fr", EVENING, EVENING, HIM),
    Entry("received", EVENING, "SM1", caller="a ref", number=DECOY),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_keep_it_to_themselves(value: object) -> None:
    """No value shows the number or the text when it is printed, as it is wherever an error quotes it."""
    assert exposed(f"{value!r} {value!s} {[value]!r}") == []


def test_settings_keep_it_to_themselves(line: Line) -> None:
    """The settings, printed, show neither secret nor token."""
    settings = line.services.settings
    shown = repr(settings) + repr(line.services)
    assert [secret for secret in (settings.secret_key, *settings.tokens) if secret in shown] == []
