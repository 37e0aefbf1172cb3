"""The engine of a drill: everything that happens, in the order of time, through the walks that run in earnest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from decoy import keywords, segments
from decoy.drill import bodies
from decoy.drill.agenda import Agenda, Alarm, moment, seconds
from decoy.drill.network import Network
from decoy.drill.people import Person, Visit
from decoy.drill.sids import sid_of
from decoy.messages import Channel, CompletedCall, InboundCall, InboundMessage, State
from decoy.services import Services

BEAT = timedelta(seconds=120)
LISTENS = (15.0, 50.0)  # seconds for which somebody hears the recording
UNFINISHED = (State.ACCEPTED, State.HELD, State.SENDING, State.UNCONFIRMED)

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Sample:
    """How the line stood *at* a moment, in seconds: how many replies *waited*, and the *rung*."""

    at: float
    waiting: int
    rung: str


@dataclass
class Engine:
    """Plays *visits* to a line. What somebody looks at once a minute is looked at with each beat."""

    services: Services
    agenda: Agenda
    visits: list[Visit]
    random: Random
    progress: Progress
    samples: list[Sample] = field(default_factory=list)
    _come: int = 0
    _left: int = 0

    def run(self, alarm: Alarm, network: Network) -> None:
        """Play everything, until no reply waits any more."""
        alarm.deliver = self.services.delivery.send
        network.report = self.services.delivery.update
        network.echo = self._echo
        for visit in self.visits:
            self._expect(visit)
        if self.visits:
            self.agenda.add(moment(self.visits[0].at), self._beat)
        while self.agenda.step():
            pass

    def _expect(self, visit: Visit) -> None:
        self._left += 1
        self.agenda.add(moment(visit.at), lambda now: self._receive(visit, now))

    def _receive(self, visit: Visit, now: datetime) -> None:
        self._left -= 1
        self._come += 1
        sid = sid_of(visit.person.side, visit.channel, self._come)
        number = self.services.settings.policy.numbers[0].number
        if visit.channel is Channel.CALL:
            self._ring(InboundCall(sid, number, visit.person.number), now)
            return
        body = visit.body
        message = InboundMessage(sid, number, segments.count(body), visit.person.number, body, keywords.read(body))
        self.services.intake.receive(message, now)

    def _ring(self, call: InboundCall, now: datetime) -> None:
        """Call, and hang up when the recording is over; a busy signal ends at once and costs nothing."""
        heard = self.services.intake.answer(call, now).picked_up
        listened = self.random.uniform(*LISTENS) if heard else 0
        over = CompletedCall(call.sid, call.number, int(heard))
        self.agenda.add(now + timedelta(seconds=listened), lambda at: self.services.intake.complete(over, at))

    def _echo(self, person: Person) -> None:
        """Have a machine text back, after what it got."""
        self._expect(Visit(seconds(self.agenda.now), person, Channel.SMS, bodies.personal(self.random)))

    def _beat(self, now: datetime) -> None:
        """Do what the worker does every few seconds, and note how the line stands."""
        self.services.sweep.run(now)
        self.services.bill.run(now)
        self.services.watch.run(now)
        counts = self.services.outbox.counts()
        waiting = sum(counts[state] for state in UNFINISHED)
        self.samples.append(Sample(seconds(now), waiting, self.services.ladder.stand(now).rung))
        self.progress(seconds(now))
        if self._left or waiting:
            self.agenda.add(now + BEAT, self._beat)
