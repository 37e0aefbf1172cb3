"""The table of signs. What `DECIDES` does so alone; a topic never does, nor do a topic and a link."""

from collections.abc import Callable
from dataclasses import dataclass, field

from decoy.signs import hosts, shapes
from decoy.signs.notions import Notion
from decoy.signs.reading import Reading

DECIDES = 19  # the threshold, and all that speaking as a person can take away again
TOPICS = (
    (Notion.PARCEL, "parcel", "Speaks of a parcel, its delivery or customs."),
    (Notion.STATE, "authority", "Speaks of taxes, fines, benefits or the health service."),
    (Notion.PAYMENT, "payment", "Speaks of a bank, a card, a payment or a bill."),
    (Notion.ACCOUNT, "account", "Speaks of an account, a subscription or a password."),
    (Notion.TRAINING, "training", "Speaks of paid training."),
    (Notion.ENERGY, "energy", "Speaks of insulation, solar panels or heating."),
    (Notion.INVESTMENT, "investment", "Speaks of investing, trading or crypto."),
    (Notion.JOB, "job", "Speaks of a job or of work from home."),
    (Notion.LOAN, "loan", "Speaks of a loan or of debts."),
    (Notion.PRIZE, "prize", "Speaks of a prize, a gift or a draw."),
    (Notion.ADULT, "adult", "Speaks of dating, sex or clairvoyance as services."),
)
SUBJECTS = (*(topic for topic, _, _ in TOPICS), Notion.INSTITUTION)


@dataclass(frozen=True)
class Sign:
    """
    One sign: a *name*, a *weight* (negative: speaks for a person), a *reason* an operator understands.

    Of the signs of one *kind*, only the first that shows counts; kind "" excludes none.
    """

    name: str
    weight: int
    reason: str
    kind: str = ""
    shows: Callable[[Reading], bool] = field(default=lambda reading: False, repr=False, compare=False)


def _notion(notion: Notion) -> Callable[[Reading], bool]:
    return lambda reading: notion in reading.notions


def _about(notion: Notion) -> Callable[[Reading], bool]:
    """Let *notion* count only beside something it may be about, for people have problems and hurry too."""
    return lambda it: it.has(notion) and (bool(it.strangers) or it.any(*SUBJECTS))


def _nothing_to_follow(it: Reading) -> bool:
    followed = (shapes.PHONE, shapes.CODE, shapes.MAILBOX, shapes.SHORT_CODE, shapes.ONE_WORD_ANSWER)
    return not it.hosts and not it.shows(*followed)


def _offers(least: int) -> Callable[[Reading], bool]:
    return lambda it: it.notions[Notion.OFFER] + it.shows(shapes.PERCENT_OFF) >= least


def _one_time_code(it: Reading) -> bool:
    if not it.has(Notion.CODE) and not it.has(Notion.ONE_TIME_CODE) or it.has(Notion.DOOR):
        return False
    told = it.any(Notion.ONE_TIME_CODE, Notion.KEEP_SECRET) or it.shows(shapes.YOUR_CODE)
    return told and it.shows(shapes.CODE)


def _child_with_new_number(it: Reading) -> bool:
    clues = (it.has(Notion.NEW_NUMBER), it.has(Notion.BROKEN_PHONE), it.has(Notion.ELSEWHERE) or _chat(it))
    return it.has(Notion.PARENT) and sum(clues) >= 2 and not it.has(Notion.CUSTOMER)


def _courier(it: Reading) -> bool:
    return it.has(Notion.COURIER, Notion.DOORSTEP) and it.any(Notion.PARCEL) and it.has(Notion.FORMAL)


def _appointment(it: Reading) -> bool:
    return it.has(Notion.APPOINTMENT, Notion.PRACTICE) and it.shows(shapes.MOMENT)


def _chat(it: Reading) -> bool:
    return any(map(hosts.is_chat, it.hosts))


def _waits_for_you(it: Reading) -> bool:
    return it.has(Notion.WAITS_FOR_YOU) and (bool(it.strangers) or it.shows(shapes.SHORT_CODE))


def _money_promised(it: Reading) -> bool:
    return it.has(Notion.GAIN) and it.any(Notion.JOB, Notion.INVESTMENT, Notion.LOAN, Notion.PRIZE)


def _profile(it: Reading) -> bool:
    return any(map(hosts.is_profile, it.hosts))


MACHINES = (
    Sign(
        "stop_instruction",
        DECIDES,
        "Says how to stop, as mass texts must.",
        "stop",
        lambda it: it.shows(shapes.STOP_TO_NUMBER),
    ),
    Sign("stop_sms", 8, "Ends like a mass text: STOP SMS.", "stop", lambda it: it.shows(shapes.STOP_LAST)),
    Sign("unsubscribe", 8, "Says how to unsubscribe.", "stop", _notion(Notion.UNSUBSCRIBE)),
    Sign("reply_stop", 6, "Asks for STOP as an answer.", "stop", lambda it: it.shows(shapes.STOP_WORD)),
    Sign(
        "stop_link",
        6,
        "Ends with STOP and a link.",
        "stop",
        lambda it: bool(it.strangers) and it.shows(shapes.STOP_BEFORE_LINK),
    ),
    Sign("one_time_code", DECIDES, "Brings a one-time code.", "", _one_time_code),
    Sign("child_with_new_number", DECIDES, "Poses as a child with a new number.", "", _child_with_new_number),
    Sign("appointment", 8, "Reminds of an appointment, as practices and shops do.", "", _appointment),
    Sign("courier", 8, "Speaks as a courier at the door.", "", _courier),
    Sign("voicemail", 12, "Announces a voicemail or a missed call.", "", _notion(Notion.VOICEMAIL)),
    Sign("automatic", 8, "Says that it is automatic, or that nobody reads answers.", "", _notion(Notion.AUTOMATIC)),
    Sign("not_you", 6, "Asks what to do if it was not you, as banks do.", "", _notion(Notion.NOT_YOU)),
    Sign("customer", 5, "Addresses a customer.", "", _notion(Notion.CUSTOMER)),
    Sign("office", 2, "Speaks as an office does: nous vous informons.", "", _notion(Notion.OFFICE)),
    Sign("survey", 6, "Asks for a rating.", "", _notion(Notion.SURVEY)),
    Sign("transaction", 4, "Reports an amount paid or taken.", "", lambda it: it.shows(shapes.TRANSACTION)),
    Sign("reference", 2, "Has a reference number.", "", lambda it: it.shows(shapes.REFERENCE)),
    Sign("tag", 2, "Begins with its sender's name, as machines do.", "", lambda it: it.shows(shapes.TAG)),
    Sign("short_code", 8, "Asks for a text to a short code.", "", lambda it: it.shows(shapes.SHORT_CODE)),
    Sign("premium_number", 6, "Has a number that costs extra.", "", lambda it: it.shows(shapes.PREMIUM)),
    Sign("one_word_answer", 4, "Asks for one word as an answer.", "", lambda it: it.shows(shapes.ONE_WORD_ANSWER)),
    Sign("rate", 5, "Says what a text or a minute costs.", "", lambda it: it.shows(shapes.RATE)),
)
LINKS = (
    Sign("link", 4, "Has a link that is no profile, picture, song or place.", "", lambda it: bool(it.strangers)),
    Sign(
        "posing_host",
        10,
        "Links to a host that poses as an institution.",
        "host",
        lambda it: it.links_to(hosts.poses),
    ),
    Sign("bait_host", 5, "Links to a host made up of bait words.", "host", lambda it: it.links_to(hosts.promises)),
    Sign(
        "odd_host",
        4,
        "Links to a bare address, or an ending scammers like.",
        "host",
        lambda it: it.links_to(hosts.odd),
    ),
    Sign("short_link", 3, "Hides where its link leads.", "host", lambda it: it.links_to(hosts.shortens)),
    Sign(
        "subject_link",
        1,
        "Has a link for what it speaks of.",
        "",
        lambda it: bool(it.strangers) and it.any(*SUBJECTS),
    ),
    Sign("chat_link", 3, "Links into a chat.", "", _chat),
)
WORDS = (
    *(Sign(name, 3, reason, "topic", _notion(notion)) for notion, name, reason in TOPICS),
    Sign("institution", 3, "Names an institution or a brand.", "", _notion(Notion.INSTITUTION)),
    Sign("formal", 2, "Speaks to a stranger: vous, uw, your parcel.", "", _notion(Notion.FORMAL)),
    Sign("action", 3, "Calls to an action: click, pay, confirm, call back.", "", _notion(Notion.ACTION)),
    Sign("problem", 3, "Reports a state: suspended, held, expired, ready.", "", _about(Notion.PROBLEM)),
    Sign("urgency", 2, "Sets a time limit or threatens.", "", _about(Notion.URGENCY)),
    Sign("fee", 4, "Asks for a small fee.", "", _notion(Notion.FEE)),
    Sign("won", 4, "Says that you have won or were selected.", "", _notion(Notion.WON)),
    Sign("eligible", 4, "Says that you are entitled to money.", "", _notion(Notion.ELIGIBLE)),
    Sign("gain", 7, "Promises money for work, investing or a loan.", "", _money_promised),
    Sign("offers", 8, "Advertises, in four ways or more.", "offer", _offers(4)),
    Sign("offers", 7, "Advertises, in three ways.", "offer", _offers(3)),
    Sign("offers", 4, "Advertises, in two ways.", "offer", _offers(2)),
    Sign("offers", 2, "Has a word of advertising.", "offer", _offers(1)),
    Sign("chat_app", 4, "Asks a stranger over to a chat app.", "", _notion(Notion.CHAT_APP)),
    Sign("mailbox", 2, "Has an address for mail.", "", lambda it: it.shows(shapes.MAILBOX)),
    Sign("nearby", 3, "Says that somebody is near you.", "", _notion(Notion.NEARBY)),
    Sign("waits_for_you", 11, "Says that somebody waits for you, behind a link or a number.", "", _waits_for_you),
)
PEOPLE = (
    Sign(
        "familiar",
        -5,
        "Speaks as people among themselves do: tu, slang, kisses, insults.",
        "tone",
        _notion(Notion.FAMILIAR),
    ),
    Sign("first_person", -3, "Speaks of itself: I, my.", "tone", _notion(Notion.FIRST_PERSON)),
    Sign("nothing_to_follow", -2, "Has no link, no number and no address.", "", _nothing_to_follow),
    Sign("profile", -2, "Links to a profile, a picture, a song or a place.", "", _profile),
)
SIGNS = (*MACHINES, *LINKS, *WORDS, *PEOPLE)


def fired(reading: Reading) -> list[Sign]:
    """List the signs that show in a text, in the order of the table; of each kind only the first."""
    found: list[Sign] = []
    kinds: set[str] = set()
    for sign in SIGNS:
        if sign.kind not in kinds and sign.shows(reading):
            found.append(sign)
            kinds |= {sign.kind} - {""}
    return found
