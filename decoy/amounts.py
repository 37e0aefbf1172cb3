"""Amounts: money in the form that a currency has in a language. Pure: the environment is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal

from decoy.money import to_string

VARIABLES = ("LC_ALL", "LC_MONETARY", "LANG")  # the first that says something is obeyed, as POSIX has it


def spoken(environ: Mapping[str, str]) -> str:
    """Name the locale that *environ* asks for, as in "fr_FR"; "" when it asks for none that is known."""
    asked = next(filter(None, map(environ.get, VARIABLES)), "")
    try:
        return str(Locale.parse(asked.partition("@")[0]))
    except (ValueError, UnknownLocaleError):  # C and POSIX are no locales of any language
        return ""


@dataclass(frozen=True)
class Amounts:
    """
    Writes micros of *currency* as *language* (a locale: "fr", "nl_BE") does; without one in a neutral form.

    Every decimal that is not zero is written, and at least as many as the currency has.
    """

    currency: str
    language: str = ""

    def show(self, micros: int, least: int = 2) -> str:
        """Write "1 280,00 €", or, without a language, "1280.00 EUR" with *least* decimals or more."""
        return self._local(micros) if self.language else f"{self.brief(micros, least)} {self.currency}"

    def brief(self, micros: int, least: int = 2) -> str:
        """Write the same where the currency was just named: the neutral form leaves it out."""
        if self.language:
            return self._local(micros)
        whole, _, decimals = to_string(micros).partition(".")
        return f"{whole}.{decimals:0<{least}}"

    def rounded(self, micros: int) -> str:
        """Write it with thousands apart and, in the neutral form, whole amounts without decimals: "1,280 EUR"."""
        if self.language:
            return self._local(micros)
        whole, _, decimals = to_string(micros).partition(".")
        return f"{int(whole):,}{'' if decimals == '00' else f'.{decimals}'} {self.currency}"

    def count(self, number: int) -> str:
        """Write how many, so that a count and an amount beside it are read alike."""
        return format_decimal(number, locale=self.language) if self.language else f"{number:,}"

    def _local(self, micros: int) -> str:
        amount = Decimal(f"{micros}e-6")
        return str(format_currency(amount, self.currency, locale=self.language, decimal_quantization=False))
