"""The commands about the decoy numbers: which are offered, which rest, and which are retired."""

import json
from datetime import datetime
from typing import Any

import click

from decoy.callers import country_of
from decoy.cli.line import Note, with_line
from decoy.duties import Duty
from decoy.journal import COMMAND_LINE, Act
from decoy.moments import to_iso
from decoy.policy import Number
from decoy.roster import Posting
from decoy.services import Services
from decoy.stationing import Stationed

ACTS = {Duty.ACTIVE: Act.ACTIVATED, Duty.RESTING: Act.RESTED, Duty.RETIRED: Act.RETIRED}
DOES = {
    Duty.ACTIVE: "it is offered on the public page, and answers",
    Duty.RESTING: "it answers as before, and is no longer offered on the public page",
    Duty.RETIRED: "calls still hear what they heard, and nothing is sent from it any more",
}
WHICH = click.argument("which", metavar="N|NUMBER")
WHY = click.option("--reason", type=Note(), default="an operator's decision", help="Why, in a few words; no names.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")


@click.group()
def number() -> None:
    """Say which decoy numbers are offered, which rest, and which are retired."""


@number.command("list")
@JSON
@with_line
def list_(services: Services, now: datetime, as_json: bool) -> None:
    """List the decoy numbers by their places in the policy, and what each is there for."""
    postings, ours = services.roster.postings(), services.settings.policy.numbers
    found = [_described(place, one, postings[one.number]) for place, one in enumerate(ours, 1)]
    if as_json:
        click.echo(json.dumps(found))
        return
    for one in found:
        click.echo(_told(one))
    if not any(posting.duty.offered for posting in postings.values()):
        click.echo("None of them is offered: the public page says that there is no number to give away now.")


@number.command()
@WHICH
@WHY
@JSON
@with_line
def rest(services: Services, now: datetime, which: str, reason: str, as_json: bool) -> None:
    """Offer a number no longer, because it was printed, is burnt or too busy; it answers as before."""
    move(services, which, Duty.RESTING, reason, as_json, now)


@number.command()
@WHICH
@WHY
@JSON
@with_line
def retire(services: Services, now: datetime, which: str, reason: str, as_json: bool) -> None:
    """Send nothing from a number any more, and withdraw what waits; calls still hear what they heard."""
    move(services, which, Duty.RETIRED, reason, as_json, now)


@number.command()
@WHICH
@WHY
@JSON
@with_line
def activate(services: Services, now: datetime, which: str, reason: str, as_json: bool) -> None:
    """Offer a number again, and answer from it."""
    move(services, which, Duty.ACTIVE, reason, as_json, now)


def move(services: Services, which: str, duty: Duty, reason: str, as_json: bool, now: datetime) -> None:
    """Put a number on a *duty*, and say what that means."""
    ours = services.stationing.find(which.strip())
    if ours is None:
        raise click.UsageError(
            "That is no decoy number of the policy: decoy number list shows them with their places."
        )
    done = services.stationing.move(ours.number, duty, COMMAND_LINE, reason, now)
    place = services.settings.policy.numbers.index(ours) + 1
    if done.changed:
        services.journal.note(COMMAND_LINE, ACTS[duty], str(place), reason, now)
    if as_json:
        click.echo(json.dumps({"place": place, "duty": duty, **vars(done)}))
    else:
        click.echo(_outcome(place, duty, done))


def _outcome(place: int, duty: Duty, done: Stationed) -> str:
    withdrawn = f" Withdrawn: {done.withdrawn} {'reply' if done.withdrawn == 1 else 'replies'}."
    verb = "is now" if done.changed else "was already"
    return f"Decoy number {place} {verb} {duty}: {DOES[duty]}.{'' if duty.replies else withdrawn}"


def _described(place: int, ours: Number, posting: Posting) -> dict[str, Any]:
    described = {
        "place": place,
        "number": ours.number,
        "language": ours.language,
        "country": country_of(ours.number),
        "duty": posting.duty,
        "since": posting.since and to_iso(posting.since),
        "who": posting.who,
        "why": posting.why,
        "cover": ours.cover,
        "first_text": ours.first_text,
        "message": ours.message,
        "sender": ours.sender,
        "venue": ours.venue,
    }
    return {name: value for name, value in described.items() if value not in ("", None)}


def _told(one: dict[str, Any]) -> str:
    since = f" since {one['since']}, by {one['who']}: {one['why']}" if "since" in one else ""
    venue = f"\n    Given out  {one['venue']}" if "venue" in one else ""
    sender = f"\n    Sends from {one['sender']}" if one["sender"] != one["number"] else ""
    told = ", ".join(f"{name.replace('_', ' ')} {one[name]}" for name in ("cover", "first_text", "message"))
    return (
        f"{one['place']}  {one['number']}  {one['language']}, {one['country']}  {one['duty']}{since}\n"
        f"    Tells      {told}{sender}{venue}"
    )


COMMANDS = [number]
