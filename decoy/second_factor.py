"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost."""

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from string import digits

import pyotp

ISSUER = "Service"  # what the app shows: others see the phone
STEP = 30  # seconds
DRIFT = (0, -1, 1)  # steps that a clock may be off
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is mistaken for something else
LENGTH = 12


def new_secret() -> str:
    """Make up a secret for an app, in base32."""
    return pyotp.random_base32()


def uri(name: str, secret: str) -> str:
    """Write what an app scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Count which time step a *code* belongs to; None when it is wrong, too old or too early."""
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    typed = "".join(sign for sign in code if sign in digits)
    matching = (present + off for off in DRIFT if hmac.compare_digest(totp.at((present + off) * STEP), typed))
    return next(matching, None)


def recovery_codes() -> list[str]:
    """Make up recovery codes, as they are written down: abcd-efgh-jkmn."""
    codes = ("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(RECOVERY_CODES))
    return ["-".join(code[start : start + 4] for start in range(0, LENGTH, 4)) for code in codes]


def hashes(codes: Iterable[str]) -> list[str]:
    """Hash recovery codes, however they are typed; they are too long to be guessed, so that a fast hash will do."""
    plain = ("".join(filter(str.isalnum, code.lower())) for code in codes)
    return [sha256(code.encode()).hexdigest() for code in plain]
