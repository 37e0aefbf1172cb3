"""The watch: looks at the money and at the account, and raises and clears what operators should know."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from decoy import forecast
from decoy.alerts import Alerts, Urgency
from decoy.amounts import Amounts
from decoy.audit import Audit
from decoy.brakes import BRAKES, Readings
from decoy.caps import DAY, HOUR, Cap
from decoy.costs import Budget
from decoy.funds import Funds
from decoy.ladder import Ladder, Standing
from decoy.lookout import Lookout
from decoy.moments import to_millis
from decoy.outlook import NOT_SOON, SOON, Outlook, outlooks
from decoy.pauses import Pauses
from decoy.policy import Policy
from decoy.raids import Raids
from decoy.thresholds import ALL, FUND, KINDS, Figures, Measure, measures

LOUD = frozenset({FUND, DAY})  # all of these used up may wake somebody; every other cap holds only some replies back
PROVIDER = "provider"
RAID = "raid"
FORECAST = "forecast"
BRAKE = "brake"
FUND_USED_UP = f"{FUND}:{ALL}"
FUND_ENDS = f"{FORECAST}:{FUND}:soon"
PAUSE = "To save it, pay in and type: decoy top-up AMOUNT, or type: decoy pause."
FULL = dict.fromkeys((FUND, DAY, HOUR), " No other reply can be paid.")
FULL_FOR_SOME = " No other reply of these can be paid."
CLOSE = "To stop it, type: decoy close. It is free."


@dataclass(frozen=True)
class Sight:
    """What one look at the money saw. *rate* is in micros an hour, None when too little happened to tell."""

    now: datetime
    funds: Funds
    caps: list[Cap]
    found: list[Measure]
    rate: Fraction | None


@dataclass(frozen=True)
class Watch:
    """Watches one line. Several may at once: an alert is raised once."""

    policy: Policy
    budget: Budget
    pauses: Pauses
    ladder: Ladder
    alerts: Alerts
    audit: Audit
    lookout: Lookout
    raids: Raids

    def run(self, now: datetime) -> None:
        """Look once, and see to it that what is still unsent is sent."""
        standing = self.ladder.stand(now)  # it climbs back although nobody calls
        seen = self._look(now)
        self._money(seen)
        self._brakes(seen, standing)
        self._account(now)
        self.audit.run(now)
        self._raids(now)
        self.alerts.resend(now)

    def _look(self, now: datetime) -> Sight:
        funds, caps = self.budget.funds(now), self.budget.caps(now)
        gone = funds.topped_up - self.policy.budget.floor - funds.left
        figures = Figures(funds.topped_up, gone, caps)
        found = list(measures(figures, self.policy.budget, self.policy.numbers, self.ladder.dearest(now), now))
        rate = forecast.burn(self.budget.spent_by_hour(now, 1), now)[0].micros
        return Sight(now, funds, caps, found, rate)

    def _money(self, seen: Sight) -> None:
        levels, midnight = self.policy.alerts.thresholds, seen.caps[0].opens  # the day's cap comes first
        runway = timedelta(hours=self.policy.budget.runway_hours)
        ahead = list(outlooks(seen.found, seen.rate, self.ladder.rent(seen.now), midnight, runway, seen.now))
        self._forget_others(seen.found, ahead)
        for measure in seen.found:
            for level in levels:
                self._compare(measure, level, seen.now)
        for outlook in ahead:
            if outlook.measure.name == FUND:
                self._warn(outlook)
            for level in levels:
                self._foretell(outlook, level)

    def _compare(self, measure: Measure, level: int, now: datetime) -> None:
        if measure.reached(level):
            urgency = Urgency.HIGH if level == ALL and measure.name in LOUD else Urgency.LOW
            subject = f"Service: {level} % of {measure.said} is used"
            self.alerts.raise_(_key(measure, level), urgency, subject, self._amounts(measure), now, measure.period)
        elif measure.fell(level):
            self.alerts.clear(_key(measure, level))

    def _foretell(self, outlook: Outlook, level: int) -> None:
        """Say once what is to come, unless it is there, or was there already in the same period."""
        measure, now = outlook.measure, outlook.now
        key, actual = f"{FORECAST}:{_key(measure, level)}", _key(measure, level)
        if outlook.reached(level):
            more = (actual, FUND_ENDS) if actual == FUND_USED_UP else (actual,)
            subject = f"Service: {level} % of {measure.said} is forecast"
            self.alerts.raise_(key, Urgency.LOW, subject, self._outlook(outlook, level), now, measure.period, more)
        elif outlook.fell(level):
            self.alerts.clear(key)

    def _warn(self, outlook: Outlook) -> None:
        """Wake somebody, once, while there is still something to save by paying in or by pausing."""
        fund, lasts, now = outlook.measure, outlook.lasts, outlook.now
        if not fund.full and lasts is not None and lasts <= SOON:
            subject, text = "Service: the fund is soon used up", f"{self._outlook(outlook, ALL)} {PAUSE}"
            self.alerts.raise_(FUND_ENDS, Urgency.HIGH, subject, text, now, fund.period, (FUND_USED_UP,))
        elif fund.full or lasts is None or lasts > NOT_SOON:
            self.alerts.clear(FUND_ENDS)

    def _forget_others(self, found: list[Measure], ahead: list[Outlook]) -> None:
        """Clear what is no longer watched: its threshold or its cap has been taken out of the policy."""
        names = [measure.name for measure in found] + [f"{FORECAST}:{outlook.measure.name}" for outlook in ahead]
        watched = {f"{name}:{level}" for name in names for level in self.policy.alerts.thresholds}
        watched |= {FUND_ENDS} if f"{FORECAST}:{FUND}" in names else set()
        for key in self.alerts.open_keys():
            if key.partition(":")[0].partition("-")[0] in KINDS | {FORECAST} and key not in watched:
                self.alerts.clear(key)

    def _brakes(self, seen: Sight, standing: Standing) -> None:
        """Wake somebody when money leaves although it should not."""
        readings = self._read_brakes(seen, standing)
        for brake in BRAKES:
            key = f"{BRAKE}:{brake.name}"
            if brake.failed(readings):
                text = f"{brake.words(readings, self._form)} {CLOSE}"
                subject, today = "Service: the brake has failed", readings.now.toordinal()
                self.alerts.raise_(key, Urgency.HIGH, subject, text, seen.now, today)
            elif brake.works(readings):
                self.alerts.clear(key)

    def _read_brakes(self, seen: Sight, standing: Standing) -> Readings:
        here, funds, policy = self._here(seen.now), seen.funds, self.policy.budget
        left = funds.available + policy.floor if funds.topped_up else None
        paid = self.budget.paid_at()
        return Readings(
            now=here,
            today=funds.today,
            cap=policy.daily_cap,
            left=left,
            floor=policy.floor,
            empty=forecast.lasts_until(left or 0, seen.rate, self.ladder.rent(seen.now), seen.now),
            paid=paid if paid and paid.astimezone(here.tzinfo).date() == here.date() else None,
            held=None if standing.rung.sends else standing.since,
        )

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
            text = f"{raid.id}: {raid.reason}. What it does and costs: decoy raid"
            if self.alerts.raise_(key, urgency, "Service: a crowd's attack", text, now, to_millis(raid.since)):
                self.raids.alarm(raid, now)

    def _amounts(self, measure: Measure) -> str:
        used, limit = self._form.brief(measure.used), self._form.show(measure.limit)
        return f"{used} of {limit} are used.{FULL.get(measure.name, FULL_FOR_SOME) if measure.full else ''}"

    def _outlook(self, outlook: Outlook, level: int) -> str:
        return f"{outlook.sentence(level, self._here(outlook.now))} {self._amounts(outlook.measure)}"

    def _here(self, now: datetime) -> datetime:
        return now.astimezone(self.policy.budget.timezone)

    @property
    def _form(self) -> Amounts:
        """Alerts leave where no operator sits, so they have no locale."""
        return Amounts(self.policy.budget.currency)


def _key(measure: Measure, level: int) -> str:
    return f"{measure.name}:{level}"
