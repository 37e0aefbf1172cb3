"""The sandbox's page: a phone that calls and texts a decoy number, and beside it what happened and why."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from decoy.messages import State
from decoy.money import to_string
from decoy.recordings import scripts, track_of
from decoy.services import Services
from decoy.settings import LOOPBACK
from decoy.simulator import scene
from decoy.simulator.handset import Handsets, Seen, Unreachable
from decoy.simulator.scene import NotPlayable, Scene
from decoy.simulator.story import tell
from decoy.site import headers
from decoy.store import StoreError

bp = Blueprint(
    "sandbox",
    __name__,
    url_prefix="/sandbox",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
bp.after_request(headers.harden)  # no-referrer would hide the origin that same_origin() asks for
bp.add_app_template_filter(scene.spoken)

WAITING = {
    State.HELD: "The reply is held back; the story says why.",
    State.SENDING: "The reply is leaving.",
    State.UNCONFIRMED: "The provider went silent: it is asked before anything is sent again.",
}
NOT_OURS = "That is not one of the decoy numbers of this installation: choose one below."


@bp.before_request
def only_here() -> None:
    """Be found on this machine only, by its own name, and obey only our own page."""
    host = urlsplit(f"//{request.host}").hostname
    forwarded = "Forwarded" in request.headers or "X-Forwarded-For" in request.headers
    if forwarded or request.remote_addr not in LOOPBACK or host not in LOOPBACK:
        abort(404)
    if request.method == "POST" and not same_origin():
        abort(403)


@bp.get("/")
def page() -> str:
    """Show the phone and the story."""
    return show("page", asked_scene())


@bp.get("/live")
def live() -> str:
    """Show only what changes of itself."""
    return show("live", asked_scene())


@bp.post("/text")
def text() -> ResponseReturnValue:
    """Send a text, or the last one once more."""
    here, phones, body, sid = asked_scene(), handsets(), request.form.get("body", "").strip(), ""
    last = phones.look(here.caller).last_sent(here.number)
    if last and "again" in request.form:
        body, sid = last["body"], last["sid"]
    if body:
        phones.text(here.caller, here.number, body, sid)
    return back(here)


@bp.post("/call")
def call() -> ResponseReturnValue:
    """Call the decoy number; a busy line ends the call by itself."""
    here, phones = asked_scene(), handsets()
    sid = phones.call(here.caller, here.number)
    ringing = phones.look(here.caller).last_call(here.number)
    if ringing and ringing["status"] == "busy":
        phones.hang_up(sid, seconds=0)
    return back(here)


@bp.post("/hang-up")
def hang_up() -> ResponseReturnValue:
    """End the call that is going on."""
    here, phones = asked_scene(), handsets()
    ringing = phones.look(here.caller).last_call(here.number)
    if ringing and ringing["status"] == "in-progress":
        lasted = datetime.now(UTC) - datetime.fromisoformat(ringing["started_at"])
        phones.hang_up(ringing["sid"], round(lasted.total_seconds()))
    return back(here)


@bp.errorhandler(NotPlayable)
def not_playable(wrong: NotPlayable) -> ResponseReturnValue:
    """Show the page as it begins, and say what was wrong."""
    return show("page", first_scene(), problem=str(wrong)), 400


@bp.errorhandler(Unreachable)
def unreachable(_: Unreachable) -> ResponseReturnValue:
    """Show the page, which says itself that its Twilio is away."""
    return show("page", asked_scene()), 503


@bp.app_template_filter("amount")
def amount(micros: int) -> str:
    """Write micros with the currency."""
    return f"{to_string(micros)}\N{NO-BREAK SPACE}{services().settings.policy.budget.currency}"


def services() -> Services:
    """Give the services of this application."""
    wired: Services = current_app.extensions["decoy"]
    return wired


def handsets() -> Handsets:
    """Give the handsets of this installation's Twilio."""
    settings = services().settings
    return Handsets(settings.api_url, settings.account, settings.tokens[0])


def same_origin() -> bool:
    """Tell whether the form was on our own page; what is no browser does not say, and may."""
    here = request.host_url.rstrip("/")
    fetched = request.headers.get("Sec-Fetch-Site", "same-origin")
    return fetched in ("same-origin", "none") and request.headers.get("Origin", here) == here


def back(here: Scene) -> ResponseReturnValue:
    """Lead back to the page, so that reloading it repeats nothing."""
    return redirect(f"{url_for('sandbox.page')}?{urlencode(here.query)}", 303)


def first_scene() -> Scene:
    """Begin with the first caller and the first decoy number."""
    first = services().settings.policy.numbers[0]
    return Scene(scene.CALLERS[0][0], first.number, first.language, scene.TABS[0])


def asked_scene() -> Scene:
    """Read the scene from the request; raises NotPlayable."""
    first, asked = first_scene(), request.values
    ours = services().settings.policy.number(asked.get("number", first.number))
    if ours is None:
        raise NotPlayable(NOT_OURS)
    tab = asked.get("tab", first.tab)
    caller = scene.playable(asked.get("caller") or first.caller)
    return Scene(caller, ours.number, ours.language, tab if tab in scene.TABS else first.tab)


def show(template: str, here: Scene, problem: str = "") -> str:
    """Render a template with all it may show; what cannot be read is left out, and the page says so."""
    seen, decided = None, {}
    with suppress(Unreachable):
        seen = handsets().look(here.caller)
    with suppress(StoreError):
        decided = decisions(here, seen)
    call = seen.last_call(here.number) if seen else None
    settings = services().settings
    recording = urlsplit(call["content"]).path if call else ""
    return render_template(
        f"sandbox/{template}.html",
        here=here,
        problem=problem,
        seen=seen,
        thread=seen.thread(here.number, {ours.number for ours in settings.policy.numbers}) if seen else [],
        call=call,
        recording=recording,
        said=said(here.language, recording),
        numbers=settings.policy.numbers,
        timezone=settings.policy.budget.timezone,
        scenery=scene,
        **decided,
    )


def said(language: str, recording: str) -> str:
    """Write down what a recording says."""
    known = scripts(language, services().settings.words[language])
    return known.get(track_of(recording.rpartition("/")[2]), "")


def decisions(here: Scene, seen: Seen | None) -> dict[str, Any]:
    """Read what Decoy decided about this caller, and what is left of the play money."""
    now, ref = datetime.now(UTC), services().callers.identify(here.caller).ref
    return {
        "story": tell(seen.exchanges if seen else [], services().ledger.entries_of(ref)),
        "funds": services().budget.funds(now),
        "waiting": waiting(ref, now),
    }


def waiting(ref: str, now: datetime) -> str:
    """Say what the reply this caller waits for is waiting for; empty when there is none."""
    reply = services().outbox.open_reply(ref)
    if reply is None:
        return ""
    return scene.countdown(reply.due, now) if reply.state is State.ACCEPTED else WAITING.get(reply.state, "")
