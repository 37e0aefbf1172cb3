"""The incidents: raids as operators are told of them, those in force and those that are over."""

from dataclasses import replace
from datetime import datetime, timedelta

from decoy.callers import country_of
from decoy.raid import Kind, Raid
from decoy.raids import TIME_UP
from decoy.sentences import Sentence
from decoy.services import Services

NOBODY = Sentence("nobody in it is answered")
BY_LOT = Sentence("callers who came once are answered by lot, others first")
DOES = {
    Kind.RANGE: Sentence("nobody of this block of numbers is answered"),
    Kind.BODY: Sentence("nobody who sent this text is answered"),
    Kind.SINGLES: BY_LOT,
    Kind.UNASSIGNED: BY_LOT,
    Kind.CLASS: Sentence("nothing: they are refused anyway"),
    Kind.HAND: BY_LOT,
}


def does(raid: Raid) -> Sentence:
    """Say what a raid does to those who belong to it."""
    return NOBODY if raid.kind is Kind.HAND and raid.veto else DOES[raid.kind]


def ends(services: Services, raid: Raid) -> datetime:
    """Say when a raid ends: when its time is up, else once it has been calm for so long."""
    return raid.until or raid.seen + timedelta(minutes=services.settings.policy.raids.calm_minutes)


def cost(services: Services, raid: Raid, now: datetime) -> int:
    """Estimate what the texts of a raid cost us, in micros, at the price in force."""
    home = country_of(services.settings.policy.numbers[0].number)
    return raid.segments * services.prices.inbound(home, now).micros


def earlier(services: Services, now: datetime) -> list[Raid]:
    """Give the raids that are over, the newest first; those too whose end no worker has seen yet."""
    unseen = (raid for raid in services.raids.all() if not raid.muted and raid.until and now >= raid.until)
    return [*(replace(raid, ended=raid.until, because=TIME_UP) for raid in unseen), *services.raids.past()]


def find(services: Services, name: str, now: datetime) -> Raid | None:
    """Find a raid by its name, in force or over."""
    known = [*services.raids.current(now), *earlier(services, now)]
    return next((raid for raid in known if raid.name == name), None)
