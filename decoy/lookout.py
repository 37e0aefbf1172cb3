"""The lookout: reads the signs of a crowd, begins and ends raids, and learns what calm hours look like."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from decoy import crowd, errands, lots
from decoy.crowd import Heat
from decoy.errands import Errand
from decoy.evidence import Counts, Evidence
from decoy.moments import to_hour
from decoy.policy import Policy
from decoy.raid import Kind, Raid
from decoy.raids import TIME_UP, Raids
from decoy.store import Store

ENOUGH = 20  # trusted callers in an hour; with fewer, its ratio would be a guess
WEEK = timedelta(days=7)
NOW = timedelta(0)


@dataclass(frozen=True)
class Lookout:
    """Looks out for the raids on one line. Several may at once: a raid begins once and ends once."""

    store: Store
    policy: Policy
    evidence: Evidence
    raids: Raids

    def run(self, now: datetime) -> None:
        """Look once at every sign there is."""
        counts, known = self.evidence.counted(now), self.raids.all()
        seen = [*self._singles(counts, known, now), *self._numbers(counts, now), *self._classes(counts, known, now)]
        self.store.do(errands.all_of([*seen, *self._met(known, now)]))
        self._learn(counts.before, now)

    def _singles(self, counts: Counts, known: list[Raid], now: datetime) -> Iterator[Errand[str]]:
        """Look at each group's single callers. Who is due now came an hour ago, so the raid began before that."""
        began = now - self._minutes - timedelta(seconds=self.policy.replies.delay_seconds)
        groups = _named(counts, " one")
        for group, chance in zip(groups, self.evidence.chances(groups, counts, now), strict=True):
            heat = crowd.singles_heat(chance, self.policy.raids)
            yield self._see(Kind.SINGLES, group, heat, began, "too few callers come again", now, self._minutes)
        yield from self._cool(Kind.SINGLES, groups, known, now)

    def _numbers(self, counts: Counts, now: datetime) -> Iterator[Errand[str]]:
        for country, (new, unassigned) in counts.windows.items():
            heat = crowd.unassigned_heat(new, unassigned, self.policy.raids)
            yield self._see(Kind.UNASSIGNED, country, heat, now - self._minutes, "many numbers nobody has", now, NOW)

    def _classes(self, counts: Counts, known: list[Raid], now: datetime) -> Iterator[Errand[str]]:
        passed, names = (now.minute * 60 + now.second) / 3600, _named(counts, " refused")
        for name in names:
            hour, before = (hour.get(f"{name} refused", 0) for hour in (counts.hour, counts.before))
            heat = crowd.class_heat(lots.sliding(hour, before, passed), self.policy.raids)
            since = now - timedelta(hours=1)
            yield self._see(Kind.CLASS, name, heat, since, "many callers of a refused class", now, NOW)
        yield from self._cool(Kind.CLASS, names, known, now)

    def _met(self, known: list[Raid], now: datetime) -> Iterator[Errand[str]]:
        """End raids on blocks and bodies once nobody of them comes, and those by hand when their time is up."""
        for raid in known:
            if raid.kind in (Kind.RANGE, Kind.BODY):
                yield self.raids.watching(raid, Heat.CALM, now, calm_for=self._calm)
            elif raid.muted or (raid.until and now >= raid.until):
                yield self.raids.watching(raid, Heat.CALM, now, because=TIME_UP)

    def _cool(self, kind: Kind, seen: list[str], known: list[Raid], now: datetime) -> Iterator[Errand[str]]:
        """Let raids cool of which nothing at all is counted any more."""
        for raid in known:
            if raid.kind is kind and raid.scope not in seen:
                yield self.raids.watching(raid, Heat.CALM, now, calm_for=self._calm)

    def _see(
        self, kind: Kind, scope: str, heat: Heat, since: datetime, reason: str, now: datetime, hot_for: timedelta
    ) -> Errand[str]:
        raid = Raid(f"{kind}-{scope}", kind, scope, since, now, reason)
        return self.raids.watching(raid, heat, now, hot_for, self._calm)

    def _learn(self, before: dict[str, int], now: datetime) -> None:
        """Remember the hour that is over, of groups where it was calm."""
        calm = [(group, trusted) for group, trusted in self._trusted(before) if trusted >= ENOUGH]
        if not calm or self.evidence.is_short():
            return
        troubled = {raid.scope for raid in self.raids.all()}  # those that have just begun too
        for group, trusted in calm:
            if group not in troubled:
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


def _named(counts: Counts, suffix: str) -> list[str]:
    """Name what is counted with this *suffix*, in either hour."""
    return sorted({name.removesuffix(suffix) for name in (*counts.hour, *counts.before) if name.endswith(suffix)})
