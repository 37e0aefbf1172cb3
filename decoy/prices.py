"""The prices in force: Twilio's own where its lists were read and believed, the policy's where not."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from decoy import store
from decoy.callers import country_of
from decoy.errors import ProviderError
from decoy.moments import from_millis, to_millis
from decoy.policy import Policy
from decoy.sentences import Sentence, packed, unpacked
from decoy.store import Store
from decoy.tariffs import KINDS, Tariff, Tariffs

log = structlog.get_logger()

READ_EVERY = timedelta(days=1)
TRY_EVERY = timedelta(hours=1)
OVERSEAS = frozenset({"RE", "GP", "MQ", "GF", "YT"})  # France, under codes and at prices of their own
FRESH = timedelta(seconds=60)  # how long a process may go by what it saw, so that reserving stays one round trip


class Source(StrEnum):
    """Who named a price."""

    LIST = "list"
    POLICY = "policy"


@dataclass(frozen=True)
class Price:
    """A price in micros, who named it and, when it is from a list, when that was read."""

    micros: int
    source: Source
    since: datetime | None = None


@dataclass(frozen=True)
class Known:
    """What the store held *at* one moment: good prices ("EUR:FR:reply_segment"), and how the last reading went."""

    at: datetime
    prices: dict[str, Price]
    problems: tuple[str, ...]
    read_at: datetime | None
    tried_at: datetime | None


@dataclass(frozen=True)
class InForce:
    """All prices in force, by kind and country; when the lists were last read through; what is wrong with them."""

    prices: dict[str, dict[str, Price]]
    read_at: datetime | None
    problems: tuple[str, ...]


class Prices:
    """
    The price list of one line: what *tariffs* reads is kept in *store*, price by price, until a better one comes.

    Replies are priced where they go, texts, calls and rent where the decoy number is; a country that is "" or
    none of ours costs the most that any of ours does, and so does an overseas département without a list of its own.
    """

    def __init__(self, store: Store, policy: Policy, tariffs: Tariffs) -> None:
        self._store = store
        self._policy = policy.prices
        self._currency = policy.budget.currency
        self._tariffs = tariffs
        homes = frozenset(filter(None, (country_of(ours.number) for ours in policy.numbers)))
        rented = homes if policy.prices.number_month else frozenset()  # zero: somebody else pays the rent
        destinations = policy.callers.countries
        self._countries = dict.fromkeys(KINDS, homes) | {"reply_segment": destinations, "number_month": rented}
        self._seen: Known | None = None

    def reply(self, country: str, now: datetime) -> Price:
        """Price a segment that goes to *country*."""
        return self._price("reply_segment", country, now)

    def usual(self, now: datetime) -> Price:
        """Price a segment that goes where most replies do: the dearest of our countries, overseas left out."""
        near = self._countries["reply_segment"] - OVERSEAS
        return max((self.reply(country, now) for country in near), key=_micros, default=self.reply("", now))

    def inbound(self, country: str, now: datetime) -> Price:
        """Price a segment that reaches a decoy number of *country*."""
        return self._price("inbound_segment", country, now)

    def minute(self, country: str, now: datetime) -> Price:
        """Price a minute of a call that a decoy number of *country* answers."""
        return self._price("call_minute", country, now)

    def month(self, country: str, now: datetime) -> Price:
        """Price a month of a decoy number of *country*."""
        return self._price("number_month", country, now)

    def in_force(self, now: datetime) -> InForce:
        """Give all prices in force, as the store has them now."""
        known = self._look(now)
        prices = {
            kind: {country: self._of(known, kind, country) for country in sorted(countries)}
            for kind, countries in self._countries.items()
        }
        return InForce(prices, known.read_at, known.problems)

    def look(self, now: datetime) -> bool:
        """Look at the store, whatever was seen before; tell whether the lists should be read again."""
        known = self._look(now)
        return not _lately(known.read_at, READ_EVERY, now) and not _lately(known.tried_at, TRY_EVERY, now)

    def refresh(self, now: datetime) -> bool:
        """Read the lists when they are a day old, one reader in an hour; False when it was not our turn."""
        spans = [int(span.total_seconds() * 1000) for span in (READ_EVERY, TRY_EVERY)]
        if not self._store.run("claim_prices", [store.PRICES], [to_millis(now), *spans]):
            return False
        problems: list[str] = []
        try:
            for country in self._everywhere():
                reading = self._tariffs.read(country, self._kinds(country))
                problems += reading.refusals
                self._keep(reading.tariff, now)
            self._write({"read_at": str(to_millis(now))} | _kept(problems))
        except ProviderError as error:
            why = Sentence("error %(code)s", code=error.code) if error.code else Sentence("no answer")
            problems.append(
                Sentence(
                    "Twilio could not be asked for all its prices (%(why)s); it is asked again in an hour.", why=why
                )
            )
            self._write(_kept(problems))
        log.info("prices.read", problems=len(problems))
        return True

    def currency(self) -> str:
        """Ask Twilio which currency the account pays in; "" when it does not say. Raises ProviderError."""
        return next(filter(None, map(self._tariffs.currency, self._everywhere())), "")

    def _everywhere(self) -> list[str]:
        return sorted(frozenset().union(*self._countries.values()))

    def _kinds(self, country: str) -> list[str]:
        """Name the prices that matter in *country*: nobody calls us where we have no number."""
        return [kind for kind, countries in self._countries.items() if country in countries]

    def _price(self, kind: str, country: str, now: datetime) -> Price:
        known = self._known(now)
        if country in self._countries[kind]:
            return self._of(known, kind, country)
        return self._dearest(known, kind)

    def _of(self, known: Known, kind: str, country: str) -> Price:
        """Price one of our countries; where overseas has no list, nothing of ours is dearer."""
        listed = self._listed(known, kind, country)
        return listed or (self._dearest(known, kind) if country in OVERSEAS else self._fallback(kind, country))

    def _dearest(self, known: Known, kind: str) -> Price:
        ours = self._countries[kind]
        prices = [self._listed(known, kind, country) or self._fallback(kind, country) for country in ours]
        return max(prices, key=_micros, default=self._fallback(kind))

    def _listed(self, known: Known, kind: str, country: str) -> Price | None:
        return known.prices.get(f"{self._currency}:{country}:{kind}")

    def _fallback(self, kind: str, country: str = "") -> Price:
        overseas = kind == "reply_segment" and country in OVERSEAS
        return Price(self._policy.reply_overseas if overseas else getattr(self._policy, kind), Source.POLICY)

    def _keep(self, tariff: Tariff, now: datetime) -> None:
        """Keep each good price of a tariff; where it has none, the last good one stays."""
        place = f"{self._currency}:{tariff.country}"
        amounts = {kind: getattr(tariff, kind) for kind in KINDS}
        good = {kind: micros for kind, micros in amounts.items() if micros is not None}
        self._write({f"{place}:{kind}": f"{micros},{to_millis(now)}" for kind, micros in good.items()})

    def _write(self, fields: dict[str, str]) -> None:
        if fields:
            self._store.redis.hset(store.PRICES, mapping=fields)
        self._seen = None

    def _known(self, now: datetime) -> Known:
        seen = self._seen
        return seen if seen and _lately(seen.at, FRESH, now) else self._look(now)

    def _look(self, now: datetime) -> Known:
        record = self._store.redis.hgetall(store.PRICES)
        self._seen = Known(
            now,
            {name: _read(value) for name, value in record.items() if ":" in name},
            tuple(map(unpacked, json.loads(record.get("problems", "[]")))),
            _moment(record.get("read_at")),
            _moment(record.get("tried_at")),
        )
        return self._seen


def _lately(moment: datetime | None, span: timedelta, now: datetime) -> bool:
    """Tell whether *moment* was less than *span* ago; one as far ahead came from a wrong clock."""
    return moment is not None and abs(now - moment) < span


def _moment(millis: str | None) -> datetime | None:
    return from_millis(millis) if millis else None


def _micros(price: Price) -> int:
    return price.micros


def _read(value: str) -> Price:
    micros, millis = value.split(",")
    return Price(int(micros), Source.LIST, from_millis(millis))


def _kept(problems: list[str]) -> dict[str, str]:
    return {"problems": json.dumps(list(map(packed, problems)))}
