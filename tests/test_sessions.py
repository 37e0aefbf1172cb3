"""Who has entered the dashboard, and for how long."""

from datetime import timedelta

import pytest
from redis import Redis

from decoy.attempts import Attempts
from decoy.keyring import Keyring
from decoy.sessions import FRESH, IDLE, LONGEST, Sessions
from decoy.store import Store
from tests.memory import memory
from tests.world import EVENING

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def sessions(store_url: str, store: Redis) -> Sessions:
    """Give a line's sessions: none yet."""
    return Sessions(Store(store_url))


def test_session_is_found(sessions: Sessions) -> None:
    """Who has entered is known by the token in the cookie, and nobody by any other."""
    token = sessions.open("night-shift", EVENING)
    found = sessions.find(token, EVENING)
    assert found is not None
    assert (found.operator, found.since) == ("night-shift", EVENING)
    assert sessions.find(token + "x", EVENING) is None
    assert sessions.find("", EVENING) is None


def test_idle_session_ends(sessions: Sessions) -> None:
    """A session that nobody used for twelve hours is over; one that is used is not."""
    token = sessions.open("night-shift", EVENING)
    assert sessions.find(token, EVENING + IDLE - A_SECOND)
    assert sessions.find(token, EVENING + IDLE + A_SECOND)
    assert sessions.find(token, EVENING + 3 * IDLE) is None


def test_session_ends_after_a_week(sessions: Sessions) -> None:
    """However much it is used, a session is over after a week."""
    token = sessions.open("night-shift", EVENING)
    moments = [EVENING + hours * timedelta(hours=6) for hours in range(29)]
    found = [sessions.find(token, moment) is not None for moment in moments]
    assert found == [moment - EVENING < LONGEST for moment in moments]


def test_fresh_code(sessions: Sessions) -> None:
    """A code is good for five minutes for what may cost money; then another is asked for."""
    token = sessions.open("night-shift", EVENING)
    later = EVENING + FRESH
    old = sessions.find(token, later)
    assert old is not None
    assert not old.is_fresh(later)
    sessions.confirm(token, later)
    new = sessions.find(token, later)
    assert new is not None
    assert new.is_fresh(later)


def test_closed_session_stays_closed(sessions: Sessions, store_url: str) -> None:
    """A page that was still loading does not bring a closed session back."""
    token = sessions.open("night-shift", EVENING)
    sessions.close(token)
    sessions.confirm(token, EVENING)
    assert sessions.find(token, EVENING) is None
    assert memory(Store(store_url).binary, "decoy:session") == {}


def test_revoked(sessions: Sessions) -> None:
    """One session can be closed from another, by what the list shows, or all of an operator, or everybody's."""
    tokens = [sessions.open(name, EVENING) for name in ("night-shift", "night-shift", "day-shift")]
    newest = sessions.all(EVENING)[0]
    assert sessions.revoke(newest.id)
    assert not sessions.revoke(newest.id)
    assert len(sessions.all(EVENING)) == 2
    assert sessions.revoke_all("day-shift") + sessions.revoke_all("night-shift") == 2
    assert [sessions.find(token, EVENING) for token in tokens] == [None] * 3
    sessions.open("day-shift", EVENING)
    assert sessions.revoke_all() == 1


@pytest.mark.parametrize("made_up", ["", "0", "zzzzzzzzzzzz"])
def test_revoking_nothing(sessions: Sessions, made_up: str) -> None:
    """What is no id closes nothing, least of all everything."""
    sessions.open("night-shift", EVENING)
    assert not sessions.revoke(made_up)
    assert len(sessions.all(EVENING)) == 1


def test_only_digests_are_kept(sessions: Sessions, store_url: str) -> None:
    """Who reads the store cannot enter with what he finds."""
    token = sessions.open("night-shift", EVENING)
    assert token not in str(memory(Store(store_url).binary, "decoy:"))


def test_attempts_from_one_place(store_url: str, store: Redis) -> None:
    """From one address an account may be tried five times in a quarter of an hour; others are not hindered."""
    attempts = Attempts(Store(store_url), Keyring("a secret"))
    assert [attempts.count("night-shift", "192.0.2.1") for _ in range(6)] == [True] * 5 + [False]
    assert attempts.count("night-shift", "192.0.2.2")
    assert attempts.count("day-shift", "192.0.2.1")
    assert "192.0.2" not in str(memory(Store(store_url).binary, "decoy:"))


def test_attempts_on_many_accounts(store_url: str, store: Redis) -> None:
    """From one address no more than twenty names may be tried."""
    attempts = Attempts(Store(store_url), Keyring("a secret"))
    assert sum(attempts.count(f"name-{turn}", "192.0.2.1") for turn in range(30)) == 20


def test_who_has_entered_is_forgiven(store_url: str, store: Redis) -> None:
    """Mistakes before a success do not add up."""
    attempts = Attempts(Store(store_url), Keyring("a secret"))
    for _ in range(4):
        attempts.count("night-shift", "192.0.2.1")
    attempts.forgive("night-shift", "192.0.2.1")
    assert all(attempts.count("night-shift", "192.0.2.1") for _ in range(5))
