"""
The operators' dashboard.

Each page is a module with its views on the one blueprint of the `frame`; whoever imports this folder has them all.
"""

from decoy.site.dashboard import budget, export, messages, overview, reconcile, settings, voice
from decoy.site.dashboard.frame import bp

__all__ = ["bp", "budget", "export", "messages", "overview", "reconcile", "settings", "voice"]
