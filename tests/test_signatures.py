"""Whom the door believes: Twilio's own vectors, and everything that looks like Twilio and is not."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from werkzeug.datastructures import MultiDict

from decoy.app import create_app
from decoy.provider import Signatures
from tests.phone import Phone
from tests.wire import PUBLIC_URL, SMS, TEXT, sign
from tests.world import Line

TOKEN = "12345"
COMPANY = "mycompany.com"
TARGET = "/myapp.php?foo=1&bar=2"
CALL = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
REPEATED = MultiDict(
    [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]
)


# Twilio's vectors, from the tests of its own libraries


@pytest.mark.parametrize(
    ("public_url", "form", "signature"),
    [
        (f"https://{COMPANY}", CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (f"https://{COMPANY}:443", CALL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (f"http://{COMPANY}:80", CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (f"http://{COMPANY}:1234", CALL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        (f"https://{COMPANY}", REPEATED, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    ],
    ids=["https", "https-port", "http-port", "other-port", "repeated-names"],
)
def test_published_vectors(public_url: str, form: Mapping[str, str], signature: str) -> None:
    """Every signature that Twilio publishes for a form is accepted, and one with a changed letter is not."""
    signatures = Signatures([TOKEN], public_url)
    assert signatures.are_valid(TARGET, form, signature)
    assert not signatures.are_valid(TARGET, form, "A" + signature[1:])


@pytest.mark.parametrize(
    ("tokens", "believed"),
    [([TOKEN], True), (["old", TOKEN], True), ([TOKEN, "new"], True), (["other"], False), (["", "other"], False)],
)
def test_any_token_may_have_signed(tokens: list[str], believed: bool) -> None:
    """While a token is rotated, either one may have signed; no other one may."""
    signatures = Signatures(tokens, f"https://{COMPANY}")
    assert signatures.are_valid(TARGET, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8=") is believed


# At the door


def test_signed_is_let_in(line: Line) -> None:
    """What is signed as Twilio publishes it is let in."""
    assert line.post(SMS, TEXT).status_code == 200
    assert len(line.entries("received")) == 1


@pytest.mark.parametrize(
    "signature",
    ["", " ", "A" * 28, "A" * 27 + "=", "é" * 28, "\x80\xff", "null", "A" * 8000],
    ids=["empty", "blank", "letters", "base64", "accents", "bytes", "word", "long"],
)
def test_wrong_signature(line: Line, signature: str) -> None:
    """Whatever stands in the header, it is a 403 and leaves no trace."""
    assert line.post(SMS, TEXT, **{"X-Twilio-Signature": signature}).status_code == 403
    assert line.entries("received") == []


def test_missing_signature(line: Line) -> None:
    """A missing header is a 403, not an error."""
    assert line.app.test_client().post(SMS, data=TEXT).status_code == 403


def test_every_twilio_route_is_guarded(line: Line) -> None:
    """No route under /twilio/ does anything for someone who did not sign, whatever the method."""
    rules = [rule for rule in line.app.url_map.iter_rules() if rule.rule.startswith("/twilio")]
    assert len(rules) >= 4
    for rule in rules:
        path = line.app.url_map.bind("x").build(rule.endpoint, dict.fromkeys(rule.arguments, "r1"), method="POST")
        for method in rule.methods or ():
            assert line.app.test_client().open(path, method=method, data=TEXT).status_code == 403, (path, method)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [SMS, "/twilio/voice", "/twilio/call-status", "/twilio/message-status/r1"])
def test_only_post(line: Line, path: str, method: str) -> None:
    """Twilio posts; every other method is a 405, even when it is signed."""
    signed = {"X-Twilio-Signature": sign(line.services.settings.tokens[0], PUBLIC_URL + path, {})}
    assert line.app.test_client().open(path, method=method, headers=signed).status_code == 405


def test_wrong_token(line: Line) -> None:
    """What somebody else's token signed is a 403."""
    forged = sign("somebody else's", PUBLIC_URL + SMS, TEXT)
    assert line.post(SMS, TEXT, **{"X-Twilio-Signature": forged}).status_code == 403


def test_second_token(line: Line) -> None:
    """What the second token of the list signed is let in, at every route."""
    app = create_app(replace(line.services.settings, tokens=("first", "second")))
    headers = {"X-Twilio-Signature": sign("second", PUBLIC_URL + SMS, TEXT)}
    assert app.test_client().post(SMS, data=TEXT, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        TEXT | {"From": "+33639980099"},
        TEXT | {"NumSegments": "9"},
        TEXT | {"Unheard": "of"},
        TEXT | {"Unheard": ""},
        {name: value for name, value in TEXT.items() if name != "NumSegments"},
        TEXT | {"Body": "hey "},
        TEXT | {"Body": "HEY"},
        {},
    ],
    ids=["changed", "segments", "added", "added-empty", "removed", "space", "case", "nothing"],
)
def test_changed_form(line: Line, sent: dict[str, str]) -> None:
    """A signature is worth nothing for any other form than the one it was made for."""
    signature = sign(line.services.settings.tokens[0], PUBLIC_URL + SMS, TEXT)
    assert line.post(SMS, sent, **{"X-Twilio-Signature": signature}).status_code == 403


@pytest.mark.parametrize("path", ["/twilio/voice", f"{SMS}/", f"{SMS}?a=1", "/twilio//sms"])
def test_signed_for_elsewhere(line: Line, path: str) -> None:
    """A signature is worth nothing at any other address than the one it was made for."""
    signature = sign(line.services.settings.tokens[0], PUBLIC_URL + SMS, TEXT)
    answer = line.app.test_client().post(path, data=TEXT, headers={"X-Twilio-Signature": signature})
    assert answer.status_code in (403, 404, 308)
    assert line.entries("received") == []


@pytest.mark.parametrize("name", ["FromCity", "Body", "ÉtéÀ"])
@pytest.mark.parametrize("value", ["", " ", "  ç à 🙂 & = + %20 ", "\r\nnext\n", "\x00"])
def test_odd_values(line: Line, name: str, value: str) -> None:
    """Empty, blank, accented and multi-line values count in the signature exactly as they were sent."""
    assert line.post(SMS, TEXT | {name: value}).status_code == 200


def test_repeated_names(line: Line) -> None:
    """A name that is sent twice counts with each of its values once, in their order."""
    form = MultiDict([*TEXT.items(), ("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "b")])
    signature = sign(line.services.settings.tokens[0], PUBLIC_URL + SMS, TEXT | {"MediaUrl": "aMediaUrlb"})
    answer = line.app.test_client().post(SMS, data=form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 200


def test_json_body(line: Line) -> None:
    """A JSON body is no form: it is a 403, even when its fields or the body itself are signed."""
    token, body = line.services.settings.tokens[0], json.dumps(TEXT)
    for form in (TEXT, {"": body}):
        signature = sign(token, PUBLIC_URL + SMS, form)
        answer = line.app.test_client().post(
            SMS, data=body, content_type="application/json", headers={"X-Twilio-Signature": signature}
        )
        assert answer.status_code == 403
    assert line.entries("received") == []


@pytest.mark.parametrize("signed", [True, False])
def test_huge_body(line: Line, signed: bool) -> None:
    """A body that no text could have is refused before anything is done with it."""
    huge = TEXT | {"Body": "x" * 100_000}
    headers = {} if signed else {"X-Twilio-Signature": ""}
    assert line.post(SMS, huge, **headers).status_code in (403, 413)
    assert line.entries("received") == []


def test_phone_is_signed_the_same_way(phone: Phone) -> None:
    """The sandbox's Twilio signs as the published rule says, so what these tests pin holds for it too."""
    assert phone.text("ça va ? 🙂").endswith("<Response/>")
