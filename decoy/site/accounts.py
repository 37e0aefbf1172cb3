"""The way in: the welcome of a new operator, entering, leaving, and the sessions that are open."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError

from decoy import second_factor
from decoy.errors import Unusable
from decoy.journal import Act
from decoy.site import door, headers, language
from decoy.store import StoreError

bp = Blueprint("accounts", __name__, url_prefix="/operator", template_folder="templates")
bp.after_request(headers.harden)
bp.register_error_handler(CSRFError, door.stale)
bp.register_error_handler(StoreError, door.without_store)

NO = lazy_gettext("That did not work. Check the name, the password and the code, and wait for the next code.")
TOO_OFTEN = lazy_gettext("Too many attempts from here. Wait a quarter of an hour.")


@bp.get("/login")
def login() -> ResponseReturnValue:
    """Ask for name, password and code."""
    if door.session():
        return redirect(url_for("dashboard.overview"))
    return render_template("operator/login.html", next=door.inside(request.args.get("next", "")))


@bp.post("/login")
def admit() -> ResponseReturnValue:
    """Let an operator in. Nobody learns from the answer what was wrong."""
    name, services = request.form.get("name", "").strip().lower()[:64], door.services()
    onward = door.inside(request.form.get("next", ""))
    if not services.attempts.count(name, door.address()):
        return render_template("operator/login.html", next=onward, problem=TOO_OFTEN), 429
    if not services.operators.admit(name, request.form.get("password", ""), request.form.get("code", ""), door.now()):
        return render_template("operator/login.html", next=onward, problem=NO), 403
    services.attempts.forgive(name, door.address())
    services.journal.note(name, Act.LOGGED_IN, "", "", door.now())
    return door.enter(name, redirect(onward or url_for("dashboard.overview"), 303))


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """Let an operator out."""
    if door.session():
        door.note(Act.LOGGED_OUT)
    return door.leave(redirect(url_for("accounts.login"), 303))


@bp.get("/welcome/<token>")
def welcome(token: str) -> ResponseReturnValue:
    """Ask a new operator for a password, and show what the app scans."""
    return _welcome(token)


@bp.post("/welcome/<token>")
def join(token: str) -> ResponseReturnValue:
    """Set an account up, and show its recovery codes, once."""
    services = door.services()
    try:
        codes = services.operators.join(
            token, request.form.get("password", ""), request.form.get("code", ""), door.now()
        )
    except Unusable as wrong:
        return _welcome(token, language.said(wrong.args[0]))
    name = token.partition(".")[0]
    services.sessions.revoke_all(name)  # whoever knew the password before is out
    services.journal.note(name, Act.JOINED, "", "", door.now())
    return render_template("operator/recovery.html", codes=codes)


@bp.post("/sessions/<session_id>/revoke")
def revoke(session_id: str) -> ResponseReturnValue:
    """Close one session; stopping never needs a code."""
    if door.session() and door.services().sessions.revoke(session_id):
        door.note(Act.REVOKED, session_id)
        flash(gettext("The session is closed."))
    return redirect(url_for("dashboard.settings"), 303)


@bp.post("/sessions/revoke")
def revoke_all() -> ResponseReturnValue:
    """Log everyone out, who asks for it too."""
    if door.session():
        door.note(Act.REVOKED, "everyone")
        door.services().sessions.revoke_all()
    return door.leave(redirect(url_for("accounts.login"), 303))


@bp.post("/language")
def speak() -> ResponseReturnValue:
    """Show the pages in another language."""
    language.choose(request.form.get("language", ""))
    return redirect(door.inside(request.form.get("next", "")) or url_for("accounts.login"), 303)


def _welcome(token: str, problem: str = "") -> ResponseReturnValue:
    invitation = door.services().operators.invited(token, door.now())
    if invitation is None:
        return render_template("operator/gone.html"), 410
    code = segno.make(second_factor.uri(invitation.name, invitation.secret), error="m")
    page = render_template(
        "operator/welcome.html",
        name=invitation.name,
        secret=invitation.secret,
        qr=code.svg_inline(scale=4, border=4, light="#fff", omitsize=False),
        problem=problem,
    )
    return page, 400 if problem else 200
