"""Who may call in the sandbox, and what they say: nobody who exists."""

import re
from dataclasses import dataclass
from datetime import datetime

import phonenumbers

from decoy.numbering import is_hidden, is_reserved

CALLERS = (
    ("+33639980042", "French mobile"),
    ("+33639980057", "Another mobile"),
    ("+266696687", "Hidden number"),
    ("+33199000042", "Fixed line"),
    ("+447700900042", "Foreign mobile"),
    ("PROMO", "Sender name"),
)
TABS = ("text", "call")
LANGUAGES = {"fr": "French", "nl": "Dutch", "en": "English"}
HELLO = {
    "fr": ("Salut, c'est moi, on s'est parlé hier soir !", "Tu ne réponds pas ?"),
    "nl": ("Hoi, ik ben het, we spraken elkaar gisteravond!", "Antwoord je niet?"),
    "en": ("Hi, it's me, we talked last night!", "Why don't you answer?"),
}
TEN_SEGMENTS = "😍" * 330  # an emoji is two of the 67 units that a segment of UCS-2 holds

E164 = re.compile(r"\+[1-9][0-9]{7,14}")
SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
PUNCTUATION = re.compile(r"[\s.()-]")


class NotPlayable(Exception):
    """The sandbox does not play with that number; the message says why."""


@dataclass(frozen=True)
class Scene:
    """Whose phone it is, which decoy *number* it reaches, in which *language*, and which *tab* is open."""

    caller: str
    number: str
    language: str
    tab: str

    @property
    def query(self) -> dict[str, str]:
        """What the page's address keeps of it; these numbers are nobody's."""
        return {"caller": self.caller, "number": self.number, "tab": self.tab}


def playable(caller: str) -> str:
    """Accept callers who are nobody: reserved and hidden numbers, and sender names; raises NotPlayable."""
    number = PUNCTUATION.sub("", caller)
    if is_hidden(number) or (E164.fullmatch(number) and is_reserved(number)):
        return number
    if SENDER_NAME.fullmatch(caller.strip()):
        return caller.strip()
    raise NotPlayable(
        "That could be somebody's number. The sandbox takes only numbers reserved for fiction, "
        "such as +33 6 39 98 00 42, hidden ones such as +266696687, and sender names such as PROMO."
    )


def spoken(number: str) -> str:
    """Write a number in groups, as people read it."""
    if is_hidden(number):
        return "Hidden number"
    if not E164.fullmatch(number):
        return number
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def countdown(due: datetime, now: datetime) -> str:
    """Say when a waiting reply leaves."""
    seconds = round((due - now).total_seconds())
    if seconds <= 0:
        return "The reply is leaving."
    return f"The reply leaves in {seconds} s." if seconds < 90 else f"The reply leaves in {round(seconds / 60)} min."
