"""What we answer Twilio, in its markup. Pure."""

from xml.sax.saxutils import escape, quoteattr

from decoy.words import Words

MIMETYPE = "text/xml"
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>'

SILENCE = f"{_PROLOGUE}<Response/>"
BUSY = f'{_PROLOGUE}<Response><Reject reason="busy"/></Response>'  # free, because it is the first verb


def answer(*verbs: str) -> str:
    """Take the call, do one thing after the other, then hang up."""
    return f"{_PROLOGUE}<Response>{''.join(verbs)}<Hangup/></Response>"


def pause(seconds: int) -> str:
    """Be silent for a while; as the first verb, let it ring so long before the call is taken, and billed."""
    return f'<Pause length="{seconds}"/>'


def play(url: str) -> str:
    """Play the recording at *url*."""
    return f"<Play>{escape(url)}</Play>"


def say(text: str, words: Words) -> str:
    """Have *text* read by a machine in the language of *words*: for want of a recording."""
    return f"<Say language={quoteattr(words.locale)} voice={quoteattr(words.voice)}>{escape(text)}</Say>"
