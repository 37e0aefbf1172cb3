"""
The operators' dashboard.

Each page is a module with its views on the one blueprint of the `frame`; whoever imports this folder has them all.
"""

from decoy.site.dashboard import abuse, journal, numbers, overview, replies, settings
from decoy.site.dashboard.frame import bp

__all__ = ["abuse", "bp", "journal", "numbers", "overview", "replies", "settings"]
