"""
The public pages: for those who hand the number out, and what Twilio plays.

Each page is a module with its view on the one blueprint of the `frame`; whoever imports this folder has them all.
"""

from decoy.site.public import contact, help, home, law, missing, press, prints, recordings, support
from decoy.site.public.frame import bp

__all__ = ["bp", "contact", "help", "home", "law", "missing", "press", "prints", "recordings", "support"]
