"""How the provider's balance is shown, to people and to machines."""

from collections.abc import Iterator
from datetime import datetime

from decoy.balances import Known
from decoy.moments import to_iso
from decoy.money import to_string
from decoy.policy import BudgetPolicy

RULES = "the ledger rules"


def balance_lines(known: Known | None, policy: BudgetPolicy) -> Iterator[str]:
    """Say in a line what Twilio's balance is, as of when, and how far from our ledger; not for play money."""
    if known is not None:
        yield _said(known, policy)


def balance_json(known: Known | None) -> dict[str, str] | None:
    """Give the balance in types that JSON has; None while our ledger alone rules."""
    if known is None or known.drift is None or known.read_at is None:
        return None
    amount, drift = to_string(known.drift.balance), to_string(known.drift.micros)
    return {"amount": amount, "read_at": to_iso(known.read_at), "drift": drift}


def _said(known: Known, policy: BudgetPolicy) -> str:
    lost = f"cannot be read since {_when(known.lost_at, policy)} ({known.why})" if known.lost_at else ""
    if known.drift is None:
        return f"{lost or 'not read yet'}: {RULES}"
    read = f"{to_string(known.drift.balance)} {policy.currency}, read {_when(known.read_at, policy)}"
    return f"{read}, {_drift(known.drift.micros)}{lost and f'; it {lost}'}"


def _drift(micros: int) -> str:
    if not micros:
        return "as our ledger says"
    return f"{to_string(abs(micros))} {'more' if micros > 0 else 'less'} than our ledger says"


def _when(moment: datetime | None, policy: BudgetPolicy) -> str:
    return f"{moment.astimezone(policy.timezone):%d %B, %H:%M}" if moment else "-"
