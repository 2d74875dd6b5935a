"""Customer days: what each customer of one feed bought and returned, day by day.

A day is the unit of purchase, since most feeds state no time. Purchases and returns of a customer
on one day are netted; a day with money left is a purchase. Credits of other days reduce the value
of all purchases by their share. Models of purchases are in `analytics/purchase_models`.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.purchase_models.purchase_histories import (
    DAYS_PER_WEEK,
    PurchaseHistories,
)
from ecom_platform.analytics.purchase_models.season import NO_SEASON, Season
from ecom_platform.errors import AnalyticsError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Names = NDArray[np.object_]
Days = NDArray[np.datetime64]

COLUMNS = ("feed", "currency", "customer_id", "order_date", "amount")


@dataclass(frozen=True)
class Purchases:
    """The purchases of each buyer until one day; one entry per buyer in each array.

    Attributes:
        buyers: positions in `CustomerDays.customers`, ascending.
        firsts: first purchase day.
        lasts: last purchase day.
        counts: purchase days.
        means: mean money of a purchase day, positive.
        kept_share: share of the money of all purchase days that is left after credits, 0 to 1.
        as_of: the day.
    """

    buyers: Indices
    firsts: Days
    lasts: Days
    counts: Floats
    means: Floats
    kept_share: float
    as_of: np.datetime64

    def histories(self, season: Season = NO_SEASON) -> PurchaseHistories:
        """Frequency, recency and age of each buyer, in weeks of buying time."""
        return PurchaseHistories(
            self.counts - 1,
            season.weeks(self.firsts, self.lasts),
            season.weeks(self.firsts, self.as_of),
        )


@dataclass(frozen=True)
class CustomerDays:
    """One entry per customer and day in `codes`, `days` and `amounts`, ordered by both.

    Attributes:
        feed: the feed.
        currency: of every amount.
        customers: ids, sorted.
        codes: position of each entry's customer in `customers`.
        days: days with an order or a credit.
        amounts: money of the day net of returns; a positive one is a purchase.
        start: the feed's first day.
        as_of: the last day that counts.
    """

    feed: str
    currency: str
    customers: Names
    codes: Indices
    days: Days
    amounts: Floats
    start: np.datetime64
    as_of: np.datetime64

    @property
    def weeks(self) -> float:
        """Length of the history in weeks."""
        return float(in_weeks(self.as_of - self.start + np.timedelta64(1, "D")))

    def known_on(self, day: np.datetime64) -> Purchases:
        """The buyers and their purchases as known at the end of a day."""
        known = self.days <= day
        bought = known & (self.amounts > 0)
        codes, days, amounts = self.codes[bought], self.days[bought], self.amounts[bought]
        buyers, begins, counts = np.unique(codes, return_index=True, return_counts=True)
        spent = np.add.reduceat(amounts, begins) if buyers.size else np.zeros(0)
        sold = float(amounts.sum())
        kept = float(self.amounts[known].sum()) / sold if sold > 0 else 0.0
        return Purchases(
            buyers,
            days[begins],
            days[begins + counts - 1],
            counts.astype(np.float64),
            spent / np.maximum(counts, 1),
            min(max(kept, 0.0), 1.0),
            day,
        )

    def purchases_between(
        self, buyers: Indices, after: np.datetime64, until: np.datetime64
    ) -> tuple[Floats, Floats]:
        """Purchase days and money net of credits of each buyer, after one day until another."""
        within = (self.days > after) & (self.days <= until)
        size = len(self.customers)
        bought = within & (self.amounts > 0)
        counts = np.bincount(self.codes[bought], minlength=size)
        money = np.bincount(self.codes[within], self.amounts[within], minlength=size)
        return counts[buyers].astype(np.float64), money[buyers].astype(np.float64)


def select_histories(histories: PurchaseHistories, rows: Indices) -> PurchaseHistories:
    """The histories of these rows."""
    return PurchaseHistories(
        histories.frequency[rows], histories.recency[rows], histories.age[rows]
    )


def in_weeks(spans: NDArray[np.timedelta64] | np.timedelta64) -> Floats:
    """Time spans of whole days in weeks."""
    return np.asarray(spans / np.timedelta64(1, "D") / DAYS_PER_WEEK, dtype=np.float64)


def customer_days(orders: "pd.DataFrame", as_of: date) -> CustomerDays:
    """The customer days of one feed.

    Args:
        orders: one row per order or credit note with the columns of `COLUMNS`, in any order.
        as_of: the feed's last complete day; later rows are left out.

    Raises:
        AnalyticsError: a column or a value is missing, there are several feeds or currencies, or
            no order is as old as the as-of day.
    """
    _require_valid(orders)
    last = np.datetime64(as_of, "D")
    days = orders["order_date"].to_numpy().astype("datetime64[D]")
    known = days <= last
    if not known.any():
        message = f"No order is dated on or before {as_of}."
        raise AnalyticsError(message)
    ids = orders["customer_id"].astype(str).to_numpy(dtype=object)[known]
    customers, owners = np.unique(ids, return_inverse=True)
    amounts = orders["amount"].to_numpy(np.float64)[known]
    codes, dates, net = _net_by_customer_and_day(owners.astype(np.intp), days[known], amounts)
    feed, currency = str(orders["feed"].iloc[0]), str(orders["currency"].iloc[0])
    return CustomerDays(feed, currency, customers, codes, dates, net, days[known].min(), last)


def _require_valid(orders: "pd.DataFrame") -> None:
    """Raise an `AnalyticsError` if a value is missing, or the orders are of several feeds."""
    for name in COLUMNS:
        if name not in orders.columns:
            message = f"The orders have no column '{name}'."
            raise AnalyticsError(message)
        if orders[name].isna().any():
            message = f"An order has no '{name}': fill it in, or leave the order out."
            raise AnalyticsError(message)
    if not np.isfinite(orders["amount"].to_numpy(np.float64)).all():
        message = "The amount of an order is infinite."
        raise AnalyticsError(message)
    for name in ("feed", "currency"):
        if orders[name].nunique() > 1:
            message = f"The orders mix several values of '{name}': give one at a time."
            raise AnalyticsError(message)


def _net_by_customer_and_day(
    owners: Indices, days: Days, amounts: Floats
) -> tuple[Indices, Days, Floats]:
    """Customer, day and net money, one entry per customer and day, ordered by both."""
    day_numbers = (days - days.min()).astype(np.int64)
    span = int(day_numbers.max()) + 1
    keys, entry_of = np.unique(owners * span + day_numbers, return_inverse=True)
    # Rounded, so that a full return cancels its purchase exactly.
    net = np.round(np.bincount(entry_of, amounts), 6)
    dates: Days = days.min() + (keys % span).astype("timedelta64[D]")
    return (keys // span).astype(np.intp), dates, net.astype(np.float64)
