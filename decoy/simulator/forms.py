"""The forms Twilio posts, with their full parameter sets: a door must not stumble over those it has no use for."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime

from decoy.numbering import is_hidden
from decoy.simulator.message import API_VERSION, Message

Form = dict[str, str]

COUNTRIES = {"+1": "US", "+31": "NL", "+32": "BE", "+33": "FR", "+44": "GB"}
PLACES = ("City", "State", "Zip")
MINUTE = 60


def inbound_text(account: str, message: Message, extra: Mapping[str, str]) -> Form:
    """List what is posted when *message* reaches a number; *extra* adds to it or overrules it."""
    return {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": account,
        "From": message.sender,
        "To": message.to,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(message.segments),
        "SmsStatus": "received",
        "ApiVersion": API_VERSION,
        **_geography(From=message.sender, To=message.to),
        **extra,
    }


def message_status(account: str, message: Message) -> Form:
    """List what is posted when an outbound *message* has taken a step."""
    form = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "AccountSid": account,
        "From": message.sender,
        "To": message.to,
        "ApiVersion": API_VERSION,
        "MessageStatus": message.status,
        "SmsStatus": message.status,
    }
    if message.service:
        form["MessagingServiceSid"] = message.service
    if message.status == "delivered":
        form["RawDlrDoneDate"] = message.updated_at.strftime("%y%m%d%H%M")
    if message.error_code:
        form["ErrorCode"] = str(message.error_code)
    return form


def inbound_call(account: str, sid: str, caller: str, number: str) -> Form:
    """List what is posted when a call comes in."""
    return {
        "CallSid": sid,
        "AccountSid": account,
        "From": caller,
        "To": number,
        "Caller": caller,
        "Called": number,
        "CallStatus": "ringing",
        "ApiVersion": API_VERSION,
        "Direction": "inbound",
        **_geography(From=caller, To=number, Caller=caller, Called=number),
    }


def ended_call(inbound: Form, status: str, seconds: int | None, at: datetime) -> Form:
    """List what is posted when the call that came with *inbound* is over; *seconds* is None if nobody answered."""
    form = {
        **inbound,
        "CallStatus": status,
        "Timestamp": format_datetime(at),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": "0",
    }
    if seconds is not None:
        form |= {"CallDuration": str(seconds), "Duration": str(started_minutes(seconds))}
    return form


def started_minutes(seconds: int) -> int:
    """Count the minutes that a call is billed for; every answered call has one."""
    return max(1, -(-seconds // MINUTE))


def _geography(**ends: str) -> Form:
    """Say where each end is: outside the United States only the country is known, the rest is sent empty."""
    places = {f"{end}{place}": "" for end in ends for place in PLACES}
    return places | {f"{end}Country": _country(number) for end, number in ends.items()}


def _country(number: str) -> str:
    if is_hidden(number):
        return ""
    return next((country for prefix, country in COUNTRIES.items() if number.startswith(prefix)), "")
