"""Numbers and dates as a reader of English writes them: one Formats per locale.

Nothing is computed here. Words for reports belong in the reports' own sentences.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent

DEFAULT = "en_GB"
KNOWN = ("en_GB", "en_US", "en_IN", "en_AU", "en_CA", "en_IE", "en_NZ", "en_ZA")
NONE = "–"


@dataclass(frozen=True)
class Formats:
    """How one locale writes things."""

    locale: str = DEFAULT

    @property
    def tag(self) -> str:
        """The locale as browsers name it."""
        return self.locale.replace("_", "-")

    def money(self, amount: Decimal | float | None, currency: str) -> str:
        """An amount to the cent with its currency."""
        if amount is None:
            return NONE
        if len(currency) != 3:
            return f"{self.number(amount, 2)} ({currency})"
        return format_currency(amount, currency, locale=_known(self.locale))

    def short_money(self, amount: Decimal | float | None, currency: str) -> str:
        """An amount to three digits or so, such as $1.23M."""
        if amount is None or len(currency) != 3:
            return self.money(amount, currency)
        return format_compact_currency(
            amount, currency, locale=_known(self.locale), fraction_digits=2
        )

    def number(self, value: Decimal | float | None, digits: int = 0) -> str:
        """A number with this many digits after the point."""
        if value is None:
            return NONE
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        grouped = _known(self.locale).decimal_formats[None].pattern.split(".")[0]
        return format_decimal(
            value, format=pattern.replace("#,##0", grouped), locale=_known(self.locale)
        )

    def share(self, value: Decimal | float | None, digits: int = 1) -> str:
        """A share as per cent."""
        if value is None:
            return NONE
        return format_percent(value, format="0." + "0" * digits + "%", locale=_known(self.locale))

    def change(self, value: Decimal | float | None) -> str:
        """A change as per cent with its sign."""
        if value is None:
            return NONE
        return format_percent(value, format="+0.0%;-0.0%", locale=_known(self.locale))

    def day(self, day: date | None) -> str:
        """A day."""
        return NONE if day is None else format_date(day, "medium", locale=_known(self.locale))

    def moment(self, moment: datetime | None) -> str:
        """A moment in UTC, to the minute."""
        if moment is None:
            return NONE
        return format_datetime(moment, "medium", locale=_known(self.locale)) + " UTC"


@lru_cache(maxsize=len(KNOWN))
def _known(locale: str) -> Locale:
    """Parsed once: a page writes hundreds of numbers."""
    return Locale.parse(locale)


@lru_cache(maxsize=256)
def formats_for(accept_language: str) -> Formats:
    """The formats of the first English locale that a browser asks for."""
    tags = [part.partition(";")[0].strip().replace("-", "_") for part in accept_language.split(",")]
    found = negotiate_locale([tag for tag in tags if tag != "en"], KNOWN)
    return Formats(found or DEFAULT)
