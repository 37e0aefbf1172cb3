"""Twilio's signatures."""

from collections.abc import Iterable, Mapping
from typing import Any

from twilio.request_validator import RequestValidator


class Signatures:
    """
    Checks that Twilio signed a webhook.

    Any of *tokens* may have signed it; what is signed is *public_url* with the raw request target, so that
    neither a proxy nor an escaped character changes it.
    """

    def __init__(self, tokens: Iterable[str], public_url: str) -> None:
        self._validators = [RequestValidator(token) for token in tokens]
        self._public_url = public_url

    def are_valid(self, target: str, form: Mapping[str, Any], signature: str) -> bool:
        """Check *signature* over the raw *target* (path and query) and the *form*, with every token."""
        url = self._public_url + target
        return any([validator.validate(url, form, signature) for validator in self._validators])
