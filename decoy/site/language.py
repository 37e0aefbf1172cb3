"""The languages of the operators' pages: chosen by hand, or by what the browser asks for."""

from flask import Flask, request, session
from flask_babel import Babel, get_locale

LANGUAGES = {"fr": "Français", "en": "English"}


def set_up(app: Flask) -> None:
    """Translate the pages of *app*; its templates know `languages` and `language()`."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "site/translations"
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals.update(languages=LANGUAGES.items(), language=current)


def chosen() -> str:
    """Choose the language of this request."""
    by_hand = session.get("language")
    return by_hand if by_hand in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "en"


def choose(language: str) -> None:
    """Remember a choice; one that is none changes nothing."""
    if language in LANGUAGES:
        session["language"] = language
        session.permanent = True


def current() -> str:
    """Name the language of this page."""
    return str(get_locale())
