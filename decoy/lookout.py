"""The lookout: reads the signs of a crowd, begins and ends raids, and learns what calm hours look like."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from decoy import crowd, lots
from decoy.crowd import Heat
from decoy.evidence import Evidence
from decoy.moments import to_hour
from decoy.policy import Policy
from decoy.raids import TIME_UP, Kind, Raid, Raids

ENOUGH = 20  # trusted callers in an hour; with fewer, its ratio would be a guess
WEEK = timedelta(days=7)
NOW = timedelta(0)


@dataclass(frozen=True)
class Lookout:
    """Looks out for the raids on one line. Several may at once: a raid begins once and ends once."""

    policy: Policy
    evidence: Evidence
    raids: Raids

    def run(self, now: datetime) -> None:
        """Look once at every sign there is."""
        hour, before = self.evidence.hour(now), self.evidence.hour(now - timedelta(hours=1))
        self._look_at_singles(hour, before, now)
        self._look_at_numbers(now)
        self._look_at_classes(hour, before, now)
        self._look_at_what_is_counted(now)
        self._learn(before, now)

    def _look_at_singles(self, hour: dict[str, int], before: dict[str, int], now: datetime) -> None:
        """Look at each group's single callers. Who is due now came an hour ago, so the raid began before that."""
        began = now - self._minutes - timedelta(seconds=self.policy.replies.delay_seconds)
        for group in sorted({name.removesuffix(" one") for name in (*hour, *before) if name.endswith(" one")}):
            heat = crowd.singles_heat(self.evidence.chance(group, hour, before, now), self.policy.raids)
            self._see(Kind.SINGLES, group, heat, began, "too few callers come again", now, self._minutes)
        self._cool(Kind.SINGLES, {name.removesuffix(" one") for name in (*hour, *before)}, now)

    def _look_at_numbers(self, now: datetime) -> None:
        for country, (new, unassigned) in self.evidence.windows().items():
            heat = crowd.unassigned_heat(new, unassigned, self.policy.raids)
            self._see(Kind.UNASSIGNED, country, heat, now - self._minutes, "many numbers nobody has", now, NOW)

    def _look_at_classes(self, hour: dict[str, int], before: dict[str, int], now: datetime) -> None:
        passed = (now.minute * 60 + now.second) / 3600
        names = {name.removesuffix(" refused") for name in (*hour, *before) if name.endswith(" refused")}
        for name in sorted(names):
            refused = lots.sliding(hour.get(f"{name} refused", 0), before.get(f"{name} refused", 0), passed)
            heat = crowd.class_heat(refused, self.policy.raids)
            self._see(Kind.CLASS, name, heat, now - timedelta(hours=1), "many callers of a refused class", now, NOW)
        self._cool(Kind.CLASS, names, now)

    def _look_at_what_is_counted(self, now: datetime) -> None:
        """End raids on blocks and bodies once nobody of them comes, and those by hand when their time is up."""
        for raid in self.raids.all():
            if raid.kind in (Kind.RANGE, Kind.BODY):
                self.raids.watch(raid, Heat.CALM, now, calm_for=self._calm)
            elif raid.muted or (raid.until and now >= raid.until):
                self.raids.watch(raid, Heat.CALM, now, because=TIME_UP)

    def _cool(self, kind: Kind, seen: set[str], now: datetime) -> None:
        """Let raids cool of which nothing at all is counted any more."""
        for raid in self.raids.all():
            if raid.kind is kind and raid.scope not in seen:
                self.raids.watch(raid, Heat.CALM, now, calm_for=self._calm)

    def _see(
        self, kind: Kind, scope: str, heat: Heat, since: datetime, reason: str, now: datetime, hot_for: timedelta
    ) -> None:
        raid = Raid(f"{kind}-{scope}", kind, scope, since, now, reason)
        self.raids.watch(raid, heat, now, hot_for, self._calm)

    def _learn(self, before: dict[str, int], now: datetime) -> None:
        """Remember the hour that is over, of groups where it was calm."""
        if self.evidence.is_short():
            return
        troubled = {raid.scope for raid in self.raids.all()}
        for group, trusted in self._trusted(before):
            if trusted >= ENOUGH and group not in troubled:
                hours = [to_hour(now - ago) for ago in (timedelta(hours=1), WEEK)]
                self.evidence.learn(group, before.get(f"{group} one", 0) / trusted, *hours)

    @staticmethod
    def _trusted(hour: dict[str, int]) -> Iterator[tuple[str, int]]:
        return ((name.removesuffix(" two"), count) for name, count in hour.items() if name.endswith(" two"))

    @property
    def _minutes(self) -> timedelta:
        return timedelta(minutes=self.policy.raids.hot_minutes)

    @property
    def _calm(self) -> timedelta:
        return timedelta(minutes=self.policy.raids.calm_minutes)
