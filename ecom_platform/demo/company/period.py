"""The demo's time: a fixed last day, its months, and the events planted in it."""

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
    """The days the company trades, ending on a fixed day so that no clock is read."""

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

    def at(self, share: float) -> int:
        """The number of the day at this share of the period."""
        return int(self.days * share)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every day."""
        return tuple(self.day(index) for index in range(self.days))

    @cached_property
    def months(self) -> tuple[tuple[int, int], ...]:
        """First and last day number of each calendar month, cut at the period's edges."""
        labels = [day.strftime("%Y-%m") for day in self.dates]
        starts = [i for i in range(self.days) if i == 0 or labels[i] != labels[i - 1]]
        return tuple(zip(starts, [*[s - 1 for s in starts[1:]], self.days - 1], strict=True))

    @cached_property
    def sale_days(self) -> tuple[int, ...]:
        """Day numbers of the three sales, each of two days."""
        return tuple(self.at(share) + i for share in (0.2, 0.45, 0.8) for i in (0, 1))

    @cached_property
    def holidays(self) -> dict[int, str]:
        """Day numbers of holidays."""
        names = {(12, 25): "Christmas", (1, 1): "New Year", (5, 1): "Labour Day"}
        found = ((i, names.get((day.month, day.day))) for i, day in enumerate(self.dates))
        return {i: name for i, name in found if name}

    @property
    def outage_day(self) -> int:
        """The webshop is down."""
        return self.at(0.6)

    @property
    def spike_day(self) -> int:
        """One category on the marketplace sells several times its usual lines."""
        return self.at(0.7)

    @property
    def price_change_day(self) -> int:
        """List prices of one webshop category rise."""
        return self.at(0.5)

    @property
    def terms_change_day(self) -> int:
        """Partners' commissions and targets, some costs and categories change."""
        return self.at(0.65)

    @property
    def silence_day(self) -> int:
        """From this day one partner sells nothing."""
        return self.at(0.75)

    @cached_property
    def weekday_weights(self) -> Floats:
        """Weekday seasonality and sale-day uplift, per day."""
        weights = np.array([WEEKDAYS[day.weekday()] for day in self.dates])
        weights[list(self.sale_days)] *= SALE_UPLIFT
        return weights
