"""What happened and why, for the sandbox's page: webhooks and ledger entries told together, in plain words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from decoy.simulator.twiml import UNREADABLE, listen, pretty

TOGETHER = timedelta(seconds=2)  # entries of one reply this close are one event
SLACK = timedelta(milliseconds=50)  # how far apart two clocks of one machine may round
OK = (200, 204)

SMS, VOICE, CALL_STATUS = "/twilio/sms", "/twilio/voice", "/twilio/call-status"
TITLES = {SMS: "A text came in", VOICE: "A call came in", CALL_STATUS: "The call is over"}
CAME_IN = {"sms": TITLES[SMS], "call": TITLES[VOICE]}  # by channel: contacts older than the memory of webhooks
ABOUT_A_REPLY = "Decoy works on the reply"
ABOUT_THE_CALLER = "Decoy takes a note"

ENTRIES = {
    "received": "Decoy knows it for a new contact.",
    "accepted": "A reply is promised; it waits for its hour.",
    "noted": "A reply is waiting already; this contact only counts as evidence.",
    "refused": "No reply for this.",
    "opted-out": "He said STOP: nothing is sent to him any more.",
    "opted-in": "He said START: he may be answered again.",
    "blocked": "The operators blocked this caller.",
    "unblocked": "The operators lifted the block.",
    "sending": "Its hour has come: it is handed to the provider.",
    "reserved": "Its price is set aside before it leaves.",
    "held": "It is held back, not lost.",
    "unconfirmed": "Nobody knows whether it was sent: the provider is asked before anything is sent again.",
    "sent": "The provider has taken it.",
    "settled": "What was set aside is spent.",
    "released": "What was set aside is free again.",
    "corrected": "The provider named the true price.",
    "charged": "This contact costs us money, wanted or not.",
    "delivered": "It has reached his phone.",
    "undelivered": "His carrier could not deliver it; it is paid for all the same.",
    "failed": "The provider refused it for good.",
    "expired": "It has waited too long and will not be sent.",
    "cancelled": "It was withdrawn and will not be sent.",
}

REASONS = {
    "hidden_number": "He hides his number, so there is nowhere to send a text.",
    "not_a_phone": "The sender is a name or a short code, not a phone.",
    "own_number": "It comes from one of our own decoy numbers: answering would start a loop.",
    "premium_number": "It is a premium number: a reply would pay whoever runs it.",
    "platform_number": "That range belongs to machines.",
    "fixed_line": "It is a fixed line, which cannot read a text.",
    "unassigned_number": "Nobody can have that number.",
    "foreign_country": "Replies go to a few countries only, and this is not one of them.",
    "unknown_decoy_number": "That is not one of our decoy numbers.",
    "retired_number": "This decoy number is retired: calls still hear the recording, and nothing is sent from it.",
    "channel_not_answered": "The policy does not answer this kind of contact.",
    "spam": "It looks like a text that machines or scammers send to everybody: decoy spam check says why.",
    "blocked": "The operators blocked this caller.",
    "opted_out": "He has said STOP.",
    "calls_share": "So many call that recordings have had their part of this hour's money: a busy signal is free.",
    "calls_per_caller": "He has called too often: from now on he hears a busy signal, which is free.",
    "replies_per_caller": "He has had his answer: he is told once.",
    "paused": "Replies are paused.",
    "silent": "The line is silent: a call hears a busy signal, which is free.",
    "guarded": "Money is short: who came again goes first, and a second call in a day hears a busy signal.",
    "balance": "What Twilio says is left in the account is below the floor.",
    "floor": "What is left in the fund is below the floor.",
    "daily_cap": "Today's money is used up.",
    "country_cap": "Today's money for that country is used up.",
    "number_cap": "Today's money for that decoy number is used up.",
    "hourly_share": "This hour's share of today's money is used up.",
    "range": "Too many callers have numbers from the same block.",
    "campaign": "Too many callers sent the same long text.",
    "country_share": "That country's share of the day is used up.",
    "raid": "A crowd of strangers came, and he lost the lot. If he comes again, he is answered.",
    "trusted_first": "What is left of this hour's money is for those who came again.",
    "resumed": "Replies are no longer paused.",
    "too_old": "An answer this late would puzzle more than it tells.",
}

HEARD = {
    "Play": "He hears the recording.",
    "Say": "There is no recording, so a machine's voice reads the words.",
    "Pause": "It rings for a while, which is not billed; then he meets a voicemail, and nothing that unmasks her.",
    "Reject": "He hears a busy signal: the only answer to a call that costs nothing.",
    "": "He hears silence, then the line drops.",
    UNREADABLE: "That is no TwiML: Twilio would tell him that an application error has occurred.",
}
KNOWN_ALREADY = "It was known already, by its sid: nothing happens twice."
NOTHING_NEW = "Decoy knew that much."
NOTHING_AT_ONCE = "Nothing is sent back at once."
PROVIDER_CODE = "The provider gave the code {}."
NOT_BILLED = "Nobody answered: nothing to pay."
NO_ANSWER = "Decoy did not answer."
NOT_OK = "Decoy refused the webhook itself, so Twilio would note an error."


class Entry(Protocol):
    """A line of the ledger, as much of it as is told."""

    @property
    def entry(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def sid(self) -> str: ...
    @property
    def reply(self) -> str: ...
    @property
    def amount(self) -> int | None: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True)
class Step:
    """One sentence of the story, with the *amount* in micros where money moved."""

    sentence: str
    why: str = ""
    entry: str = ""
    amount: int | None = None


@dataclass(frozen=True)
class Event:
    """One thing that happened: a webhook with its answer, or something Decoy did of itself (no *exchange*)."""

    key: str
    at: datetime
    title: str
    steps: tuple[Step, ...] = ()
    exchange: Mapping[str, Any] | None = field(default=None, repr=False)
    twiml: str = field(default="", repr=False)


def tell(exchanges: Iterable[Mapping[str, Any]], entries: Iterable[Entry]) -> list[Event]:
    """Tell webhooks and ledger *entries*, both oldest first, as one story, newest first."""
    left = list(entries)
    events = []
    for place, exchange in enumerate(exchanges):
        his = [entry for entry in left if _caused(exchange, entry)]
        left = [entry for entry in left if entry not in his]
        events.append(_webhook(place, exchange, his))
    events.extend(_own_steps(left))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _caused(exchange: Mapping[str, Any], entry: Entry) -> bool:
    """Tell whether *entry* was written while this webhook about the same contact, or the same reply, was answered."""
    if exchange["sid"] != entry.sid and not (entry.reply and exchange["path"].endswith(f"/{entry.reply}")):
        return False
    began = datetime.fromisoformat(exchange["at"])
    return began - SLACK <= entry.at <= began + timedelta(milliseconds=exchange["milliseconds"]) + SLACK


def _webhook(place: int, exchange: Mapping[str, Any], entries: list[Entry]) -> Event:
    status = exchange["form"].get("MessageStatus")
    title = f"Twilio reports: {status}" if status else TITLES.get(exchange["path"], exchange["path"])
    steps = [*map(_step, entries), *(Step(sentence) for sentence in _verdict(exchange, bool(entries)))]
    at, key = datetime.fromisoformat(exchange["at"]), f"{exchange['sid']}-{exchange['at']}-{place}"
    return Event(key, at, title, tuple(steps), exchange, pretty(exchange["body"]))


def _verdict(exchange: Mapping[str, Any], changed: bool) -> Iterator[str]:
    """Say what the answer to a webhook means to him."""
    if exchange["status"] not in OK:
        yield NOT_OK if exchange["status"] else NO_ANSWER
    elif exchange["path"] == VOICE:
        heard = listen(exchange["body"])
        yield HEARD["Pause" if heard.rings else heard.verb]
    elif exchange["path"] == SMS:
        yield NOTHING_AT_ONCE if changed else KNOWN_ALREADY
    elif exchange["path"] == CALL_STATUS:
        minutes = exchange["form"].get("Duration")
        yield f"Billed as {minutes} min." if minutes else NOT_BILLED
    elif not changed:
        yield NOTHING_NEW


def _own_steps(entries: Iterable[Entry]) -> Iterator[Event]:
    """Group what no webhook explains: entries of one contact or reply that are close together are one event."""
    group: list[Entry] = []
    for entry in entries:
        if group and not _belong_together(group[-1], entry):
            yield _own(group)
            group = []
        group.append(entry)
    if group:
        yield _own(group)


def _belong_together(entry: Entry, following: Entry) -> bool:
    same = (entry.sid and entry.sid == following.sid) or (entry.reply and entry.reply == following.reply)
    return bool(same) and following.at - entry.at <= TOGETHER


def _own(group: list[Entry]) -> Event:
    first = group[0]
    title = CAME_IN.get(first.reason) or (ABOUT_A_REPLY if first.reply else ABOUT_THE_CALLER)
    return Event(f"{first.reply}-{first.at.isoformat()}-{first.entry}", first.at, title, tuple(map(_step, group)))


def _step(entry: Entry) -> Step:
    why = "" if entry.entry == "received" else REASONS.get(entry.reason, entry.reason)
    why = PROVIDER_CODE.format(why) if why.isdecimal() else why
    return Step(ENTRIES.get(entry.entry, entry.entry), why, entry.entry, entry.amount)
