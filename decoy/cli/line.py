"""The line a command is about, and how words on the command line are read."""

import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from typing import Any

import click

from decoy.app import connect
from decoy.callers import E164
from decoy.money import to_micros
from decoy.services import Services
from decoy.settings import load

REF = re.compile(r"[0-9a-f]{24}")
DURATION = re.compile(r"([1-9][0-9]{0,4})(m|h|d)")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def with_line(command: Callable[..., None]) -> Callable[..., None]:
    """Hand the line of this environment to *command*, and the moment, once its store has answered."""

    def run(*args: Any, **kwargs: Any) -> None:
        services = connect(load(os.environ))
        services.check()
        command(services, datetime.now(UTC), *args, **kwargs)

    return update_wrapper(run, command)


class Amount(click.ParamType[int]):
    """An amount of money, read into micros: 20, 20.50 or 20,50."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read *value*."""
        try:
            micros = to_micros(str(value).replace(",", "."))
        except ValueError as error:
            self.fail(f"{error}; write it as 20 or 20.50", param, ctx)
        if not micros:
            self.fail("nothing is no top-up", param, ctx)
        return micros


class Duration(click.ParamType[timedelta]):
    """A length of time: 15m, 2h, 30d."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Read *value*."""
        if isinstance(value, timedelta):
            return value
        found = DURATION.fullmatch(str(value))
        if not found:
            self.fail(f"{value!r} is no length of time; write it as 15m, 2h or 30d", param, ctx)
        return timedelta(**{UNITS[found[2]]: int(found[1])})


def ref_of(services: Services, who: str) -> str:
    """Give the caller ref of *who*: a ref as the ledger shows it, a number, or - to read one from standard input."""
    who = sys.stdin.readline() if who == "-" else who
    who = re.sub(r"[\s.()-]", "", who)
    if REF.fullmatch(who):
        return who
    if not E164.fullmatch(who):
        raise click.UsageError(
            "Write the number with its country, as in +33639980042, or a caller ref from the ledger."
        )
    return services.callers.identify(who).ref
