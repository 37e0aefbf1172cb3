"""The sandbox's page: a phone made of plain forms."""

from dataclasses import replace

from flask.testing import FlaskClient

from decoy.app import create_app
from decoy.settings import Settings
from decoy.simulator.twilio import FakeTwilio
from tests.numbers import HIM
from tests.simulator.stage import HIDDEN, PLAY, REJECT, Decoy


def test_the_phone_texts(page: FlaskClient, played: FakeTwilio) -> None:
    """A text leaves by a plain form, which leads back to a page that shows it in the thread."""
    shown = page.post("/sandbox/text", data={"caller": HIM, "body": "Hello?"}, follow_redirects=True)
    assert [message.body for message in played.messages_of(HIM)] == ["Hello?"]
    assert shown.request.method == "GET"
    assert "Hello?" in shown.text


def test_the_phone_repeats_a_text(page: FlaskClient, decoy: Decoy) -> None:
    """Sending the same text again posts it under the sid it had."""
    page.post("/sandbox/text", data={"caller": HIM, "body": "Hello?"})
    page.post("/sandbox/text", data={"caller": HIM, "again": "yes"})
    first, second = decoy.forms
    assert (second["MessageSid"], second["Body"]) == (first["MessageSid"], "Hello?")


def test_the_phone_plays_the_recording(page: FlaskClient, decoy: Decoy) -> None:
    """An answered call offers the recording from our own origin, and ends when one hangs up."""
    decoy.twiml = PLAY
    shown = page.post("/sandbox/call", data={"caller": HIM, "tab": "call"}, follow_redirects=True)
    assert 'src="/recordings/a.wav"' in shown.text
    ended = page.post("/sandbox/hang-up", data={"caller": HIM, "tab": "call"}, follow_redirects=True)
    assert "Call ended" in ended.text
    assert decoy.forms[-1]["CallStatus"] == "completed"


def test_the_phone_hears_busy(page: FlaskClient, decoy: Decoy) -> None:
    """A rejected call says busy, and is over without hanging up."""
    decoy.twiml = REJECT
    shown = page.post("/sandbox/call", data={"caller": HIDDEN, "tab": "call"}, follow_redirects=True)
    assert "Busy" in shown.text
    assert decoy.forms[-1]["CallStatus"] == "busy"


def test_a_missing_twilio_is_said(told: Settings) -> None:
    """Without the simulated Twilio and without a store the page still comes, and says so."""
    page = create_app(replace(told, api_url="http://127.0.0.1:9")).test_client()
    shown = page.get("/sandbox/")
    assert shown.status_code == 200
    assert "The simulated Twilio does not answer" in shown.text
    assert "The store does not answer" in shown.text
    assert page.post("/sandbox/text", data={"body": "Hello?"}).status_code == 503
