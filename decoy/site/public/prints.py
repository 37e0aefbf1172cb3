"""What there is to print: cards to give, cards to keep, posters; to look at, to print from here, as PDF and SVG."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from decoy import spoken
from decoy.prints.sheets import SHEETS
from decoy.site.public.contact import numbered
from decoy.site.public.frame import ROOM, bp, page
from decoy.site.public.offers import offered
from decoy.site.public.shop import press

SHEET = f"{ROOM}/print/<any({', '.join(map(repr, SHEETS))}):kind>"
PAPER = {"poster-a3": "a3"}


@bp.get(f"{ROOM}/print")
def prints(language: str) -> ResponseReturnValue:
    """Show what there is to print for one number, with the name she chose on cards to give."""
    offer = offered(language)
    return page(
        "prints",
        language,
        offer=offer,
        groups=spoken.groups(offer.number.number) if offer else [],
        names=press().words[language].names,
        first_name=chosen(language),
        kinds=list(SHEETS),
    )


@bp.get(SHEET)
def sheet(language: str, kind: str) -> ResponseReturnValue:
    """Show all pages of a sheet in their real size, and nothing else when it is printed."""
    place, name = asked(), chosen(language)
    count = len(press().sheet(kind, language, place, name).pages)
    return page("sheet", language, kind=kind, place=place, first_name=name, count=count, paper=PAPER.get(kind, "a4"))


@bp.get(f"{SHEET}.svg")
def drawing(language: str, kind: str) -> Response:
    """Draw one page of a sheet."""
    place, name, side = asked(), chosen(language), request.args.get("page", 1, type=int)
    if not 1 <= side <= len(press().sheet(kind, language, place, name).pages):
        abort(404)
    return Response(press().svg(kind, language, place, name, side - 1), mimetype="image/svg+xml")


@bp.get(f"{SHEET}.pdf")
def document(language: str, kind: str) -> Response:
    """Give a whole sheet, ready for any printer, under a name that says nothing on a shared computer."""
    answer = Response(press().pdf(kind, language, asked(), chosen(language)), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"{SHEETS[kind].file}.pdf")
    return answer


def asked() -> int:
    """Read the place of the number to print; one that is not there is no other's: what is printed stays."""
    place = request.args.get("number", type=int) or 0
    numbered(place)
    return place


def chosen(language: str) -> str:
    """Read the name for cards to give: one of the list, so that a few files serve all; else none, and a line."""
    name = request.args.get("name", "")
    return name if name in press().words[language].names else ""
