"""Twilio's forms, and the values that are read from them."""

from collections.abc import Callable
from typing import Any

import pytest

from decoy import provider
from decoy.messages import CompletedCall, Keyword, State, StatusUpdate
from tests.numbers import DECOY
from tests.scripted import SID


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((status, State.SENT) for status in ("accepted", "scheduled", "queued", "sending", "sent")),
        *(("delivered", State.DELIVERED), ("read", State.DELIVERED), ("undelivered", State.UNDELIVERED)),
        *(("failed", State.FAILED), ("canceled", State.FAILED)),
        *(("", None), ("received", None), ("something new", None), ("DELIVERED", None)),
    ],
)
def test_statuses(status: str, state: State | None) -> None:
    """Each of Twilio's statuses is one of our states; one we have not heard of is none."""
    update = provider.status_update({"MessageSid": SID, "MessageStatus": status})
    assert (update and update.state) == state


@pytest.mark.parametrize(
    ("code", "read", "fault", "billed"),
    [
        ("30008", 30008, False, False),
        ("30003", 30003, False, True),
        ("30002", 30002, True, False),
        ("20003", 20003, True, True),
        ("", None, False, False),
        ("x", None, False, False),
    ],
)
def test_error_code_of_a_status(code: str, read: int | None, fault: bool, billed: bool) -> None:
    """A callback's code tells whether the account is at fault, and whether the failure costs a fee."""
    form = {"MessageSid": SID, "MessageStatus": "failed", "ErrorCode": code}
    assert provider.status_update(form) == StatusUpdate(SID, State.FAILED, read, fault, billed=billed)


@pytest.mark.parametrize(
    ("segments", "count"), [("3", 3), ("0", 1), ("", 1), ("-1", 1), ("x", 1), ("²", 1), ("1.5", 1), (None, 1)]
)
def test_segments_of_a_text(segments: str | None, count: int) -> None:
    """A text has as many segments as Twilio says, and at least one."""
    form = {"MessageSid": SID} | ({"NumSegments": segments} if segments is not None else {})
    assert provider.inbound_message(form).segments == count


@pytest.mark.parametrize(
    ("form", "minutes"),
    [
        ({"CallStatus": "completed", "Duration": "1", "CallDuration": "49"}, 1),
        ({"CallStatus": "completed", "Duration": "2", "CallDuration": "61"}, 2),
        ({"CallStatus": "busy"}, 0),
        ({"CallStatus": "no-answer", "Duration": "1"}, 0),
        ({"CallStatus": "failed", "Duration": "x"}, 0),
        ({}, 0),
    ],
)
def test_minutes_of_a_call(form: dict[str, str], minutes: int) -> None:
    """A call that was answered is billed its started minutes, and any other none."""
    assert provider.completed_call(form | {"CallSid": "CA1", "To": DECOY}) == CompletedCall("CA1", DECOY, minutes)


@pytest.mark.parametrize("read", [provider.inbound_message, provider.inbound_call, provider.completed_call])
def test_empty_form(read: Callable[[dict[str, str]], Any]) -> None:
    """A form with nothing in it is read without an error."""
    assert read({}).sid == ""


@pytest.mark.parametrize(
    ("opt_out_type", "body", "keyword"),
    [("STOP", "x", Keyword.STOP), ("START", "stop", Keyword.START), ("HELP", "x", None)],
)
def test_opt_out_type(opt_out_type: str, body: str, keyword: Keyword | None) -> None:
    """What Twilio's own opt-out handling took the text for comes before our own reading of it."""
    assert provider.inbound_message({"Body": body, "OptOutType": opt_out_type}).keyword == keyword
