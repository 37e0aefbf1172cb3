"""Decoy numbers as people write and say them: in the groups of their country, in the words of a language."""

import re
from collections.abc import Callable

import phonenumbers
from phonenumbers import PhoneNumberFormat

DIGITS = re.compile(r"[0-9]+")
FRENCH_WORDS = """
zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit
dix-neuf
"""
DUTCH_WORDS = """
nul een twee drie vier vijf zes zeven acht negen
tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien
"""
FRENCH, DUTCH = FRENCH_WORDS.split(), DUTCH_WORDS.split()
FRENCH_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
BELGIAN_TENS = FRENCH_TENS | {7: "septante", 9: "nonante"}
DUTCH_TENS = ("", "", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def written(number: str) -> str:
    """Write an E.164 *number* as people of its country do: 06 39 98 00 01."""
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.NATIONAL)


def abroad(number: str) -> str:
    """Write an E.164 *number* as one dials it from abroad: +33 6 39 98 00 01."""
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)


def groups(number: str) -> list[str]:
    """Give the groups of digits in which an E.164 *number* is written in its country."""
    return DIGITS.findall(written(number))


def said(number: str, language: str) -> list[str]:
    """Say an E.164 *number* in words, group by group: zéro six, trente-neuf ..."""
    say = SPEAKERS["fr-BE" if language == "fr" and number.startswith("+32") else language]
    return [say(group) for group in groups(number)]


def _french(group: str, tens: dict[int, str] = FRENCH_TENS) -> str:
    """Say the zeros in front one by one, and the rest as a number of up to three digits, or in pairs."""
    if len(group) > len("0470"):
        return " ".join(_french(group[at : at + 2], tens) for at in range(0, len(group), 2))
    rest = group.lstrip("0")
    if len(rest) > len("470"):
        return f"{_french(rest[:2], tens)} {_french(rest[2:], tens)}"
    zeros = [FRENCH[0]] * (len(group) - len(rest))
    return " ".join([*zeros, *([_french_number(int(rest), tens)] if rest else [])])


def _french_number(number: int, tens: dict[int, str]) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _french_pair(rest, tens)
    cent = "cent" if hundreds == 1 else f"{FRENCH[hundreds]} {'cent' if rest else 'cents'}"
    return f"{cent} {_french_pair(rest, tens)}" if rest else cent


def _french_pair(number: int, tens: dict[int, str]) -> str:
    if number < len(FRENCH):
        return FRENCH[number]
    ten, unit = divmod(number, 10)
    if ten not in tens:  # soixante-dix, quatre-vingt-dix
        ten, unit = ten - 1, unit + 10
    if not unit:
        return "quatre-vingts" if ten == 8 else tens[ten]
    joined = " et " if unit in (1, 11) and ten != 8 else "-"
    return f"{tens[ten]}{joined}{FRENCH[unit]}"


def _belgian(group: str) -> str:
    return _french(group, BELGIAN_TENS)


def _dutch(group: str) -> str:
    """Say a pair as a number, and anything else digit by digit."""
    if len(group) != 2 or group[0] == "0":
        return " ".join(DUTCH[int(digit)] for digit in group)
    if int(group) < len(DUTCH):
        return DUTCH[int(group)]
    ten, unit = DUTCH_TENS[int(group[0])], DUTCH[int(group[1])]
    if group[1] == "0":
        return ten
    return f"{unit}{'ën' if unit.endswith('e') else 'en'}{ten}"


def _english(group: str) -> str:
    return " ".join(ENGLISH[int(digit)] for digit in group)


SPEAKERS: dict[str, Callable[[str], str]] = {"fr": _french, "fr-BE": _belgian, "nl": _dutch, "en": _english}
