"""The number as a contact, to save or to scan: a name, the number, and not a word about where it comes from."""

from collections.abc import Callable

from flask import Response, abort, request

from decoy import vcard
from decoy.policy import Number
from decoy.prints import svg
from decoy.prints.code import code
from decoy.prints.scene import Sheet
from decoy.site.public.frame import bp
from decoy.site.public.offers import given_out
from decoy.site.public.shop import press

FILE = "contact.vcf"  # what stays in her downloads
SIDE = 60.0  # mm


@bp.context_processor
def names() -> dict[str, Callable[[str], tuple[str, ...]]]:
    """Let pages offer names for the contact."""
    return {"contact_names": lambda language: press().words[language].names}


@bp.get("/contact/<int:place>.vcf")
def contact(place: int) -> Response:
    """Give the number at *place* as a contact, under the name she typed, or chose, or the first of the list."""
    number = numbered(place)
    name = typed() or press().words[number.language].names[0]
    answer = Response(vcard.write(name, number.number), content_type=vcard.CONTENT_TYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=FILE)
    return answer


@bp.get("/qr/<int:place>.svg")
def qr(place: int) -> Response:
    """Draw the number at *place* as a code: to call, or as a contact where a name was chosen."""
    number, name = numbered(place).number, typed()
    drawn = code(0, 0, SIDE, vcard.write(name, number) if name else f"tel:{number}")
    return Response(svg.write(Sheet(SIDE, SIDE, ((drawn,),))), mimetype="image/svg+xml")


def numbered(place: int) -> Number:
    """Find the decoy number at *place*; there is nothing to be had of one that is not there, or not given out."""
    number = given_out().get(place)
    if number is None:
        abort(404)
    return number


def typed() -> str:
    """Read the name in the address, one she typed before one she chose; what is no name is refused in a sentence."""
    name = request.args.get("typed", "").strip() or request.args.get("name", "").strip()
    try:
        return vcard.check_name(name) if name else ""
    except ValueError as wrong:
        abort(Response(f"{wrong}.\n".capitalize(), 400, mimetype="text/plain"))
