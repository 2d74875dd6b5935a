"""The period that a page shows when its link states none: the last complete days."""

from datetime import date, timedelta

DEFAULT_DAYS = 28


def default_first_day(last_day: date) -> date:
    """The first day of a view that ends on `last_day`."""
    return last_day - timedelta(days=DEFAULT_DAYS - 1)
