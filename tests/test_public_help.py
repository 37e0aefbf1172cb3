"""The help lines and the totals, as the public pages show them."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
import time_machine

from decoy.helplines import SITUATIONS, SURE, Directory, Helpline
from decoy.pages import LANGUAGES
from decoy.store import MONTHS
from tests.public import flat, opened, read
from tests.world import DAY, Line, OpenLine

NOVEMBER = {"contacts": 1234, "replies": 100, "cost": 16_000_000, "confirmed": 9_500_000}


def directories(line: Line) -> dict[str, Directory]:
    """Give the directories of help lines."""
    return line.services.settings.brochure.directories


def entry(line: Line, name: str, path: str = "/fr/help") -> str:
    """Read what a page says of one help line, the first time it says it."""
    page = " ".join(unescape(opened(line, path).text).split())
    _, _, rest = page.partition(f"<h3>{name}</h3>")
    return rest.partition("</li>")[0]


def tell(line: Line, month: str, **counts: int) -> None:
    """Write the counts of a month."""
    line.services.store.redis.hset(MONTHS, mapping={f"{month} {kind}": count for kind, count in counts.items()})


# Help lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_help_line_is_shown(line: Line, language: str) -> None:
    """Every help line stands under each of its situations, for whom it is in the language of the page."""
    page = read(line, f"/{language}/help")
    for found in directories(line).values():
        for each in found.services:
            assert page.count(flat(getattr(each.who, language))) >= len(each.situations), each.id
            assert page.count(each.name) >= len(each.situations)


def test_the_most_urgent_first(line: Line) -> None:
    """Danger comes first on the page, and in it what one can dial now."""
    page, says = opened(line, "/fr/help").text, line.services.settings.brochure.pages["fr"].help
    places = [page.index(f'<section id="{situation}">') for situation in SITUATIONS]
    assert places == sorted(places)
    first = page[places[0] : places[1]]
    assert all(f'href="{link}"' in first for link in ("tel:17", "tel:112", "sms:114", "tel:101"))
    assert says.danger in first


@pytest.mark.parametrize(("language", "first"), [("fr", "France"), ("nl", "België"), ("en", "France")])
def test_her_country_first(line: Line, language: str, first: str) -> None:
    """Who reads Dutch is shown Belgium first."""
    page = opened(line, f"/{language}/help").text
    (opening, *_) = re.findall(r"<summary>(\w+)", page)
    assert opening == first


@pytest.mark.parametrize(
    ("language", "names"), [("fr", ("Télé-Accueil", "1712")), ("nl", ("Tele-Onthaal", "Télé-Accueil"))]
)
def test_her_language_first(line: Line, language: str, names: tuple[str, str]) -> None:
    """Under each situation those who speak the language of the page come first."""
    page = opened(line, f"/{language}/help").text
    assert page.index(f"<h3>{names[0]}</h3>") < page.index(f"<h3>{names[1]}</h3>")


def test_links(line: Line) -> None:
    """Phones and texts can be dialled with a tap, and other sites learn nothing of where she came from."""
    page = opened(line, "/fr/help").text
    for each in (each for found in directories(line).values() for each in found.services):
        dialled = {"tel": each.phone.replace(" ", ""), "sms": each.sms.replace(" ", "")}
        assert all(f'href="{kind}:{number}"' in page for kind, number in dialled.items() if number)
        assert all(f'href="{site}" rel="noreferrer"' in page for site in (each.chat, each.url) if site)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-20 10:30", "Ouvert en ce moment, jusqu'à 12:00."),  # a Friday, as Brussels' clocks have it
        ("2026-11-20 12:30", "Fermé en ce moment. Ouvre : lundi 09:00."),
        ("2026-11-18 12:59", "Fermé en ce moment. Ouvre : 13:00."),
        ("2026-12-25 10:30", "Horaires : voir leur site."),  # a holiday, of which the source says nothing
        ("2027-05-03 10:30", "Horaires : voir leur site."),  # half a year after it was checked
    ],
)
def test_open_now(line: Line, clock: time_machine.Traveller, at: str, said: str) -> None:
    """A help line is said to be open, or when it opens, only where that is sure; else its site is named."""
    clock.move_to(datetime.fromisoformat(f"{at}+01:00").astimezone(UTC) if at < "2027-03-28" else _summer(at))
    assert said in entry(line, "IEFH, IGVM").replace("\u00a0", " ")


def _summer(at: str) -> datetime:
    return datetime.fromisoformat(f"{at}+02:00").astimezone(UTC)


def test_no_hours_that_are_not_sure(line: Line) -> None:
    """Hours that only the press gives are not shown at all."""
    unsure = [each for found in directories(line).values() for each in found.services if each.confidence != SURE]
    assert [each for each in unsure if _is_said_open(line, each)] == []
    assert "10:00" not in read(line, "/fr/help").replace("19:00", "10:00")


def _is_said_open(line: Line, each: Helpline) -> bool:
    said: bool = any(word in entry(line, each.name) for word in ("Ouvert", "Fermé", "Ouvre"))
    return said


def test_a_guide_is_no_help_line(line: Line) -> None:
    """Who only publishes guides is called that, with nothing that one could dial."""
    said = entry(line, "Féministes contre le cyberharcèlement")
    assert "Un guide" in said
    assert "tel:" not in said
    assert "n'accompagne plus" in said


# Support


def test_totals_of_past_months(line: Line, clock: time_machine.Traveller) -> None:
    """Whoever wants to help sees what came, what was answered and what it cost, in the signs of the language."""
    tell(line, "2026-11", **NOVEMBER)
    assert "1\u202f234" not in read(line, "/fr/support")
    clock.shift(30 * DAY)
    page = read(line, "/fr/support").replace("\u202f", " ").replace("\u00a0", " ")
    assert "novembre 2026 Appels et messages reçus 1 234 Réponses envoyées 100 Coût 16,00 €" in page
    assert "confirmé par le fournisseur 9,50 €" in page
    assert "10 EUR répondent à environ 62 personnes, au coût réel de novembre 2026" in page
    assert "€16.00" in read(line, "/en/support")


def test_an_average_needs_replies(line: Line, clock: time_machine.Traveller) -> None:
    """From a month with few replies nothing is promised; the month before it counts."""
    clock.move_to(datetime(2026, 12, 20, tzinfo=UTC))
    tell(line, "2026-11", replies=2, cost=5_000_000)
    assert "10 EUR" not in read(line, "/en/support")
    tell(line, "2026-10", replies=200, cost=20_000_000)
    assert "10 EUR answer about 100 people, at the real cost of October 2026" in read(line, "/en/support")


def test_no_more_than_a_year(line: Line, clock: time_machine.Traveller) -> None:
    """The page shows twelve months, the latest first."""
    for number in range(1, 12 + 1):
        tell(line, f"2025-{number:02}", contacts=number)
    tell(line, "2026-01", contacts=1)
    months = line.services.months.past(datetime.now(UTC))
    assert (len(months), months[0].first, months[-1].first) == (12, date(2026, 1, 1), date(2025, 2, 1))


@pytest.mark.parametrize("donate", ["https://example.org/give", ""])
def test_where_to_give(open_line: OpenLine, donate: str) -> None:
    """The page leads to where one can give, if the operators named it; it never asks for money otherwise."""
    page: Any = opened(open_line(public={"donate": donate}), "/nl/support").text
    assert ('rel="noreferrer">Geven</a>' in page) is bool(donate)
    assert ("vraagt op dit moment geen giften" in page) is not donate
