"""The French catalogue: nothing that the code says is missing from it, and what is compiled is what was written."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask_babel import force_locale

from decoy.causes import CAUSES, Cause
from decoy.ladder import OPEN, RESUME
from decoy.sentences import Sentence
from decoy.site.language import said
from tests.insider import insider
from tests.world import Line

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "decoy/site/translations/fr/LC_MESSAGES"
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "Sentence": None}  # as `make translations` names them
PLACE = re.compile(r"%\([a-z_]+\)[^a-z]*[a-z]|%%")
UNSPACED = re.compile(r"(?<!decoy)[ ][;:!?»%](?=\s|$|%)|«[ ]")
ENGLISH_APOSTROPHE = re.compile(r"\w'\w")


def extracted() -> Iterator[str | tuple[str, ...]]:
    """Give what the code and the templates say."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as config:
        mapping, options = parse_mapping_cfg(config)
    found = extract_from_dir(ROOT, mapping, options, KEYWORDS)
    return (message if isinstance(message, str) else tuple(message) for _, _, message, _, _ in found)


def written() -> Catalog:
    """Read the catalogue as it was written."""
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file)


def compiled() -> Catalog:
    """Read the catalogue as the pages do."""
    with (FOLDER / "messages.mo").open("rb") as file:
        return read_mo(file)


def forms(words: object) -> tuple[str, ...]:
    """Give the forms of a message: one, or singular and plural."""
    return (words,) if isinstance(words, str) else tuple(words or ())  # type: ignore[arg-type]


def messages(catalog: Catalog) -> list[Message]:
    """Give all messages but the header."""
    return [message for message in catalog if message.id]


def spoken(cause: Cause) -> tuple[str, ...]:
    """Give what the ladder says about a cause."""
    return cause.words, cause.past, cause.remedy


def test_nothing_is_missing_and_nothing_is_left_over() -> None:
    """The catalogue holds what the pages say and no more: `make translations` brings it up to date."""
    said_now = {forms(message)[0] for message in extracted()}
    assert len(said_now) > 100
    assert {forms(message.id)[0] for message in messages(written())} == said_now


def test_everything_is_translated() -> None:
    """Every message has its French, in all its forms, and none is a guess of the tool."""
    open_ones = [message.id for message in messages(written()) if message.fuzzy or not all(forms(message.string))]
    assert open_ones == []


def test_places_are_the_same() -> None:
    """What is filled into a sentence is filled into its translation too: nothing is lost, and no page breaks."""
    for message in messages(written()):
        asked = set(PLACE.findall(" ".join(forms(message.id))))
        assert all(set(PLACE.findall(form)) == asked for form in forms(message.string)), message.id


def test_what_is_compiled_is_what_was_written() -> None:
    """The compiled catalogue, which pages read, is that of the sources: `make translations` compiles it."""
    expected = {forms(message.id): forms(message.string) for message in messages(written())}
    assert {forms(message.id): forms(message.string) for message in messages(compiled())} == expected


def test_french_as_it_is_set() -> None:
    """Apostrophes are curved, and no space before a sign lets a line break."""
    french = [form for message in messages(written()) for form in forms(message.string)]
    assert [form for form in french if UNSPACED.search(form) or ENGLISH_APOSTROPHE.search(form)] == []


@pytest.mark.parametrize("sentence", [RESUME, OPEN, *(word for cause in CAUSES for word in spoken(cause))])
def test_what_the_ladder_says(line: Line, sentence: str) -> None:
    """Reasons and remedies of the ladder are made in English, and the pages say them in French."""
    with line.app.test_request_context(), force_locale("fr"):
        assert said(sentence) != sentence
    with line.app.test_request_context(), force_locale("en"):
        assert said(sentence) == sentence


def test_values_in_a_sentence(line: Line) -> None:
    """A sentence in a sentence is translated too; what somebody wrote is not."""
    inner = Sentence("today's cap is used up")
    with line.app.test_request_context(), force_locale("fr"):
        assert said(Sentence("Log out %(name)s", name=inner)) == "Déconnecter le plafond du jour est épuisé"
        assert said("they said 100 %") == "they said 100 %"
        assert said("") == ""


def test_pages_speak_french(line: Line) -> None:
    """Who asks for French gets it on every page, with French amounts."""
    operator = insider(line)
    paths = ("/operator/", "/operator/messages", "/operator/messages/fr", "/operator/settings", "/operator/stop/x")
    pages = [operator.get(path, **{"Accept-Language": "fr"}).text for path in paths]
    assert all('<html lang="fr">' in page for page in pages)
    assert re.search(r"[0-9],[0-9]{2}\s€", pages[1])
    assert not any(word in page for page in pages for word in ("Settings", "Log out", "Log in", "segments,"))
