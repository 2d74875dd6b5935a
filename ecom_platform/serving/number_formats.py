"""Numbers and dates as text, as a reader of English writes them: one `Formats` per locale.

Nothing is computed here. Sentences of reports are in `reports/content/change_sentences.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_compact_currency, format_currency, format_decimal, format_percent

from ecom_platform.currencies import decimals_of

DEFAULT = "en_GB"
KNOWN = ("en_GB", "en_US", "en_IN", "en_AU", "en_CA", "en_IE", "en_NZ", "en_ZA")
NONE = "–"


@dataclass(frozen=True)
class Formats:
    """How one locale writes numbers and dates; an unknown value is a dash.

    Example:
        >>> formats = Formats("en_GB")
        >>> formats.money(Decimal("1234.5"), "EUR")
        '€1,234.50'
        >>> formats.share(0.256), formats.change(-0.042)
        ('25.6%', '-4.2%')
        >>> formats.day(date(2026, 5, 31))
        '31 May 2026'
    """

    locale: str = DEFAULT

    @property
    def tag(self) -> str:
        """The locale as browsers name it."""
        return self.locale.replace("_", "-")

    def money(self, amount: Decimal | float | None, currency: str) -> str:
        """An amount in the smallest unit of its currency, such as the cent.

        Text that is no currency, such as 'not stated', is in brackets.
        """
        if amount is None:
            return NONE
        if not is_currency_code(currency):
            return f"{self.plain_amount(amount)} ({currency})"
        # the decimals of ISO 4217, from which those of Babel differ for some currencies
        pattern = _parsed_locale(self.locale).currency_formats["standard"].pattern
        return format_currency(
            amount,
            currency,
            format=pattern.replace(".00", _decimals_pattern(decimals_of(currency))),
            currency_digits=False,
            locale=_parsed_locale(self.locale),
        )

    def short_money(self, amount: Decimal | float | None, currency: str) -> str:
        """An amount in compact form with two decimals, such as "$1.23M".

        Without a currency code (for example for 'not stated') the full amount.
        """
        if amount is None or not is_currency_code(currency):
            return self.money(amount, currency)
        return format_compact_currency(
            amount, currency, locale=_parsed_locale(self.locale), fraction_digits=2
        )

    def number(self, value: Decimal | float | None, digits: int = 0) -> str:
        """A number with this many digits after the point."""
        if value is None:
            return NONE
        locale = _parsed_locale(self.locale)
        # the digit groups of the locale, such as #,##,##0 in India, with this many decimals
        whole_pattern = locale.decimal_formats[None].pattern.split(".")[0]
        return format_decimal(
            value, format=whole_pattern + _decimals_pattern(digits), locale=locale
        )

    def plain_amount(self, amount: Decimal | float | None) -> str:
        """An amount whose currency is not known: two decimals, or up to four if it has them."""
        return self._with_optional_decimals(amount, ".00##")

    def quantity(self, value: Decimal | float | None) -> str:
        """Pieces, or a weight with up to three decimals, without needless zeros."""
        return self._with_optional_decimals(value, ".###")

    def _with_optional_decimals(self, value: Decimal | float | None, decimals: str) -> str:
        """A number in the digit groups of the locale, with this pattern of decimals."""
        if value is None:
            return NONE
        locale = _parsed_locale(self.locale)
        whole_pattern = locale.decimal_formats[None].pattern.split(".")[0]
        return format_decimal(value, format=whole_pattern + decimals, locale=locale)

    def share(self, value: Decimal | float | None, digits: int = 1) -> str:
        """A share in per cent: 0.256 is "25.6%"."""
        if value is None:
            return NONE
        return format_percent(
            value, format="0." + "0" * digits + "%", locale=_parsed_locale(self.locale)
        )

    def change(self, value: Decimal | float | None) -> str:
        """A change in per cent with its sign: 0.256 is "+25.6%"."""
        if value is None:
            return NONE
        return format_percent(value, format="+0.0%;-0.0%", locale=_parsed_locale(self.locale))

    def day(self, day: date | None) -> str:
        """A day, such as "31 May 2026"."""
        return (
            NONE if day is None else format_date(day, "medium", locale=_parsed_locale(self.locale))
        )

    def moment(self, moment: datetime | None) -> str:
        """A date and time in UTC."""
        if moment is None:
            return NONE
        return format_datetime(moment, "medium", locale=_parsed_locale(self.locale)) + " UTC"


def is_currency_code(currency: str) -> bool:
    """Whether a currency is a code of three letters, not a text such as 'not stated'."""
    return len(currency) == 3


def _decimals_pattern(digits: int) -> str:
    """The end of a number pattern with so many decimals."""
    return "." + "0" * digits if digits else ""


@lru_cache(maxsize=len(KNOWN))
def _parsed_locale(locale: str) -> Locale:
    """The locale as Babel needs it; cached, because a page formats hundreds of numbers."""
    return Locale.parse(locale)


@lru_cache(maxsize=256)
def formats_for(accept_language: str) -> Formats:
    """The formats of the first English locale that a browser asks for.

    Args:
        accept_language: the `Accept-Language` header of the request.

    Returns:
        The formats of `DEFAULT` where the browser asks for no known locale.
    """
    languages = [part.partition(";")[0].strip() for part in accept_language.split(",")]
    # Babel takes a bare "en" for American English, which the reader may not want
    requested_locales = [language.replace("-", "_") for language in languages if language != "en"]
    locale_name = negotiate_locale(requested_locales, KNOWN)
    return Formats(locale_name or DEFAULT)
