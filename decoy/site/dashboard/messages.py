"""The messages: what he reads in each language, what it costs, and which words were in force before."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from decoy import forecast
from decoy.amounts import Amounts
from decoy.errors import Unusable
from decoy.journal import Act
from decoy.logs import masked
from decoy.messages import Entry
from decoy.phrasing import laws, weigh
from decoy.prices import Price
from decoy.recordings import scripts, tracks
from decoy.site import door
from decoy.site.dashboard.frame import bp
from decoy.site.language import current, said
from decoy.verdict import Verdict, complaint, judge
from decoy.words import tidy

MANY = 1_000  # replies: what the page multiplies by while nobody can tell how many there are in a month
LONGEST_NOTE = 100  # characters
A_DAY = timedelta(days=1)


class Voice(NamedTuple):
    """One track, the name of its *recording* (None: a machine reads it), and its *script*."""

    track: str
    recording: str | None
    script: str


@dataclass(frozen=True)
class Reading:
    """
    What is said about a text: the *verdict*, at which *price*, for *monthly* replies (None: nobody can tell).

    *laws*: by country, its segments with the sentence of law there; 0 when that is left out.
    """

    verdict: Verdict
    price: Price
    monthly: int | None
    laws: dict[str, int]

    @property
    def complaint(self) -> str:
        """Why it cannot be sent, in the page's language; "" when it can."""
        return said(complaint(self.verdict.text))


@bp.get("/messages")
def messages() -> ResponseReturnValue:
    """Show what he reads and hears, language by language."""
    services = door.services()
    spoken, newest = list(services.settings.words), services.ledger.newest()
    rows = [
        (language, _read(language, text, newest), services.recordings.name(language), _places(language))
        for language, text in zip(spoken, services.wording.replies(spoken), strict=True)
    ]
    return render_template("operator/messages.html", rows=rows)


@bp.get("/messages/<language>")
def words(language: str) -> ResponseReturnValue:
    """Show the words in force in one language, ready to be changed."""
    _known(language)
    return _editor(language, door.services().wording.reply(language))


@bp.post("/messages/<language>/check")
def check(language: str) -> ResponseReturnValue:
    """Say what a text would cost, and change nothing; who asks from a script gets only that."""
    _known(language)
    text = _typed()
    if "X-Requested-With" in request.headers:
        return render_template("operator/_verdict.html", spoken=language, reading=_reading(language, text))
    return _editor(language, text)


@bp.post("/messages/<language>")
def publish(language: str) -> ResponseReturnValue:
    """Put other words in force; while they are not, they stay in the form."""
    _known(language)
    text, entered = _typed(), door.session()
    assert entered is not None
    if complaint(text):
        return _editor(language, text, said(complaint(text))), 400
    if not door.is_confirmed(entered):
        return _editor(language, text, str(door.CODE_MISSING)), 403
    number = door.services().wording.publish(language, text, _note(entered.operator), door.now())
    door.note(Act.WORDED, f"{language} version {number}", _note())
    flash(gettext("Version %(number)d is in force, from the next reply on.", number=number))
    return redirect(url_for("dashboard.words", language=language), 303)


@bp.post("/messages/<language>/versions/<int:number>")
def roll_back(language: str, number: int) -> ResponseReturnValue:
    """Put an earlier version in force again."""
    _known(language)
    return _roll_back(language, number)


@door.require_code
def _roll_back(language: str, number: int) -> ResponseReturnValue:
    try:
        door.services().wording.rollback(language, number, door.now())
        door.note(Act.WORDED, f"{language} version {number}")
        flash(gettext("Version %(number)d is in force, from the next reply on.", number=number))
    except Unusable as wrong:
        flash(said(wrong.args[0]), "problem")
    return redirect(url_for("dashboard.words", language=language), 303)


def _editor(language: str, text: str, problem: str = "") -> str:
    services = door.services()
    values: dict[str, Any] = {
        "spoken": language,
        "text": text,
        "reading": _reading(language, text),
        "versions": services.wording.versions(language)[::-1],
        "voices": _voices(language),
        "note": _note(),
        "sandbox": services.settings.sandbox,
        "problem": problem,
    }
    return render_template("operator/words.html", **values)


def _voices(language: str) -> list[Voice]:
    """Give what calls to the decoy numbers of a language may hear: its message always, all else where it is set."""
    services = door.services()
    spoken = [ours for ours in services.settings.policy.numbers if ours.language == language]
    heard = {language, *(track for ours in spoken for track in tracks(ours))}
    known = scripts(language, services.settings.words[language])
    return [Voice(track, services.recordings.name(track), known[track]) for track in known if track in heard]


def _reading(language: str, text: str) -> Reading:
    return _read(language, text, door.services().ledger.newest())


def _read(language: str, text: str, newest: list[Entry]) -> Reading:
    """Judge a text at today's price, for as many replies as now leave in a month by the *newest* entries."""
    services, now = door.services(), door.now()
    price, monthly = services.prices.usual(now), _monthly(language, newest)
    amounts = Amounts(services.settings.policy.budget.currency, current())
    told = laws(services.settings.policy.numbers, language, services.settings.words[language])
    weighed = {country: weigh(text, sentence) for country, sentence in told.items()}
    return Reading(judge(text, price.micros, amounts, monthly or MANY), price, monthly, weighed)


def _monthly(language: str, newest: list[Entry]) -> int | None:
    """Say how many replies leave in a month at the rate of the last day, as far as the newest entries reach back."""
    if not newest:
        return None
    ours = {number.number for number in door.services().settings.policy.numbers if number.language == language}
    sent = [entry.at for entry in newest if entry.entry == "reserved" and entry.number in ours]
    return forecast.monthly(sent, max(newest[-1].at, door.now() - A_DAY), door.now())


def _places(language: str) -> list[int]:
    """Name the decoy numbers that speak *language* by their places in the policy."""
    numbers = door.services().settings.policy.numbers
    return [place for place, number in enumerate(numbers, start=1) if number.language == language]


def _typed() -> str:
    return tidy(request.form.get("text", ""))


def _note(operator: str = "") -> str:
    """Give the note of the form, and who wrote it."""
    note = masked(request.form.get("note", "")).strip()[:LONGEST_NOTE]
    return ": ".join(filter(None, (operator, note)))


def _known(language: str) -> None:
    """Refuse a language that has no words."""
    if language not in door.services().settings.words:
        abort(404)
