"""What we write about ourselves: events with a static name and fields, never a number and never a text."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# +33639980042, 06 39 98 00 42, 06.39.98.00.42, and as URLs have it; digits inside a sid are none.
BETWEEN = r"[ .()/\u00a0\u2009-\u2015\u202f-]{0,2}"  # how people write numbers, and how pages set them
NUMBER = re.compile(rf"(?<![0-9A-Za-z])(?:\+|%2B|00)?[0-9](?:{BETWEEN}[0-9]){{7,24}}", re.IGNORECASE)
NAMES = frozenset({"timestamp", "sid", "reply", "caller"})  # fields of digits that are nobody's number
TALKATIVE = {  # they would log addresses with numbers in them
    "twilio": logging.ERROR,
    "urllib3": logging.ERROR,
    "requests": logging.ERROR,
    "werkzeug": logging.WARNING,
}


def mask(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask whatever looks like a phone number: the last net, for errors that quote what they were given."""
    for field, value in event.items():
        if isinstance(value, str) and field not in NAMES:
            event[field] = masked(value)
    return event


def masked(text: str) -> str:
    """Give *text* without what looks like a phone number."""
    return NUMBER.sub("[number]", text)


SHARED = (
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    mask,
)
RENDER = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])


def configure() -> None:
    """Set up logging for one process: one line an event, to standard error; what libraries log is masked too."""
    structlog.configure(processors=[*SHARED, RENDER], logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    tidy = (structlog.stdlib.ProcessorFormatter.remove_processors_meta, RENDER)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=tidy))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name, level in TALKATIVE.items():
        logging.getLogger(name).setLevel(level)
