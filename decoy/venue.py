"""The venue: the operators' own note about where a decoy number is given out."""

import re
from typing import Annotated

from pydantic import AfterValidator

LONGEST = 80
DIALLED = re.compile(r"[0-9](?:[\s.()/-]{0,2}[0-9]){6,}")  # seven digits and more can be rung up


def check(venue: str) -> str:
    """Accept a short note without anything that looks like a phone number, because pages show it."""
    if len(venue) > LONGEST:
        raise ValueError(f"a venue is a note of at most {LONGEST} characters, and this has {len(venue)}")
    if DIALLED.search(venue):
        raise ValueError("a venue has no phone number in it, nor a date in digits: say where the number is given out")
    return venue.strip()


Venue = Annotated[str, AfterValidator(check)]
