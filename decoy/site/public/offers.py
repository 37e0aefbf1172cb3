"""The number that a visitor is offered: one that is given out, spread over all visitors."""

from flask import request

from decoy import offer
from decoy.offer import Offer
from decoy.policy import Number
from decoy.site import door
from decoy.store import StoreError


def offered(language: str) -> Offer | None:
    """Choose the number for this visitor: the one whose place the address names, else one by who visits and when."""
    key = door.services().settings.keyring.derive("offers")
    visitor = f"{door.address()} {door.now():%Y-%m-%d}"
    return offer.choose(given_out(), language, request.args.get("number", type=int), key, visitor)


def given_out() -> dict[int, Number]:
    """Give the decoy numbers that are given out now, by their places in the policy."""
    services = door.services()
    places = dict(enumerate(services.settings.policy.numbers, 1))
    try:
        postings = services.roster.postings()
    except StoreError:  # the page says that nobody can tell, and not to give any of them away
        return places
    return {place: ours for place, ours in places.items() if postings[ours.number].duty.offered}
