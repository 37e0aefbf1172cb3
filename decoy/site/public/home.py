"""The first page: the number, whether it works now, and what to know before it is given away."""

from datetime import timedelta
from typing import Any

from flask.typing import ResponseReturnValue

from decoy import spoken
from decoy.hearing import Earning, Hearing
from decoy.messages import Channel
from decoy.notice import Notice
from decoy.offer import Offer
from decoy.pages import fill
from decoy.prospect import Reading
from decoy.site import door
from decoy.site.public.frame import ROOM, bp, page
from decoy.site.public.offers import offered
from decoy.site.public.voices import voices
from decoy.store import StoreError

A_MINUTE, A_SECOND = timedelta(minutes=1), timedelta(seconds=1)
SHORT = timedelta(minutes=2)  # less is told in seconds: the sandbox's hour


@bp.get(f"{ROOM}/", strict_slashes=False)  # a redirect would name the host that was asked for, and be kept
def home(language: str) -> ResponseReturnValue:
    """Show the number."""
    chosen, notice = offered(language), _notice()
    return page(
        "home",
        language,
        offer=chosen,
        state=notice.state if notice else "unknown",
        minutes=(door.now() - notice.at) // A_MINUTE if notice else 0,
        **(_number(chosen, notice, language) if chosen else {}),
    )


def _notice() -> Notice | None:
    """Say whether the line works; nobody can tell while the store is gone."""
    try:
        return door.services().notices.current(door.now())
    except StoreError:
        return None


def _number(chosen: Offer, notice: Notice | None, language: str) -> dict[str, Any]:
    number = chosen.number.number
    return {
        "written": spoken.written(number),
        "abroad": spoken.abroad(number),
        "groups": spoken.groups(number),
        "spoken": spoken.said(number, language),
        **_met(chosen, notice, language),
    }


def _met(chosen: Offer, notice: Notice | None, language: str) -> dict[str, Any]:
    """
    Say what he meets: on the rung of the *notice*, so that all of the page is about the same moment.

    Without a store a call is busy and a text waits, whatever was set.
    """
    services, ours = door.services(), chosen.number
    try:
        if notice is None:
            raise StoreError
        hearing = services.prospect.hears(ours, door.now(), notice.rung)
        reading = services.prospect.reads(ours, door.now(), notice.rung)
        heard, (once, again) = voices(ours), services.wording.pair(ours)
    except StoreError:
        return {"hearing": Hearing.BUSY, "earning": Earning.HELD, "after": "", "voices": [], "texts": []}
    return {
        "hearing": hearing,
        "earning": Earning.HELD if notice.holds(ours) and reading.earning.comes else reading.earning,
        "after": _after(reading, language),
        "picked_up": hearing.picked_up,
        "crowded": notice.crowded and hearing.picked_up,
        "by_call": Channel.CALL in services.settings.policy.replies.answer and hearing.picked_up,
        "voices": heard,
        "texts": [again] if once == again else [once, again],
    }


def _after(reading: Reading, language: str) -> str:
    """Say in words how much later the reply leaves."""
    says = door.services().settings.brochure.pages[language].after
    least, most = reading.after
    form, unit = (says.seconds, A_SECOND) if most < SHORT else (says.minutes, A_MINUTE)
    return fill(form, least=least // unit, most=-(-most // unit))
