"""The help lines: who helps in which situation, what that is known from, and how much of it may be said."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from decoy import opening
from decoy.opening import Opening

SITUATIONS = ("danger", "transport", "tonight", "online", "complaint")  # in the order of the page
TRUSTED_DAYS = 180  # after this nobody says "open now"
OLDEST_DAYS = 365  # after this the entry is checked again, or taken out
SURE = "A"

Situation = Literal["danger", "transport", "tonight", "online", "complaint"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Dialled = Annotated[str, Field(pattern=r"^([0-9][0-9 ]*[0-9])?$")]
Address = Annotated[str, Field(pattern=r"^(https://[^\s\"<>]+)?$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


def check_hours(hours: str) -> str:
    """Accept opening hours, or none: what no good source says is left to the site of the help line."""
    if hours and not opening.is_hours(hours):
        raise ValueError('write it as OpenStreetMap does: "Mo-Fr 10:00-19:00; PH off", "24/7", or nothing')
    return hours


def parse_zone(name: object) -> ZoneInfo:
    """Find a time zone by its name."""
    try:
        return ZoneInfo(str(name))
    except (ValueError, OSError, LookupError):
        raise ValueError('that is no time zone; write it as in "Europe/Paris"') from None


class Table(BaseModel):
    """One table of the directory: frozen, and unknown keys are wrong rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Said(Table):
    """A few words in each language of the pages."""

    fr: str = Field(min_length=1)
    nl: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Helpline(Table):
    """
    One help line.

    *kind*: a guide explains and does not accompany anybody. *hours* are those a source supports, "" for none;
    *languages* and *anonymous* are left out where none does. *source* and *source_date* say what it is known from,
    *verified_on* when somebody of the project last held the entry against that, *confidence* what it is worth:
    A official, A- official but old, B agreeing press, C conflicting or old.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str = Field(min_length=1)
    kind: Literal["emergency", "listening", "guide"]
    situations: tuple[Situation, ...] = Field(min_length=1)
    who: Said
    note: Said | None = None
    phone: Dialled = ""
    sms: Dialled = ""
    chat: Address = ""
    url: Address = ""
    languages: tuple[Language, ...] = ()
    cost: Literal["free", "free-call", "unknown"]
    anonymous: bool | None = None
    not_emergency: bool = False
    hours: Annotated[str, AfterValidator(check_hours)] = ""
    source: str = Field(min_length=1)
    source_date: str = Field(pattern=r"^([0-9]{4}(-[0-9]{2})?)?$")
    verified_on: date
    confidence: Literal["A", "A-", "B", "C"]

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.kind == "guide" and (self.phone or self.sms or self.chat):
            raise ValueError(f"{self.id} is a guide, so it has no phone, sms or chat: nobody would answer")
        if self.kind != "guide" and not (self.phone or self.sms or self.chat or self.url):
            raise ValueError(f"{self.id} has no phone, sms, chat or url: how is it reached")
        return self

    def age(self, today: date) -> int:
        """Say how many days ago it was checked."""
        return (today - self.verified_on).days

    def may_say_hours(self, today: date) -> bool:
        """Tell whether its hours are sure enough, and checked lately enough, to be said."""
        return bool(self.hours) and self.confidence == SURE and 0 <= self.age(today) <= TRUSTED_DAYS


class Directory(Table):
    """The help lines of one *country*, whose holidays and *timezone* their hours are kept by."""

    country: Country
    timezone: Annotated[ZoneInfo, BeforeValidator(parse_zone)]
    services: tuple[Helpline, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [line.id for line in self.services]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"two entries have the id {twice[0]}")
        return self

    def opening(self, line: Helpline, now: datetime) -> Opening | None:
        """Say whether a help line is open; None when that cannot be said."""
        if not line.may_say_hours(now.astimezone(self.timezone).date()):
            return None
        return opening.at(line.hours, self.country, self.timezone, now)

    def overdue(self, today: date) -> Iterator[str]:
        """Name, in a sentence each, the entries that must be checked again."""
        for line in self.services:
            if line.age(today) > OLDEST_DAYS:
                yield (
                    f"{line.name} was last checked on {line.verified_on}, more than {OLDEST_DAYS} days ago: call it, "
                    f"correct it and its verified_on, or take it out."
                )
            if line.age(today) < 0:
                yield f"{line.name} was checked on {line.verified_on}, which is yet to come: correct its verified_on."


def dialled(number: str) -> str:
    """Give a number as a link dials it."""
    return re.sub(" ", "", number)
