"""The ledger as a file: everything that happened, and nobody's number."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from flask import Response
from flask.typing import ResponseReturnValue

from decoy import export
from decoy.logs import masked
from decoy.messages import Entry
from decoy.site import door
from decoy.site.dashboard.frame import bp
from decoy.site.dashboard.places import Places

AT_A_TIME = 500  # rows
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets would compute


@bp.get("/budget/ledger.csv")
def ledger() -> ResponseReturnValue:
    """Hand the ledger out, oldest entry first, while it is still being read."""
    services, day = door.services(), door.now().date()
    places = Places(services.settings.policy.numbers)
    response = Response(_lines(services.ledger.entries(), places), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="ledger-{day}.csv"'
    return response


def _lines(entries: Iterable[Entry], places: Places) -> Iterator[str]:
    """Write so many rows at a time."""
    page = StringIO()
    table = csv.DictWriter(page, export.COLUMNS, lineterminator="\n")
    table.writeheader()
    for count, entry in enumerate(entries, 1):
        table.writerow(_row(entry, places))
        if count % AT_A_TIME == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def _row(entry: Entry, places: Places) -> dict[str, str]:
    fields = export.row(entry)
    reason = masked(fields.get("reason", ""))
    fields["reason"] = f"'{reason}" if reason.startswith(FORMULA) else reason
    return fields | ({"number": places.plain(entry.number)} if entry.number else {})
