"""What it means when Twilio refuses, or says nothing: one of four errors, each with its own way on."""

from collections.abc import Iterator
from ssl import SSLCertVerificationError

import requests
from urllib3.exceptions import NewConnectionError

from decoy.errors import AccountFault, NotSent, ProviderError, Unconfirmed, Undeliverable
from decoy.provider.statuses import ACCOUNT, OPTED_OUT

LATER = frozenset({20429, 21611, 30001, 30017})
NEVER = (NewConnectionError, SSLCertVerificationError)  # no connection, so nothing was sent over it
UNAUTHORISED, TOO_MANY, SERVER_ERROR = 401, 429, 500


def refusal(status: int, code: int | None, retry_after: float | None) -> ProviderError:
    """Say what a refusal means; an unknown code is this reply's fault below 500, and anybody's guess above."""
    if status == TOO_MANY or code in LATER:
        return NotSent(code, retry_after)
    if status >= SERVER_ERROR:
        return Unconfirmed(code)
    if status == UNAUTHORISED or code in ACCOUNT or code == status:
        return AccountFault(code)  # the code is the status when the answer was not Twilio's JSON
    return Undeliverable(code, opted_out=code == OPTED_OUT)


def silence(error: requests.RequestException) -> ProviderError:
    """Tell a connection that never was from one that broke: only the first is surely not sent."""
    never = isinstance(error, requests.ConnectTimeout) or any(isinstance(cause, NEVER) for cause in _causes(error))
    return NotSent() if never else Unconfirmed()


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        reason = getattr(error, "reason", None) or (error.args[0] if error.args else None)
        error = reason if isinstance(reason, BaseException) else error.__cause__ or error.__context__
