"""TwiML as a handset meets it: what is heard, and whether the call was answered at all."""

from dataclasses import dataclass, field
from xml.etree import ElementTree

UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Heard:
    """
    What TwiML sounds like: *verb* is Play, Say, Reject, empty for silence or `unreadable`; *content* its text.

    *rings*: how many seconds it rings before the call is taken.
    """

    verb: str
    content: str = field(default="", repr=False)
    rings: int = 0

    @property
    def rejected(self) -> bool:
        """Tell whether the call was refused unanswered, which is what costs nothing."""
        return self.verb == "Reject"


def listen(document: str) -> Heard:
    """
    Find what is heard first. A <Reject> counts only as the first verb: any other answers the call.

    While a <Pause> is the first verb it rings, https://www.twilio.com/docs/voice/twiml/pause
    """
    try:
        verbs = list(ElementTree.fromstring(document))
    except ElementTree.ParseError:
        return Heard(UNREADABLE)
    if verbs and verbs[0].tag == "Reject":
        return Heard("Reject", verbs[0].get("reason", "rejected"))
    rings = int(verbs[0].get("length", "1")) if verbs and verbs[0].tag == "Pause" else 0
    spoken = (Heard(verb.tag, (verb.text or "").strip(), rings) for verb in verbs if verb.tag in ("Play", "Say"))
    return next(spoken, Heard("", rings=rings))


def pretty(document: str) -> str:
    """Indent TwiML for reading; what is not XML comes back as it is."""
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError:
        return document
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
