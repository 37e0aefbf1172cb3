"""Which prices in Twilio's lists are believed, and how the lists are asked for."""

import base64
import json
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoy.errors import AccountFault, NotSent, ProviderError, Unconfirmed
from decoy.money import MICROS
from decoy.tariffs import KINDS, Reading, Tariff, Tariffs
from tests.scripted import Scripted, problem, provider_at

GOOD: dict[str, Any] = {
    "outbound_sms_prices": [
        {"carrier": "A", "prices": [{"number_type": "mobile", "current_price": "0.07"}]},
        {"carrier": "B", "prices": [{"current_price": "0.0801"}, {"current_price": "0.076", "base_price": "9"}]},
    ],
    "inbound_sms_prices": [{"current_price": "0.0075"}, {"current_price": "0.0083"}],
    "inbound_call_prices": [{"current_price": Decimal("0.0100")}, {"current_price": "0.022"}],
    "phone_number_prices": [{"current_price": "1.15"}, {"current_price": "25"}],
    "price_unit": "eur",
}
READ = Tariff("FR", 80_100, 8_300, 22_000, 25_000_000)
FIELDS = {
    "reply_segment": "outbound_sms_prices",
    "inbound_segment": "inbound_sms_prices",
    "call_minute": "inbound_call_prices",
    "number_month": "phone_number_prices",
}


def read(changes: object) -> Reading:
    """Read lists that are good but for some *changes*; anything but a table stands for all of them."""
    told = GOOD | changes if isinstance(changes, dict) else changes
    return Tariffs(lambda url: told, "EUR").read("FR")


def with_reply(price: object) -> Reading:
    """Read lists in which a segment to send has one *price*."""
    return read({"outbound_sms_prices": [{"prices": [{"current_price": price}]}]})


# Which are believed


def test_dearest() -> None:
    """Of all carriers and types of numbers the dearest price counts, in any spelling of the currency."""
    assert read({}) == Reading(READ, ())


def test_toll_free_numbers() -> None:
    """What a toll-free number costs is no matter: no decoy number is one, and each would seem to cost tenfold."""
    free = {"number_type": "toll free", "current_price": "0.90"}
    reading = read({field: [*GOOD[field], free] for field in ("inbound_call_prices", "phone_number_prices")})
    assert reading == Reading(READ, ())


@given(st.decimals("0.0000000001", "5", places=10))
def test_rounded_up(price: Decimal) -> None:
    """A price is never rounded below what Twilio asks, and by less than a micro above it."""
    expected = ceil(Fraction(price) * MICROS)
    assert with_reply(str(price)).tariff.reply_segment == with_reply(price).tariff.reply_segment == expected


@pytest.mark.parametrize(
    ("price", "why"),
    [
        ("0", "Twilio's price is 0, which is not above zero."),
        ("0.0000", "Twilio's price is 0.0000, which is not above zero."),
        ("-0.08", "Twilio's price is -0.08, which is not above zero."),
        (Decimal("-1"), "Twilio's price is -1, which is not above zero."),
        ("5.000001", "Twilio's price is 5.000001, which is more than 5 and cannot be right."),
        (Decimal("1E+40"), f"Twilio's price is 1{'0' * 40}, which is more than 5 and cannot be right."),
        (80, "Twilio's price is 80, which is more than 5 and cannot be right."),
        ("eight cents", "Twilio's price is 'eight cents', which is not a number."),
        ("NaN", "Twilio's price is 'NaN', which is not a number."),
        ("Infinity", "Twilio's price is 'Infinity', which is not a number."),
        ("0,08", "Twilio's price is '0,08', which is not a number."),
        ("0_08", "Twilio's price is '0_08', which is not a number."),
        ("1" * 400, f"Twilio's price is '{'1' * 20}', which is not a number."),
        ("", "Twilio's price is '', which is not a number."),
        (None, "Twilio's price is 'None', which is not a number."),
        (True, "Twilio's price is 'True', which is not a number."),
        ({}, "Twilio's price is '{}', which is not a number."),
    ],
)
def test_absurd_price(price: object, why: str) -> None:
    """A price that cannot be right is refused with one sentence, and the others of the country are taken."""
    assert with_reply(price) == Reading(Tariff("FR", None, 8_300, 22_000, 25_000_000), (f"a segment to FR: {why}",))


def test_just_not_absurd() -> None:
    """Five units a segment are the most that is believed, and a number may cost more in a month."""
    assert with_reply("5").tariff.reply_segment == 5 * MICROS
    assert read({"phone_number_prices": [{"current_price": "1000.01"}]}).tariff.number_month is None


@pytest.mark.parametrize("kind", KINDS)
def test_each_price_is_judged(kind: str) -> None:
    """Every kind of price is refused for itself, and no other with it."""
    reading = read({FIELDS[kind]: [{"current_price": "-1"}]})
    assert reading.tariff == Tariff(**vars(READ) | {kind: None})
    assert len(reading.refusals) == 1


@pytest.mark.parametrize(
    "worthless", [None, [], "x", [None], [{"carrier": "A", "prices": []}], [{"prices": None}], [{"number_type": []}]]
)
def test_missing_price(worthless: object) -> None:
    """A list without a price gives none, says so, and takes nothing from the others."""
    reading = read({"outbound_sms_prices": worthless})
    assert reading.tariff == Tariff(**vars(READ) | {"reply_segment": None})
    assert len(reading.refusals) == 1
    assert reading.refusals[0].startswith("a segment to FR: Twilio")


def test_half_missing_list() -> None:
    """A carrier without prices does not keep those of the others from counting."""
    reading = read({"outbound_sms_prices": [{"carrier": "A", "prices": []}, *GOOD["outbound_sms_prices"]]})
    assert reading.tariff.reply_segment == 80_100


def test_one_unknown_price_spoils_the_dearest() -> None:
    """Where one carrier's price cannot be read, nobody knows the dearest, so none is taken."""
    spoilt = [{"prices": [{"current_price": None}]}, *GOOD["outbound_sms_prices"]]
    assert read({"outbound_sms_prices": spoilt}).tariff.reply_segment is None


@pytest.mark.parametrize(
    ("unit", "called"), [("USD", "USD"), ("usd", "USD"), (None, "no currency"), (7, "no currency")]
)
def test_other_currency(unit: object, called: str) -> None:
    """A list in another currency, or in none, is refused whole, with a sentence for each price."""
    reading = read({"price_unit": unit})
    assert reading.tariff == Tariff("FR")
    assert reading.refusals[0] == f"a segment to FR: Twilio's list is in {called}, and the budget in EUR."
    assert len(reading.refusals) == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.decimals(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*GOOD, "prices", "current_price", "number_type"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_shape(told: Any) -> None:
    """Whatever Twilio's answer looks like, each price is found and above zero, or refused in a sentence."""
    reading = Tariffs(lambda url: told, "EUR").read("FR")
    found = [getattr(reading.tariff, kind) for kind in KINDS]
    assert all(price is None or price > 0 for price in found)
    assert found.count(None) == len(reading.refusals)


# How they are asked for


def test_request() -> None:
    """All lists are asked for at the address we are told, whatever Twilio calls its hosts."""
    scripted = Scripted(status=200, body=json.dumps(GOOD, default=float))
    with scripted.served() as url:
        assert Tariffs(provider_at(url).read, "EUR").read("FR").tariff == READ
    assert [(asked.method, asked.path) for asked in scripted.asked] == [
        ("GET", "/v1/Messaging/Countries/FR"),
        ("GET", "/v2/Voice/Countries/FR"),
        ("GET", "/v1/PhoneNumbers/Countries/FR"),
    ]
    for asked in scripted.asked:
        assert base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")) == b"SK1:the secret"


def test_exact_numbers() -> None:
    """A price that comes as a number instead of a text is exact all the same."""
    with Scripted(status=200, body='{"price": 0.1000000000000000055}').served() as url:
        assert provider_at(url).read("https://pricing.twilio.com/x") == {"price": Decimal("0.1000000000000000055")}


def test_country_without_a_list() -> None:
    """A country that Twilio does not list has no prices, which is not an error."""
    with Scripted(status=404, body=problem(20404, 404)).served() as url:
        reading = Tariffs(provider_at(url).read, "EUR").read("FR")
    assert reading.tariff == Tariff("FR")
    assert set(reading.refusals) >= {"a segment to FR: Twilio lists no price."}


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, problem(20003, 401), AccountFault),
        (429, problem(20429, 429), NotSent),
        (503, problem(20503, 503), Unconfirmed),
        (502, "<html>", Unconfirmed),
        (200, "<html>", Unconfirmed),
        (500, "[]", Unconfirmed),
    ],
)
def test_no_answer(status: int, body: str, error: type[ProviderError]) -> None:
    """What is no list is one of the errors that the house knows."""
    with Scripted(status=status, body=body).served() as url, pytest.raises(error):
        provider_at(url).read("https://pricing.twilio.com/v1/Messaging/Countries/FR")


def test_nobody_there() -> None:
    """A Twilio that is gone is one of these errors too."""
    with Scripted().served() as closed:
        pass
    with pytest.raises(ProviderError):
        provider_at(closed).read("https://pricing.twilio.com/v1/Messaging/Countries/FR")


@pytest.mark.parametrize(("unit", "currency"), [("usd", "USD"), ("EUR", "EUR"), (None, "")])
def test_currency(unit: object, currency: str) -> None:
    """The account's currency is the one its lists are in."""
    assert Tariffs(lambda url: GOOD | {"price_unit": unit}, "EUR").currency("FR") == currency
