"""The network of a drill: takes replies, has them arrive or not, and knows prices. It reaches nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from decoy.callers import country_of
from decoy.drill.agenda import Agenda, seconds
from decoy.drill.money import CURRENCY, Money
from decoy.drill.people import Person
from decoy.drill.sids import sid_of
from decoy.messages import State, StatusUpdate
from decoy.provider import Paid, Provider

ARRIVES, FAILS = (2.0, 10.0), (15.0, 45.0)  # seconds until a status update comes
UNREACHABLE = 30005  # "unknown destination handset", Twilio's code
ECHO = timedelta(seconds=5)  # how long a machine takes to answer
NOWHERE = "http://127.0.0.1:0"  # nothing can listen there: what is not played here fails, and leaves no machine
PRODUCTS = {"Messaging": "messaging", "Voice": "voice"}

Report = Callable[[str, StatusUpdate, datetime], None]


class Network(Provider):
    """
    A provider without a connection: what is sent ends here.

    *people* says whose number is whose. What came of a reply goes to *report*, what a machine texts back to *echo*.
    """

    def __init__(self, agenda: Agenda, people: dict[str, Person], money: Money, random: Random) -> None:
        super().__init__("", ("", ""), NOWHERE, NOWHERE, 0)
        self._agenda = agenda
        self._people = people
        self._money = money
        self._prices = money.price_list()
        self._random = random
        self._sent: dict[str, str] = {}
        self.report: Report = lambda reply_id, update, now: None
        self.echo: Callable[[Person], None] = lambda person: None

    def send(self, reply_id: str, sender: str, to: str, text: str) -> str:
        """Take a reply, and have its fate reported in a few seconds."""
        person, now = self._people[to], self._agenda.now
        sid = sid_of(person.side, "reply", len(self._sent))
        self._sent[sid] = to
        person.replies.append(seconds(now))
        state, wait = (State.UNDELIVERED, FAILS) if person.dead else (State.DELIVERED, ARRIVES)
        update = StatusUpdate(sid, state, UNREACHABLE if person.dead else None)
        arrives = now + timedelta(seconds=self._random.uniform(*wait))
        self._agenda.add(arrives, lambda at: self.report(reply_id, update, at))
        if person.echoes:
            self._agenda.add(arrives + ECHO, lambda at: self.echo(person))
        return sid

    def price(self, sid: str) -> Paid | None:
        """Say what a message cost."""
        return Paid(self._money.price_to(country_of(self._sent[sid])), CURRENCY)

    def find(self, sender: str, to: str, since: datetime) -> StatusUpdate | None:
        """Say that nothing was lost: here everything that was taken was answered."""
        return None

    def read(self, url: str) -> Any:
        """Read one of the price lists."""
        *_, product, _, country = url.split("/")
        return self._prices.resource(PRODUCTS[product], country)[1] if product in PRODUCTS else None
