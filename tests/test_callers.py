"""Who may be answered by text: every kind of number and of no number that a network reports."""

import re
from dataclasses import replace
from typing import Any

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from decoy.callers import Callers
from decoy.errors import Reason, Refused
from decoy.keyring import Keyring
from tests.numbers import DECOY, HIM
from tests.world import HOUR, Line

# Twilio's keypad spellings of a withheld number, with the country each looks like.
SENTINELS = {
    "266696687": "Lesotho",
    "7378742833": "Russia",
    "2562533": "Uganda",
    "8566696": "Laos",
    "8656696": "China",
    "86282452253": "China",
    "464": "Sweden",
}
WORDS = ["anonymous", "restricted", "unavailable", "unknown", "private", "blocked", "withheld", "hidden"]
HIDDEN = [
    "",
    " ",
    "+",
    *SENTINELS,
    *(f"+{sentinel}" for sentinel in SENTINELS),
    *WORDS,
    *(word.upper() for word in WORDS),
    *(word.title() for word in WORDS),
    " Anonymous ",
]
NO_PHONES = [
    "PROMO",
    "ma banque",
    "36180",
    "+36180",
    "12345678",
    "sip:alice@example.org",
    "sip:+33639980042@example.org",
    "sip:anonymous@anonymous.invalid",
    "client:alice",
    "whatsapp:+33639980042",
    "rcs:+33639980042",
    "messenger:1234567890",
    "0639980042",
    "0033639980042",
    "33639980042",
    "+33 6 39 98 00 42",
    "+33-639-980-042",
    "+0033639980042",
    "+33639980042;ext=1",
    "+33639980042\n+33639980043",
    "+٣٣٦٣٩٩٨٠٠٤٢",
    "+" + "9" * 16,
    "+3363998",
    "<script>",
    "x" * 5000,
    "\x00",
    "🙂",
]
# Blocks that the French and Belgian plans give to machines; what follows the prefix does not matter.
MACHINES = [
    *("33937", "33938", "33939"),
    *("33162", "33163", "33270", "33271", "33377", "33378", "33424", "33425", "33568", "33569", "33948", "33949"),
    *("339475", "339476", "339477", "339478", "339479"),
    *("33700", "3277"),
]
FR_BE = frozenset({"FR", "BE"})


def example(region: str, kind: int) -> str:
    """Take the number that `phonenumbers` itself gives as an example of a kind."""
    found = phonenumbers.example_number_for_type(region, kind)
    assert found is not None
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def satellite(country_code: int) -> str:
    """Take the example number of a code that belongs to no country."""
    found = phonenumbers.example_number_for_non_geo_entity(country_code)
    assert found is not None
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


@pytest.fixture(scope="module")
def callers() -> Callers:
    """Tell callers apart as a real line does."""
    return Callers(Keyring("a secret for tests"), FR_BE, frozenset({DECOY}), reserved_are_mobile=False)


def reason(callers: Callers, raw: str) -> Reason | None:
    """Tell why a caller may not be answered."""
    try:
        callers.answerable(callers.identify(raw))
    except Refused as refusal:
        return refusal.reason
    return None


# Hidden


@pytest.mark.parametrize("raw", HIDDEN)
def test_hidden(callers: Callers, raw: str) -> None:
    """Every way a network has of saying that the number is withheld means nobody: hidden, and not answered."""
    caller = callers.identify(raw)
    assert caller.hidden
    assert reason(callers, raw) is Reason.HIDDEN_NUMBER


def test_hidden_are_one(callers: Callers) -> None:
    """Nothing tells those who hide apart, so they are one caller, and no visible caller is among them."""
    assert len({callers.identify(raw).ref for raw in HIDDEN}) == 1
    assert callers.identify(HIM).ref != callers.identify("").ref


@pytest.mark.parametrize("digits", list(SENTINELS), ids=list(SENTINELS.values()))
def test_sentinel_gets_an_answer_and_no_reply(line: Line, clock: Any, digits: str) -> None:
    """A sentinel that looks like a foreign number hears the recording; its text meets silence and no reply."""
    phone = line.phone(f"+{digits}")
    assert phone.hears() == "recording"
    assert phone.text("hey").endswith("<Response/>")
    clock.shift(2 * HOUR)
    line.work()
    assert line.entries("accepted", "sent") == []
    assert line.reasons() == {"hidden_number": 2}


# No phones


@pytest.mark.parametrize("raw", NO_PHONES, ids=lambda raw: raw[:24])
def test_no_phone(callers: Callers, raw: str) -> None:
    """Names, short codes, addresses, and numbers that are not written in full are not phones to be texted."""
    assert reason(callers, raw) is Reason.NOT_A_PHONE


@pytest.mark.parametrize("raw", ["PROMO", "36180", "sip:alice@example.org", "<a&b>", "🙂", "x" * 5000])
def test_no_phone_gets_an_answer(line: Line, clock: Any, raw: str) -> None:
    """Whatever is no phone gets a valid answer, and nothing is sent to it."""
    phone = line.phone(raw)
    assert phone.hears() == "recording"
    assert phone.text("hey").endswith("<Response/>")
    clock.shift(2 * HOUR)
    line.work()
    assert line.entries("accepted", "sent") == []


# Numbers


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (example("FR", PhoneNumberType.MOBILE), None),
        (example("BE", PhoneNumberType.MOBILE), None),
        (example("FR", PhoneNumberType.FIXED_LINE), Reason.FIXED_LINE),
        (example("BE", PhoneNumberType.FIXED_LINE), Reason.FIXED_LINE),
        (example("FR", PhoneNumberType.VOIP), Reason.FIXED_LINE),
        (example("FR", PhoneNumberType.PREMIUM_RATE), Reason.PREMIUM_NUMBER),
        (example("BE", PhoneNumberType.PREMIUM_RATE), Reason.PREMIUM_NUMBER),
        (example("FR", PhoneNumberType.SHARED_COST), Reason.PREMIUM_NUMBER),
        (example("FR", PhoneNumberType.TOLL_FREE), Reason.PREMIUM_NUMBER),
        (example("BE", PhoneNumberType.TOLL_FREE), Reason.PREMIUM_NUMBER),
        (example("FR", PhoneNumberType.UAN), Reason.PREMIUM_NUMBER),
        (example("BE", PhoneNumberType.UAN), Reason.PREMIUM_NUMBER),
        (example("GB", PhoneNumberType.PREMIUM_RATE), Reason.PREMIUM_NUMBER),
        (example("GB", PhoneNumberType.PAGER), Reason.PREMIUM_NUMBER),
        (example("GB", PhoneNumberType.PERSONAL_NUMBER), Reason.UNASSIGNED_NUMBER),
        (example("GB", PhoneNumberType.MOBILE), Reason.FOREIGN_COUNTRY),
        (example("CH", PhoneNumberType.MOBILE), Reason.FOREIGN_COUNTRY),
        (example("US", PhoneNumberType.FIXED_LINE_OR_MOBILE), Reason.FOREIGN_COUNTRY),
        (example("RE", PhoneNumberType.MOBILE), Reason.FOREIGN_COUNTRY),
        ("+33639980042", Reason.UNASSIGNED_NUMBER),
        ("+447700900042", Reason.UNASSIGNED_NUMBER),
        ("+33639980042000", Reason.UNASSIGNED_NUMBER),
        ("+33199000042", Reason.FIXED_LINE),
        ("+99912345678", Reason.UNASSIGNED_NUMBER),
        ("+33000000000", Reason.UNASSIGNED_NUMBER),
    ],
)
def test_kinds_of_numbers(callers: Callers, raw: str, expected: Reason | None) -> None:
    """Only assigned mobile numbers of the countries served are answered; each other kind is refused by its reason."""
    assert reason(callers, raw) is expected


@pytest.mark.parametrize("country_code", [800, 808, 870, 881, 882, 883, 979])
def test_codes_of_no_country(callers: Callers, country_code: int) -> None:
    """Satellite phones, international premium numbers and their like are never answered."""
    assert reason(callers, satellite(country_code)) is not None


@pytest.mark.parametrize("prefix", MACHINES)
def test_machines(callers: Callers, prefix: str) -> None:
    """Numbers that only machines have, platforms and telemarketers and meters, are never answered."""
    assert reason(callers, f"+{prefix}".ljust(12, "0")) is Reason.PLATFORM_NUMBER


@pytest.mark.parametrize("region", ["RE", "GP", "MQ", "GF", "YT", "CH", "LU", "NL"])
def test_countries_are_policy(region: str) -> None:
    """Which countries are answered is the operators' to say, overseas departments included."""
    abroad = Callers(Keyring("a secret for tests"), frozenset({region}), frozenset(), reserved_are_mobile=False)
    assert reason(abroad, example(region, PhoneNumberType.MOBILE)) is None


@pytest.mark.parametrize("raw", ["+33639980042", "+447700900042"])
def test_reserved_numbers_in_the_sandbox(raw: str) -> None:
    """In the sandbox the mobile numbers reserved for fiction count as assigned, in the country they are of."""
    sandbox = Callers(Keyring("a secret for tests"), FR_BE, frozenset(), reserved_are_mobile=True)
    assert reason(sandbox, raw) is (None if raw.startswith("+33") else Reason.FOREIGN_COUNTRY)


# Refs


def test_refs_tell_nothing(callers: Callers) -> None:
    """A ref is 24 hexadecimal digits that follow from the number and the secret, and from nothing else."""
    ref = callers.identify(HIM).ref
    assert len(ref) == 24
    assert set(ref) <= set("0123456789abcdef")
    assert callers.identify(f" {HIM} ").ref == ref
    other = Callers(Keyring("another secret here"), FR_BE, frozenset(), reserved_are_mobile=False)
    assert other.identify(HIM).ref != ref


def test_range(callers: Callers) -> None:
    """The thousand numbers of a block have one range, kept as a ref that is nobody's and tells nothing."""
    block = {callers.identify(f"+33639980{last:03}") for last in range(0, 1_000, 37)}
    (found,) = {caller.range for caller in block}
    assert re.fullmatch("[0-9a-f]{24}", found)
    assert found not in {caller.ref for caller in block} | {callers.identify("+33639980").ref}
    assert callers.identify("+33639981042").range != found


@pytest.mark.parametrize("raw", [*HIDDEN, *NO_PHONES], ids=lambda raw: raw[:24])
def test_no_range(callers: Callers, raw: str) -> None:
    """Who hides, or is no phone, is in no block of numbers."""
    assert callers.identify(raw).range == ""


def test_real_line_refuses_fiction(line: Line) -> None:
    """On a real line nobody has a number reserved for fiction, so nothing is sent to it."""
    settings = replace(line.services.settings, sandbox=False)
    real = Callers(settings.keyring, FR_BE, frozenset({DECOY}), reserved_are_mobile=settings.sandbox)
    assert reason(real, HIM) is Reason.UNASSIGNED_NUMBER
