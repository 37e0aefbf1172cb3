"""The replies: what waits, when it leaves and what that costs, what became of the others, and calling them back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext

from decoy.journal import Act
from decoy.logs import masked
from decoy.messages import State
from decoy.recall import REASON, wave_of
from decoy.site import door
from decoy.site.dashboard.frame import LONGEST_REASON, bp
from decoy.site.dashboard.words import CHANNELS, STATES

FINAL = (State.DELIVERED, State.UNDELIVERED, State.SENT, State.FAILED, State.EXPIRED, State.CANCELLED)
OUTCOMES = [(State.ACCEPTED, lazy_gettext("Promised")), *((state, STATES[state]) for state in FINAL)]


@bp.get("/replies")
def replies() -> ResponseReturnValue:
    """Show what waits and what became of the others."""
    services, now = door.services(), door.now()
    counts = services.tally.read()
    return render_template(
        "operator/replies.html",
        queue=services.waiting.read(now),
        price=services.ladder.dearest(now),
        counts=services.outbox.counts(),
        states=STATES,
        channels=CHANNELS,
        by_channel=counts.outcomes(lambda count: count.channel),
        by_language=counts.outcomes(lambda count: count.more),
        waves=_waves(),
        outcomes=OUTCOMES,
        State=State,
    )


@bp.post("/replies/cancel")
def cancel() -> ResponseReturnValue:
    """Cancel all waiting replies of one wave; stopping never needs a code."""
    name = request.form.get("wave", "")
    wave = wave_of(name) if name in _waves() else None
    if wave is None or not request.form.get("sure"):
        flash(gettext("Nothing was cancelled: choose which replies, and say that you mean it."), "problem")
        return redirect(url_for("dashboard.replies"), 303)
    why = masked(request.form.get("reason", "")).strip()[:LONGEST_REASON]
    door.note(Act.CANCELLED, name, why)  # first: cut short, it was begun
    found = door.services().recall.withdraw(wave, REASON, door.now())
    flash(ngettext("%(num)d reply was cancelled.", "%(num)d replies were cancelled.", found))
    return redirect(url_for("dashboard.replies"), 303)


def _waves() -> list[str]:
    """Name what can be called back at once."""
    policy = door.services().settings.policy
    spoken = sorted({ours.language for ours in policy.numbers})
    countries = [f"country {country}" for country in sorted(policy.callers.countries)]
    return [*countries, *(f"language {code}" for code in spoken), *(f"channel {c}" for c in CHANNELS), "all"]
