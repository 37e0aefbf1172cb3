"""The reconciliation of one day: our ledger beside Twilio's own records, asked for when somebody wants to know."""

from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from decoy.errors import ProviderError
from decoy.reconciliation import Day, Kind, compare, gmt, total
from decoy.site import door
from decoy.site.dashboard.frame import bp

A_DAY = timedelta(days=1)
KINDS = {
    Kind.REPLIES: lazy_gettext("Replies"),
    Kind.TEXTS: lazy_gettext("Texts received"),
    Kind.CALLS: lazy_gettext("Calls"),
    Kind.FEES: lazy_gettext("Fees"),
    Kind.OTHER: lazy_gettext("All else"),
    Kind.RENT: lazy_gettext("Rent"),
}


class Incomparable(Exception):
    """A day cannot be compared; the message says why."""


@bp.get("/budget/reconcile")
def reconcile() -> ResponseReturnValue:
    """Ask for a day."""
    return _page(gmt(door.now()) - A_DAY)


@bp.post("/budget/reconcile")
def compare_day() -> ResponseReturnValue:
    """Compare a day; Twilio is asked, so this may take some seconds."""
    asked = request.form.get("day", "")
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return _page(gmt(door.now()) - A_DAY, problem=gettext("Choose a day.")), 400
    try:
        return _page(day, **_compared(day))
    except Incomparable as why:
        return _page(day, problem=str(why)), 400


def _compared(day: date) -> dict[str, Any]:
    services, now = door.services(), door.now()
    first = next(services.ledger.entries(), None)
    if first is None or not gmt(first.at) <= day <= gmt(now):
        raise Incomparable(gettext("The ledger has nothing of that day: choose one since it began."))
    amounts = _asked(day)
    ours = Day(day, services.ledger.entries())
    rows = list(compare(ours, amounts))
    unsettled = gmt(now - A_DAY / 24) <= day
    return {"rows": rows, "sum": total(rows), "under_way": ours.under_way, "unsettled": unsettled}


def _asked(day: date) -> dict[Kind, int]:
    """Ask Twilio for what a day cost."""
    services = door.services()
    try:
        usage = services.provider.usage(day)
    except ProviderError:
        raise Incomparable(gettext("Twilio does not answer. Try again in a few minutes.")) from None
    if any(usage.amounts.values()) and usage.currency != services.settings.policy.budget.currency:
        raise Incomparable(gettext("Twilio's records are in another currency than the budget."))
    return dict(usage.amounts)


def _page(day: date, **found: Any) -> str:
    today = gmt(door.now())
    return render_template("operator/reconcile.html", day=day, today=today, kinds=KINDS, **found)
