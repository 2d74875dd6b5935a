"""What is known of each customer's buying: how often, when last, and how long they are known.

Only the record and its grouping belong here; models of it are in `bg_nbd.py` and its neighbours.
Time is in weeks, as in the papers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecom_platform.errors import AnalyticsError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAYS_PER_WEEK = 7
SAME_DAY = 1e-6  # days: how far weeks times seven may lie beside a whole day


@dataclass(frozen=True)
class PurchaseHistories:
    """One entry per customer in each array; the arrays are copied, checked and locked.

    Attributes:
        frequency: days with a purchase after the first day (x); whole numbers.
        recency: weeks from the first purchase to the last (t_x); 0 where x is 0.
        age: weeks from the first purchase to the end of observation (T).

    Raises:
        AnalyticsError: an entry is missing or impossible, or the lengths differ.
    """

    frequency: Floats
    recency: Floats
    age: Floats

    def __post_init__(self) -> None:
        for name in ("frequency", "recency", "age"):
            column = np.array(getattr(self, name), dtype=np.float64)
            column.flags.writeable = False
            object.__setattr__(self, name, column)
        problem = _problem(self.frequency, self.recency, self.age)
        if problem:
            raise AnalyticsError(problem)

    def __len__(self) -> int:
        return self.frequency.size

    def part(self, start: int, stop: int) -> "PurchaseHistories":
        """The customers from one place up to another."""
        rows = slice(start, stop)
        return PurchaseHistories(self.frequency[rows], self.recency[rows], self.age[rows])

    def grouped(self) -> tuple["PurchaseHistories", Floats, Ints]:
        """Equal histories collapsed: the different ones, how many of each, and each one's place."""
        first, counts, places = unique_rows(self.frequency, self.recency, self.age)
        different = PurchaseHistories(self.frequency[first], self.recency[first], self.age[first])
        return different, counts, places


def unique_rows(*columns: Floats) -> tuple[Ints, Floats, Ints]:
    """Equal rows found: where each first stands, how often it is there, and each row's place.

    Columns are numbered one after the other, as sorting whole numbers is several times faster
    than sorting rows.
    """
    key = np.zeros(columns[0].size, dtype=np.int64)
    for column in columns:
        values, codes = np.unique(column, return_inverse=True)
        _, key = np.unique(key * values.size + codes, return_inverse=True)
    _, first, counts = np.unique(key, return_index=True, return_counts=True)
    return first.astype(np.int64), counts.astype(np.float64), key.astype(np.int64)


def in_days(weeks: Floats) -> Ints:
    """Whole days.

    Raises:
        AnalyticsError: a time is no whole number of days.
    """
    days = weeks * DAYS_PER_WEEK
    whole = np.rint(days)
    if np.any(np.abs(days - whole) > SAME_DAY):
        message = "A time is no whole number of days, so that the model of whole days cannot do."
        raise AnalyticsError(message)
    return whole.astype(np.int64)


def _problem(frequency: Floats, recency: Floats, age: Floats) -> str | None:
    columns = (frequency, recency, age)
    if any(column.ndim != 1 or column.size != age.size for column in columns):
        return "Frequency, recency and age must be lists of one length."
    if not all(np.isfinite(column).all() for column in columns):
        return "A frequency, recency or age is missing or endless."
    if np.any(frequency < 0) or np.any(frequency != np.floor(frequency)):
        return "A number of purchases is negative or no whole number."
    if np.any(recency < 0) or np.any(recency > age):
        return "A last purchase lies before the first one or after the end of observation."
    if np.any((frequency == 0) != (recency == 0)):
        return "A customer has a last purchase after the first without a repeat, or the reverse."
    return None
