"""Seasonal buying time: how fast customers' time to buy runs on each day of the year.

A customer who buys k times as often in a season lives k weeks of buying time in one of its weeks.
Models whose customers leave at purchases (BG/NBD, MBG/NBD) hold in buying time without a change:
purchase rate and probability to leave stay the same. The season of a feed is estimated in
`analytics/customer_value/purchase_season.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.purchase_models.purchase_histories import DAYS_PER_WEEK, Floats, Ints

Days = NDArray[np.datetime64]

DAYS_OF_YEAR = 365  # the last day of a leap year counts as the day before


@dataclass(frozen=True)
class Season:
    """Purchase intensity by day of the year, the same every year.

    Attributes:
        intensity: of each of the 365 days, relative to the mean day; positive, 1 on average.
    """

    intensity: Floats

    def weeks(self, after: Days | np.datetime64, until: Days | np.datetime64) -> Floats:
        """Weeks of buying time from the end of each day `after` to the end of each day `until`.

        Arrays are taken pair by pair; a single day is paired with all.
        """
        start, end = np.min(after), np.max(until)
        days = start + np.arange(int((end - start).astype(np.int64)) + 1)
        buying_days = np.cumsum(self.intensity[day_of_year(days)])
        days_between = (
            buying_days[(until - start).astype(np.int64)]
            - buying_days[(after - start).astype(np.int64)]
        )
        return np.asarray(days_between / DAYS_PER_WEEK)

    @property
    def description(self) -> str:
        """The most and the least intense day of the year, as a phrase; "none" without a season."""
        if np.ptp(self.intensity) == 0:
            return "none"
        days = np.datetime64("2001-01-01") + np.arange(DAYS_OF_YEAR)  # a year without a leap day
        most, least = np.argmax(self.intensity), np.argmin(self.intensity)
        return (
            f"{self.intensity[most]:.2f} times the mean around {days[most].item():%d %B}, "
            f"{self.intensity[least]:.2f} around {days[least].item():%d %B}"
        )


def day_of_year(days: Days) -> Ints:
    """The number of each day in its year, 0 to 364."""
    days_since_new_year = (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(
        np.int64
    )
    return np.asarray(np.minimum(days_since_new_year, DAYS_OF_YEAR - 1))


NO_SEASON = Season(np.ones(DAYS_OF_YEAR))
