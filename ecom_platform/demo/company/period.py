"""The days of the demo company: its months, and the days on which something unusual happens."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from ecom_platform.demo.company.random_columns import Floats

LAST_DAY = date(2025, 6, 30)
WEEKDAYS = (0.94, 0.92, 0.95, 0.98, 1.05, 1.12, 1.04)
SALE_UPLIFT = 1.9


@dataclass(frozen=True)
class Period:
    """The days on which the company trades; they end on a fixed day, so no clock is read."""

    days: int

    @property
    def last(self) -> date:
        """The last day."""
        return LAST_DAY

    @property
    def first(self) -> date:
        """The first day."""
        return self.day(0)

    def day(self, index: int) -> date:
        """The day with this number, the first being 0."""
        return LAST_DAY - timedelta(days=self.days - 1 - index)

    def day_at_share(self, share: float) -> int:
        """The number of the day that comes after this share of the period.

        >>> Period(100).day_at_share(0.25)
        25
        """
        return int(self.days * share)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """All days in order."""
        return tuple(self.day(index) for index in range(self.days))

    @cached_property
    def months(self) -> tuple[tuple[int, int], ...]:
        """The first and last day number of each calendar month within the period."""
        labels = [day.strftime("%Y-%m") for day in self.dates]
        starts = [i for i in range(self.days) if i == 0 or labels[i] != labels[i - 1]]
        ends = [*[start - 1 for start in starts[1:]], self.days - 1]
        return tuple(zip(starts, ends, strict=True))

    @cached_property
    def sale_days(self) -> tuple[int, ...]:
        """The day numbers of three sales of two days each."""
        return tuple(self.day_at_share(share) + i for share in (0.2, 0.45, 0.8) for i in (0, 1))

    @cached_property
    def holidays(self) -> dict[int, str]:
        """The day numbers of holidays, with their names."""
        names = {(12, 25): "Christmas", (1, 1): "New Year", (5, 1): "Labour Day"}
        return {
            i: names[day.month, day.day]
            for i, day in enumerate(self.dates)
            if (day.month, day.day) in names
        }

    @property
    def outage_day(self) -> int:
        """The number of the day on which the webshop is down."""
        return self.day_at_share(0.6)

    @property
    def spike_day(self) -> int:
        """The number of the day on which one marketplace category sells far more than usual."""
        return self.day_at_share(0.7)

    @property
    def price_change_day(self) -> int:
        """The number of the day on which list prices of one webshop category rise."""
        return self.day_at_share(0.5)

    @property
    def terms_change_day(self) -> int:
        """The number of the day on which partner terms and some costs and categories change."""
        return self.day_at_share(0.65)

    @property
    def partner_stop_day(self) -> int:
        """The number of the day from which one partner sells nothing."""
        return self.day_at_share(0.75)

    @cached_property
    def weekday_weights(self) -> Floats:
        """The relative trade of each day: weekday seasonality times the uplift of sale days."""
        weights = np.array([WEEKDAYS[day.weekday()] for day in self.dates])
        weights[list(self.sale_days)] *= SALE_UPLIFT
        return weights
