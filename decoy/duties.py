"""The duties of a decoy number, from best to worst, and what each lets happen."""

from enum import StrEnum


class Duty(StrEnum):
    """What one decoy number is there for."""

    ACTIVE = "active"
    RESTING = "resting"  # printed in the press, burnt, or too busy
    RETIRED = "retired"

    @property
    def offered(self) -> bool:
        """Whether the public page gives it to those who hand it out."""
        return self is Duty.ACTIVE

    @property
    def replies(self) -> bool:
        """Whether texts and calls to it may earn a reply; a call is picked up on any duty."""
        return self is not Duty.RETIRED
