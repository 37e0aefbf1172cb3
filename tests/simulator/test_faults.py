"""Faults on order: what the real client meets, and for how long."""

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from decoy.simulator.faults import Dropped
from decoy.simulator.twilio import FakeTwilio
from tests.numbers import HIM
from tests.simulator.stage import REPLY, send


def test_a_failure_comes_once(fake: FakeTwilio, client: Client) -> None:
    """An ordered failure reaches the client with its code, and the next attempt succeeds."""
    fake.fail_next(429, 20429)
    with pytest.raises(TwilioRestException) as refused:
        send(client)
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert send(client).status == "queued"


def test_failures_wait_for_their_call(fake: FakeTwilio, client: Client) -> None:
    """A failure ordered for lists leaves sending alone."""
    fake.fail_next(500, 20500, call="list")
    assert send(client).status == "queued"
    with pytest.raises(TwilioException, match="HTTP 500"):
        client.messages.list(to=HIM)
    assert len(client.messages.list(to=HIM)) == 1


def test_a_gateway_speaks_html(fake: FakeTwilio, client: Client) -> None:
    """A failure without a code comes as a page, which the client can only take by its HTTP status."""
    fake.fail_next(502)
    with pytest.raises(TwilioRestException) as refused:
        send(client)
    assert (refused.value.status, refused.value.code) == (502, 502)


@pytest.mark.parametrize("created", [True, False])
def test_silence_does_not_tell_what_happened(fake: FakeTwilio, client: Client, created: bool) -> None:
    """The connection breaks without an answer in both cases; only a list shows whether the message was created."""
    fake.drop_next(created=created)
    with pytest.raises(requests.ConnectionError):
        send(client)
    assert len(client.messages.list(to=HIM)) == created


def test_silence_is_an_exception_in_process(fake: FakeTwilio) -> None:
    """Without HTTP in between, the silence is raised."""
    fake.drop_next(created=False)
    with pytest.raises(Dropped):
        fake.create_message(REPLY)


def test_a_suspended_account_can_do_nothing(fake: FakeTwilio, client: Client) -> None:
    """A suspended account is refused with 401/20005 on every call until it is restored."""
    fake.suspend()
    for call in (lambda: send(client), client.messages("SM0").fetch, client.balance.fetch):
        with pytest.raises(TwilioRestException) as refused:
            call()
        assert (refused.value.status, refused.value.code) == (401, 20005)
    with pytest.raises(TwilioException, match="20005"):
        client.messages.list()
    fake.restore()
    assert send(client).status == "queued"
