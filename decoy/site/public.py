"""The public side: so far, the recordings that Twilio plays."""

from io import BytesIO

from flask import Blueprint, Response, abort, current_app, redirect, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from decoy.services import Services
from decoy.store import StoreError

bp = Blueprint("public", __name__)
A_YEAR = 365 * 24 * 3600


@bp.get("/")
def index() -> AnyResponse:
    """Lead to the phone, in the sandbox."""
    if "sandbox" not in current_app.blueprints:
        abort(404)
    return redirect(url_for("sandbox.page"))


@bp.get("/recordings/<name>")
def recording(name: str) -> Response:
    """Serve a recording. Its name follows from its content, so it may be kept for ever."""
    services: Services = current_app.extensions["decoy"]
    try:
        content = services.recordings.content(name)
    except StoreError:
        abort(503)
    if content is None:
        abort(404)
    response = send_file(BytesIO(content), "audio/wav", etag=name.rpartition(".")[0], max_age=A_YEAR)
    response.cache_control.immutable = True
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
