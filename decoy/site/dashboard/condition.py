"""The condition of a line: which of its parts are well, and what is left to do. Nobody outside is asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from flask_babel import gettext, lazy_gettext

from decoy.duties import Duty
from decoy.recordings import tracks
from decoy.services import Services
from decoy.site.dashboard.written import moment

FEW_CODES = 3
MOST_TASKS = 3


class Part(NamedTuple):
    """One part of the line, whether it is *well*, and a sentence about it."""

    name: str
    well: bool
    said: str


def parts(services: Services, now: datetime) -> Iterator[Part]:
    """Tell how each part is."""
    yield Part(gettext("Web"), True, gettext("It answers."))
    worker = services.outbox.has_worker(now)
    alive, gone = gettext("It is at work."), gettext("None is at work: nothing leaves. Start one: decoy worker")
    yield Part(gettext("Worker"), worker, alive if worker else gone)
    yield Part(gettext("Store"), True, gettext("It answers."))
    yield _twilio(services, now)
    heard = services.pulse.last()
    said = gettext("At %(then)s.", then=moment(heard)) if heard else gettext("None yet.")
    yield Part(gettext("Last webhook"), heard is not None, said)


def _twilio(services: Services, now: datetime) -> Part:
    """Tell how Twilio is, by what it last answered."""
    name, fault, known = gettext("Twilio"), services.pauses.fault(), services.balances.known()
    if fault:
        return Part(name, False, gettext("It refuses to send, since %(then)s.", then=moment(fault.since)))
    if known is None:
        return Part(name, True, gettext("It is played by the sandbox."))
    if known.is_lost(now) and known.lost_at:
        then = moment(known.lost_at)
        return Part(name, False, gettext("Its balance cannot be read, since %(then)s.", then=then))
    if known.read_at is None:
        return Part(name, True, gettext("It has not been asked for its balance yet."))
    return Part(name, True, gettext("It said its balance at %(then)s.", then=moment(known.read_at)))


@dataclass(frozen=True)
class Task:
    """Something to do: whether it *remains*, for the operator of this name, in words, and the page that helps."""

    remains: Callable[[Services, datetime, str], bool]
    words: Any  # translated where it is shown
    page: str = ""


def tasks(services: Services, now: datetime, operator: str) -> list[Task]:
    """Give what is left to do, the most pressing first, and never a long list."""
    return list(islice((task for task in TASKS if task.remains(services, now, operator)), MOST_TASKS))


def _unpaid(services: Services, now: datetime, operator: str) -> bool:
    return not services.budget.funds(now).topped_up


def _unoffered(services: Services, now: datetime, operator: str) -> bool:
    return all(posting.duty is not Duty.ACTIVE for posting in services.roster.postings().values())


def _untold(services: Services, now: datetime, operator: str) -> bool:
    return not services.alerts.has_channels


def _few_codes(services: Services, now: datetime, operator: str) -> bool:
    mine = (known for known in services.operators.all() if known.name == operator)
    return any(known.recovery_codes < FEW_CODES for known in mine)


def _unpriced(services: Services, now: datetime, operator: str) -> bool:
    return services.prices.in_force(now).read_at is None


def _machine_voice(services: Services, now: datetime, operator: str) -> bool:
    heard = {track for ours in services.settings.policy.numbers for track in tracks(ours)}
    return not all(map(services.recordings.is_ours, heard))


TASKS = (
    Task(_unpaid, lazy_gettext("Nobody has paid in: enter the first top-up."), "dashboard.budget"),
    Task(_unoffered, lazy_gettext("No decoy number is offered to anybody: make one active."), "dashboard.numbers"),
    Task(_untold, lazy_gettext("Alerts reach nobody: name a channel in DECOY_ALERTS.")),
    Task(_few_codes, lazy_gettext("You have fewer than three recovery codes left: ask for a new link.")),
    Task(
        _unpriced,
        lazy_gettext("Twilio's prices were not read yet: those of the policy count."),
        "dashboard.budget",
    ),
    Task(_machine_voice, lazy_gettext("Callers hear a machine: record a human voice. Type: decoy record")),
)
