"""The guards of the sandbox's page: who may use it, with which numbers, and that it runs nothing."""

import pytest
from flask.testing import FlaskClient

from tests.simulator.stage import HIDDEN, Decoy


def test_what_he_writes_is_escaped(page: FlaskClient) -> None:
    """Markup in a text is shown as it was typed, and the page would run none."""
    shown = page.post("/sandbox/text", data={"body": "<script>alert(1)</script>"}, follow_redirects=True)
    assert "<script>alert" not in shown.text
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


@pytest.mark.parametrize("caller", ["+33000000000", "+32000000000", "0639980042", "36179"])
def test_real_numbers_are_not_played_with(page: FlaskClient, decoy: Decoy, caller: str) -> None:
    """A number that could be somebody's is refused with a sentence, and no webhook carries it."""
    refused = page.post("/sandbox/text", data={"caller": caller, "body": "Hello?"})
    assert refused.status_code == 400
    assert "numbers reserved for fiction" in refused.text
    assert decoy.forms == []


@pytest.mark.parametrize("caller", ["+33 6 39 98 00 42", "+1 202 555 0142", HIDDEN, "anonymous", "PROMO 24"])
def test_nobodys_numbers_are_played_with(page: FlaskClient, caller: str) -> None:
    """Reserved numbers in any spacing, hidden ones and sender names are accepted."""
    assert page.get("/sandbox/", query_string={"caller": caller}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"Host": "rebound.example.org"}, "127.0.0.1"),
        ({"Host": "localhost.example.org"}, "127.0.0.1"),
        ({"X-Forwarded-For": "192.0.2.7"}, "127.0.0.1"),
        ({}, "192.0.2.7"),
    ],
)
def test_only_this_machine_finds_the_page(page: FlaskClient, headers: dict[str, str], address: str) -> None:
    """From elsewhere, by another name or through a proxy there is no sandbox, not even its style sheet."""
    for path in ("/sandbox/", "/sandbox/live", "/sandbox/static/sandbox.css"):
        found = page.get(path, headers=headers, environ_base={"REMOTE_ADDR": address})
        assert found.status_code == 404


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://example.org"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_other_pages_cannot_use_the_phone(page: FlaskClient, decoy: Decoy, headers: dict[str, str]) -> None:
    """A form on another site is refused, and nothing is sent."""
    assert page.post("/sandbox/text", data={"body": "Hello?"}, headers=headers).status_code == 403
    assert decoy.forms == []
