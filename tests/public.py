"""The public pages, as somebody opens them who hands the number out."""

from html import unescape

from werkzeug.test import TestResponse

from decoy.pages import LANGUAGES
from tests.visitor import words
from tests.world import Line

PAGES = ("", "help", "law", "support", "press")
PATHS = [f"/{language}/{page}" for language in LANGUAGES for page in PAGES]


def opened(line: Line, path: str = "/fr/", address: str = "192.0.2.1", **headers: str) -> TestResponse:
    """Open a page from an *address*."""
    with line.app.test_client().get(path, headers=headers, environ_base={"REMOTE_ADDR": address}) as answer:
        answer.get_data()  # all of it, before the file it comes from is closed
        return answer


def read(line: Line, path: str = "/fr/", address: str = "192.0.2.1") -> str:
    """Open a page and read its content as one line of words."""
    page = opened(line, path, address)
    assert page.status_code == 200
    return words(page.text)


def flat(text: str) -> str:
    """Give words of a page file as `read` gives them."""
    return " ".join(unescape(text).split())
