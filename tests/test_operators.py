"""Who may enter the dashboard."""

from datetime import datetime, timedelta

import pyotp
import pytest
from redis import Redis

from decoy.errors import Unusable
from decoy.keyring import Keyring
from decoy.operators import WELCOME, Operators
from decoy.passwords import Passwords, complaint
from decoy.store import Store
from tests.memory import memory
from tests.world import EVENING, at_once

PASSWORD = "correct horse battery staple"
LATER = timedelta(seconds=30)


def code(secret: str, now: datetime) -> str:
    """Read the code off an operator's app."""
    return pyotp.TOTP(secret).at(now)


@pytest.fixture
def operators(store_url: str, store: Redis) -> Operators:
    """Give a line's operators: nobody yet."""
    return Operators(Store(store_url), Keyring("a secret"), Passwords())


@pytest.fixture
def secret(operators: Operators) -> str:
    """Have night-shift set up an account, and give the secret in the app."""
    token = operators.invite("night-shift", EVENING)
    invitation = operators.invited(token, EVENING)
    assert invitation is not None
    operators.join(token, PASSWORD, code(invitation.secret, EVENING), EVENING)
    return invitation.secret


def test_way_in(operators: Operators, secret: str) -> None:
    """An operator enters with name, password and the code in the app."""
    now = EVENING + LATER
    assert operators.admit("night-shift", PASSWORD, code(secret, now), now)


@pytest.mark.parametrize("name", ["", "a", "Marie Dupont", "marie@example.org", "x" * 40, "a:b", "../x", "équipe"])
def test_names_are_roles(operators: Operators, name: str) -> None:
    """A name is a short role in plain letters; what looks like a person or a path is refused."""
    with pytest.raises(Unusable, match="take a role"):
        operators.invite(name, EVENING)


def test_link_works_once(operators: Operators) -> None:
    """A link sets one password; the second to use it finds it used up."""
    token = operators.invite("night-shift", EVENING)
    invitation = operators.invited(token, EVENING)
    assert invitation is not None
    given = code(invitation.secret, EVENING)

    def join(_: int) -> bool:
        try:
            return bool(operators.join(token, PASSWORD, given, EVENING))
        except Unusable:
            return False

    assert sum(at_once(4, join)) == 1


def test_link_expires(operators: Operators) -> None:
    """A link is good for a day."""
    token = operators.invite("night-shift", EVENING)
    assert operators.invited(token, EVENING + WELCOME - LATER)
    assert operators.invited(token, EVENING + WELCOME) is None


def test_new_link_replaces_the_old(operators: Operators) -> None:
    """Only the last link that was given works."""
    first, second = (operators.invite("night-shift", EVENING) for _ in range(2))
    assert operators.invited(first, EVENING) is None
    assert operators.invited(second, EVENING)


@pytest.mark.parametrize("token", ["", ".", "night-shift", "night-shift.", "night-shift.wrong", "nobody.wrong"])
def test_made_up_links(operators: Operators, token: str) -> None:
    """A link that nobody gave invites nobody."""
    operators.invite("night-shift", EVENING)
    assert operators.invited(token, EVENING) is None
    with pytest.raises(Unusable, match="used already, or is too old"):
        operators.join(token, PASSWORD, "123456", EVENING)


def test_old_password_works_until_the_new_one(operators: Operators, secret: str) -> None:
    """A link for a new password locks nobody out who has not used it."""
    operators.invite("night-shift", EVENING)
    now = EVENING + LATER
    assert operators.admit("night-shift", PASSWORD, code(secret, now), now)


@pytest.mark.parametrize(
    ("password", "wrong"),
    [("short", "at least 12"), ("x" * 300, "at most 256"), ("the night-shift of us", "Leave your name out")],
)
def test_passwords_that_will_not_do(operators: Operators, password: str, wrong: str) -> None:
    """A password that will not do is refused with what to do, and the link still works."""
    token = operators.invite("night-shift", EVENING)
    with pytest.raises(Unusable, match=wrong):
        operators.join(token, password, "123456", EVENING)
    assert operators.invited(token, EVENING)
    assert not complaint(PASSWORD, "night-shift")


def test_wrong_code_at_the_welcome(operators: Operators) -> None:
    """An app that shows other codes is found out before it locks its operator out."""
    token = operators.invite("night-shift", EVENING)
    with pytest.raises(Unusable, match="code is wrong"):
        operators.join(token, PASSWORD, "000000", EVENING)
    assert operators.invited(token, EVENING)


def test_code_is_good_once(operators: Operators, secret: str) -> None:
    """A code that somebody read along is no good to him, nor is an earlier one."""
    now = EVENING + 2 * LATER
    assert operators.confirm("night-shift", code(secret, now), now)
    assert not operators.confirm("night-shift", code(secret, now), now)
    assert not operators.confirm("night-shift", code(secret, now - LATER), now)


def test_code_at_once(operators: Operators, secret: str) -> None:
    """The same code from many places at the same moment lets one in."""
    now = EVENING + LATER
    assert sum(at_once(8, lambda _: operators.confirm("night-shift", code(secret, now), now))) == 1


@pytest.mark.parametrize(("off", "admitted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_differ_a_little(operators: Operators, secret: str, off: int, admitted: bool) -> None:
    """A phone's clock may be half a minute off, and not a whole one."""
    now = EVENING + 10 * LATER
    assert operators.confirm("night-shift", code(secret, now + off * LATER), now) is admitted


def test_recovery_codes(operators: Operators) -> None:
    """Who lost the app enters with a recovery code, however it is typed, once."""
    token = operators.invite("night-shift", EVENING)
    invitation = operators.invited(token, EVENING)
    assert invitation is not None
    codes = operators.join(token, PASSWORD, code(invitation.secret, EVENING), EVENING)
    assert len(set(codes)) == 10
    assert operators.admit("night-shift", PASSWORD, codes[0].upper().replace("-", " "), EVENING)
    assert not operators.admit("night-shift", PASSWORD, codes[0], EVENING)
    assert [known.recovery_codes for known in operators.all()] == [9]


@pytest.mark.parametrize("typed", ["", " ", "123456", "abcdef", "１２３４５６", "0" * 1000, "\x00"])
def test_wrong_codes(operators: Operators, secret: str, typed: str) -> None:
    """Whatever else is typed for a code lets nobody in."""
    assert not operators.confirm("night-shift", typed, EVENING + LATER)
    assert not operators.confirm("nobody", typed, EVENING + LATER)


def test_wrong_password(operators: Operators, secret: str) -> None:
    """A right code with a wrong password lets nobody in, and is not used up by it."""
    now = EVENING + LATER
    given = code(secret, now)
    assert not operators.admit("night-shift", "something else entirely", given, now)
    assert not operators.admit("nobody", PASSWORD, given, now)
    assert operators.admit("night-shift", PASSWORD, given, now)


def test_invited_is_not_yet_in(operators: Operators) -> None:
    """An operator who has not opened the link has no password that would work."""
    operators.invite("night-shift", EVENING)
    assert not operators.admit("night-shift", "", "", EVENING)
    assert [known.ready for known in operators.all()] == [False]


def test_removed(operators: Operators, secret: str) -> None:
    """A removed operator does not come in any more, and neither does an open link."""
    token = operators.invite("night-shift", EVENING)
    assert operators.remove("night-shift")
    assert not operators.remove("night-shift")
    now = EVENING + LATER
    assert not operators.admit("night-shift", PASSWORD, code(secret, now), now)
    assert operators.invited(token, now) is None
    assert operators.all() == []


def test_other_master_secret(operators: Operators, secret: str, store_url: str) -> None:
    """After a change of the master secret nobody enters, and nothing breaks; a new link helps."""
    changed = Operators(Store(store_url), Keyring("another secret"), Passwords())
    now = EVENING + LATER
    assert not changed.admit("night-shift", PASSWORD, code(secret, now), now)
    assert changed.invited(changed.invite("night-shift", now), now)


def test_what_is_kept(operators: Operators, secret: str, store_url: str) -> None:
    """Who reads the store finds neither password nor secret, code or link."""
    token = operators.invite("night-shift", EVENING)
    kept = str(memory(Store(store_url).binary, "decoy:"))
    assert "night-shift" in kept
    assert all(hidden not in kept for hidden in (PASSWORD, secret, token, token.partition(".")[2]))
