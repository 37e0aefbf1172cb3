"""Twilio's door: what it calls us with is checked, read, handed in, and answered within two seconds."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from flask import Blueprint, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException

from decoy import provider, twiml
from decoy.messages import InboundCall
from decoy.services import Services
from decoy.store import StoreError

log = structlog.get_logger()
Result = TypeVar("Result")
bp = Blueprint("twilio", __name__, url_prefix="/twilio")

# What Twilio gets when we are broken or slow: something plausible, and free. A callback that we could not take in
# fails openly, so that Twilio's own log shows it.
FALLBACKS = {"twilio.voice": (twiml.BUSY, 200), "twilio.sms": (twiml.SILENCE, 200)}


def services() -> Services:
    """Give the services of this application."""
    wired: Services = current_app.extensions["decoy"]
    return wired


@bp.before_request
def require_signature() -> None:
    """Refuse with 403 what Twilio did not sign. The raw target counts: a decoded one is another address."""
    target = request.environ.get("RAW_URI") or request.environ["REQUEST_URI"]
    signature = request.headers.get("X-Twilio-Signature", "")
    if not services().signatures.are_valid(target, request.form, signature):
        log.warning("webhooks.bad_signature", endpoint=request.endpoint)
        abort(403)


@bp.errorhandler(Exception)
def answer_anyway(error: Exception) -> Response | HTTPException:
    """Answer although something is broken: he meets something plausible, and the journal tells us what it was."""
    if isinstance(error, HTTPException):
        return error
    log.error("webhooks.broken", endpoint=request.endpoint, error=type(error).__name__, exc_info=error)
    return _answer(*FALLBACKS.get(str(request.endpoint), (twiml.SILENCE, 503)))


@bp.post("/sms")
def sms() -> Response:
    """Take in a text. It is answered later, so Twilio gets an empty response."""
    message, intake, now = provider.inbound_message(request.form), services().intake, _now()
    _wait(lambda: intake.receive(message, now), now)
    return _answer(twiml.SILENCE)


@bp.post("/voice")
def voice() -> Response:
    """Take in a call, and have it hear what its decoy number gives it now."""
    call, line, now = provider.inbound_call(request.form), services(), _now()
    return _answer(_wait(lambda: _greeting(line, call, now), now))


@bp.post("/call-status")
def call_status() -> Response:
    """Learn that a call has ended."""
    call, intake, now = provider.completed_call(request.form), services().intake, _now()
    _wait(lambda: intake.complete(call, now), now)
    return Response(status=204)


@bp.post("/message-status/<reply_id>")
def message_status(reply_id: str) -> Response:
    """Learn what became of a reply."""
    update, delivery, now = provider.status_update(request.form), services().delivery, _now()
    if update:
        _wait(lambda: delivery.update(reply_id, update, now), now)
    return Response(status=204)


def _wait(walk: Callable[[], Result], now: datetime) -> Result:
    """Give what *walk* gives, in time; then note that Twilio reached us, which must not spoil the answer."""
    line = services()

    def heard() -> Result:
        answer = walk()
        with suppress(StoreError):
            line.pulse.beat(now)
        return answer

    return line.patience.wait(heard)


def _greeting(line: Services, call: InboundCall, now: datetime) -> str:
    """Say what a call hears."""
    hearing, ours = line.intake.answer(call, now), line.settings.policy.number(call.number)
    return line.greetings.markup(ours, hearing, call.sid) if ours else twiml.BUSY


def _answer(markup: str, status: int = 200) -> Response:
    return Response(markup, status, mimetype=twiml.MIMETYPE)


def _now() -> datetime:
    return datetime.now(UTC)
