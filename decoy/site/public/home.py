"""The first page: the number, whether it works now, and what to know before it is given away."""

from datetime import timedelta
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from decoy import offer, spoken
from decoy.notice import Notice
from decoy.offer import Offer
from decoy.site import door
from decoy.site.public.frame import ROOM, bp, page
from decoy.store import StoreError

A_MINUTE = timedelta(minutes=1)


@bp.get(f"{ROOM}/")
def home(language: str) -> ResponseReturnValue:
    """Show the number."""
    chosen = offered(language)
    return page("home", language, offer=chosen, **_state(), **(_number(chosen, language) if chosen else {}))


def offered(language: str) -> Offer | None:
    """Choose the number for this visitor: the one whose place the address names, else one by who visits and when."""
    services = door.services()
    asked = request.args.get("number", type=int)
    key, visitor = services.settings.keyring.derive("offers"), f"{door.address()} {door.now():%Y-%m-%d}"
    return offer.choose(dict(enumerate(services.settings.policy.numbers, 1)), language, asked, key, visitor)


def _state() -> dict[str, Any]:
    """Say whether the number works; unknown while the store is gone."""
    try:
        notice: Notice | None = door.services().notices.current(door.now())
    except StoreError:
        notice = None
    minutes = (door.now() - notice.at) // A_MINUTE if notice else 0
    return {"state": notice.state if notice else "unknown", "minutes": minutes}


def _number(chosen: Offer, language: str) -> dict[str, Any]:
    number = chosen.number.number
    return {
        "written": spoken.written(number),
        "abroad": spoken.abroad(number),
        "groups": spoken.groups(number),
        "spoken": spoken.said(number, language),
        **_message(chosen.number.language),
    }


def _message(language: str) -> dict[str, Any]:
    """Read what he hears and reads, in the *language* of the number; what cannot be read is left out."""
    services = door.services()
    try:
        recording, text = services.recordings.name(language), services.wording.reply(language)
    except StoreError:
        return {"recording": None, "text": ""}
    return {"recording": recording, "text": text, "greeting": services.settings.words[language].greeting}
