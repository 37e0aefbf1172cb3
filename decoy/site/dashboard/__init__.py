"""
The operators' dashboard.

Each page is a module with its views on the one blueprint of the `frame`; whoever imports this folder has them all.
"""

from decoy.site.dashboard import (
    abuse,
    budget,
    export,
    journal,
    messages,
    numbers,
    overview,
    raids,
    reconcile,
    replies,
    settings,
    voice,
)
from decoy.site.dashboard.frame import bp

__all__ = [
    "abuse",
    "bp",
    "budget",
    "export",
    "journal",
    "messages",
    "numbers",
    "overview",
    "raids",
    "reconcile",
    "replies",
    "settings",
    "voice",
]
