"""Whether the customers of a month come back, and what they are worth by age, feed by feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

import duckdb

from ecom_platform.serving.queries.groups import within_feed
from ecom_platform.serving.queries.view import View

RETENTION = "marts.mart_cohort_analysis"
VALUE = "analytics.cohort_lifetime_value"
MOST_MONTHS = 24


@dataclass(frozen=True)
class RetentionCell:
    """A cohort in a later month.

    Attributes:
        is_censored: whether the month was not complete, so that more may still come back.
        is_left_censored: whether the cohort also holds older customers, seen for the first time.
        is_small: whether it has so few customers that its shares are noise.
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
    """Of how many first buyers, how many came back in the next month, over all whole cohorts."""

    customers: int
    active: int
    share: float


@dataclass(frozen=True)
class ValueAge:
    """Money kept per customer of a cohort up to a month; a forecast with bounds where not over."""

    months_since: int
    value: Decimal
    lower: Decimal | None
    upper: Decimal | None
    is_forecast: bool


@dataclass(frozen=True)
class Payback:
    """When a cohort has earned what winning it cost.

    Attributes:
        cost: of a customer; None where not known.
        months: since the first purchase; None where there is no payback.
        reason: why there is none; None where there is.
    """

    cost: Decimal | None
    months: int | None
    reason: str | None


@dataclass(frozen=True)
class ValueCurve:
    """The value of a cohort by age.

    Attributes:
        reason: why nothing is forecast, or nothing known; None where something is.
    """

    cohort: date
    size: int
    payback: Payback
    ages: tuple[ValueAge, ...]
    reason: str | None

    @property
    def paid_back(self) -> ValueAge | None:
        """The age at which the cohort has earned its cost; None where there is none."""
        return next((age for age in self.ages if age.months_since == self.payback.months), None)


def retention_cells(
    connection: duckdb.DuckDBPyConnection, view: View, feed: str
) -> list[RetentionCell]:
    """The newest cohorts in the months after their first, by cohort and month."""
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
    """How many came back in the month after their first; None where no such month is complete."""
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
    """The curves of a few cohorts older than a month, from the oldest to the newest."""
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
        of_cohort = list(group)
        ages = tuple(ValueAge(*row[2:7]) for row in of_cohort if row[3] is not None)
        reason = next((row[7] for row in of_cohort if row[7] is not None), None)
        payback = Payback(*of_cohort[0][8:])
        curves.append(ValueCurve(cohort, size, payback, ages, reason))
    return _spread(curves, most)


def _spread(curves: Sequence[ValueCurve], most: int) -> list[ValueCurve]:
    if len(curves) <= most:
        return list(curves)
    last = len(curves) - 1
    return [curves[round(index * last / (most - 1))] for index in range(most)]
