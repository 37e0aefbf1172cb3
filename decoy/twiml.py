"""The three answers we give to Twilio, in its markup. Pure."""

from xml.sax.saxutils import escape, quoteattr

from decoy.words import Words

MIMETYPE = "text/xml"
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>'

SILENCE = f"{_PROLOGUE}<Response/>"
BUSY = f'{_PROLOGUE}<Response><Reject reason="busy"/></Response>'  # free, because it is the first verb


def play(url: str) -> str:
    """Play the recording at *url*, then hang up."""
    return f"{_PROLOGUE}<Response><Play>{escape(url)}</Play><Hangup/></Response>"


def say(words: Words) -> str:
    """Have the greeting read by a machine, then hang up: for want of a recording."""
    said = f"<Say language={quoteattr(words.locale)} voice={quoteattr(words.voice)}>{escape(words.greeting)}</Say>"
    return f"{_PROLOGUE}<Response>{said}<Hangup/></Response>"
