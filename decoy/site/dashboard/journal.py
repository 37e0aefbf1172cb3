"""The journal: who did what, when and why, to read and to take away."""

import csv
from collections.abc import Iterator
from io import StringIO

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from decoy.journal import Note
from decoy.moments import to_iso
from decoy.site import door
from decoy.site.dashboard.frame import bp
from decoy.site.dashboard.words import ACTS, whom

COLUMNS = ("at", "who", "act", "subject", "why")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would reckon with


@bp.get("/journal")
def journal() -> ResponseReturnValue:
    """Show the newest notes, or those before one."""
    notes, onward = door.services().journal.page(request.args.get("before", ""))
    told = [(note, _sentence(note)) for note in notes]
    return render_template("operator/journal.html", notes=told, onward=onward)


@bp.get("/journal.csv")
def journal_csv() -> ResponseReturnValue:
    """Hand out all notes, oldest first."""
    notes = door.services().journal.all()
    named = {"Content-Disposition": "attachment; filename=journal.csv"}
    return Response(_lines(notes), mimetype="text/csv", headers=named)


def _lines(notes: Iterator[Note]) -> Iterator[str]:
    yield _line(COLUMNS)
    for note in notes:
        yield _line((to_iso(note.at), note.who, note.act, note.subject, note.why))


def _line(cells: tuple[str, ...]) -> str:
    row = StringIO()
    csv.writer(row, lineterminator="\n").writerow(f"'{cell}" if cell.startswith(FORMULAS) else cell for cell in cells)
    return row.getvalue()


def _sentence(note: Note) -> str:
    """Say who did what; an act that is not known here is told by its name."""
    words = str(ACTS.get(note.act, "%(who)s: " + note.act))  # type: ignore[call-overload]
    return words % {"who": note.who, "subject": whom(note.subject)}
