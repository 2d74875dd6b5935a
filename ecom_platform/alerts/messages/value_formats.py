"""Numbers, ranges, amounts and times of a notification as text, the same in every channel."""

from datetime import datetime
from decimal import Decimal

from ecom_platform.currencies import amount_text


def number(value: float | None) -> str:
    """A measurement for people: no decimals from 1,000 on, else four significant digits.

    >>> number(1234.5), number(0.123456), number(None)
    ('1,234', '0.1235', '')
    """
    if value is None:
        return ""
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.4g}"


def expected(low: float | None, high: float | None) -> str:
    """The expected range; a bound that is None is open.

    >>> expected(90, 120), expected(None, 120), expected(90, None)
    ('90 to 120', 'at most 120', 'at least 90')
    """
    if low is None:
        return f"at most {number(high)}" if high is not None else ""
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def money(amount: Decimal | None, currency: str) -> str:
    """An amount in the units of its currency; empty without an amount."""
    return "" if amount is None else amount_text(amount, currency)


def moment(time: datetime | None) -> str:
    """A naive UTC time, to the minute."""
    return f"{time:%Y-%m-%d %H:%M} UTC" if time else ""
