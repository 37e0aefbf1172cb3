"""The words of the pages for what the line calls by a name: reasons, states, channels, acts, callers, countries."""

from collections.abc import Callable

from flask_babel import get_locale, gettext, lazy_gettext

from decoy.blocks import COUNTRY, RANGE
from decoy.errors import Reason
from decoy.journal import REF, Act
from decoy.messages import Channel, State
from decoy.raid import COUNTRY as LETTERS
from decoy.raid import Kind
from decoy.recordings import COVER, LAW
from decoy.site.dashboard.frame import bp

REASONS = {
    Reason.HIDDEN_NUMBER: lazy_gettext("The number was hidden: nobody to answer"),
    Reason.NOT_A_PHONE: lazy_gettext("Not a phone number: a short code or a name"),
    Reason.OWN_NUMBER: lazy_gettext("One of our own numbers"),
    Reason.PREMIUM_NUMBER: lazy_gettext("A premium number, which would earn on us"),
    Reason.PLATFORM_NUMBER: lazy_gettext("A number of machines, not of people"),
    Reason.FIXED_LINE: lazy_gettext("A fixed line, which reads no texts"),
    Reason.UNASSIGNED_NUMBER: lazy_gettext("A number that nobody can have"),
    Reason.FOREIGN_COUNTRY: lazy_gettext("A country that is not answered"),
    Reason.UNKNOWN_DECOY_NUMBER: lazy_gettext("Meant for a number that is not in the policy"),
    Reason.RETIRED_NUMBER: lazy_gettext("The decoy number is retired: it sends nothing"),
    Reason.CHANNEL_NOT_ANSWERED: lazy_gettext("This kind of contact earns no text"),
    Reason.SPAM: lazy_gettext("Spam: an automatic text"),
    Reason.BLOCKED: lazy_gettext("Blocked by an operator"),
    Reason.OPTED_OUT: lazy_gettext("Said STOP, and is left in peace"),
    Reason.CALLS_PER_CALLER: lazy_gettext("Called too often: a busy signal"),
    Reason.CALLS_SHARE: lazy_gettext("So many called that recordings had had their part of the hour"),
    Reason.REPLIES_PER_CALLER: lazy_gettext("Was answered already"),
    Reason.RANGE: lazy_gettext("One of many callers from one block of numbers"),
    Reason.CAMPAIGN: lazy_gettext("One of many who sent the same text"),
    Reason.COUNTRY_SHARE: lazy_gettext("The country's share of the day was used up"),
    Reason.RAID: lazy_gettext("A stranger in a raid, left out by lot"),
    Reason.TRUSTED_FIRST: lazy_gettext("Waited for those who had come twice"),
    Reason.TOO_OLD: lazy_gettext("Waited for too long"),
    Reason.PAUSED: lazy_gettext("Held while replies were paused"),
    Reason.GUARDED: lazy_gettext("The line was guarded: others went first"),
    Reason.SILENT: lazy_gettext("The line was silent: a busy signal"),
    Reason.FLOOR: lazy_gettext("The fund was at its floor"),
    Reason.BALANCE: lazy_gettext("Twilio's balance was at the floor"),
    Reason.DAILY_CAP: lazy_gettext("The day's cap was reached"),
    Reason.COUNTRY_CAP: lazy_gettext("The country's cap was reached"),
    Reason.NUMBER_CAP: lazy_gettext("The decoy number's cap was reached"),
    Reason.HOURLY_SHARE: lazy_gettext("The hour's share was used up"),
}
STATES = {
    State.ACCEPTED: lazy_gettext("Waiting for their hour"),
    State.HELD: lazy_gettext("Held back"),
    State.SENDING: lazy_gettext("Being sent"),
    State.UNCONFIRMED: lazy_gettext("In doubt: Twilio is asked"),
    State.SENT: lazy_gettext("Sent, fate unknown"),
    State.DELIVERED: lazy_gettext("Delivered"),
    State.UNDELIVERED: lazy_gettext("Not delivered"),
    State.FAILED: lazy_gettext("Failed"),
    State.EXPIRED: lazy_gettext("Expired: held for too long"),
    State.CANCELLED: lazy_gettext("Cancelled"),
}
CHANNELS = {Channel.SMS: lazy_gettext("Texts"), Channel.CALL: lazy_gettext("Calls")}
ACTS = {
    Act.LOGGED_IN: lazy_gettext("%(who)s logged in"),
    Act.LOGGED_OUT: lazy_gettext("%(who)s logged out"),
    Act.JOINED: lazy_gettext("%(who)s set a password and an app"),
    Act.PAUSED: lazy_gettext("%(who)s held the line back"),
    Act.RESUMED: lazy_gettext("%(who)s freed the line"),
    Act.CLOSED: lazy_gettext("%(who)s closed the line"),
    Act.OPENED: lazy_gettext("%(who)s opened the line"),
    Act.TOPPED_UP: lazy_gettext("%(who)s entered a top-up of %(subject)s"),
    Act.BLOCKED: lazy_gettext("%(who)s blocked: %(subject)s"),
    Act.UNBLOCKED: lazy_gettext("%(who)s unblocked: %(subject)s"),
    Act.FORGOT: lazy_gettext("%(who)s erased what was known of a caller"),
    Act.CANCELLED: lazy_gettext("%(who)s cancelled waiting replies: %(subject)s"),
    Act.DECLARED: lazy_gettext("%(who)s declared a raid: %(subject)s"),
    Act.LIFTED: lazy_gettext("%(who)s ended a raid: %(subject)s"),
    Act.WORDED: lazy_gettext("%(who)s changed the reply: %(subject)s"),
    Act.RECORDED: lazy_gettext("%(who)s changed the recording: %(subject)s"),
    Act.RESTED: lazy_gettext("%(who)s had decoy number %(subject)s rest"),
    Act.RETIRED: lazy_gettext("%(who)s retired decoy number %(subject)s"),
    Act.ACTIVATED: lazy_gettext("%(who)s activated decoy number %(subject)s"),
    Act.INVITED: lazy_gettext("%(who)s made a link for %(subject)s"),
    Act.REMOVED: lazy_gettext("%(who)s removed the operator %(subject)s"),
    Act.REVOKED: lazy_gettext("%(who)s closed sessions: %(subject)s"),
}


@bp.app_template_filter("tongue")
def tongue(code: str) -> str:
    """Name a language as the page's language does."""
    return str(get_locale().languages.get(code, code))


@bp.app_template_filter("country")
def country(code: str) -> str:
    """Name a country as the page's language does."""
    return str(get_locale().territories.get(code, code))


@bp.app_template_filter("track")
def track(name: str) -> str:
    """Say what a track is."""
    if name.startswith(COVER):
        return str(gettext("The voicemail of early calls"))
    if name.startswith(LAW):
        return str(gettext("The message with the law of %(country)s", country=country(name.rpartition("-")[2])))
    return str(gettext("The recording"))


@bp.app_template_filter("wave")
def wave(name: str) -> str:
    """Say which waiting replies are meant at once, a raid's for instance; what is no wave stays as it is."""
    kind, _, which = name.partition(" ")
    return str(WAVES[kind](which)) if kind in WAVES and bool(which) is (kind != "all") else name


def _of_raid(raid_id: str) -> str:
    return str(scope(raid_id))


WAVES: dict[str, Callable[[str], object]] = {
    "all": lambda _: gettext("All that wait"),
    "country": lambda code: gettext("All to %(country)s", country=country(code)),
    "language": lambda code: gettext("All in %(language)s", language=tongue(code)),
    "raid": _of_raid,
    "channel": lambda code: (
        gettext("All that calls earned") if code == Channel.CALL else gettext("All that texts earned")
    ),
}


@bp.app_template_filter("whom")
def whom(name: str) -> str:
    """Say whom a block means."""
    if name.startswith(RANGE):
        return str(gettext("Block of numbers %(ref)s", ref=name.removeprefix(RANGE)))
    if name.startswith(COUNTRY):
        return country(name.removeprefix(COUNTRY))
    return gettext("Caller %(ref)s", ref=name) if REF.fullmatch(name) else wave(name)


@bp.app_template_filter("scope")
def scope(raid_id: str) -> str:
    """Say on whom a raid is, by its id; what is none stays as it is."""
    kind, _, which = raid_id.partition("-")
    return str(SCOPES[kind](which)) if kind in SCOPES else raid_id


def _singles(group: str) -> str:
    place, _, calls = group.partition("-")
    if calls:
        return str(gettext("Callers who rang once, %(country)s", country=country(place)))
    return str(gettext("Callers who came once, %(country)s", country=country(place)))


def _block(ref: str) -> str:
    return str(gettext("Block of numbers %(ref)s", ref=ref))


SCOPES: dict[str, Callable[[str], object]] = {
    Kind.RANGE: _block,
    Kind.BODY: lambda tag: gettext("One long text sent by many (%(ref)s)", ref=tag),
    Kind.SINGLES: _singles,
    Kind.UNASSIGNED: lambda code: gettext("Numbers that nobody has, %(country)s", country=country(code)),
    Kind.CLASS: lambda name: REASONS.get(name, name),  # type: ignore[call-overload]
    Kind.HAND: lambda where: country(where) if len(where) == LETTERS else _block(where),
}


@bp.app_template_filter("brief")
def brief(name: str) -> str:
    """Say the same where a heading says what kind it is."""
    return whom(name) if name.startswith(COUNTRY) else name.removeprefix(RANGE)


@bp.app_template_filter("reason")
def reason(name: str) -> str:
    """Say why something was refused."""
    return str(REASONS.get(name, name))  # type: ignore[call-overload]
