"""The content date of a file: the day or month in its name."""

import re
from datetime import date, datetime

_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")

_MONTH = re.compile(r"([A-Za-z]{3,9})[ _-]+(\d{4})(?!\d)")


def content_date(name: str) -> date | None:
    """The date in a file name: an ISO date, or the first day of a named month; None without one.

    >>> content_date("stock_2024-02-29.csv")
    datetime.date(2024, 2, 29)
    >>> content_date("May-2022.csv")
    datetime.date(2022, 5, 1)
    """
    if iso := _ISO_DATE.search(name):
        return _date_or_none("-".join(iso.groups()), "%Y-%m-%d")
    if month := _MONTH.search(name):
        text = f"{month[1][:3]} {month[2]}"
        return _date_or_none(text, "%b %Y")
    return None


def _date_or_none(text: str, date_format: str) -> date | None:
    """The text as a date; None if there is no such day or month."""
    try:
        return datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None
