"""The operators: who may enter the dashboard. Their names are roles; nothing else is known of them."""

import hmac
import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from decoy import second_factor, store
from decoy.errors import Undeliverable, Unusable
from decoy.keyring import Keyring
from decoy.moments import from_millis, to_millis
from decoy.passwords import Passwords, complaint
from decoy.sentences import Sentence
from decoy.store import Store

NAME = re.compile(r"[a-z][a-z0-9-]{1,31}")
WELCOME = timedelta(hours=24)  # how long a link is good for
USED_UP = Sentence("This link was used already, or is too old: ask for another one (decoy operator reset).")
WRONG_CODE = Sentence("The code is wrong: wait for the next one, and see whether your phone's clock is right.")


@dataclass(frozen=True)
class Operator:
    """One operator: a role's *name*, *since* when, whether the account is *ready*, its unused *recovery_codes*."""

    name: str
    since: datetime
    ready: bool
    recovery_codes: int


@dataclass(frozen=True)
class Invitation:
    """Whom a link invites, and the *secret* for the app."""

    name: str
    secret: str = field(repr=False)


class Operators:
    """The operators of one line. What is checked here takes as long for a name that nobody has."""

    def __init__(self, store: Store, keyring: Keyring, passwords: Passwords) -> None:
        self._store = store
        self._keyring = keyring
        self._passwords = passwords

    def invite(self, name: str, now: datetime) -> str:
        """
        Give the token of a link that sets a password and an app, for a new operator or one who lost them.

        An earlier link is void; a password set before works until the new one is set. Raises Unusable when the name
        will not do.
        """
        if not NAME.fullmatch(name):
            raise Unusable(
                Sentence(
                    "'%(name)s' is no name for an operator: take a role, as in night-shift (a to z, 0 to 9, -).",
                    name=name,
                )
            )
        token = f"{name}.{secrets.token_urlsafe(32)}"
        secret = self._keyring.seal(second_factor.new_secret())
        until = to_millis(now + WELCOME)
        with self._store.redis.pipeline() as write:
            write.sadd(store.OPERATORS, name)
            write.hsetnx(store.operator(name), "since", to_millis(now))
            invited = {"invited": _digest(token), "invited_until": until, "invited_secret": secret}
            write.hset(store.operator(name), mapping=invited)
            write.execute()
        return token

    def add(self, name: str, now: datetime) -> str:
        """Give the link's token for a new operator. Raises Unusable when the name will not do, or is somebody's."""
        if self._store.redis.hexists(store.operator(name), "password"):
            raise Unusable(
                Sentence(
                    "There is an operator %(name)s already. For a new password and app: "
                    "decoy operator reset %(name)s",
                    name=name,
                )
            )
        return self.invite(name, now)

    def reset(self, name: str, now: datetime) -> str:
        """Give the link's token for a new password and a new app. Raises Unusable when there is no such operator."""
        self.check(name)
        return self.invite(name, now)

    def check(self, name: str) -> None:
        """Refuse a name that no operator has."""
        if not self._store.redis.sismember(store.OPERATORS, name):
            raise Unusable(Sentence("There is no operator %(name)s: decoy operator list", name=name))

    def invited(self, token: str, now: datetime) -> Invitation | None:
        """Find whom a link invites; None when it was used or replaced, is too old, or was never given."""
        name = token.partition(".")[0]
        found = self._store.redis.hmget(store.operator(name), "invited", "invited_until", "invited_secret")
        digest, until, secret = found
        if not digest or not hmac.compare_digest(digest, _digest(token)) or to_millis(now) >= int(until):
            return None
        return Invitation(name, self._keyring.unseal(secret))

    def join(self, token: str, password: str, code: str, now: datetime) -> list[str]:
        """
        Set up an account, once, and give its recovery codes.

        Raises Unusable, which says what is wrong: the link, the password or the code.
        """
        invitation = self.invited(token, now)
        if invitation is None:
            raise Unusable(USED_UP)
        step = second_factor.step_of(invitation.secret, code, now)
        if wrong := complaint(password, invitation.name):
            raise Unusable(wrong)
        if step is None:
            raise Unusable(WRONG_CODE)
        return self._set_up(token, invitation, password, step)

    def admit(self, name: str, password: str, code: str, now: datetime) -> bool:
        """Tell whether these are an operator's password, and a code not used before."""
        hashed = self._store.redis.hget(store.operator(name), "password")
        return self._passwords.check(hashed or "", password) and self.confirm(name, code, now)

    def confirm(self, name: str, code: str, now: datetime) -> bool:
        """Use up a code: one of the operator's app, if it is later than the last one used, or a recovery code."""
        step = second_factor.step_of(self._secret(name), code, now)
        if step is not None:
            return bool(self._store.run("spend_code", [store.operator(name)], [step]))
        return bool(self._store.redis.srem(store.recovery(name), *second_factor.hashes([code])))

    def all(self) -> list[Operator]:
        """Give all operators by name."""
        return [self._operator(name) for name in sorted(self._store.redis.smembers(store.OPERATORS))]

    def remove(self, name: str) -> bool:
        """Take an operator away; False when there is none of this name."""
        with self._store.redis.pipeline() as erase:
            erase.srem(store.OPERATORS, name)
            erase.delete(store.operator(name), store.recovery(name))
            return bool(erase.execute()[0])

    def _set_up(self, token: str, invitation: Invitation, password: str, step: int) -> list[str]:
        codes, name = second_factor.recovery_codes(), invitation.name
        fields = ["password", self._passwords.hash(password), "secret", self._keyring.seal(invitation.secret)]
        args = [_digest(token), json.dumps([*fields, "step", str(step)]), json.dumps(second_factor.hashes(codes))]
        if not self._store.run("join", [store.operator(name), store.recovery(name)], args):
            raise Unusable(USED_UP)
        return codes

    def _operator(self, name: str) -> Operator:
        since, password = self._store.redis.hmget(store.operator(name), "since", "password")
        codes = int(self._store.redis.scard(store.recovery(name)))
        return Operator(name, from_millis(since or 0), bool(password), codes)

    def _secret(self, name: str) -> str:
        """Unseal the secret of an app; one that fits no code when there is none, or the master secret has changed."""
        try:
            return self._keyring.unseal(self._store.redis.hget(store.operator(name), "secret") or "")
        except Undeliverable:
            return second_factor.new_secret()


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
