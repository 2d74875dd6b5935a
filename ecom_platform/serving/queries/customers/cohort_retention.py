"""Whether the customers of a month come back, and what a customer is worth by age, in one feed.

A cohort is all customers whose first purchase was in the same month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

import duckdb

from ecom_platform.serving.queries.grouped_rows import within_feed
from ecom_platform.serving.queries.view import View

RETENTION = "marts.mart_cohort_analysis"
VALUE = "analytics.cohort_lifetime_value"
MOST_MONTHS = 24


@dataclass(frozen=True)
class RetentionCell:
    """How many customers of a cohort bought in a later month.

    Attributes:
        cohort: the first day of the month of first purchase.
        months_since: how many months after it; 1 is the next month.
        size: customers of the cohort.
        active: customers who bought in that month.
        share: `active` divided by `size`.
        is_censored: whether the month is not complete, so that more customers may come back.
        is_left_censored: whether the cohort may include customers who bought before the data
            begins.
        is_small: whether the cohort has so few customers that its shares are mostly chance.
    """

    cohort: date
    months_since: int
    size: int
    active: int
    share: float
    is_censored: bool
    is_left_censored: bool
    is_small: bool


@dataclass(frozen=True)
class NextMonthRetention:
    """How many first buyers bought again in the next month, over all complete cohorts."""

    customers: int
    active: int
    share: float


@dataclass(frozen=True)
class ValueAge:
    """Kept money per customer of a cohort from the first purchase up to a month.

    Attributes:
        lower: lower bound of a forecast; None for a month that is over.
        upper: upper bound of a forecast; None for a month that is over.
    """

    months_since: int
    value: Decimal
    lower: Decimal | None
    upper: Decimal | None
    is_forecast: bool


@dataclass(frozen=True)
class Payback:
    """When the kept money of a cohort has covered its acquisition cost.

    Attributes:
        cost: acquisition cost of one customer; None where it is unknown.
        months: months from the first purchase to the payback; None where there is no payback.
        reason: why there is no payback; None where there is one.
    """

    cost: Decimal | None
    months: int | None
    reason: str | None


@dataclass(frozen=True)
class ValueCurve:
    """The value per customer of a cohort by age.

    Attributes:
        reason: why there is no forecast or no value; None where there is one.
    """

    cohort: date
    size: int
    payback: Payback
    ages: tuple[ValueAge, ...]
    reason: str | None

    @property
    def paid_back(self) -> ValueAge | None:
        """The age at which the cohort has covered its acquisition cost; None where it never has."""
        return next((age for age in self.ages if age.months_since == self.payback.months), None)


def retention_cells(
    connection: duckdb.DuckDBPyConnection, view: View, feed: str
) -> list[RetentionCell]:
    """The newest `MOST_MONTHS` cohorts in the months after their first, by cohort and month."""
    where, values = within_feed(view.where("currency"), feed)
    rows = connection.execute(
        f"""
        select cohort_month, months_since, cohort_size, active_customers, retention_share,
            is_censored, is_left_censored, is_small_cohort
        from {RETENTION}
        where {where} and months_since between 1 and {MOST_MONTHS}
        qualify dense_rank() over (order by cohort_month desc) <= {MOST_MONTHS}
        order by cohort_month, months_since
        """,
        values,
    ).fetchall()
    return [RetentionCell(*row) for row in rows]


def next_month_retention(
    connection: duckdb.DuckDBPyConnection, view: View, feed: str
) -> NextMonthRetention | None:
    """How many customers bought again in the month after their first.

    Returns:
        None where no such month is complete yet.
    """
    where, values = within_feed(view.where("currency"), feed)
    row = connection.execute(
        f"""
        select sum(cohort_size)::bigint, sum(active_customers)::bigint,
            sum(active_customers) / sum(cohort_size)
        from {RETENTION}
        where {where} and months_since = 1 and not is_censored and not is_left_censored
        """,
        values,
    ).fetchall()[0]
    return None if row[2] is None else NextMonthRetention(*row)


def value_curves(
    connection: duckdb.DuckDBPyConnection, view: View, feed: str, most: int = 4
) -> list[ValueCurve]:
    """The value curves of a few cohorts older than a month, from the oldest to the newest.

    Args:
        connection: to a published version.
        view: only its currency applies.
        feed: whose customers to look at.
        most: how many cohorts; they are spread evenly over all cohorts.
    """
    where, values = within_feed(view.where("currency"), feed)
    rows = connection.execute(
        f"""
        select cohort_month, cohort_size, months_since, cumulative_value, lower_cumulative_value,
            upper_cumulative_value, is_censored, value_unavailable_reason, acquisition_cost,
            payback_months, payback_unavailable_reason
        from {VALUE} where {where} and not is_left_censored
        qualify bool_or(not is_censored and months_since > 0) over (partition by cohort_month)
        order by cohort_month, months_since
        """,
        values,
    ).fetchall()
    curves = []
    for (cohort, size), group in groupby(rows, key=lambda row: (row[0], row[1])):
        months = list(group)
        ages = tuple(ValueAge(*row[2:7]) for row in months if row[3] is not None)
        reasons = [row[7] for row in months if row[7] is not None]
        payback = Payback(*months[0][8:])  # every month of a cohort repeats it
        curves.append(ValueCurve(cohort, size, payback, ages, reasons[0] if reasons else None))
    return _evenly_spread(curves, most)


def _evenly_spread(curves: Sequence[ValueCurve], most: int) -> list[ValueCurve]:
    """At most this many of the curves, evenly spread from the first to the last."""
    if len(curves) <= most:
        return list(curves)
    last = len(curves) - 1
    return [curves[round(index * last / (most - 1))] for index in range(most)]
