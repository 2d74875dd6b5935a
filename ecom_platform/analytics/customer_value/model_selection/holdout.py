"""The weeks held out of a feed's history: what was known before, what came, and naive forecasts.

Forecasters see `known` only. The naive forecasts are what a model has to beat: the average rate of
the customer's cohort goes on, and the last period comes again.
"""

from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import CustomerDays, Floats, Purchases

HORIZON_DAYS = (30, 90, 365)
LONGEST_HOLDOUT_DAYS = 182
NAIVE = ("cohort_average_rate", "last_period_repeated")

Totals = tuple[Floats, ...]  # of each horizon an entry per buyer


@dataclass(frozen=True)
class Holdout:
    """A calibration and what followed.

    Attributes:
        customers: the days of the feed.
        known: the buyers at the calibration's end.
        days: horizons at which totals are compared; the last is the whole holdout.
        purchases: purchase days that came until each horizon.
        money: money that came, credits taken off.
    """

    customers: CustomerDays
    known: Purchases
    days: tuple[int, ...]
    purchases: Totals
    money: Totals

    @property
    def naive_purchases(self) -> tuple[Totals, Totals]:
        """The naive forecasts of purchases, in the order of `NAIVE`."""
        rates = _cohort_rates(self.known)
        return tuple(rates * count / 7 for count in self.days), self._last_period(0)

    @property
    def naive_money(self) -> tuple[Totals, Totals]:
        """The same in money; a purchase of the cohort brings what one of everybody does."""
        mean = float(np.average(self.known.means, weights=self.known.counts))
        rates = _cohort_rates(self.known) * mean * self.known.kept_share
        return tuple(rates * count / 7 for count in self.days), self._last_period(1)

    def _last_period(self, part: int) -> Totals:
        end = self.known.as_of
        return tuple(
            self.customers.purchases_between(self.known.buyers, end - _span(count), end)[part]
            for count in self.days
        )


def cut_holdout(customers: CustomerDays, calibration_end: np.datetime64) -> Holdout:
    """The history cut at a day; horizons that the rest cannot hold are left out."""
    held = _days_left(customers, calibration_end)
    days = (*(count for count in HORIZON_DAYS if count < held), held)
    return _cut(customers, calibration_end, days)


def later_holdouts(customers: CustomerDays, calibration_end: np.datetime64) -> tuple[Holdout, ...]:
    """The same weeks cut anew every thirty days, looked at over the horizons that are published.

    One cut judges a forecast in one season, and a forecast may be right by chance in it.
    """
    held, first = _days_left(customers, calibration_end), HORIZON_DAYS[0]
    return tuple(
        _cut(
            customers,
            calibration_end + _span(gone),
            tuple(count for count in HORIZON_DAYS if count <= held - gone),
        )
        for gone in range(first, held - first + 1, first)
    )


def _days_left(customers: CustomerDays, calibration_end: np.datetime64) -> int:
    return int((customers.as_of - calibration_end).astype(int))


def _cut(customers: CustomerDays, calibration_end: np.datetime64, days: tuple[int, ...]) -> Holdout:
    known = customers.known_on(calibration_end)
    came = [
        customers.purchases_between(known.buyers, calibration_end, calibration_end + _span(count))
        for count in days
    ]
    purchases, money = zip(*came, strict=True)
    return Holdout(customers, known, days, purchases, money)


def default_calibration_end(customers: CustomerDays) -> np.datetime64:
    """The day before the last quarter of the history, which is half a year at most."""
    days = int((customers.as_of - customers.start).astype(int)) + 1
    return customers.as_of - _span(min(days // 4, LONGEST_HOLDOUT_DAYS))


def _span(days: int) -> np.timedelta64:
    return np.timedelta64(days, "D")


def _cohort_rates(known: Purchases) -> Floats:
    """Per buyer the purchases a week after the first of all who first bought in the same month."""
    histories = known.histories()
    _, places = np.unique(known.firsts.astype("datetime64[M]"), return_inverse=True)
    bought, lived = np.bincount(places, histories.frequency), np.bincount(places, histories.age)
    rates = np.where(lived > 0, bought / np.where(lived > 0, lived, 1.0), 0.0)
    return np.asarray(rates[places])
