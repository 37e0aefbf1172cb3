"""The voice: the recording that callers hear in a language, heard and replaced on its page."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from decoy.errors import Unusable
from decoy.journal import Act
from decoy.recordings import cover, scripts
from decoy.site import door
from decoy.site.dashboard.frame import bp
from decoy.site.language import said

LARGEST = 8_000_000  # bytes of a form with a recording; every other form is as small as a webhook


def widen() -> None:
    """Take a recording from who has entered: before the form is read, and from nobody else."""
    if request.endpoint == "dashboard.record" and request.method == "POST" and door.session():
        request.max_content_length = LARGEST


@bp.post("/messages/<language>/recording")
@door.require_code
def record(language: str) -> ResponseReturnValue:
    """Have callers hear another recording, if it can be heard over the telephone."""
    from decoy import sound  # loads a library of sounds, which a process that answers callers seldom needs

    services, file = door.services(), request.files.get("recording")
    track = request.form.get("track", language)
    if language not in services.settings.words or track not in scripts(language, services.settings.words[language]):
        abort(404)
    try:
        wav = sound.convert(file.read() if file else b"", tone=track == cover(language))
        door.note(Act.RECORDED, track)
        services.recordings.publish(track, wav)
    except Unusable as wrong:
        flash(said(wrong.args[0]), "problem")
    else:
        flash(
            gettext("Callers hear %(seconds).1f seconds from now on. Listen to it below.", seconds=sound.seconds(wav))
        )
    anchor = "voice" if track == language else f"voice-{track}"
    return redirect(url_for("dashboard.words", language=language, _anchor=anchor), 303)


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say of what was sent that it is too large, and keep nothing of it."""
    most = LARGEST // 1_000_000
    problem = gettext("That is too large: a recording may have %(most)d MB, a text 64 kB.", most=most)
    return render_template("operator/trouble.html", problem=problem), 413
