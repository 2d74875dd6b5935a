"""The smallest units of currencies (ISO 4217), and an amount with as many decimals as it has.

How a locale writes an amount belongs in `serving/number_formats.py`.
"""

from decimal import Decimal

_CODES = {
    0: (
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"),
        *("VND", "VUV", "XAF", "XOF", "XPF"),
    ),
    3: ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"),
    4: ("CLF", "UYW"),
}
_DECIMALS = {code: decimals for decimals, codes in _CODES.items() for code in codes}
_OTHERS = 2  # decimals of every other currency
MONEY = "decimal(18, 4)"  # the type of every amount; no currency has more than four decimals


def decimals_of(currency: str | None) -> int:
    """How many decimals an amount in this currency has.

    >>> decimals_of("JPY"), decimals_of("KWD"), decimals_of("EUR")
    (0, 3, 2)
    """
    return _DECIMALS.get(currency or "", _OTHERS)


def round_money_sql(amount: str, currency: str) -> str:
    """SQL for an amount that is rounded to the smallest unit of its currency."""
    cases = " ".join(
        f"when {currency} in ({', '.join(map(repr, codes))}) then {_rounded_sql(amount, decimals)}"
        for decimals, codes in _CODES.items()
    )
    return f"case {cases} else {_rounded_sql(amount, _OTHERS)} end"


def amount_text(amount: Decimal, currency: str | None) -> str:
    """An amount with its currency, in the currency's smallest unit.

    An amount without a currency keeps every decimal that it has, and has at least two.

    >>> amount_text(Decimal("3.765"), "KWD"), amount_text(Decimal("333"), "JPY")
    ('3.765 KWD', '333 JPY')
    >>> amount_text(Decimal("1234.5000"), None)
    '1,234.50'
    """
    if currency:
        return f"{amount:,.{decimals_of(currency)}f} {currency}"
    return decimal_text(amount, _OTHERS)


def decimal_text(value: Decimal, least: int, separator: str = ",") -> str:
    """A decimal without needless zeros, but with at least so many decimals.

    Args:
        value: the number.
        least: how many decimals it has at least.
        separator: what separates thousands.

    >>> decimal_text(Decimal("2.5000"), 2), decimal_text(Decimal("30.000"), 0)
    ('2.50', '30')
    """
    exponent = value.normalize().as_tuple().exponent
    used = -exponent if isinstance(exponent, int) else 0
    return f"{value:{separator}.{max(least, used)}f}"


def _rounded_sql(amount: str, decimals: int) -> str:
    """SQL for an amount with so many decimals, in the type that every amount has."""
    return f"cast(round({amount}, {decimals}) as {MONEY})"
