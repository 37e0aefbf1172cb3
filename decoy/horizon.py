"""The horizon: how far ahead anything may be put off. What lies beyond was put there by a clock that ran ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

import structlog

from decoy import errands, store
from decoy.corrections import LAST_HOUR
from decoy.costs import LONGEST_CALL
from decoy.errands import Errand
from decoy.messages import State
from decoy.moments import to_millis
from decoy.outbox import DOUBT, LAST_UPDATE, Outbox
from decoy.store import Store

log = structlog.get_logger()

SLACK = timedelta(hours=1)  # clocks differ a little, and a provider that is busy may ask for some patience
A_NIGHT = timedelta(days=1)  # how long an alert may wait for the end of quiet hours
# What waits for its hour is left alone: a host whose clock is behind, as when one without a battery starts, would
# take that hour for far away, and bring it on before she has left.
WAITS = {State.SENDING: DOUBT, State.UNCONFIRMED: DOUBT, State.SENT: LAST_UPDATE}
SPANS = {store.CALLS: LONGEST_CALL, store.UNPRICED: LAST_HOUR, store.UNSENT: A_NIGHT}


@dataclass(frozen=True)
class Horizon:
    """The horizon of one line."""

    store: Store
    outbox: Outbox

    def run(self, now: datetime) -> None:
        """Bring back what lies beyond the horizon: or it would be looked at on a day that is months away."""
        lying = errands.all_of(self.outbox.beyond(state, now + wait + SLACK) for state, wait in WAITS.items())
        others = errands.all_of(_bringing_back(key, span, now) for key, span in SPANS.items())
        found, brought = self.store.do(errands.together(lying, others))
        replies = self.outbox.read(list(chain.from_iterable(found)))
        for reply in replies:
            self.outbox.put_off(reply, now + WAITS[reply.state], now, reason="clock")
        if replies or any(brought):
            log.error("horizon.clock_ran_ahead", replies=len(replies), others=sum(brought))


def _bringing_back(key: str, span: timedelta, now: datetime) -> Errand[int]:
    return errands.run("bring_back", [key], [to_millis(now + span + SLACK), to_millis(now)], int)
