"""
The provider: Twilio.

Its fields, codes and statuses are known in this folder only, in tables, and its SDK is used here only.
"""

from decoy.provider.account import Paid, Usage
from decoy.provider.forms import completed_call, inbound_call, inbound_message, status_update
from decoy.provider.numbers import Numbers, OurNumber, Webhooks
from decoy.provider.rest import Provider
from decoy.provider.signatures import Signatures

__all__ = [
    "Numbers",
    "OurNumber",
    "Paid",
    "Provider",
    "Signatures",
    "Usage",
    "Webhooks",
    "completed_call",
    "inbound_call",
    "inbound_message",
    "status_update",
]
