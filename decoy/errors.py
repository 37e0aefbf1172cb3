"""
Everything we raise, as a tree.

    DecoyError                 never raised itself
    ├── Refused                a gate's no, with its reason
    ├── Misconfigured          wrong settings, all of them at once
    ├── Unusable               something around us is missing, in use or not writable
    ├── Overtaken              somebody else has gone on with this reply
    └── ProviderError          never raised itself
        ├── NotSent            surely not sent: try again later
        ├── Undeliverable      refused for good
        ├── Unconfirmed        silence: ask before sending again
        └── AccountFault       nothing can be sent until an operator acts
"""

from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a gate refused; what the ledger shows."""

    HIDDEN_NUMBER = "hidden_number"
    NOT_A_PHONE = "not_a_phone"
    OWN_NUMBER = "own_number"
    PREMIUM_NUMBER = "premium_number"
    PLATFORM_NUMBER = "platform_number"
    FIXED_LINE = "fixed_line"
    UNASSIGNED_NUMBER = "unassigned_number"
    FOREIGN_COUNTRY = "foreign_country"
    UNKNOWN_DECOY_NUMBER = "unknown_decoy_number"
    RETIRED_NUMBER = "retired_number"
    CHANNEL_NOT_ANSWERED = "channel_not_answered"
    SPAM = "spam"
    BLOCKED = "blocked"
    OPTED_OUT = "opted_out"
    CALLS_PER_CALLER = "calls_per_caller"
    CALLS_SHARE = "calls_share"
    REPLIES_PER_CALLER = "replies_per_caller"
    RANGE = "range"
    CAMPAIGN = "campaign"
    COUNTRY_SHARE = "country_share"
    RAID = "raid"
    TRUSTED_FIRST = "trusted_first"
    TOO_OLD = "too_old"
    PAUSED = "paused"
    GUARDED = "guarded"
    SILENT = "silent"
    FLOOR = "floor"
    BALANCE = "balance"
    DAILY_CAP = "daily_cap"
    COUNTRY_CAP = "country_cap"
    NUMBER_CAP = "number_cap"
    HOURLY_SHARE = "hourly_share"


class DecoyError(Exception):
    """Root of the tree. Never raised directly."""


class Refused(DecoyError):
    """
    A gate said no. An outcome rather than an error, so it is not named one.

    *opens* is when what refused opens by itself; None when it does not, or nobody can tell.
    *signs* are those of the spam screen.
    """

    def __init__(self, reason: Reason, opens: datetime | None = None, signs: tuple[str, ...] = ()) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.opens = opens
        self.signs = signs


class Misconfigured(DecoyError):
    """Some settings are wrong. *problems* holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Unusable(DecoyError):
    """A port, a folder, a file or a server cannot be used; the message says what to do."""


class Overtaken(DecoyError):
    """Somebody else has gone on with this reply; whatever we meant to do with it is out of date."""


class ProviderError(DecoyError):
    """Sending went wrong. *code* is the provider's own, where it gave one."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(f"provider code {code}")
        self.code = code


class NotSent(ProviderError):
    """Surely not sent. *retry_after* is in seconds, where the provider asked for one."""

    def __init__(self, code: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class Undeliverable(ProviderError):
    """Refused for good: this reply will never be sent. *opted_out*: because he told the provider STOP."""

    def __init__(self, code: int | None = None, opted_out: bool = False) -> None:
        super().__init__(code)
        self.opted_out = opted_out


class Unconfirmed(ProviderError):
    """Nobody knows whether it was sent."""


class AccountFault(ProviderError):
    """The account or its configuration refuses every reply."""
