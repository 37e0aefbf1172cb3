"""The watch: looks at the money and at the account, and raises and clears what operators should know."""

from dataclasses import dataclass
from datetime import datetime

from decoy.alerts import Alerts, Urgency
from decoy.costs import Budget
from decoy.ladder import Ladder
from decoy.lookout import Lookout
from decoy.moments import to_millis
from decoy.money import to_string
from decoy.pauses import Pauses
from decoy.policy import Policy
from decoy.raids import Raids
from decoy.thresholds import ALL, Figures, Measure, measures

SAID = {"fund": "the fund", "day": "today's cap", "hour": "this hour's share"}
LOUD = frozenset({"fund", "day"})  # all of these used up may wake somebody; the hour's share opens by itself
PROVIDER = "provider"
RAID = "raid"


@dataclass(frozen=True)
class Watch:
    """Watches one line. Several may at once: an alert is raised once."""

    policy: Policy
    budget: Budget
    pauses: Pauses
    ladder: Ladder
    alerts: Alerts
    lookout: Lookout
    raids: Raids

    def run(self, now: datetime) -> None:
        """Look once, and see to it that what is still unsent is sent."""
        self.ladder.stand(now)  # it climbs back although nobody calls
        self._money(now)
        self._account(now)
        self._raids(now)
        self.alerts.resend(now)

    def _money(self, now: datetime) -> None:
        funds = self.budget.funds(now)
        figures = Figures(funds.topped_up, funds.spent + funds.reserved, funds.today, funds.hour)
        found = list(measures(figures, self.policy.budget, self.ladder.dearest(now), now))
        levels, alerted = self.policy.alerts.thresholds, frozenset(self.alerts.open_keys())
        self._forget_others(alerted, {_key(measure, level) for measure in found for level in levels})
        for measure in found:
            for level in levels:
                self._compare(measure, level, alerted, now)

    def _compare(self, measure: Measure, level: int, alerted: frozenset[str], now: datetime) -> None:
        if measure.reached(level):
            urgency = Urgency.HIGH if level == ALL and measure.name in LOUD else Urgency.LOW
            subject = f"Service: {level} % of {SAID[measure.name]} is used"
            self.alerts.raise_(_key(measure, level), urgency, subject, self._amounts(measure), now, measure.period)
        elif measure.fell(level) and _key(measure, level) in alerted:
            self.alerts.clear(_key(measure, level))

    def _forget_others(self, alerted: frozenset[str], watched: set[str]) -> None:
        """Clear what is no longer watched: its threshold or its cap has been taken out of the policy."""
        for key in alerted:
            if key.partition(":")[0] in SAID and key not in watched:
                self.alerts.clear(key)

    def _account(self, now: datetime) -> None:
        pause = self.pauses.current(now)
        if pause and pause.fault:
            subject, text = "Service: replies are held back", f"{pause.reason}."
            self.alerts.raise_(PROVIDER, Urgency.HIGH, subject, text, now, to_millis(pause.since))
        else:
            self.alerts.clear(PROVIDER)

    def _raids(self, now: datetime) -> None:
        """Look out for raids, and tell of each once. One on a whole country may wake somebody."""
        self.lookout.run(now)
        raids = {f"{RAID}:{raid.id}": raid for raid in self.raids.current(now)}
        for key in self.alerts.open_keys():
            if key.partition(":")[0] == RAID and key not in raids:
                self.alerts.clear(key)
        for key, raid in raids.items():
            urgency = Urgency.HIGH if raid.prices else Urgency.LOW
            text = f"{raid.id}: {raid.reason}. {raid.callers} new callers so far."
            self.alerts.raise_(key, urgency, "Service: a crowd's attack", text, now, to_millis(raid.since))

    def _amounts(self, measure: Measure) -> str:
        used, limit = to_string(measure.used), to_string(measure.limit)
        full = " No other reply can be paid." if measure.full else ""
        return f"{used} of {limit} {self.policy.budget.currency} are used.{full}"


def _key(measure: Measure, level: int) -> str:
    return f"{measure.name}:{level}"
