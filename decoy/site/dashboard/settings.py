"""The settings: where alerts go, who may enter, and who has."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from decoy.errors import Unusable
from decoy.journal import Act
from decoy.quiet_hours import QuietHours
from decoy.site import door
from decoy.site.dashboard.frame import bp
from decoy.site.language import said
from decoy.tongue import chosen


@bp.get("/settings")
def settings() -> ResponseReturnValue:
    """Show where alerts go, who may enter, and who has."""
    return _page()


@bp.post("/settings/test")
def test_alert() -> ResponseReturnValue:
    """Have a test sent to every channel."""
    door.services().alerts.ask_for_test(door.now())
    flash(gettext("A test is on its way. Look here again in a few seconds."))
    return redirect(url_for("dashboard.settings", _anchor="alerts"), 303)


@bp.post("/settings/operators")
@door.require_code
def add_operator() -> ResponseReturnValue:
    """Add an operator, and show the link, once."""
    name = request.form.get("name", "").strip().lower()
    try:
        return _invited(name, door.services().operators.add(name, door.now()))
    except Unusable as wrong:
        return _wrong(wrong)


@bp.post("/settings/operators/<name>/reset")
@door.require_code
def reset_operator(name: str) -> ResponseReturnValue:
    """Give an operator a new password and a new app, by a link that is shown once."""
    try:
        return _invited(name, door.services().operators.reset(name, door.now()))
    except Unusable as wrong:
        return _wrong(wrong)


@bp.post("/settings/operators/<name>/remove")
@door.require_code
def remove_operator(name: str) -> ResponseReturnValue:
    """Take an operator away, and close the operator's sessions; nobody can take the last way in away."""
    services, entered = door.services(), door.session()
    assert entered is not None
    if name == entered.operator:
        flash(gettext("Another operator must do that, so that nobody locks the door from outside."), "problem")
    elif services.operators.remove(name):
        services.sessions.revoke_all(name)
        door.note(Act.REMOVED, name)
        flash(gettext("Operator %(name)s is removed.", name=name))
    return redirect(url_for("dashboard.settings", _anchor="operators"), 303)


def _invited(name: str, token: str) -> str:
    door.note(Act.INVITED, name)
    return _page(name, token)


def _page(name: str = "", token: str = "") -> str:
    services, policy = door.services(), door.services().settings.policy
    return render_template(
        "operator/settings.html",
        operators=services.operators.all(),
        sessions=services.sessions.all(door.now()),
        channels=services.alerts.channels,
        last_test=services.alerts.last_test(),
        policy=policy.alerts,
        alert_language=chosen(policy.alerts.language, policy.numbers[0].language),
        quiet=policy.alerts.quiet_hours and _clocks(policy.alerts.quiet_hours),
        zone=policy.budget.timezone.key,
        invited=name,
        link=f"{services.settings.public_url}/operator/welcome/{token}" if token else "",
    )


def _clocks(quiet: QuietHours) -> dict[str, str]:
    return {"start": f"{quiet.start:%H:%M}", "end": f"{quiet.end:%H:%M}"}


def _wrong(wrong: Unusable) -> ResponseReturnValue:
    flash(said(wrong.args[0]), "problem")
    return redirect(url_for("dashboard.settings", _anchor="operators"), 303)
