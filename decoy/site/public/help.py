"""The page of help lines: by situation, with what is known of each and no more."""

from datetime import datetime
from typing import NamedTuple

from babel.dates import format_date, format_datetime, format_time
from flask.typing import ResponseReturnValue

from decoy.helplines import SITUATIONS, Directory, Helpline, dialled
from decoy.opening import Opening
from decoy.pages import fill
from decoy.site import door
from decoy.site.public.frame import ROOM, bp, page

NEAR = {"nl": ("be", "fr")}  # the country that most who read a language live in comes first
FIRST = ("fr", "be")


class Entry(NamedTuple):
    """What the page says of one help line."""

    line: Helpline
    hours: str  # in words
    checked: str  # when
    phone: str  # as a link dials it
    sms: str


@bp.get(f"{ROOM}/help")
def help(language: str) -> ResponseReturnValue:
    """Show who helps, the most urgent first."""
    directories = door.services().settings.brochure.directories
    order = [code for code in NEAR.get(language, FIRST) if code in directories]
    order += sorted(directories.keys() - set(order))
    entries = {code: _entries(directories[code], language) for code in order}
    return page("help", language, situations=SITUATIONS, countries=order, entries=entries)


def _entries(directory: Directory, language: str) -> list[Entry]:
    return [
        Entry(
            line,
            _hours(directory, line, language),
            str(format_date(line.verified_on, "LLLL yyyy", language)),
            dialled(line.phone),
            dialled(line.sms),
        )
        for line in sorted(directory.services, key=lambda line: _is_foreign(line, language))
    ]


def _is_foreign(line: Helpline, language: str) -> bool:
    """Tell whether nobody there is known to speak the language of the page, but others."""
    return bool(line.languages) and language not in line.languages


def _hours(directory: Directory, line: Helpline, language: str) -> str:
    """Say when a help line is there: that it is open only where that is sure, else where to ask."""
    says = door.services().settings.brochure.pages[language].hours
    now = door.now().astimezone(directory.timezone)
    opening = directory.opening(line, now)
    if opening:
        return _said(opening, now, language)
    if line.kind == "listening":
        return str(says.site if line.url or line.chat else says.ask)
    return ""


def _said(opening: Opening, now: datetime, language: str) -> str:
    says = door.services().settings.brochure.pages[language].hours
    if not opening.until:
        return str(says.always if opening.open else says.closed)
    time = format_time(opening.until, "HH:mm", locale=language)
    if opening.until.date() != now.date():
        time = format_datetime(opening.until, "EEEE HH:mm", locale=language)
    return fill(says.open_until if opening.open else says.closed_until, time=time)
