"""What Twilio's statuses and error codes mean to us: tables."""

from decoy.messages import State, StatusUpdate

# Message statuses, https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
STATES = {
    "accepted": State.SENT,
    "scheduled": State.SENT,
    "queued": State.SENT,
    "sending": State.SENT,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}

# Error codes, https://www.twilio.com/docs/api/errors
OPTED_OUT = 21610
ACCOUNT = frozenset(
    {10001, 20003, 20005, 20006, 20008, 30002, 90010}  # suspended, unauthorised, out of money
    | {20001, 20404, 21212, 21601, 21606, 21602, 21603, 21608, 21609, 21617, 21618, 21624, 90007, 11100}  # our setup
    | {21701, 21703, 21704, 21705, 35114, 35115, 35117, 35118, 30018, 30024}  # the sender, or its service
)
# Failures without a fee, since 30 September 2024: https://help.twilio.com/articles/27502337507483
FREE = frozenset(
    {None, 12400, 20500, 20504, 30103, 30500, 63010, 63012, 30036, 30002, 30454, 63038, 90010, 30450, 21408, 30008}
)


def update(sid: str, state: State, code: int | None) -> StatusUpdate:
    """Say what became of a message, and what its error *code* means for the others."""
    billed = state is State.FAILED and code not in FREE
    return StatusUpdate(sid, state, code, code in ACCOUNT, code == OPTED_OUT, billed)
