"""A phone, and the hand that holds it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from decoy.simulator.message import Message
from decoy.simulator.twiml import listen

if TYPE_CHECKING:
    from tests.world import Line


@dataclass(frozen=True)
class Phone:
    """A phone, and the hand that holds it."""

    line: "Line"
    number: str
    reaches: str

    def text(self, body: str, sid: str | None = None, **extra: str) -> str:
        """Text the decoy number; returns the TwiML it answered with."""
        return self.line.twilio.text(self.number, self.reaches, body, sid, **extra).body

    def call(self, sid: str | None = None) -> str:
        """Call the decoy number; returns the TwiML it answered with."""
        return self.line.twilio.call(self.number, self.reaches, sid).body

    def replies(self) -> list[str]:
        """Look at the texts that have arrived by now."""
        return [message.body for message in self.inbox()]

    def inbox(self) -> list[Message]:
        """Look at the messages that have arrived by now, with who they come from."""
        self.line.work()
        self.line.twilio.deliver()
        return self.line.twilio.messages_to(self.number)

    def hears(self) -> str:
        """Call, and tell what is heard: "busy", "voicemail", "recording and law" or "recording"."""
        heard = listen(self.call())
        name = heard.content.rpartition("/")[2]
        return (
            "busy"
            if heard.rejected
            else {"cover": "voicemail", "law": "recording and law"}.get(name.split("-")[0], "recording")
        )
