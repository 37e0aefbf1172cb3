"""Passwords of operators: hashed by argon2id (RFC 9106), checked as slowly for nobody as for somebody."""

from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from decoy.sentences import Sentence

LEAST = 12  # characters; NIST SP 800-63B-4 asks for 15 alone and 8 with a second factor
MOST = 256  # characters; hashing must not be made slow by what is sent


def complaint(password: str, name: str) -> str:
    """Say why a password will not do; "" when it will."""
    if len(password) < LEAST:
        return Sentence(
            "Take at least %(least)d characters: four words that do not belong together are good.", least=LEAST
        )
    if len(password) > MOST:
        return Sentence("Take at most %(most)d characters.", most=MOST)
    if name in password.lower():
        return Sentence("Leave your name out of it.")
    return ""


class Passwords:
    """Hashes and checks."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()

    @cached_property
    def _nobody(self) -> str:
        """Hash what is nobody's password, once it is needed: most who wire a line let nobody in."""
        return self._hasher.hash("nobody's")

    def hash(self, password: str) -> str:
        """Hash a password, with its own salt and with what is needed to check it."""
        return self._hasher.hash(password)

    def check(self, hashed: str, password: str) -> bool:
        """Tell whether this is the password; "" for *hashed* takes as long and never is."""
        try:
            return self._hasher.verify(hashed or self._nobody, password[:MOST]) and bool(hashed)
        except (VerificationError, InvalidHashError):
            return False
