"""The budget: what may be spent, what is, where the line stands because of it, and what was paid in."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from decoy import statement
from decoy.caps import Cap
from decoy.journal import Act
from decoy.logs import masked
from decoy.money import to_micros, to_string
from decoy.services import Services
from decoy.site import door
from decoy.site.dashboard.frame import LADDER, bp
from decoy.site.dashboard.places import Places
from decoy.site.dashboard.written import money

COMMA = re.compile(r"^([0-9]+),([0-9]{1,2})$")
TOP_UP_ID = re.compile(r"[0-9a-f]{32}")
LONGEST_NOTE = 100  # characters
NEWEST = 20  # top-ups
NO_AMOUNT = lazy_gettext("Write the amount like 20 or 20.50, and more than nothing.")
SPANS = {"hour": lazy_gettext("last hour"), "day": lazy_gettext("last day"), "week": lazy_gettext("last week")}
KINDS = {
    "reply_segment": lazy_gettext("a segment of a reply to"),
    "inbound_segment": lazy_gettext("a segment received in"),
    "call_minute": lazy_gettext("a minute of a call in"),
    "number_month": lazy_gettext("a month of a number of"),
}


@bp.get("/budget")
def budget() -> ResponseReturnValue:
    """Show all of the money."""
    return _page()


@bp.post("/budget/top-up")
@door.require_code
def top_up() -> ResponseReturnValue:
    """Enter money that was paid in; the form of one page enters it once."""
    try:
        micros = to_micros(COMMA.sub(r"\1.\2", request.form.get("amount", "").strip()))
    except ValueError:
        micros = 0
    if not micros:
        return _page(problem=NO_AMOUNT, amount=request.form.get("amount", "")[:20]), 400
    _enter(micros)
    return redirect(url_for("dashboard.budget"), 303)


def _enter(micros: int) -> None:
    note, entered = masked(request.form.get("note", "")).strip().rstrip(".")[:LONGEST_NOTE], door.session()
    asked = request.form.get("id", "")
    once = asked if TOP_UP_ID.fullmatch(asked) else uuid4().hex
    if door.services().budget.top_up(once, micros, door.now(), note, entered.operator if entered else ""):
        door.note(Act.TOPPED_UP, to_string(micros), note)
        flash(gettext("Entered: %(amount)s.", amount=money(micros)))
    else:
        flash(gettext("This top-up was entered before."))


def _page(problem: object = "", **typed: str) -> str:
    services, now = door.services(), door.now()
    top_ups = services.budget.top_ups()
    drawn = statement.draw(services, now)
    return render_template(
        "operator/budget.html",
        problem=problem,
        typed=typed,
        drawn=drawn,
        caps=_caps(services, drawn.caps, drawn.price),
        ladder=LADDER,
        spans_said=SPANS,
        prices=services.prices.in_force(now),
        kinds=KINDS,
        known=services.balances.known(),
        policy=services.settings.policy.budget,
        top_ups=[paid._replace(note=masked(paid.note)) for paid in top_ups[: -NEWEST - 1 : -1]],
        older=max(0, len(top_ups) - NEWEST),
        top_up_id=uuid4().hex,
    )


def _caps(services: Services, caps: list[Cap], price: int) -> list[dict[str, Any]]:
    """Say what each cap is for, and until when a full one is closed."""
    places = Places(services.settings.policy.numbers)
    told = ((_said(cap, places), cap) for cap in caps)
    return [{"said": said, "used": cap.used, "limit": cap.limit, "opens": _opens(cap, price)} for said, cap in told]


def _opens(cap: Cap, price: int) -> datetime | None:
    return cap.opens if cap.left < price else None


def _said(cap: Cap, places: Places) -> str:
    kind, _, whose = cap.name.partition(" ")
    said = {
        "day": gettext("Today"),
        "hour": gettext("This hour's share (it refills all the time)"),
        "country": gettext("Today, replies to %(country)s", country=whose),
    }
    return str(said[kind] if kind in said else gettext("Today, %(number)s", number=places.name(whose)))
