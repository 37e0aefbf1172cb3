"""The venue: a short note for operators, with nothing in it that could be rung up."""

from collections.abc import Iterator

import pytest
from flask import Flask, url_for

from decoy import venue
from tests.numbers import DECOY
from tests.world import OpenLine


@pytest.mark.parametrize("note", ["", "posters of the first print", "bars, rue 12", "print 3 of 2026", "é" * 80])
def test_taken(note: str) -> None:
    """A note about where a number is given out is taken as it is."""
    assert venue.check(note) == note


@pytest.mark.parametrize(
    "note", ["06 39 98 00 42", "ring +33639980042", "call 06.39.98.00.42 now", "639-980042", "20.11.2026"]
)
def test_no_number(note: str) -> None:
    """What looks like a phone number is refused, and the sentence says what to write instead."""
    with pytest.raises(ValueError, match="no phone number in it"):
        venue.check(note)


def test_too_long() -> None:
    """A note of more than eighty characters is refused."""
    with pytest.raises(ValueError, match="at most 80 characters, and this has 81"):
        venue.check("a" * 81)


def public(app: Flask) -> Iterator[str]:
    """Give the addresses of all pages that others can open, in every language, and what hangs on the first number."""
    for rule in app.url_map.iter_rules():
        known = {"language", "place"} >= rule.arguments and "GET" in (rule.methods or ())
        if known and not rule.rule.startswith(("/operator", "/sandbox", "/twilio")):
            for language in ("fr", "nl", "en"):
                with app.test_request_context():
                    yield url_for(rule.endpoint, **{"language": language, "place": 1})


def test_on_no_public_page(open_line: OpenLine) -> None:
    """Where a number is given out stands on no page that others can open."""
    note = "the blue lighthouse"
    app = open_line(numbers=[{"number": DECOY, "language": "fr", "venue": note}]).app
    pages = [page for page in map(app.test_client().get, public(app)) if page.status_code == 200]
    assert len(pages) > 10
    assert not [page.request.path for page in pages if note in page.text]
