"""The public pages: what every one of them promises to whoever opens it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from decoy import tables
from decoy.errors import Misconfigured
from decoy.pages import LANGUAGES
from decoy.policy import Policy
from decoy.settings import CONFIG, Settings
from tests import world
from tests.numbers import DECOY
from tests.public import PATHS, opened, read
from tests.world import Line, OpenLine

HEAVIEST = 60_000  # bytes of a page with all that it loads
LOADED = re.compile(r'(?:src="|<link rel="stylesheet" href=")([^"]+)"')
TITLE = re.compile(r"<title>(.*)</title>")
SUBJECT = re.compile("consent|instemming|toestemming|harcèl|violen|geweld|numéro|nummer|number|relou", re.IGNORECASE)


@pytest.fixture
def cut_off(settings: Settings, clock: Any) -> Iterator[Line]:
    """Give a line whose store is gone."""
    with world.opened(replace(settings, redis_url="redis://127.0.0.1:1/0")) as line:
        yield line


@pytest.mark.parametrize("path", PATHS)
def test_a_page_leaves_no_trace(line: Line, path: str) -> None:
    """A page sets no cookie, is kept nowhere, tells nobody where she came from, and loads nothing from elsewhere."""
    page = opened(line, path)
    headers = page.headers
    assert page.status_code == 200
    assert "Set-Cookie" not in headers
    assert "Cookie" not in headers.get("Vary", "")
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert all(address.startswith("/") for address in LOADED.findall(page.text))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_nothing_from_outside(line: Line, path: str) -> None:
    """On a tab, in a list of open pages, a page looks like any other: its title and its icon say nothing."""
    page = opened(line, path).text
    (title,) = TITLE.findall(page)
    assert not SUBJECT.search(title)
    assert '<link rel="icon" href="data:,">' in page


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_light(line: Line, path: str) -> None:
    """A page with its style and its script is under 60 KB: it opens in a cellar bar."""
    page = opened(line, path)
    loaded = [opened(line, address).data for address in LOADED.findall(page.text) if "/recordings/" not in address]
    assert len(loaded) >= 2
    assert len(page.data) + sum(map(len, loaded)) < HEAVIEST


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_a_way_out(line: Line, path: str) -> None:
    """Every page has a plain link to a neutral page, and says that leaving does not erase the history."""
    page, says = opened(line, path).text, line.services.settings.brochure.pages[path[1:3]].leave
    assert f'href="{says.to}" rel="noreferrer nofollow">{says.label}</a>' in page
    assert says.history.split(":")[0].replace("'", "&#39;") in page


@pytest.mark.parametrize("path", PATHS)
def test_a_page_in_its_language(line: Line, path: str) -> None:
    """A page says its language, and leads to itself in the other two."""
    page = opened(line, path).text
    assert f'<html lang="{path[1:3]}">' in page
    assert all(f'href="/{language}{path[3:]}"' in page for language in LANGUAGES)


@pytest.mark.parametrize("path", ["/fr/", "/nl/help"])
def test_search_engines(open_line: OpenLine, path: str) -> None:
    """Search engines are told to leave the pages out, unless the operators want them found."""
    hidden, found = opened(open_line(), path), opened(open_line(public={"indexed": True}), path)
    assert (hidden.headers["X-Robots-Tag"], 'content="noindex"' in hidden.text) == ("noindex", True)
    assert ("X-Robots-Tag" in found.headers, "noindex" in found.text) == (False, False)


@pytest.mark.parametrize("path", ["/", "/fr/", "/fr/help", "/fr/support"])
def test_pages_are_only_read(line: Line, path: str) -> None:
    """A page can be read and nothing else."""
    client = line.app.test_client()
    assert [client.open(path, method=method).status_code for method in ("POST", "PUT", "DELETE")] == [405] * 3
    assert client.head(path).data == b""


@pytest.mark.parametrize("path", ["/de/", "/fr/nothing", "/fr", "/xx", "/FR/"])
def test_other_addresses(line: Line, path: str) -> None:
    """What is no page is none; an address without its last stroke is the same page, and nothing of it is kept."""
    answer = opened(line, path)
    assert answer.status_code == (200 if path == "/fr" else 404)
    assert path != "/fr" or answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/fr/help/", "/fr/nothing", "/fr/print/flyer", "/fr/../etc", "/fr/%00"])
def test_a_mistyped_address(line: Line, path: str) -> None:
    """An address with a mistake in it leads to a page that says so, with the ways on and the way out."""
    answer, says = opened(line, path), line.services.settings.brochure.pages["fr"]
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    assert all(each in answer.text for each in ('id="leave"', 'href="/fr/help"', 'href="/nl/"'))
    assert says.missing.title in unescape(answer.text)
    assert "nothing" not in answer.text  # what was typed is not repeated


@pytest.mark.parametrize("path", PATHS)
def test_pages_without_a_store(cut_off: Line, path: str) -> None:
    """While the store is gone every page opens all the same: she may need the help lines just then."""
    assert opened(cut_off, path).status_code == 200


# The law


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_law(line: Line, language: str) -> None:
    """The page about the law is dated, says that it is no advice, names sources, and no Belgian amount or penalty."""
    law = line.services.settings.brochure.pages[language].law
    belgian = [*law.belgium.points, *law.belgium.unsure]
    assert not [point for point in belgian if re.search(r"€|EUR|prison|gevangenis|\bmois\b|maand|month", point)]
    assert "2026" in law.note
    assert re.search("conseil|advies|advice", law.note)
    for country in (law.france, law.belgium):
        assert all(source.to.startswith("https://") for source in getattr(country, "from"))
    page = re.sub(r"[ .,\u202f\xa0]", "", read(line, f"/{language}/law"))
    assert [page.count(amount) for amount in ("1500", "3750", "750")] == [1, 1, 2]  # 750 is what others still print


# The press


@pytest.mark.parametrize(
    ("public", "link"),
    [
        ({"press": "mailto:press@example.org", "contact": "mailto:line@example.org"}, "mailto:press@example.org"),
        ({"contact": "https://example.org/contact"}, "https://example.org/contact"),
        ({}, None),
    ],
)
def test_press(open_line: OpenLine, public: dict[str, str], link: str | None) -> None:
    """Journalists are given the address of a role, the press's own if there is one."""
    page = opened(open_line(public=public), "/en/press").text
    assert (f'href="{link}"' in page) is (link is not None)
    assert ("no public address" in page) is (link is None)


def test_contact(open_line: OpenLine) -> None:
    """Every page ends with the address of a role, if the operators gave one."""
    page = opened(open_line(public={"contact": "mailto:line@example.org"}), "/fr/help").text
    assert 'href="mailto:line@example.org"' in page
    assert "mailto:" not in opened(open_line(), "/fr/help").text


@pytest.mark.parametrize(
    ("public", "problem"),
    [
        ({"donate": "http://example.org"}, "public.donate is 'http://example.org': write the whole address"),
        ({"donate": "javascript:alert(1)//x.y"}, "public.donate is"),
        ({"press": "press@example.org"}, "public.press is 'press@example.org': write it as mailto:"),
        ({"contact": "mailto:a@example.org?bcc=b@example.org"}, "public.contact is"),
        ({"indexed": "perhaps"}, "public.indexed is 'perhaps'"),
        ({"donation": "x"}, "public.donation is not a setting; did you mean donate"),
    ],
)
def test_links_that_are_none(public: dict[str, str], problem: str) -> None:
    """A link that could lead elsewhere than it looks is refused at the start, in a sentence."""
    table = tables.lay_over(tables.read(CONFIG / "decoy.toml"), {"public": public})
    with pytest.raises(Misconfigured) as wrong:
        tables.judge(Policy, table, "line.toml")
    assert problem in str(wrong.value)


def test_press_never_sees_a_number(line: Line) -> None:
    """The press page shows no decoy number: a printed one is burnt."""
    for language in LANGUAGES:
        page = re.sub(r"[^0-9]", "", read(line, f"/{language}/press"))
        assert DECOY[3:] not in page
