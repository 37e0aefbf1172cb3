"""How an entry of the ledger leaves the house: in rows of text, for machines and spreadsheets."""

from decoy.messages import Entry
from decoy.moments import to_iso
from decoy.money import to_string

COLUMNS = ("at", "entry", "sid", "reply", "caller", "number", "amount", "reason", "opens")


def row(entry: Entry) -> dict[str, str]:
    """Give the fields of *entry*; those it does not have are left out."""
    fields = {**entry.fields(), "at": to_iso(entry.at)}
    fields |= {} if entry.amount is None else {"amount": to_string(entry.amount)}
    return fields | ({"opens": to_iso(entry.opens)} if entry.opens else {})
