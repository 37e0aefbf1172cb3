"""The recordings that Twilio plays, and that whoever hands the number out may listen to."""

from io import BytesIO

from flask import Response, abort, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from decoy.site import door
from decoy.site.public.frame import ROOM, bp
from decoy.store import StoreError

A_YEAR = 365 * 24 * 3600


@bp.get(f"{ROOM}/listen")
def listen(language: str) -> ResponseReturnValue:
    """Lead to the recording that callers hear in this language now."""
    try:
        name = door.services().recordings.name(language)
    except StoreError:
        abort(503)
    if name is None:
        abort(404)
    return redirect(url_for("public.recording", name=name))


@bp.get("/recordings/<name>")
def recording(name: str) -> Response:
    """Serve a recording. Its name follows from its content, so it may be kept for ever."""
    try:
        content = door.services().recordings.content(name)
    except StoreError:
        abort(503)
    if content is None:
        abort(404)
    response = send_file(BytesIO(content), "audio/wav", etag=name.rpartition(".")[0], max_age=A_YEAR)
    response.cache_control.immutable = True
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
