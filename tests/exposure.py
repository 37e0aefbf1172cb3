"""What would expose him, and where it is looked for."""

from typing import Any
from urllib.parse import quote

from tests.memory import memory
from tests.numbers import DECOY, HIM
from tests.world import Line

TEXT = "tu te souviens de la soirée"
SECRETS = [HIM, HIM[1:], "0" + HIM[3:], "06 39 98 00 42", quote(HIM), quote(quote(HIM)), HIM[-8:]]
WORDS = ["souviens", "soir", quote("soirée"), TEXT.encode().hex()]
FORM = {"MessageSid": "SM1", "CallSid": "CA1", "From": HIM, "To": DECOY, "Body": TEXT, "NumSegments": "1"}


def exposed(text: str) -> list[str]:
    """List what a text gives away about him."""
    return [secret for secret in SECRETS + WORDS if secret in text]


def kept(line: Line) -> str:
    """Read everything in the store, RQ's own keys included, as one text."""
    return repr(memory(line.services.store.binary)) + readable(memory(line.services.store.binary))


def readable(value: Any) -> str:
    """Decode everything in a value that can be read."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, dict):
        return "\n".join(readable(part) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple, set)):
        return "\n".join(map(readable, value))
    return str(value)
