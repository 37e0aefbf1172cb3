"""What we write about ourselves: events with a static name and fields, never a number and never a text."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

NUMBER = re.compile(r"\+?\d{8,15}(?![\w-])")
TALKATIVE = ("twilio", "urllib3", "requests", "werkzeug")  # they would log addresses with numbers in them


def configure() -> None:
    """Set up logging for one process: one line an event, to standard error."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def mask(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask whatever looks like a phone number in a text field: the last net, for errors that quote what they got."""
    for field, value in event.items():
        if isinstance(value, str) and field != "timestamp":
            event[field] = NUMBER.sub("[number]", value)
    return event
