"""Holdouts: a history cut at a day, the purchases after it, and naive forecasts to compare with.

Forecasters see `known` only. A model has to beat two naive forecasts: the average rate of the
customer's cohort continues, and the last period is repeated.
"""

from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import CustomerDays, Floats, Purchases

HORIZON_DAYS = (30, 90, 365)
LONGEST_HOLDOUT_DAYS = 182
NAIVE = ("cohort_average_rate", "last_period_repeated")

Totals = tuple[Floats, ...]  # per horizon an array with one entry per buyer


@dataclass(frozen=True)
class Holdout:
    """A calibration period and the purchases after it.

    Attributes:
        customers: the days of the feed.
        known: the buyers at the end of the calibration period.
        days: horizons at which totals are compared; the last is the whole holdout.
        purchases: actual purchase days until each horizon.
        money: actual money until each horizon, net of credits.
    """

    customers: CustomerDays
    known: Purchases
    days: tuple[int, ...]
    purchases: Totals
    money: Totals

    @property
    def naive_purchases(self) -> tuple[Totals, Totals]:
        """The naive forecasts of purchases, in the order of `NAIVE`."""
        rates = _cohort_purchase_rates(self.known)
        return tuple(rates * count / 7 for count in self.days), self._last_period(0)

    @property
    def naive_money(self) -> tuple[Totals, Totals]:
        """The naive forecasts of money; a purchase is worth the mean of all buyers."""
        mean = float(np.average(self.known.means, weights=self.known.counts))
        rates = _cohort_purchase_rates(self.known) * mean * self.known.kept_share
        return tuple(rates * count / 7 for count in self.days), self._last_period(1)

    def _last_period(self, part: int) -> Totals:
        """Purchases (0) or money (1) of the last period as long as each horizon."""
        end = self.known.as_of
        return tuple(
            self.customers.purchases_between(self.known.buyers, end - _as_timedelta(count), end)[
                part
            ]
            for count in self.days
        )


def cut_holdout(customers: CustomerDays, calibration_end: np.datetime64) -> Holdout:
    """The history cut at a day; horizons longer than the rest of it are left out."""
    days_held_out = _days_left(customers, calibration_end)
    days = (*(count for count in HORIZON_DAYS if count < days_held_out), days_held_out)
    return _holdout_at(customers, calibration_end, days)


def later_holdouts(customers: CustomerDays, calibration_end: np.datetime64) -> tuple[Holdout, ...]:
    """Further holdouts, cut every thirty days after the first one, with the published horizons.

    A single cut only tests one season, in which a forecast may be right by chance.
    """
    days_held_out, step = _days_left(customers, calibration_end), HORIZON_DAYS[0]
    return tuple(
        _holdout_at(
            customers,
            calibration_end + _as_timedelta(days_later),
            tuple(count for count in HORIZON_DAYS if count <= days_held_out - days_later),
        )
        for days_later in range(step, days_held_out - step + 1, step)
    )


def _days_left(customers: CustomerDays, calibration_end: np.datetime64) -> int:
    """Days from a day to the end of the history."""
    return int((customers.as_of - calibration_end).astype(int))


def _holdout_at(
    customers: CustomerDays, calibration_end: np.datetime64, days: tuple[int, ...]
) -> Holdout:
    """The holdout cut at a day, with the totals at each number of days after it."""
    known = customers.known_on(calibration_end)
    later = [
        customers.purchases_between(
            known.buyers, calibration_end, calibration_end + _as_timedelta(count)
        )
        for count in days
    ]
    purchases, money = zip(*later, strict=True)
    return Holdout(customers, known, days, purchases, money)


def default_calibration_end(customers: CustomerDays) -> np.datetime64:
    """The day before the last quarter of the history, or before its last half year if shorter."""
    days = int((customers.as_of - customers.start).astype(int)) + 1
    return customers.as_of - _as_timedelta(min(days // 4, LONGEST_HOLDOUT_DAYS))


def _as_timedelta(days: int) -> np.timedelta64:
    return np.timedelta64(days, "D")


def _cohort_purchase_rates(known: Purchases) -> Floats:
    """Repeat purchases per week of each buyer's cohort, one per buyer."""
    histories = known.histories()
    _, cohort_of = np.unique(known.firsts.astype("datetime64[M]"), return_inverse=True)
    purchases, weeks = (
        np.bincount(cohort_of, histories.frequency),
        np.bincount(cohort_of, histories.age),
    )
    rates = np.where(weeks > 0, purchases / np.where(weeks > 0, weeks, 1.0), 0.0)
    return np.asarray(rates[cohort_of])
