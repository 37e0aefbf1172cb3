"""What a reply is made of and when it leaves. Pure: no store, no clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b

from decoy.callers import Caller
from decoy.keyring import Keyring
from decoy.messages import Contact, Reply
from decoy.policy import Number, Replies


def compose(contact: Contact, caller: Caller, ours: Number, due: datetime, keyring: Keyring, now: datetime) -> Reply:
    """Compose the reply that *contact* earns. Its id follows from the sid, so that one contact earns one reply."""
    return Reply(
        id=blake2b(contact.sid.encode(), digest_size=16).hexdigest(),
        caller=caller.ref,
        number=contact.number,
        channel=contact.channel,
        language=ours.language,
        accepted_at=now,
        due=due,
        sealed=keyring.seal(caller.number),
        country=caller.country,
        range=caller.range,
    )


def due(now: datetime, policy: Replies, jitter: Callable[[int], int]) -> datetime:
    """Say when a reply leaves: *delay_seconds* later and never earlier, plus what *jitter* picks below its limit."""
    return now + timedelta(seconds=policy.delay_seconds + jitter(policy.jitter_seconds + 1))
