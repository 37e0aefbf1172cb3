"""The policy: every number that operators may turn, checked and frozen. The comments are in `config/decoy.toml`."""

import re
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from limits import RateLimitItem, parse_many
from phonenumbers import SUPPORTED_REGIONS
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from decoy import quiet_hours
from decoy.money import Micros, to_micros
from decoy.public_policy import PublicPolicy
from decoy.quiet_hours import QuietHours
from decoy.venue import Venue

SENDER = re.compile(r"\+[0-9]{8,15}|MG[0-9a-fA-F]{32}|(?!MG)(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")


def parse_limits(notation: object) -> tuple[RateLimitItem, ...]:
    """Read "5/hour; 20/day" into limits, the shortest window first: a refusal must not eat from the longer ones."""
    if not isinstance(notation, str):
        raise ValueError('write limits as text, as in "5/hour; 20/day"')
    return tuple(sorted(parse_many(notation), key=lambda item: item.get_expiry()))


def parse_timezone(name: object) -> ZoneInfo:
    """Find a time zone by its name."""
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'{name!r} is not a time zone; write it as in "Europe/Paris"') from None


def check_e164(number: str) -> str:
    """Accept +, then 8 to 15 digits."""
    if not (number.startswith("+") and number[1:].isascii() and number[1:].isdigit() and 8 <= len(number[1:]) <= 15):
        raise ValueError("a decoy number is written like +33639980001")
    return number


def check_sender(sender: str) -> str:
    """Accept what Twilio sends from: nothing (the number itself), a number, a Messaging Service or a sender name."""
    if sender and not SENDER.fullmatch(sender):
        raise ValueError(
            "a sender is a number like +33639980002, a Messaging Service (MG and 32 characters), "
            "or a name of up to 11 letters, digits and spaces with a letter in it"
        )
    return sender


def check_country(country: str) -> str:
    """Accept the code of a country that has telephones."""
    if country not in SUPPORTED_REGIONS:
        raise ValueError(f"{country!r} is not a country: write its ISO 3166 code, as in FR")
    return country


def check_countries(caps: dict[str, int]) -> dict[str, int]:
    """Accept caps of countries."""
    for country in caps:
        check_country(country)
    return caps


def parse_cap(amount: object) -> int | None:
    """Read a cap that may be left out."""
    return None if amount == "" else to_micros(amount)


Limits = Annotated[tuple[RateLimitItem, ...], BeforeValidator(parse_limits)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class Table(BaseModel):
    """One table of the policy: frozen, and unknown keys are wrong rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Replies(Table):
    """When replies leave, and what earns one."""

    delay_seconds: int = Field(ge=0, le=86_400)
    jitter_seconds: int = Field(ge=0, le=86_400)
    answer: tuple[Literal["sms", "call"], ...]
    hold_hours: int = Field(ge=1, le=24 * 7)
    validity_seconds: int = Field(ge=1, le=36_000)
    resume_batch: int = Field(ge=1, le=1_000)


class LimitsPolicy(Table):
    """How often."""

    replies_per_caller: Limits
    calls_per_caller: Limits
    hidden_calls: Limits
    guarded_calls: Limits


class BudgetPolicy(Table):
    """What may be spent, in micros of *currency*."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    timezone: Annotated[ZoneInfo, BeforeValidator(parse_timezone)]
    floor: Micros
    daily_cap: Micros
    hourly_share: float = Field(gt=0, le=1)
    calls_share: float = Field(gt=0, le=1)
    country_caps: Annotated[dict[str, Micros], AfterValidator(check_countries)] = Field(default_factory=dict)
    runway_hours: int = Field(ge=0, le=24 * 30)
    drift_percent: int = Field(ge=1, le=100)
    drift_amount: Micros

    @property
    def hourly_cap(self) -> int:
        """The hour's share of the daily cap, in micros."""
        return int(self.daily_cap * Decimal(str(self.hourly_share)))

    @property
    def calls_cap(self) -> int:
        """The part of the hour's share that recordings may take, in micros."""
        return int(self.hourly_cap * Decimal(str(self.calls_share)))


class Prices(Table):
    """What things cost until the provider's own list has been read, in micros."""

    reply_segment: Micros
    reply_overseas: Micros
    inbound_segment: Micros
    call_minute: Micros
    number_month: Micros
    failed_message: Micros


class CallersPolicy(Table):
    """Who may be answered by text."""

    countries: frozenset[Annotated[str, AfterValidator(check_country)]]


class AlertsPolicy(Table):
    """When operators are told: at which shares of the fund and of each cap, in which hours not; and a way to stop."""

    thresholds: tuple[Annotated[int, Field(ge=5, le=100)], ...]
    quiet_hours: Annotated[QuietHours | None, BeforeValidator(quiet_hours.parse)]
    stop_link: bool = False
    language: Literal["", "en", "fr"] = ""


class RaidsPolicy(Table):
    """What is taken for a crowd's attack, and what becomes of single callers then; `config/decoy.toml` says why."""

    home: frozenset[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]]
    foreign_replies: int = Field(ge=0)
    foreign_total: int = Field(ge=0)
    range_callers: int = Field(ge=2, le=1_000)
    range_blocks: int = Field(ge=1)
    range_doubt: float = Field(gt=0, lt=1)
    body_callers: int = Field(ge=2, le=20)
    unassigned_percent: float = Field(gt=0, le=100)
    unassigned_calm: float = Field(gt=0, le=100)
    unassigned_sample: int = Field(ge=30)
    class_refused: int = Field(ge=1)
    short_below: float = Field(ge=0, le=1)
    short_until: float = Field(ge=0, le=1)
    singles_ratio: float = Field(gt=0)
    singles_factor: float = Field(ge=1)
    singles_free: int = Field(ge=0)
    single_hours: int = Field(ge=1, le=24 * 7)
    raid_chance: float = Field(ge=0, le=1)
    calm_chance: float = Field(ge=0, le=1)
    hot_minutes: int = Field(ge=0)
    calm_minutes: int = Field(ge=1)


class Number(Table):
    """
    One decoy number, its language, the sender its replies come from, and the most it may cost in a day.

    *cover*, *first_text* and *message* say what is heard and read of it, *venue* where it is given out: no page for
    others shows that.
    """

    number: Annotated[str, AfterValidator(check_e164)]
    language: Language
    reply_from: Annotated[str, AfterValidator(check_sender)] = ""
    cover: Literal["off", "first-hour"] = "off"
    first_text: Literal["off", "neutral"] = "off"
    message: Literal["consent", "consent-and-law"] = "consent"
    venue: Venue = ""
    daily_cap: Annotated[int | None, BeforeValidator(parse_cap)] = None

    @property
    def sender(self) -> str:
        """The number, Messaging Service or sender name that replies leave from."""
        return self.reply_from or self.number

    @property
    def covered(self) -> bool:
        """Whether early calls meet a voicemail."""
        return self.cover == "first-hour"

    @property
    def neutral_first(self) -> bool:
        """Whether who came only once reads a neutral text instead of the message."""
        return self.first_text == "neutral"

    @property
    def tells_law(self) -> bool:
        """Whether its message ends with a sentence of law."""
        return self.message == "consent-and-law"


class Policy(Table):
    """All tables together."""

    replies: Replies
    limits: LimitsPolicy
    budget: BudgetPolicy
    prices: Prices
    callers: CallersPolicy
    alerts: AlertsPolicy
    raids: RaidsPolicy
    public: PublicPolicy
    numbers: tuple[Number, ...]

    def number(self, number: str) -> Number | None:
        """Find one of our decoy numbers."""
        return next((ours for ours in self.numbers if ours.number == number), None)

    @model_validator(mode="after")
    def _numbers_differ(self) -> "Policy":
        if not self.numbers:
            raise ValueError("[[numbers]] needs at least one decoy number")
        if len({number.number for number in self.numbers}) < len(self.numbers):
            raise ValueError("two entries of [[numbers]] have the same number")
        return self

    @model_validator(mode="after")
    def _caps_are_of_answered_countries(self) -> "Policy":
        idle = sorted(self.budget.country_caps.keys() - self.callers.countries)
        if idle:
            raise ValueError(
                f"budget.country_caps has {', '.join(idle)}, where no reply goes: "
                "add it to callers.countries, or take it out"
            )
        return self
