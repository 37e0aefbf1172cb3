"""The frame of every public page: its language, its words, the ways on, and the way out."""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from decoy import pages
from decoy.pages import LANGUAGES
from decoy.site import door
from decoy.site.headers import HEADERS

ROOM = f"/<any({', '.join(LANGUAGES)}):language>"  # where the pages of one language are
NAMES = {"fr": "Français", "nl": "Nederlands", "en": "English"}
PAGES = ("home", "help", "law", "support", "press")  # in the order of the ways on; each is an endpoint here
HARDENED = HEADERS | {"Referrer-Policy": "no-referrer"}

bp = Blueprint(
    "public",
    __name__,
    template_folder="../templates",
    static_folder="../static",
    static_url_path="/static",
)
bp.add_app_template_filter(pages.fill, "fill")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Lead to the page in the language that the browser asks for."""
    asked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    language = next((tag for tag in asked if tag in LANGUAGES), LANGUAGES[0])
    return redirect(url_for("public.home", language=language))


@bp.after_request
def harden(response: Response) -> Response:
    """Let a page load nothing from elsewhere, tell nobody where she came from, and be kept nowhere."""
    if response.mimetype == "audio/wav":  # the provider may keep what it plays
        return response
    response.headers.update(HARDENED)
    if door.services().settings.policy.public.indexed:
        response.headers.pop("X-Robots-Tag")
    return response


def page(name: str, language: str, **values: Any) -> str:
    """Render the page called *name* with the words of its *language*."""
    return render_template(
        f"public/{name}.html",
        here=name,
        language=language,
        languages=NAMES,
        pages=[each for each in PAGES if exists(f"public.{each}")],
        words=door.services().settings.brochure.pages[language],
        public=door.services().settings.policy.public,
        sandbox=door.services().settings.sandbox,
        exists=exists,
        **values,
    )


def exists(endpoint: str) -> bool:
    """Tell whether there is such a page: what is not there is not linked to."""
    return endpoint in current_app.view_functions
