"""The keys derived from the master secret: caller refs, sealed numbers, cookies."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from decoy.errors import Undeliverable


class Keyring:
    """One master secret, one derived key per purpose, so that no key can stand in for another."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._refs = self.derive("caller refs")
        self._ranges = self.derive("ranges of numbers")
        self._seal = Fernet(urlsafe_b64encode(self.derive("sealed numbers")))

    def derive(self, purpose: str) -> bytes:
        """Derive the 32-byte key for *purpose* (HKDF, RFC 5869)."""
        return HKDF(SHA256(), length=32, salt=None, info=f"decoy {purpose}".encode()).derive(self._secret)

    def ref(self, number: str) -> str:
        """Give the caller ref of *number*: 24 hexadecimal digits that only this key can reproduce."""
        return _ref(self._refs, number)

    def range_ref(self, prefix: str) -> str:
        """Give the ref of the block of numbers that begin with *prefix*; it is no caller's."""
        return _ref(self._ranges, prefix)

    def seal(self, number: str) -> str:
        """Encrypt *number* for as long as a reply to it is open."""
        return self._seal.encrypt(number.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Decrypt what `seal` made. Raises Undeliverable when it was sealed under another secret, or is gone."""
        try:
            return self._seal.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Undeliverable from None


def _ref(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(), sha256).hexdigest()[:24]
