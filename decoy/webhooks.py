"""Twilio's door: what it calls us with is checked, read, handed in, and answered within two seconds."""

from datetime import UTC, datetime

import structlog
from flask import Blueprint, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException

from decoy import provider, twiml
from decoy.messages import Answer
from decoy.services import Services

log = structlog.get_logger()
bp = Blueprint("twilio", __name__, url_prefix="/twilio")

# What Twilio gets when we are broken: something plausible, and free. It repeats callbacks that fail.
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
    services().intake.receive(provider.inbound_message(request.form), _now())
    return _answer(twiml.SILENCE)


@bp.post("/voice")
def voice() -> Response:
    """Take in a call, and play the recording or sound busy."""
    call = provider.inbound_call(request.form)
    if services().intake.answer(call, _now()) is Answer.BUSY:
        return _answer(twiml.BUSY)
    return _answer(_greeting(call.number))


@bp.post("/call-status")
def call_status() -> Response:
    """Learn that a call has ended."""
    services().intake.complete(provider.completed_call(request.form), _now())
    return Response(status=204)


@bp.post("/message-status/<reply_id>")
def message_status(reply_id: str) -> Response:
    """Learn what became of a reply."""
    update = provider.status_update(request.form)
    if update:
        services().delivery.update(reply_id, update, _now())
    return Response(status=204)


def _greeting(number: str) -> str:
    """Play what is recorded for this decoy number; without a recording, a machine reads it."""
    settings = services().settings
    language = next(ours.language for ours in settings.policy.numbers if ours.number == number)
    name = services().recordings.name(language)
    return twiml.play(f"{settings.public_url}/recordings/{name}") if name else twiml.say(settings.words[language])


def _answer(markup: str, status: int = 200) -> Response:
    return Response(markup, status, mimetype=twiml.MIMETYPE)


def _now() -> datetime:
    return datetime.now(UTC)
