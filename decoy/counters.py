"""The names of what the tally counts. Pure: the scripts that write an entry of the ledger count it too."""

from datetime import datetime, timedelta

from decoy import store
from decoy.errors import Reason
from decoy.messages import Contact, Reply
from decoy.moments import to_day, to_month

KINDS = ("callers", "ranges", "countries")  # who came, by the day
DAYS = 2  # that are looked at: today and yesterday
A_DAY = 24 * 3600 * 1000  # ms
# How long a day's crowd is kept, how many are counted in it, and how many of them stay when there are more: whoever
# comes more than once in the difference of contacts is not lost.
BOUNDS = ((DAYS + 1) * A_DAY, 2_000, 200)


def received(contact: Contact) -> str:
    """Name the count of what reached a decoy number."""
    return f"received {contact.channel} {contact.number}"


def refused(contact: Contact, reason: Reason) -> str:
    """Name the count of what was refused there, for a *reason*."""
    return f"refused {contact.channel} {contact.number} {reason}"


def of_reply(reply: Reply) -> str:
    """Give what follows the state in the count of replies."""
    return f" {reply.channel} {reply.number} {reply.language}"


def cost(number: str) -> str:
    """Name the micros that a decoy number has cost."""
    return f"cost {number}"


def confirmed(number: str) -> str:
    """Name the part of that which the provider has confirmed."""
    return f"confirmed {number}"


def minutes(number: str) -> str:
    """Name the minutes of calls that it took."""
    return f"minutes {number}"


def spenders(now: datetime, ago: int = 0) -> str:
    """Name the key of what callers cost on the day of *now* or so many days *ago*."""
    return store.spenders(to_day(now - timedelta(days=ago)))


def contacts(now: datetime) -> str:
    """Name the count of all that reached us in the month of *now*, in its own time zone."""
    return f"{to_month(now)} contacts"


def days(now: datetime, ago: int = 0) -> list[str]:
    """Name the keys of those who came, of each of `KINDS`, on the day of *now* or so many days *ago*."""
    date = to_day(now - timedelta(days=ago))
    return [store.came(kind, date) for kind in KINDS]
