"""The command that compares a day with Twilio's own records."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import click

from decoy.cli.line import with_line
from decoy.errors import ProviderError, Unusable
from decoy.moments import to_iso
from decoy.money import to_string
from decoy.policy import BudgetPolicy
from decoy.provider import Usage
from decoy.reconciliation import Day, Row, compare, gmt, total
from decoy.services import Services

COLUMNS = ("estimated", "confirmed", "Twilio", "difference")
A_DAY = timedelta(days=1)
NOTHING_YET = "There is nothing in the ledger of {day} or before, so there is nothing to compare."
GONE = "Twilio could not be asked for its records ({why}); try again in a few minutes."
CURRENCY = "Twilio's records are in {theirs}, and the budget in {ours}: they cannot be compared."
RENT = (
    "Rent is not in the total: Twilio takes it on the day of the month on which a number was bought, "
    "our ledger on the first."
)
UNDER_WAY = "Replies of that day whose price is still set aside, and which Twilio may have counted: {count}."
NOT_OVER = "That day is not over yet, or has only just ended: Twilio may still add to its records."
SANDBOX = "This is the sandbox: its Twilio forgets everything when it stops."


class ADay(click.ParamType[date]):
    """A day: 2026-11-19."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read *value*."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{str(value)[:20]!r} is not a day; write it as 2026-11-19", param, ctx)


@click.command()
@click.argument("day", type=ADay(), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
@with_line
def reconcile(services: Services, now: datetime, day: date | None, as_json: bool) -> None:
    """Compare DAY with Twilio's records, and say the difference; yesterday, if none is named."""
    day = day or gmt(now) - A_DAY
    if day > gmt(now):
        raise click.UsageError(f"{day} is still to come; name a day up to today.")
    _check_ledger(services, day)
    usage = _usage(services, day)
    ours = Day(day, services.ledger.entries())
    rows = list(compare(ours, usage.amounts))
    if as_json:
        found = _described(rows, day, services.settings.policy.budget)
        click.echo(json.dumps(found | {"under_way": ours.under_way}))
        return
    for line in _table(rows, day, services.settings.policy.budget):
        click.echo(line)
    for remark in _remarks(services, ours.under_way, day, now):
        click.echo(remark)
    click.echo(_verdict(total(rows), services.settings.policy.budget.currency))


def _check_ledger(services: Services, day: date) -> None:
    """Refuse a day before the first entry."""
    first = next(services.ledger.entries(), None)
    if first is None or gmt(first.at) > day:
        raise Unusable(NOTHING_YET.format(day=day))


def _usage(services: Services, day: date) -> Usage:
    ours = services.settings.policy.budget.currency
    try:
        usage = services.provider.usage(day)
    except ProviderError as error:
        raise Unusable(GONE.format(why=f"error {error.code}" if error.code else "no answer")) from None
    if any(usage.amounts.values()) and usage.currency != ours:
        raise Unusable(CURRENCY.format(theirs=usage.currency or "no currency", ours=ours))
    return usage


def _span(day: date) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(), UTC)
    return begins, begins + A_DAY


def _table(rows: list[Row], day: date, policy: BudgetPolicy) -> Iterator[str]:
    begins, ends = (moment.astimezone(policy.timezone) for moment in _span(day))
    yield (
        f"{day} as Twilio counts its days, by GMT: here from {begins:%d %B %H:%M} to {ends:%d %B %H:%M}, "
        f"in {policy.currency}"
    )
    yield _aligned("", COLUMNS)
    for row in (*rows, total(rows)):
        amounts = (row.estimated, row.confirmed, row.provider, row.difference)
        yield _aligned(row.kind, tuple(map(to_string, amounts)))


def _aligned(name: str, cells: tuple[str, ...]) -> str:
    return f"  {name:<13}" + "".join(f"{cell:>13}" for cell in cells)


def _remarks(services: Services, under_way: int, day: date, now: datetime) -> Iterator[str]:
    yield RENT
    if under_way:
        yield UNDER_WAY.format(count=under_way)
    if now < _span(day)[1] + A_DAY / 24:
        yield NOT_OVER
    if services.settings.sandbox:
        yield SANDBOX


def _verdict(row: Row, currency: str) -> str:
    if not row.difference:
        return "Twilio and our ledger say the same."
    apart, than = to_string(abs(row.difference)), "more" if row.difference > 0 else "less"
    share = f" ({Decimal(abs(row.difference) * 100) / row.ours:.1f} %)" if row.ours > 0 else ""
    return f"Twilio says {apart} {currency} {than} than our ledger{share}."


def _described(rows: list[Row], day: date, policy: BudgetPolicy) -> dict[str, Any]:
    begins, ends = map(to_iso, _span(day))
    span = {"date": day.isoformat(), "from": begins, "to": ends}
    return span | {"currency": policy.currency, "rows": list(map(_amounts, rows)), "total": _amounts(total(rows))}


def _amounts(row: Row) -> dict[str, str]:
    names = ("estimated", "confirmed", "provider", "difference")
    return {"kind": row.kind} | {name: to_string(getattr(row, name)) for name in names}


COMMANDS = [reconcile]
