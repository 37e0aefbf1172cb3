"""The words: what he reads and hears, in every language we ship."""

import re
from pathlib import Path

import pytest

from decoy import segments, tables
from decoy.errors import Misconfigured
from decoy.segments import Encoding
from decoy.words import Words, languages

MESSAGES = Path(__file__).resolve().parent.parent / "config" / "messages"
SHIPPED = {language: tables.check(Words, [path]) for language, path in languages(MESSAGES).items()}

# What a text that ends there never does: ask, link, thank for an answer, or name who or what is behind it.
OPENINGS = re.compile(r"\?|https?:|www\.|\w\.(org|com|net|fr|be|eu)\b|@|decoy|\d", re.IGNORECASE)
# Words that would tell him something about her, or speak to him as a man.
GIVEAWAYS = re.compile(
    r"\b(elle|il vous|madame|monsieur|fille|femme|homme|zij|ze|haar|hij|hem|vrouw|man|meneer|mevrouw"
    r"|she|her|he|him|woman|girl|sir|tonight|ce soir|vanavond|bar|party)\b",
    re.IGNORECASE,
)

each_language = pytest.mark.parametrize("language", sorted(SHIPPED))


def file(folder: Path, **changes: str) -> Path:
    """Write a file of words with some *changes*."""
    words = {"locale": "fr-FR", "voice": "Polly.Lea", "reply": "Un non suffit.", "greeting": "Bonjour."} | changes
    path = folder / "fr.toml"
    path.write_text("".join(f'{key} = """{value}"""\n' for key, value in words.items()), encoding="utf-8")
    return path


def test_we_ship_french_dutch_and_english() -> None:
    """The three languages of the lines we know have their words."""
    assert set(SHIPPED) == {"fr", "nl", "en"}


@each_language
def test_a_shipped_reply_is_billed_as_one_segment(language: str) -> None:
    """Every reply we ship travels in septets and costs one segment: the price of a reply is the price of the fund."""
    reply = SHIPPED[language].reply

    assert segments.outsiders(reply) == []
    assert segments.encoding(reply) is Encoding.GSM_7
    assert segments.count(reply) == 1


@each_language
def test_the_words_end_there(language: str) -> None:
    """Neither text asks, links or names anything: there is nothing to answer and nobody to look for."""
    words = SHIPPED[language]

    assert not OPENINGS.search(words.reply)
    assert not OPENINGS.search(words.greeting)


@each_language
def test_the_words_say_nothing_about_her(language: str) -> None:
    """Neither text tells her gender, a place or a time, nor takes the caller for a man."""
    words = SHIPPED[language]

    assert not GIVEAWAYS.search(words.reply)
    assert not GIVEAWAYS.search(words.greeting)


@each_language
def test_the_stand_in_voice_speaks_the_language(language: str) -> None:
    """The locale given to the provider's voice is one of the language."""
    assert SHIPPED[language].locale.startswith(f"{language}-")


def test_the_french_words_keep_to_vous() -> None:
    """Nobody is addressed as tu."""
    words = SHIPPED["fr"]

    assert not re.search(r"\b(tu|toi|te|ton|ta|tes)\b|\bt'", f"{words.reply} {words.greeting}", re.IGNORECASE)


def test_accents_typed_on_their_own_are_joined_to_their_letters(tmp_path: Path) -> None:
    """A reply pasted with separate accents is still one segment when its letters are in GSM-7."""
    words = tables.check(Words, [file(tmp_path, reply="Un numéro ".replace("é", "e\u0301") * 15)])

    assert words.reply == ("Un numéro " * 15).strip()
    assert segments.count(words.reply) == 1


def test_blank_lines_around_the_words_cost_nothing(tmp_path: Path) -> None:
    """Space at either end of a text, easily left by a multi-line string, is taken away."""
    words = tables.check(Words, [file(tmp_path, reply="\n\n  Un non suffit. \n", greeting="\nBonjour.\n\n")])

    assert (words.reply, words.greeting) == ("Un non suffit.", "Bonjour.")


@pytest.mark.parametrize(
    ("key", "value"),
    [("locale", "french"), ("voice", "Lea"), ("voice", 'Polly.Lea" loop="9'), ("reply", "  "), ("reply", "a" * 1601)]
    + [("greeting", "\n"), ("greeting", "a" * 4097), ("repply", "Bonjour.")],
)
def test_words_the_provider_would_refuse_are_named_at_start(tmp_path: Path, key: str, value: str) -> None:
    """An empty or endless text, an unknown key, a malformed locale or voice is reported by its name."""
    path = file(tmp_path, **{key: value.replace('"', '\\"')})

    with pytest.raises(Misconfigured, match=key) as wrong:
        tables.check(Words, [path])
    assert len(wrong.value.problems) == 1
