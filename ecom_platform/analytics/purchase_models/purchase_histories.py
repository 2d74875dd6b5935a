"""Purchase histories: frequency, recency and age of each customer.

This module holds the record and its grouping; its models are in `bg_nbd.py` and `pareto_nbd.py`.
Times are in weeks, as in the papers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecom_platform.errors import AnalyticsError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAYS_PER_WEEK = 7
WIDEST, LARGEST_KEY = 2**20, 2**40  # most codes of one column, and of a whole row
SAME_DAY = 1e-6  # days that weeks times seven may differ from a whole day


@dataclass(frozen=True)
class PurchaseHistories:
    """One entry per customer in each array; the arrays are copied, checked and made read-only.

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
        problem = _problem_with_histories(self.frequency, self.recency, self.age)
        if problem:
            raise AnalyticsError(problem)

    def __len__(self) -> int:
        return self.frequency.size

    def part(self, start: int, stop: int) -> "PurchaseHistories":
        """The customers from `start` up to, but without, `stop`."""
        rows = slice(start, stop)
        return PurchaseHistories(self.frequency[rows], self.recency[rows], self.age[rows])

    def grouped(self) -> tuple["PurchaseHistories", Floats, Ints]:
        """The distinct histories.

        Returns:
            The distinct histories, how many customers have each, and for each customer the index
            of the history among the distinct ones.
        """
        first, counts, inverse = unique_rows(self.frequency, self.recency, self.age)
        distinct = PurchaseHistories(self.frequency[first], self.recency[first], self.age[first])
        return distinct, counts, inverse


def unique_rows(*columns: Floats) -> tuple[Ints, Floats, Ints]:
    """The distinct rows of some columns, as `numpy.unique` finds them, many times faster.

    Each row is encoded as one whole number.

    Returns:
        Per distinct row the index of its first occurrence and how often it occurs; per row the
        index of its distinct row.
    """
    size = columns[0].size
    key, span = np.zeros(size, dtype=np.int64), 1
    for column in columns:
        codes, column_size = _value_codes(column)
        key, span = key * column_size + codes, span * column_size
        if span > LARGEST_KEY:
            _, key = np.unique(key, return_inverse=True)
            span = size
    inverse, counts = _indices_and_counts(key, span)
    first = np.empty(counts.size, dtype=np.int64)
    first[inverse[::-1]] = np.arange(size)[::-1]
    return first, counts.astype(np.float64), inverse.astype(np.int64)


def _value_codes(column: Floats) -> tuple[Ints, int]:
    """A code from 0 on for each value, equal for equal values, and the number of codes.

    Counts, and weeks of whole days, are multiples of a seventh: their codes need no sorting.
    """
    sevenths = np.rint(column * DAYS_PER_WEEK)
    if column.size and np.array_equal(sevenths / DAYS_PER_WEEK, column):
        low, high = sevenths.min(), sevenths.max()
        if high - low < WIDEST:
            return (sevenths - low).astype(np.int64), int(high - low) + 1
    values, codes = np.unique(column, return_inverse=True)
    return codes.astype(np.int64), max(values.size, 1)


def _indices_and_counts(key: Ints, span: int) -> tuple[Ints, Ints]:
    """The index of each key among the distinct ones, and how often each of those occurs."""
    if span > 4 * key.size:  # a table of all possible keys would be too large
        _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
        return inverse.astype(np.int64), counts.astype(np.int64)
    counts = np.bincount(key, minlength=span)
    present = np.flatnonzero(counts)
    lookup = np.zeros(span, dtype=np.int64)
    lookup[present] = np.arange(present.size)
    return lookup[key], counts[present].astype(np.int64)


def whole_days_of(weeks: Floats) -> Ints:
    """Weeks as whole numbers of days.

    Raises:
        AnalyticsError: a time is not a whole number of days.
    """
    days = weeks * DAYS_PER_WEEK
    whole = np.rint(days)
    if np.any(np.abs(days - whole) > SAME_DAY):
        message = "A time is not a whole number of days, which a model of whole days needs."
        raise AnalyticsError(message)
    return whole.astype(np.int64)


def _problem_with_histories(frequency: Floats, recency: Floats, age: Floats) -> str | None:
    """The sentence that says what is wrong with the histories; None if nothing."""
    columns = (frequency, recency, age)
    if any(column.ndim != 1 or column.size != age.size for column in columns):
        return "Frequency, recency and age must be lists of one length."
    if not all(np.isfinite(column).all() for column in columns):
        return "A frequency, recency or age is missing or infinite."
    if np.any(frequency < 0) or np.any(frequency != np.floor(frequency)):
        return "A number of purchases is negative or not a whole number."
    if np.any(recency < 0) or np.any(recency > age):
        return "A last purchase is before the first one or after the end of observation."
    if np.any((frequency == 0) != (recency == 0)):
        return "A customer has a last purchase after the first without a repeat, or the reverse."
    return None
