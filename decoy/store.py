"""The store: every Redis key on one page, and the server that has them."""

from contextlib import suppress
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, ReadOnlyError, RedisError
from redis.exceptions import ConnectionError as StoreConnectionError
from redis.exceptions import TimeoutError as StoreTimeoutError
from redis.retry import Retry

from decoy.errors import Unusable
from decoy.messenger import Messenger

PATIENCE = 0.5  # seconds
StoreError = RedisError  # what doors catch when the store is gone

SILENT = "The store does not answer. Is REDIS_URL right, or Decoy running here (make run)?"
# How long a finished contact, reply or reservation is kept, in ms: as long as the provider keeps its own.
KEEP = 400 * 24 * 3600 * 1000

# One line a key. Times are in milliseconds since 1970, money is in micros.
LEDGER = "decoy:ledger"  # stream: the entries, oldest first
JOURNAL = "decoy:journal"  # stream: at, who, act, caller (a ref) or subject, why; what the operators did
REFUSALS = "decoy:refusals"  # hash: reason -> count
SIGNS = "decoy:signs"  # hash: sign of spam -> how many texts were refused with it
# hash: topped_up, spent (and confirmed of it), reserved; unpriced (given up); hour_used, hour_at (the bucket),
# calls_used, calls_at (that of the recordings);
# balance (what the provider's account held) and balance_spent (what was spent by then), while it can be read
FUNDS = "decoy:funds"
# hash: date -> micros used that day; "date country BE", "date number +33..." of it; "date replies": how many
DAYS = "decoy:days"
# hash: hour (UTC) -> micros spent in it, but for rent, "hour events" -> how many times, "hour refused" -> how many
# contacts
HOURS = "decoy:hours"
# hash, kept for good: "2026-10 contacts", "2026-10 replies" (paid for), "2026-10 cost" (micros), "2026-10 confirmed"
MONTHS = "decoy:months"
HEARD = "decoy:heard"  # string: when the provider called a webhook last
TOP_UPS = "decoy:top-ups"  # hash: id of the top-up -> JSON {micros, at, note, by}
NUMBERS = "decoy:numbers"  # hash: decoy number -> month since which we know it; its rent is charged from the next on
# hash: decoy number -> JSON {duty, at, who, why}; absent: it is active, as it came
ROSTER = "decoy:roster"
UNPRICED = "decoy:unpriced"  # sorted set: reservation and sid of a sent reply -> when to ask what it really cost
CALLS = "decoy:calls"  # sorted set: sid and decoy number of an answered call -> when it is closed unreported
OUTCOMES = "decoy:outcomes"  # hash: final state -> count
OPT_OUTS = "decoy:opt-outs"  # set: caller refs that said STOP
# hash: caller ref, "range:REF" or "country:BE" -> JSON {reason, until, since}; each with " hits" and " last" behind
# -> how often it refused, the id of what it refused last
BLOCKS = "decoy:blocks"
# hash: what `counters` names -> how often, how many minutes or micros; since the line began
TALLY = "decoy:tally"
ORDERS = "decoy:orders"  # hash: who gave one (operator, fault, closure) -> JSON {reason, since, until, rung}
NOTICE = "decoy:notice"  # hash: rung, at, crowded, full; where the line stood, as the public page tells it
CLOSED = "decoy:closed"  # hash: decoy number -> JSON of its webhooks at the provider, while they are blanked there
CLOSING = "decoy:closing"  # string: whoever closes or opens the line at this moment; gone when he is done
FOOTING = "decoy:footing"  # hash: depth, cause, since, calm (since when), topped_up, period, climbed
LIMITS = "decoy:limits"  # prefix of what the limits library counts
ATTEMPTS = "decoy:attempts"  # prefix of the attempts to enter, which it counts too
PRICES = "decoy:prices"  # hash: read_at, tried_at, problems; "EUR:FR:reply_segment" -> "micros,read at"
# hash: what we know of the provider's balance: micros, drift, read_at; lost_at, why; tried_at, claim, open (the claim
# at work), and topped_up, spent, reserved as that found them. FUNDS has balance and balance_spent: spent at that time
BALANCE = "decoy:balance"
ALERTS = "decoy:alerts"  # sorted set: key of an open alert -> when it was raised
UNSENT = "decoy:alerts:unsent"  # sorted set: key of an open alert -> when to try to send it (again)
ALERT_TEST = "decoy:alerts:test"  # hash: asked, told, answers (JSON, channel -> accepted) of the last test asked for
OPERATORS = "decoy:operators"  # set: names
SESSIONS = "decoy:sessions"  # sorted set: digest of a session's token -> since when
RECORDINGS = "decoy:recordings"  # hash: track ("fr", "cover-fr") -> name of its current recording
WORDING = "decoy:wording"  # hash: language -> its reply in force, "fr version" -> its number; absent: as shipped
# hash: "FR new" and "FR unassigned" (of the latest new callers), short (1 while the hour's share runs short)
CROWD = "decoy:crowd"
# hash: id of a raid in force -> JSON {kind, scope, since, seen, reason, callers, contacts, ...}
RAIDS = "decoy:raids"
PAST_RAIDS = "decoy:raids:past"  # list: JSON of the last raids that are over, {..., ended, because}; the newest first


def stream_copy(stream: str, name: str) -> str:
    """Stream: the ledger or the journal, while it is rewritten without one caller."""
    return f"{stream}:{name}"


def contact(sid: str) -> str:
    """
    Hash of one inbound message or call: decision, charged, days, guess (1: that is one), minutes, noted (by a crowd),
    early (1: she may still be beside him).
    """
    return f"decoy:contact:{sid}"


def caller(ref: str) -> str:
    """Hash of one caller: open (the id of his open reply), sms, call (how often he came by each)."""
    return f"decoy:caller:{ref}"


def met(ref: str) -> str:
    """Hash of one caller: first (when he came first), last, called (when he did so first)."""
    return f"decoy:met:{ref}"


def answered(ref: str) -> str:
    """Sorted set of one caller: reply id -> when it was accepted; what `replies_per_caller` counts."""
    return f"decoy:answered:{ref}"


def crowd(what: str, half_day: int, bucket: str = "") -> str:
    """
    Hash of one half day, two in turn: slot (the half day it is of), and what was counted in it.

    countries: country -> new callers; callers: tag of a ref -> minute he came first; ranges: tag of a block of
    numbers -> new callers; bodies: tag of a fingerprint -> tags of callers. *bucket* begins the tag.
    """
    return f"decoy:crowd:{what}:{half_day % 2}:{bucket}"


def crowd_hour(hour: str) -> str:
    """Hash of one hour: "FR one", "FR-calls two" (due replies of singles, of trusted callers), "<reason> refused"."""
    return f"decoy:crowd:hour:{hour}"


def crowd_ratios(group: str) -> str:
    """Hash of one group (FR, FR-calls): hour -> singles for each trusted caller in it; only of calm hours."""
    return f"decoy:crowd:ratios:{group}"


def crowd_shares(date: str) -> str:
    """Hash of one day: foreign country -> replies that took a part of its share, "all" for them together."""
    return f"decoy:crowd:shares:{date}"


def came(kind: str, date: str) -> str:
    """Sorted set of one day (UTC): caller ref, block of numbers or country (the *kind*) -> how often it came."""
    return f"decoy:came:{kind}:{date}"


def spenders(date: str) -> str:
    """Sorted set of one day (UTC): caller ref -> micros that he cost us, estimated."""
    return f"decoy:spenders:{date}"


def reply(reply_id: str) -> str:
    """Hash of one reply: the fields of `messages.Reply`; tier, share (what a crowd counted it as), moved (a mark)."""
    return f"decoy:reply:{reply_id}"


def replies(state: str) -> str:
    """Sorted set of the replies in one open *state*: id -> when the sweep should look at it."""
    return f"decoy:replies:{state}"


def reservation(name: str) -> str:
    """Hash of one attempt's money: state, micros, days, settled_at, confirmed, counted (its field of the tally)."""
    return f"decoy:reservation:{name}"


def alert(key: str) -> str:
    """Hash of one alert, as it was raised last: period, raised, state, tries, told, urgency, subject, text."""
    return f"decoy:alert:{key}"


def operator(name: str) -> str:
    """
    Hash of one operator: since, password (hashed), secret (sealed, of the app), step (of the last code used);
    while invited: invited (digest of the token), invited_until, invited_secret.
    """
    return f"decoy:operator:{name}"


def recovery(name: str) -> str:
    """Set of one operator's recovery codes that were not used, hashed."""
    return f"decoy:operator:{name}:recovery"


def session(digest: str) -> str:
    """Hash of one session, by the digest of its token: operator, since, seen, confirmed (when a code was given)."""
    return f"decoy:session:{digest}"


def stop_link(digest: str) -> str:
    """String: when a stop link was used, by the digest of its token."""
    return f"decoy:stop-link:{digest}"


def recording(name: str) -> str:
    """Bytes of one recording (a WAV file), in base64."""
    return f"decoy:recording:{name}"


def wordings(language: str) -> str:
    """List of one language: JSON {at, note, text, replaced} of each published version, from version 1 on."""
    return f"decoy:wordings:{language}"


class Store(Messenger):
    """
    One Redis or Valkey server.

    Every call gives up after half a second: a caller is waiting. A call is made once more when its connection
    turned out broken, or a replica; every script may run twice.
    """

    def __init__(self, url: str) -> None:
        self.redis: Any = self._connect(url, decode_responses=True)  # its types do not know that it decodes
        self.binary = self._connect(url, decode_responses=False)  # RQ pickles what it keeps

    @staticmethod
    def _connect(url: str, decode_responses: bool) -> Redis:
        return Redis.from_url(
            url,
            decode_responses=decode_responses,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            health_check_interval=15,
            retry=Retry(NoBackoff(), 1, supported_errors=(StoreConnectionError, ReadOnlyError)),
        )

    def compact(self) -> None:
        """Have the server rewrite its file on disk, so that what was erased is not in it either."""
        with suppress(RedisError):  # none is written, or one is being rewritten already
            self.redis.bgrewriteaof()

    def check(self) -> None:
        """Refuse a server that would throw data away when it is full; `Unusable` says what to change."""
        try:
            policy = self.redis.info("memory")["maxmemory_policy"]
        except AuthenticationError:
            raise Unusable("The store refuses the user or password in REDIS_URL: correct it.") from None
        except (StoreConnectionError, StoreTimeoutError):
            raise Unusable(SILENT) from None
        if policy != "noeviction":
            raise Unusable(
                f"The store evicts data when it is full (maxmemory-policy is {policy}), and pending replies with it: "
                "set maxmemory-policy to noeviction."
            )
