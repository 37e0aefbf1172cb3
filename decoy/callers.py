"""Who reached us, and whether a text may answer him. Pure: no store, no clock."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from decoy import numbering
from decoy.errors import Reason, Refused
from decoy.keyring import Keyring

E164 = re.compile(r"\+[1-9][0-9]{7,14}")

REASON_BY_TYPE = {
    PhoneNumberType.MOBILE: None,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: None,
    PhoneNumberType.FIXED_LINE: Reason.FIXED_LINE,
    PhoneNumberType.VOIP: Reason.FIXED_LINE,
    PhoneNumberType.PREMIUM_RATE: Reason.PREMIUM_NUMBER,
    PhoneNumberType.SHARED_COST: Reason.PREMIUM_NUMBER,
    PhoneNumberType.TOLL_FREE: Reason.PREMIUM_NUMBER,
    PhoneNumberType.UAN: Reason.PREMIUM_NUMBER,
    PhoneNumberType.PAGER: Reason.PREMIUM_NUMBER,
    PhoneNumberType.UNKNOWN: Reason.UNASSIGNED_NUMBER,
}


@dataclass(frozen=True)
class Caller:
    """
    Who reached us.

    *ref* is all that is stored and shown; *number* is kept only to be sealed into a reply; *unanswerable* says
    why no text may be sent to him, None if one may; *country* is where he is answered, *range* the ref of his block
    of 1,000 numbers, both "" when he has none.
    """

    ref: str
    hidden: bool
    number: str = field(repr=False)
    unanswerable: Reason | None = None
    country: str = ""
    range: str = ""


def country_of(number: str) -> str:
    """Name the country of a *number* as ISO 3166 does, reserved numbers too; "" when it has none."""
    parsed = _parsed(number)
    return _region(parsed) if parsed else ""


@lru_cache(maxsize=1000)
def home_of(number: str) -> str:
    """Name the country of a decoy number: every contact asks, so it is remembered. Not for callers' numbers."""
    return country_of(number)


def is_possible(number: str) -> bool:
    """Tell whether a *number* is as long as those of its country are."""
    parsed = _parsed(number)
    if parsed is None:
        return False
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    return reason == ValidationResult.IS_POSSIBLE  # one without its area is not


def _parsed(number: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None


def _one_way(raw: str) -> tuple[str, PhoneNumber | None]:
    """Write a number in one way: with the 0 that people dial at home it would be a second caller on one phone."""
    parsed = _parsed(raw)
    if parsed is None or not E164.fullmatch(raw) or numbering.is_hidden(raw):
        return raw, parsed
    written = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return written, parsed if written == raw else _parsed(written)


def _region(parsed: PhoneNumber) -> str:
    region = phonenumbers.region_code_for_number(parsed)
    region = region or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return region if len(region) == 2 and region.isalpha() and region != "ZZ" else ""


class Callers:
    """Tells callers apart under one policy; *ours* are the decoy numbers themselves."""

    def __init__(
        self, keyring: Keyring, countries: frozenset[str], ours: frozenset[str], reserved_are_mobile: bool
    ) -> None:
        self._keyring = keyring
        self._countries = countries
        self._ours = ours
        self._reserved_are_mobile = reserved_are_mobile

    def identify(self, raw: str) -> Caller:
        """Identify a caller from what the provider reports, whatever it is."""
        raw, parsed = _one_way(raw.strip())
        if numbering.is_hidden(raw):
            return Caller(self._keyring.ref("hidden"), True, raw, Reason.HIDDEN_NUMBER)
        country = _region(parsed) if parsed else ""
        unanswerable = self._unanswerable(raw, parsed, country)
        return Caller(self._keyring.ref(raw.lower()), False, raw, unanswerable, country, self._range(raw))

    def answerable(self, caller: Caller) -> None:
        """Refuse a caller whom no text may answer."""
        if caller.unanswerable:
            raise Refused(caller.unanswerable)

    def _range(self, raw: str) -> str:
        return self._keyring.range_ref(numbering.range_of(raw)) if E164.fullmatch(raw) else ""

    def _unanswerable(self, raw: str, parsed: PhoneNumber | None, country: str) -> Reason | None:
        if not E164.fullmatch(raw):
            return Reason.NOT_A_PHONE
        if raw in self._ours:
            return Reason.OWN_NUMBER
        if numbering.is_platform(raw):
            return Reason.PLATFORM_NUMBER
        if parsed is None:
            return Reason.UNASSIGNED_NUMBER
        return self._kind(parsed, raw) or (None if country in self._countries else Reason.FOREIGN_COUNTRY)

    def _kind(self, parsed: PhoneNumber, number: str) -> Reason | None:
        if self._reserved_are_mobile and numbering.is_reserved_mobile(number):
            return None
        return REASON_BY_TYPE.get(phonenumbers.number_type(parsed), Reason.UNASSIGNED_NUMBER)
