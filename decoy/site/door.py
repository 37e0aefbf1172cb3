"""The dashboard's front door: who has entered, and what he may do."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

import structlog
from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from decoy.journal import Act
from decoy.services import Services
from decoy.sessions import LONGEST, Session
from decoy.settings import LOOPBACK
from decoy.store import StoreError

log = structlog.get_logger()
P = ParamSpec("P")
CODE_MISSING = lazy_gettext("Type the code that your app shows, so that nobody else can do this.")


def services() -> Services:
    """Give the services of this application."""
    wired: Services = current_app.extensions["decoy"]
    return wired


def now() -> datetime:
    """Read the clock, once a request, so that all of a page is about the same moment."""
    moment: datetime = g.setdefault("now", datetime.now(UTC))
    return moment


def cookie() -> str:
    """Name the cookie. Over HTTPS its name binds it to this host and to HTTPS."""
    return "__Host-service" if _is_secure() else "service"


def session() -> Session | None:
    """Give the session that this request belongs to."""
    if "session" not in g:
        token = request.cookies.get(cookie(), "")
        g.session = services().sessions.find(token, now()) if token else None
    found: Session | None = g.session
    return found


def note(act: Act, subject: str = "", why: str = "") -> None:
    """
    Write down in the journal what the operator of this request does.

    First, where nothing can refuse the deed: cut short in between, the journal tells at worst of a deed that did not
    happen. After it, where it may be refused (an order on a closed line, a top-up entered before, words or an account
    that are not accepted), so that no refused deed is told; orders, money and words have a record of their own.
    """
    entered = session()
    assert entered is not None  # nobody acts outside
    services().journal.note(entered.operator, act, subject, why, now())


def require_operator() -> ResponseReturnValue | None:
    """Lead whoever has not entered to the way in, and back afterwards; a page that asks by itself is only told no."""
    if request.endpoint == "dashboard.static" or session():  # what says that the store is gone has a style too
        return None
    if "X-Requested-With" in request.headers:
        abort(401)
    if request.cookies.get(cookie()):
        flash(gettext("Your session has ended. Log in to go on."))
    onward = request.full_path if request.method == "GET" else inside(request.form.get("next", ""))
    return redirect(url_for("accounts.login", next=onward or None))


def stale(_: CSRFError) -> ResponseReturnValue:
    """Say that a form is not one that this browser was given lately, and do nothing with it."""
    problem = gettext("This form is too old: open the page again, then send it.")
    return render_template("operator/trouble.html", problem=problem), 400


def without_store(error: StoreError) -> ResponseReturnValue:
    """Say that the store does not answer, on a page that asks it nothing."""
    log.error("dashboard.no_store", endpoint=request.endpoint, error=type(error).__name__)
    return _bare("operator/broken.html"), 503


def missing(_: NotFound) -> ResponseReturnValue:
    """Say that what an address names is not there: a raid that is forgotten, a language that nobody speaks."""
    return _bare("operator/missing.html"), 404


def require_code(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Ask for a code of the app first, unless one was given just now: what *view* does may cost money."""

    @wraps(view)
    def asked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        entered = session()
        assert entered is not None  # every page behind the door has a session
        if not is_confirmed(entered):
            flash(str(CODE_MISSING), "problem")
            return redirect(inside(request.form.get("next", "")) or url_for("dashboard.overview"), 303)
        return view(*args, **kwargs)

    return asked


def is_confirmed(entered: Session) -> bool:
    """Tell whether a code was given just now, in this form or shortly before it."""
    return entered.is_fresh(now()) or _confirm(entered)


def enter(operator: str, response: AnyResponse) -> AnyResponse:
    """Open a new session, whatever the browser brought along, and hand it the cookie."""
    token = services().sessions.open(operator, now())
    response.set_cookie(
        cookie(), token, max_age=LONGEST, httponly=True, secure=_is_secure(), samesite="Lax", path="/"
    )
    return response


def leave(response: AnyResponse) -> AnyResponse:
    """Close this session, and take the cookie back."""
    services().sessions.close(request.cookies.get(cookie(), ""))
    response.delete_cookie(cookie(), secure=_is_secure(), httponly=True, samesite="Lax", path="/")
    return response


def inside(target: str) -> str:
    """Accept a way onward only inside the dashboard: a link must not lead who enters to somebody else's page."""
    split = urlsplit(target)
    ours = not split.scheme and not split.netloc and split.path.startswith("/operator/") and "\\" not in target
    return target if ours else ""


def address() -> str:
    """Say where a request comes from: behind a proxy on this machine, from whom that got it."""
    peer = request.remote_addr or ""
    last_hop = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return last_hop or peer if peer in LOOPBACK or not peer else peer


def _bare(template: str) -> str:
    """Render a page that asks the store nothing."""
    return current_app.jinja_env.get_template(template).render(request=request)


def _confirm(entered: Session) -> bool:
    """Check the code that came with the form, as carefully as at the way in."""
    code, attempts = request.form.get("code", ""), services().attempts
    if not code or not attempts.count(entered.operator, address()):
        return False
    if not services().operators.confirm(entered.operator, code, now()):
        return False
    attempts.forgive(entered.operator, address())
    services().sessions.confirm(request.cookies[cookie()], now())
    return True


def _is_secure() -> bool:
    return services().settings.public_url.startswith("https://")
