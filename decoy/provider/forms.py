"""Twilio's webhooks, read into our values."""

from collections.abc import Mapping

from decoy import keywords
from decoy.messages import CompletedCall, InboundCall, InboundMessage, Keyword, StatusUpdate
from decoy.provider.fields import whole
from decoy.provider.statuses import STATES, update

OPT_OUT_TYPES = {"STOP": Keyword.STOP, "START": Keyword.START}


def inbound_message(form: Mapping[str, str]) -> InboundMessage:
    """Read the webhook of a text that came in."""
    text = form.get("Body", "")
    return InboundMessage(
        sid=form.get("MessageSid") or form.get("SmsSid", ""),
        number=form.get("To", ""),
        segments=whole(form.get("NumSegments"), least=1),
        caller=form.get("From", ""),
        text=text,
        keyword=OPT_OUT_TYPES.get(form.get("OptOutType", "")) or keywords.read(text),
    )


def inbound_call(form: Mapping[str, str]) -> InboundCall:
    """Read the webhook of a call that came in."""
    return InboundCall(sid=form.get("CallSid", ""), number=form.get("To", ""), caller=form.get("From", ""))


def completed_call(form: Mapping[str, str]) -> CompletedCall:
    """Read the webhook of a call that ended; `Duration` is in started minutes."""
    ours = form.get("CallStatus") == "completed" and form.get("Direction", "inbound") == "inbound"
    minutes = whole(form.get("Duration")) if ours else 0
    return CompletedCall(form.get("CallSid", ""), form.get("To", ""), minutes, form.get("From", ""))


def status_update(form: Mapping[str, str]) -> StatusUpdate | None:
    """Read the webhook of a message's status; None for a status nobody has heard of."""
    state = STATES.get(form.get("MessageStatus", ""))
    if state is None:
        return None
    return update(form.get("MessageSid", ""), state, whole(form.get("ErrorCode")) or None)
