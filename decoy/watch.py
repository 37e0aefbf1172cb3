"""The watch: looks at the money and at the account, and raises and clears what operators should know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from decoy import forecast
from decoy.alerts import Alerts
from decoy.amounts import Amounts
from decoy.audit import Audit
from decoy.brakes import BRAKES, Readings
from decoy.caps import DAY, HOUR, Cap
from decoy.costs import Budget
from decoy.funds import Funds
from decoy.ladder import Ladder, Standing, View
from decoy.lookout import Lookout
from decoy.moments import to_millis
from decoy.outlook import NOT_SOON, SOON, Outlook, outlooks
from decoy.pauses import Pauses
from decoy.policy import Policy
from decoy.raid import Raid
from decoy.raids import Raids
from decoy.sentences import Sentence
from decoy.thresholds import ALL, FUND, KINDS, Figures, Measure, measures
from decoy.troubles import News, Over, Trouble, Urgency

LOUD = frozenset({FUND, DAY})  # all of these used up may wake somebody; every other cap holds only some replies back
PROVIDER = "provider"
RAID = "raid"
FORECAST = "forecast"
BRAKE = "brake"
FUND_USED_UP = f"{FUND}:{ALL}"
FUND_ENDS = f"{FORECAST}:{FUND}:soon"
PAUSE = Sentence("To save it, pay in and type: decoy top-up AMOUNT, or type: decoy pause.")
FULL = dict.fromkeys((FUND, DAY, HOUR), Sentence("No other reply can be paid."))
FULL_FOR_SOME = Sentence("No other reply of these can be paid.")
CLOSE = Sentence("To stop it, type: decoy close. It is free.")


@dataclass(frozen=True)
class Sight:
    """
    What one look at the money saw.

    *rate* is in micros an hour, None when too little happened to tell; *paid* is when a reply was last paid for.
    """

    now: datetime
    funds: Funds
    caps: list[Cap]
    found: list[Measure]
    rate: Fraction | None
    paid: datetime | None


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
        view = self.ladder.view(now)
        standing, seen = self.ladder.stand(now, view), self._look(view, now)  # it climbs back although nobody calls
        news = [*self._money(seen), *self._brakes(seen, standing), *self._account()]
        self.alerts.take(news, now)
        self.audit.run(now)
        self.lookout.run(now)
        self._raids(now)
        self.alerts.resend(now)

    def _look(self, view: View, now: datetime) -> Sight:
        funds, caps = self.budget.funds(now, view.look), self.budget.caps(now, look=view.look)
        gone = funds.topped_up - self.policy.budget.floor - funds.left
        figures = Figures(funds.topped_up, gone, caps, funds.poorer)
        found = list(measures(figures, self.policy.budget, self.policy.numbers, self.ladder.dearest(now, view), now))
        rate = forecast.burn(view.hours, now)[0].micros
        return Sight(now, funds, caps, found, rate, self.budget.paid_at(view.look))

    def _money(self, seen: Sight) -> Iterator[News]:
        levels, midnight = self.policy.alerts.thresholds, seen.caps[0].opens  # the day's cap comes first
        runway = timedelta(hours=self.policy.budget.runway_hours)
        ahead = list(outlooks(seen.found, seen.rate, self.ladder.rent(seen.now), midnight, runway, seen.now))
        yield from self._others(seen.found, ahead)
        for measure in seen.found:
            yield from self._compare(measure, levels)
        for outlook in ahead:
            if outlook.measure.name == FUND:
                yield from self._warn(outlook)
            yield from self._foretell(outlook, levels)

    def _compare(self, measure: Measure, levels: Sequence[int]) -> Iterator[News]:
        """Say which levels are reached: the highest of them says it all."""
        highest = max(filter(measure.reached, levels), default=0)
        for level in levels:
            if level <= highest:
                urgency = Urgency.HIGH if level == ALL and measure.name in LOUD else Urgency.LOW
                subject = Sentence("Service: %(level)d %% of %(what)s is used", level=level, what=measure.said)
                text, told = self._amounts(measure), level < highest
                yield Trouble(_key(measure, level), urgency, subject, text, measure.period, told=told)
            elif measure.fell(level):
                yield Over(_key(measure, level))

    def _foretell(self, outlook: Outlook, levels: Sequence[int]) -> Iterator[News]:
        """Say once what is to come at the most, unless it is there, or was there already in the same period."""
        highest = max(filter(outlook.reached, levels), default=0)
        for level in levels:
            actual = _key(outlook.measure, level)
            key = f"{FORECAST}:{actual}"
            if outlook.reached(level):
                more = (actual, FUND_ENDS) if actual == FUND_USED_UP else (actual,)
                what = outlook.measure.said
                subject = Sentence("Service: %(level)d %% of %(what)s is forecast", level=level, what=what)
                text, period = self._outlook(outlook, level), outlook.measure.period
                yield Trouble(key, Urgency.LOW, subject, text, period, more, told=level < highest)
            elif outlook.fell(level):
                yield Over(key)

    def _warn(self, outlook: Outlook) -> Iterator[News]:
        """Wake somebody, once, while there is still something to save by paying in or by pausing."""
        fund, lasts = outlook.measure, outlook.lasts
        if not fund.full and lasts is not None and lasts <= SOON:
            subject, text = Sentence("Service: the fund is soon used up"), self._outlook(outlook, ALL).then(PAUSE)
            yield Trouble(FUND_ENDS, Urgency.HIGH, subject, text, fund.period, (FUND_USED_UP,))
        elif fund.full or lasts is None or lasts > NOT_SOON:
            yield Over(FUND_ENDS)

    def _others(self, found: list[Measure], ahead: list[Outlook]) -> Iterator[News]:
        """Clear what is no longer watched: its threshold or its cap has been taken out of the policy."""
        names = [measure.name for measure in found] + [f"{FORECAST}:{outlook.measure.name}" for outlook in ahead]
        watched = {f"{name}:{level}" for name in names for level in self.policy.alerts.thresholds}
        watched |= {FUND_ENDS} if f"{FORECAST}:{FUND}" in names else set()
        for key in self.alerts.open_keys():
            if key.partition(":")[0].partition("-")[0] in KINDS | {FORECAST} and key not in watched:
                yield Over(key)

    def _brakes(self, seen: Sight, standing: Standing) -> Iterator[News]:
        """Wake somebody when money leaves although it should not."""
        readings = self._read_brakes(seen, standing)
        for brake in BRAKES:
            key = f"{BRAKE}:{brake.name}"
            if brake.failed(readings):
                text = brake.words(readings, self._form).then(CLOSE)
                subject, today = Sentence("Service: the brake has failed"), readings.now.toordinal()
                yield Trouble(key, Urgency.HIGH, subject, text, today)
            elif brake.works(readings):
                yield Over(key)

    def _read_brakes(self, seen: Sight, standing: Standing) -> Readings:
        here, funds, policy = self._here(seen.now), seen.funds, self.policy.budget
        left = funds.available + policy.floor if funds.topped_up else None
        paid = seen.paid
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

    def _account(self) -> Iterator[News]:
        pause = self.pauses.fault()
        if pause:
            subject, text = Sentence("Service: replies are held back"), Sentence("%(why)s.", why=pause.reason)
            yield Trouble(PROVIDER, Urgency.HIGH, subject, text, to_millis(pause.since))
        else:
            yield Over(PROVIDER)

    def _raids(self, now: datetime) -> None:
        """Tell of each raid once, and note with it when; also of those that somebody told of and died over it."""
        raids = {f"{RAID}:{raid.id}": raid for raid in self.raids.current(now)}
        self.alerts.take(self._crowds(raids), now)
        for raid in raids.values():
            if raid.alarmed is None:
                self.raids.alarm(raid, now)

    def _crowds(self, raids: Mapping[str, Raid]) -> Iterator[News]:
        """Say which raids there are. One on a whole country may wake somebody."""
        for key in self.alerts.open_keys():
            if key.partition(":")[0] == RAID and key not in raids:
                yield Over(key)
        for key, raid in raids.items():
            urgency = Urgency.HIGH if raid.prices else Urgency.LOW
            why = Sentence(raid.reason)
            text = Sentence("%(raid)s: %(why)s. What it does and costs: decoy raid", raid=raid.id, why=why)
            yield Trouble(key, urgency, Sentence("Service: a raid"), text, to_millis(raid.since))

    def _amounts(self, measure: Measure) -> Sentence:
        limit = self._form.show(measure.limit)
        said = Sentence("%(used)s of %(limit)s are used.", used=self._form.brief(measure.used), limit=limit)
        if measure.poorer:
            left = self._form.brief(max(0, measure.limit - measure.used))
            said = Sentence(
                "Twilio's balance leaves %(left)s of %(limit)s, less than our ledger.", left=left, limit=limit
            )
        return said.then(FULL.get(measure.name, FULL_FOR_SOME) if measure.full else "")

    def _outlook(self, outlook: Outlook, level: int) -> Sentence:
        return outlook.sentence(level, self._here(outlook.now)).then(self._amounts(outlook.measure))

    def _here(self, now: datetime) -> datetime:
        return now.astimezone(self.policy.budget.timezone)

    @property
    def _form(self) -> Amounts:
        """Alerts leave where no operator sits, so they have no locale."""
        return Amounts(self.policy.budget.currency)


def _key(measure: Measure, level: int) -> str:
    return f"{measure.name}:{level}"
