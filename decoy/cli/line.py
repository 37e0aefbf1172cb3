"""The line a command is about, how words on the command line are read, and how amounts are written."""

import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from typing import Any

import click

from decoy.amounts import Amounts, spoken
from decoy.app import connect
from decoy.callers import E164, is_possible
from decoy.logs import masked
from decoy.money import MICROS, to_micros
from decoy.policy import BudgetPolicy
from decoy.services import Services
from decoy.settings import load

REF = re.compile(r"[0-9a-f]{24}")
DURATION = re.compile(r"([1-9][0-9]{0,4})(m|h|d)")
CENTS = re.compile(r"^([0-9]+),([0-9]{1,2})$")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def with_line(command: Callable[..., None]) -> Callable[..., None]:
    """Hand the line of this environment to *command*, and the moment, once its store has answered."""

    def run(*args: Any, **kwargs: Any) -> None:
        services = connect(load(os.environ))
        services.check()
        command(services, datetime.now(UTC), *args, **kwargs)

    return update_wrapper(run, command)


def amounts_of(policy: BudgetPolicy) -> Amounts:
    """Write amounts as the operators' locale has them, if their terminal has its characters."""
    local = Amounts(policy.currency, spoken(os.environ))
    try:
        local.show(-1_000 * MICROS).encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return Amounts(policy.currency)
    return local


class Amount(click.ParamType[int]):
    """An amount of money, read into micros: 20, 20.50 or 20,50."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read *value*. A comma before three digits is refused: it may be meant for thousands."""
        try:
            micros = to_micros(CENTS.sub(r"\1.\2", str(value)))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if not micros:
            self.fail("nothing is no top-up", param, ctx)
        return micros


class Note(click.ParamType[str]):
    """A few words for the ledger; a phone number in them is masked."""

    name = "words"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read *value*."""
        words = masked(str(value)).strip().rstrip(".")
        if not words and value:
            self.fail("say it in a few words", param, ctx)
        return words


class Duration(click.ParamType[timedelta]):
    """A length of time: 15m, 2h, 30d."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read *value*."""
        if isinstance(value, timedelta):
            return value
        found = DURATION.fullmatch(str(value))
        if not found:
            self.fail("that is no length of time; write it as 15m, 2h or 30d", param, ctx)
        return timedelta(**{UNITS[found[2]]: int(found[1])})


def ref_of(services: Services, who: tuple[str, ...]) -> str:
    """Give the caller ref of *who*: a ref as the ledger shows it, a number, or - to read one from standard input."""
    written = _written(who)
    if REF.fullmatch(written):
        return written
    if not E164.fullmatch(written):
        raise click.UsageError(
            "Write the number with its country, as in +33639980042, or a caller ref from the ledger."
        )
    return services.callers.identify(written).ref


def range_of(services: Services, what: str) -> str:
    """
    Give the ref of a block of 1,000 numbers: a ref as `decoy blocks` shows it, a number, or - to read one.

    Of a number, its last three digits may be left out, or written xxx.
    """
    written = _written((what,))
    if REF.fullmatch(written):
        return written
    prefix = written.lower().removesuffix("xxx")
    if E164.fullmatch(prefix + "000") and is_possible(prefix + "000"):
        return services.settings.keyring.range_ref(prefix)
    if E164.fullmatch(written) and is_possible(written):
        return services.callers.identify(written).range
    raise click.UsageError(
        "Write the range as a number with its country, its last three digits left out or written xxx, as in "
        "+33639980xxx, or its ref as decoy blocks shows it."
    )


def _written(words: tuple[str, ...]) -> str:
    """Read what was typed, behind - on the next line, without what people put between digits."""
    written = sys.stdin.readline() if words == ("-",) else "".join(words)
    return re.sub(r"[\s.()-]", "", written.replace("(0)", ""))
