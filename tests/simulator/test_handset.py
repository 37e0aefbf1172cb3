"""The handsets: what the control API does, and what it shows."""

from typing import Any

import requests
from twilio.rest import Client

from decoy.simulator.twilio import FakeTwilio
from tests.numbers import DECOY, HIM
from tests.simulator.stage import ACCOUNT, HIDDEN, PLAY, TOKEN, Decoy, send


def test_a_handset_texts_calls_and_sees_it_all(address: str, fake: FakeTwilio, decoy: Decoy, client: Client) -> None:
    """The control API texts, calls and hangs up, and shows the thread, the calls and the webhooks of one handset."""
    decoy.twiml = PLAY

    def ask(action: str, **form: str) -> Any:
        return requests.post(f"{address}/handset/{action}", data=form, auth=(ACCOUNT, TOKEN), timeout=5).json()

    ask("text", caller=HIM, number=DECOY, body="Hello?")
    call = ask("call", caller=HIM, number=DECOY)
    ask("hang-up", sid=call["sid"], seconds="5")
    ask("text", caller=HIDDEN, number=DECOY, body="Somebody else")
    send(client)
    seen = requests.get(f"{address}/handset/{HIM}", auth=(ACCOUNT, TOKEN), timeout=5).json()
    assert [text["body"] for text in seen["texts"]] == ["Hello?", "No."]
    assert [(one["verb"], one["status"], one["seconds"]) for one in seen["calls"]] == [("Play", "completed", 5)]
    assert [one["path"] for one in seen["exchanges"]] == ["/twilio/sms", "/twilio/voice", "/twilio/call-status"]


def test_an_unknown_call_cannot_be_hung_up(address: str) -> None:
    """Hanging up what never rang is not found."""
    form = {"sid": "CA0", "seconds": "1"}
    answer = requests.post(f"{address}/handset/hang-up", data=form, auth=(ACCOUNT, TOKEN), timeout=5)
    assert answer.status_code == 404
