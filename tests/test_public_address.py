"""The address that is signed: ours as the world knows it, byte for byte."""

from dataclasses import replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest

from decoy.app import create_app
from decoy.settings import Settings
from tests.wire import PUBLIC_URL, SMS, TEXT, serving, sign
from tests.world import Line


def test_host_header_lies(line: Line) -> None:
    """The signature is checked against our public address, whatever the request calls us."""
    lies = {"Host": "evil.example.org", "X-Forwarded-Host": "evil.example.org", "X-Forwarded-Proto": "http"}
    assert line.post(SMS, TEXT, **lies).status_code == 200
    forged = sign(line.services.settings.tokens[0], f"https://evil.example.org{SMS}", TEXT)
    assert line.post(SMS, TEXT, **lies, **{"X-Twilio-Signature": forged}).status_code == 403


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (f"{SMS}?x=%C3%A9", 200),
        (f"{SMS}?x=%c3%a9", 200),
        (f"{SMS}?x=a%2Fb&y=%20+z", 200),
        (f"{SMS}?a=1&a=2&b", 200),
        (f"{SMS}?b=2&a=1", 200),
        ("/twilio/%73ms", 200),
        ("/twilio/message-status/a%C3%A9b", 204),
        ("/twilio/message-status/a%2Fb", 404),
    ],
)
def test_raw_target(line: Line, target: str, status: int) -> None:
    """Escapes and queries are signed as they came over the wire, not as they read once decoded."""
    token = line.services.settings.tokens[0]
    with serving(line.app) as base:
        assert raw_post(base, target, sign(token, PUBLIC_URL + target, TEXT)) == status
        if status != 404:
            assert raw_post(base, target, sign(token, f"{PUBLIC_URL}{SMS}?x", TEXT)) == 403


@pytest.mark.parametrize("prefix", ["", "/behind/a/proxy"])
def test_public_url_with_a_path(line: Line, prefix: str) -> None:
    """A proxy may serve us below a path of its own, as long as it is in the public address."""
    settings: Settings = replace(line.services.settings, public_url=PUBLIC_URL + prefix)
    signature = sign(settings.tokens[0], f"{PUBLIC_URL}{prefix}{SMS}", TEXT)
    answer = create_app(settings).test_client().post(SMS, data=TEXT, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 200


def test_absolute_target_is_no_way_round(line: Line) -> None:
    """A request line with a whole address in it, as for a proxy, is not taken for signed."""
    with serving(line.app) as base:
        target = f"{PUBLIC_URL}{SMS}"
        assert raw_post(base, target, sign(line.services.settings.tokens[0], target, TEXT)) in (403, 404)


def raw_post(base: str, target: str, signature: str) -> int:
    """Post the text to exactly this *target* and give the status."""
    connection = HTTPConnection(base.removeprefix("http://"), timeout=5)
    headers: dict[str, Any] = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signature,
    }
    connection.request("POST", target, urlencode(TEXT), headers)
    status = connection.getresponse().status
    connection.close()
    return status
