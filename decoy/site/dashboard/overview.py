"""The overview: how the line is doing, on one page, and the part of it that is asked for again and again."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from decoy import statement
from decoy.alerts import Alert
from decoy.site import chart, door
from decoy.site.dashboard import condition
from decoy.site.dashboard.frame import LADDER, bp
from decoy.site.dashboard.written import clock
from decoy.statement import Statement
from decoy.troubles import Urgency

HOURS = 24
TICKS = (0, 8, 16, 23)  # columns whose hour is written below


@bp.get("/")
def overview() -> ResponseReturnValue:
    """Say how the line is doing."""
    services, now, mine = door.services(), door.now(), door.session()
    drawn = statement.draw(services, now)
    return render_template(
        "operator/overview.html",
        **_figures(drawn, now),
        **_day(drawn, now),
        parts=list(condition.parts(services, now)),
        tasks=condition.tasks(services, now, mine.operator if mine else ""),
        sandbox=services.settings.sandbox,
    )


@bp.get("/live")
def live() -> ResponseReturnValue:
    """Give only what changes of itself; 304 while it has not."""
    now = door.now()
    page = render_template("operator/live.html", **_figures(statement.draw(door.services(), now), now))
    return _conditional(make_response(page), now)


def _conditional(response: Response, now: datetime) -> Response:
    """Compare without what protects the forms, which is another one each second."""
    shown = response.get_data(as_text=True).replace(generate_csrf(), "")
    response.set_etag(_digest(shown))
    response.headers["X-As-Of"] = clock(now)
    response.make_conditional(request)
    return response


def _figures(drawn: Statement, now: datetime) -> dict[str, Any]:
    """Give what the sentence, the alerts and the four figures are made of."""
    services = door.services()
    return {
        "drawn": drawn,
        "alerts": _gravest(services.alerts.open()),
        "raging": services.raids.current(now),
        "ladder": LADDER,
    }


def _gravest(alerts: list[Alert]) -> list[Alert]:
    """Leave of those on one measure only the gravest; urgent ones come first, then the newest."""
    found: dict[str, Alert] = {}
    for alert in sorted(alerts, key=_level):
        found[_measure(alert)] = alert
    return sorted(found.values(), key=lambda alert: (alert.urgency is Urgency.HIGH, alert.raised), reverse=True)


def _measure(alert: Alert) -> str:
    return alert.key.rpartition(":")[0] if _level(alert) else alert.key


def _level(alert: Alert) -> int:
    """Read how many percent an alert is about; 0 when it is about something else."""
    level = alert.key.rpartition(":")[2]
    return int(level) if level.isdecimal() else 0


def _day(drawn: Statement, now: datetime) -> dict[str, Any]:
    """Draw the last hours, the oldest first: what was spent, and what was not, thanks to refusals."""
    refused = door.services().ledger.refused_by_hour(now, HOURS - 1)
    spent, saved = ([hour.micros for hour in drawn.hours[:HOURS]], [count * drawn.price for count in refused])
    began = now.replace(minute=0, second=0, microsecond=0)
    times = [began - timedelta(hours=ago) for ago in range(HOURS)]
    rows = list(zip(times, spent, saved, refused, strict=True))[::-1]
    drawing, ticks = chart.draw(spent[::-1], saved[::-1]), [rows[place][0] for place in TICKS]
    return {"rows": rows, "chart": drawing, "ticks": ticks, "refused": sum(refused)}


def _digest(shown: str) -> str:
    return sha256(shown.encode()).hexdigest()[:32]
