"""The language of alerts: what leaves while no page is open, and what a page says of it later."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from decoy.moments import to_clock
from decoy.sentences import Sentence, kept, packed, recalled, say, unpacked
from decoy.site.language import CATALOGUES
from decoy.tongue import Tongue, chosen
from tests.dashboard import entered
from tests.receiver import Receiver, receiving
from tests.watched import AWAKE, OpenWatched, look, spend
from tests.world import EVENING


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Stand by to be told."""
    with receiving() as receiver:
        yield receiver


@pytest.mark.parametrize(
    ("language", "spoken", "alerts"),
    [("", "fr", "fr"), ("", "en", "en"), ("", "nl", "en"), ("en", "fr", "en"), ("fr", "nl", "fr")],
)
def test_whose_language(language: str, spoken: str, alerts: str) -> None:
    """Alerts speak the language that is named, else that of the first decoy number, and English if they lack that."""
    assert chosen(language, spoken) == alerts


def test_an_alert_in_french(open_watched: OpenWatched, receiver: Receiver) -> None:
    """Who is told in French is told all of it in French: subject, figures, since when, and how to pause."""
    line = open_watched(receiver, alerts={**AWAKE, "thresholds": [100], "language": "fr", "stop_link": True})
    line.top_up("15.00")
    spend(line, 10)
    look(line)
    told = {body["title"]: body["message"] for body in receiver.bodies}
    text = told["Service\u00a0: le fonds, 100\u00a0% utilisés"]
    assert "10.00 utilisés sur 10.00 EUR. Aucune autre réponse ne peut être payée." in text
    assert "Depuis le 2026-11-20 21:00." in text
    assert "Suspendre, une fois, dans les 48\u00a0heures\u00a0: http" in text


def test_a_page_says_it_in_its_own(open_watched: OpenWatched, receiver: Receiver) -> None:
    """Whatever language alerts are sent in, pages say them in their own; records of earlier releases in English."""
    line = open_watched(receiver, alerts={**AWAKE, "thresholds": [100], "language": "fr"})
    line.top_up("15.00")
    spend(line, 10)
    look(line)
    operator = entered(line)
    assert "100 % of the fund is used" in operator.read("/operator/")
    assert "Le fonds, 100\u00a0% utilisés" in operator.get("/operator/", **{"Accept-Language": "fr"}).text
    line.services.store.redis.hdel("decoy:alert:fund:100", "said")
    assert "100 % of the fund is used" in operator.read("/operator/")


@pytest.mark.parametrize(
    "sentence",
    [
        "what somebody wrote: 100 % %(x)s",
        Sentence("100 % of it"),
        Sentence("%(level)d %% of %(what)s is used", level=80, what=Sentence("the fund")),
        Sentence("the fund").then(""),
        Sentence("the fund").then(Sentence("%(used)s of %(limit)s are used.", used="1", limit="2")),
    ],
)
def test_kept_and_read_again(sentence: str) -> None:
    """A sentence that was kept says the same in every language as before."""
    again, french = unpacked(json.loads(json.dumps(packed(sentence)))), Tongue(CATALOGUES, "fr")
    assert again == sentence
    assert french.say(again) == french.say(sentence)
    assert type(again) is type(sentence)


def test_what_is_unknown_is_said_as_it_is() -> None:
    """What the catalogue lacks, what people wrote and nothing at all are said as they are, in every language."""
    for language in ("fr", "en", "nl"):
        tongue = Tongue(CATALOGUES, language)
        assert [tongue.say(text) for text in ("", "a school class", "100 % %(x)s")] == [
            "",
            "a school class",
            "100 % %(x)s",
        ]
    assert say(Sentence("100 % of it"), str) == "100 % of it"


def test_another_day() -> None:
    """A moment on another day is written with its day, in the language of who reads it."""
    tomorrow = to_clock(datetime(2026, 12, 1, 8, 5, tzinfo=UTC), EVENING)
    assert tomorrow == "08:05 on 1 December"
    assert Tongue(CATALOGUES, "fr").say(tomorrow) == "08:05 le 1 décembre"
    assert to_clock(EVENING, EVENING) == "20:00"


def test_twilios_troubles_in_french(open_watched: OpenWatched, receiver: Receiver) -> None:
    """A refusal of the account, and why a balance cannot be read, are said in the language of whoever reads them."""
    line = open_watched(receiver, alerts={**AWAKE, "language": "fr"})
    line.top_up()
    now = datetime.now(UTC)
    line.services.pauses.pause(Sentence("Twilio refuses to send, error %(code)s", code=30002), None, now, fault=True)
    look(line)
    assert "Twilio refuse d’envoyer, erreur 30002." in receiver.bodies[-1]["message"]
    visitor = entered(line)
    assert "Twilio refuse d’envoyer, erreur 30002" in visitor.get("/operator/", **{"Accept-Language": "fr"}).text
    assert "Twilio refuses to send, error 30002" in visitor.read("/operator/") + visitor.get("/operator/live").text


@pytest.mark.parametrize("field", [kept(Sentence("error %(code)s", code=5)), kept("error 5"), "error 5"])
def test_a_field_keeps_a_sentence(field: str) -> None:
    """A sentence comes back out of the store as it was; words of an earlier release stay words."""
    assert recalled(field) == "error 5"
    assert isinstance(recalled(field), Sentence) == field.startswith("[")
