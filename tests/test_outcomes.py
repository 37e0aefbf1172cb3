"""What each of Twilio's answers means for a reply."""

import pytest

from decoy.errors import AccountFault, NotSent, ProviderError, Unconfirmed, Undeliverable
from tests.numbers import HIM
from tests.scripted import Scripted, outcome, problem

OUTCOMES: list[tuple[int, int, type[ProviderError]]] = [
    # this recipient, for good
    *((400, code, Undeliverable) for code in (21211, 21214, 21217, 21401, 21421, 21604, 21610, 21612, 21614, 21408)),
    *((400, code, Undeliverable) for code in (30003, 30004, 30005, 30006, 30008, 30011)),
    *((403, code, Undeliverable) for code in (30007, 30450, 30453, 30454, 63038)),
    *((400, code, Undeliverable) for code in (99999, 12345)),
    # our own setup: every other reply would fail too
    *((400, code, AccountFault) for code in (20001, 21212, 21601, 21606, 21602, 21603, 21609, 21617, 21618, 21624)),
    *((400, code, AccountFault) for code in (90007, 21703, 21704, 21705, 21701, 21608, 11100, 30018, 30024)),
    *((400, code, AccountFault) for code in (35114, 35115, 35117, 35118)),
    (404, 20404, AccountFault),
    # the account
    *((401, code, AccountFault) for code in (20003, 20005, 10001)),
    *((403, code, AccountFault) for code in (20003, 20005, 20006, 20008, 10001, 90010, 30002)),
    # surely not sent
    (429, 20429, NotSent),
    (429, 99999, NotSent),
    *((400, code, NotSent) for code in (21611, 30001, 30017)),
    # anybody's guess
    *((status, code, Unconfirmed) for status, code in ((500, 20500), (503, 20503), (504, 20504), (500, 99999))),
]


@pytest.mark.parametrize(("status", "code", "expected"), OUTCOMES)
def test_codes(status: int, code: int, expected: type[ProviderError]) -> None:
    """Each of Twilio's codes says: not sent, refused for good, nobody knows, or the account is at fault."""
    error = outcome(Scripted(status, problem(code, status)))
    assert type(error) is expected
    assert isinstance(error, ProviderError)
    assert error.code == code


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (502, "<html><h1>Bad gateway</h1></html>", Unconfirmed),
        (503, "", Unconfirmed),
        (500, "{}", Unconfirmed),
        (500, "null", Unconfirmed),
        (504, "[1]", Unconfirmed),
        (401, "<html>who are you?</html>", AccountFault),
        (429, "<html>slowly</html>", NotSent),
        (429, "", NotSent),
        (201, "", Unconfirmed),
        (200, "<html>Welcome to this hotel</html>", Unconfirmed),
        (201, "{}", Unconfirmed),
        (201, '{"sid": null}', Unconfirmed),
        (400, problem(None, 400).replace("None", "null"), Undeliverable),
    ],
)
def test_answers_that_are_not_twilios(status: int, body: str, expected: type[ProviderError]) -> None:
    """An answer that cannot be read is a silence, with any status that could mean success or trouble on the way."""
    assert type(outcome(Scripted(status, body))) is expected


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [(400, 21211, Undeliverable), (401, 20003, AccountFault), (429, 20429, NotSent), (500, 20500, Unconfirmed)],
)
def test_problem_details(status: int, code: int, expected: type[ProviderError]) -> None:
    """An error in the newer shape, with type and title (RFC 9457), means what its code means."""
    body = f'{{"type": "https://x", "title": "no", "status": {status}, "code": {code}, "detail": "no"}}'
    assert type(outcome(Scripted(status, body))) is expected


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("0", None), ("soon", None), ("", None), ("-5", None), ("1.5", None)]
)
def test_retry_after(header: str, seconds: float | None) -> None:
    """How long Twilio asks us to wait is kept, where it says so in seconds."""
    error = outcome(Scripted(429, problem(20429, 429), {"Retry-After": header}))
    assert isinstance(error, NotSent)
    assert error.retry_after == seconds


def test_opted_out_at_twilio() -> None:
    """Only the code for an opt-out says that he opted out."""
    errors = [outcome(Scripted(400, problem(code, 400))) for code in (21610, 21611, 21612)]
    assert [getattr(error, "opted_out", False) for error in errors] == [True, False, False]


def test_errors_name_nobody() -> None:
    """What is raised names the code and neither the number nor the text."""
    errors = [outcome(Scripted(status, problem(code, status))) for status, code, _ in OUTCOMES]
    written = " ".join(f"{error!r} {error}" for error in errors)
    assert HIM[1:] not in written
    assert "suffit" not in written
