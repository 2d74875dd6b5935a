"""Value of monthly cohorts: observed so far, and forecast to 24 months with bands.

A cohort consists of the customers whose first purchase day is in one month. Complete months are
stated as observed; the running month and later ones are forecast, or null with the reason where no
model earned publication. Futures are simulated in `cohort_simulation.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.customer_value.cohort_simulation import CohortModels, simulate_cohorts
from ecom_platform.analytics.customer_value.customer_days import (
    CustomerDays,
    Floats,
    Indices,
    Purchases,
    customer_days,
)
from ecom_platform.analytics.customer_value.lifetime_value import LifetimeValue
from ecom_platform.analytics.customer_value.model_selection.forecast_scores import LEVEL, Score
from ecom_platform.analytics.customer_value.month_scatter import month_scatter
from ecom_platform.analytics.customer_value.payback import Cost, payback

if TYPE_CHECKING:
    import pandas as pd

Months = NDArray[np.datetime64]
Table = Floats  # cohort x months since the first, 0 to MONTHS

MONTHS = 24
WIDTH = MONTHS + 1


@dataclass(frozen=True)
class CohortValue:
    """The cohorts of one feed: a row per cohort and month, with the columns of `cohort_value`."""

    frame: "pd.DataFrame" = field(repr=False)


@dataclass(frozen=True)
class _Band:
    """Value and band of each cell; where the value was observed, both ends are equal to it."""

    middle: Table
    lower: Table
    upper: Table


@dataclass(frozen=True)
class _ObservedCohorts:
    """The observed cohort triangle; cells after the as-of day are 0 and not `complete`.

    Attributes:
        cohorts: first purchase month of each cohort.
        cohort_of: number of each buyer's cohort.
        sizes: customers per cohort.
        active: customers with a purchase, cohort x months since the first.
        money: money kept, same shape.
        complete: months that were over on the as-of day, same shape.
    """

    cohorts: Months
    cohort_of: Indices
    sizes: Floats
    active: Table
    money: Table
    complete: NDArray[np.bool_]


def cohort_value(
    orders: "pd.DataFrame",
    as_of: date,
    lifetime: LifetimeValue,
    *,
    acquisition_costs: Mapping[date, Cost],
    seed: int,
) -> CohortValue:
    """Retention and value per customer of each monthly cohort for its first 24 months.

    The frame has one row per cohort and `months_since` 0 to 24: `feed`, `currency`,
    `cohort_month`, `months_since`, `activity_month`, `as_of_date`, `cohort_size`,
    `is_left_censored` (the feed's first month: it holds older customers), `is_censored` (the month
    was not over on the as-of day, so that the numbers are a forecast), `active_customers`
    (complete months only), `retention_share` and `cumulative_value` (money kept per customer of
    the cohort) with `lower_` and `upper_` ends of 95 % that are equal where the month is complete,
    `value_against_others` (over the customers of all other cohorts at the same age, complete
    months only), `acquisition_cost` (of a customer), `payback_months` (until value covers it) with
    `payback_unavailable_reason`, `unavailable_reason` exactly where retention, and
    `value_unavailable_reason` exactly where value is null.

    Args:
        orders: as for `lifetime_value`.
        as_of: the feed's last complete day.
        lifetime: lifetime values of the same feed on the same day, with their models.
        acquisition_costs: cohort month (its first day) to the cost of a customer, in the feed's
            currency and as money spent, or why it is not known.
        seed: of the simulated futures.

    Raises:
        AnalyticsError: the orders are not of this shape.
    """
    customers = customer_days(orders, as_of)
    known = customers.known_on(customers.as_of)
    observed = _observe_cohorts(customers, known)
    retention, value = _retention_and_value(customers, known, observed, lifetime, seed)
    columns = _value_columns(customers, observed, retention, value)
    months = observed.cohorts.astype("datetime64[D]").tolist()
    paybacks = payback(months, value.middle, acquisition_costs)
    columns["acquisition_cost"] = np.repeat(paybacks.costs, WIDTH)
    columns["payback_months"] = np.repeat(paybacks.months, WIDTH)
    columns["payback_unavailable_reason"] = np.repeat(
        np.array(paybacks.reasons, dtype=object), WIDTH
    )
    columns["unavailable_reason"] = _reason_by_cell(retention, lifetime.unavailable_reason)
    columns["value_unavailable_reason"] = _reason_by_cell(value, lifetime.value_unavailable_reason)
    return CohortValue(_frame(columns))


def _observe_cohorts(customers: CustomerDays, known: Purchases) -> _ObservedCohorts:
    """Size, activity and money of each cohort until the as-of day."""
    cohorts, cohort_of_buyer = np.unique(known.firsts.astype("datetime64[M]"), return_inverse=True)
    shape = (len(cohorts), WIDTH)
    codes, amounts, row, ages = _days_in_triangle(customers, known, cohorts, cohort_of_buyer)
    money = np.bincount(row * WIDTH + ages, amounts, minlength=shape[0] * WIDTH)
    bought = amounts > 0
    # One entry per customer and month with a purchase.
    _, first = np.unique(codes[bought] * WIDTH + ages[bought], return_index=True)
    cells = (row[bought] * WIDTH + ages[bought])[first]
    active = np.bincount(cells, minlength=shape[0] * WIDTH).astype(np.float64)
    ends = (_calendar_months(cohorts) + 1).astype("datetime64[D]") - 1
    return _ObservedCohorts(
        cohorts,
        cohort_of_buyer.astype(np.intp),
        np.bincount(cohort_of_buyer).astype(np.float64),
        active.reshape(shape),
        money.astype(np.float64).reshape(shape),
        ends <= customers.as_of,
    )


def _days_in_triangle(
    customers: CustomerDays, known: Purchases, cohorts: Months, cohort_of_buyer: Indices
) -> tuple[Indices, Floats, Indices, NDArray[np.int64]]:
    """The customer days in the first 24 months of their cohort.

    Returns:
        Customer, amount, cohort and months since the first purchase of each of these days.
    """
    cohort_of = np.full(len(customers.customers), -1)
    cohort_of[known.buyers] = cohort_of_buyer
    of_buyers = cohort_of[customers.codes] >= 0
    codes, amounts = customers.codes[of_buyers], customers.amounts[of_buyers]
    cohort_of_day = cohort_of[codes]
    ages = (customers.days[of_buyers].astype("datetime64[M]") - cohorts[cohort_of_day]).astype(
        np.int64
    )
    is_inside = (ages >= 0) & (ages <= MONTHS)
    return codes[is_inside], amounts[is_inside], cohort_of_day[is_inside], ages[is_inside]


def _calendar_months(cohorts: Months) -> Months:
    """The calendar month of each cell."""
    return np.asarray(cohorts[:, None] + np.arange(WIDTH))


def _retention_and_value(
    customers: CustomerDays,
    known: Purchases,
    observed: _ObservedCohorts,
    lifetime: LifetimeValue,
    seed: int,
) -> tuple[_Band, _Band]:
    """Retention, and money per customer: observed where complete, else forecast or NaN."""
    sizes = observed.sizes[:, None]
    shares = np.where(observed.complete, observed.active / sizes, np.nan)
    values = np.where(observed.complete, observed.money.cumsum(axis=1) / sizes, np.nan)
    model = lifetime.purchase_model
    if model is None or observed.complete.all():
        return _Band(shares, shares, shares), _Band(values, values, values)
    running_month = (customers.as_of + 1).astype("datetime64[M]")
    months_ahead = running_month + np.arange(
        int((observed.cohorts[-1] - running_month).astype(int)) + WIDTH
    )
    futures = simulate_cohorts(
        CohortModels(
            model,
            lifetime.spend_model,
            _shock_spread(lifetime.contest.winning_score),
            _shock_spread(lifetime.value_contest.model),
            month_scatter(customers, model),
        ),
        known,
        observed.cohort_of,
        idle=(known.lasts.astype("datetime64[M]") < running_month).astype(np.float64),
        ends=((months_ahead + 1).astype("datetime64[D]") - 1 - customers.as_of)
        .astype(int)
        .tolist(),
        rng=np.random.default_rng(seed),
    )
    month = np.clip(
        (_calendar_months(observed.cohorts) - running_month).astype(np.int64),
        0,
        len(months_ahead) - 1,
    )
    rows = np.arange(len(observed.cohorts))[:, None]
    active = futures.active[:, rows, month] + np.where(observed.complete, 0.0, observed.active)
    money = futures.money[:, rows, month] + observed.money.cumsum(axis=1)
    return (
        _band(shares, np.minimum(active / sizes, 1.0)),
        _band(values, money / sizes),
    )


def _shock_spread(score: Score | None) -> float:
    """The standard deviation of a common shock: how far the totals of a score missed, in logs.

    It is the root mean square of the total errors; 0 without a score.
    """
    if score is None or not score.total_errors:
        return 0.0
    return float(np.sqrt(np.mean(np.log1p(np.array(score.total_errors)) ** 2)))


def _band(observed: Table, drawn: Floats) -> _Band:
    """Observed cells without a band; the others from draws (future x cohort x month)."""
    known = np.isfinite(observed)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return _Band(
        np.where(known, observed, drawn.mean(axis=0)),
        np.where(known, observed, low),
        np.where(known, observed, high),
    )


def _value_against_others(observed: _ObservedCohorts) -> Table:
    """Value per customer over that of the customers of all other cohorts at the same age."""
    total = np.where(observed.complete, observed.money.cumsum(axis=1), 0.0)
    customer_counts = np.where(observed.complete, observed.sizes[:, None], 0.0)
    other_money, other_people = (
        total.sum(axis=0) - total,
        customer_counts.sum(axis=0) - customer_counts,
    )
    has_others = observed.complete & (other_people > 0) & (other_money > 0)
    value_of_others = np.where(has_others, other_money, 1.0) / np.where(
        has_others, other_people, 1.0
    )
    return np.where(has_others, total / observed.sizes[:, None] / value_of_others, np.nan)


def _value_columns(
    customers: CustomerDays, observed: _ObservedCohorts, retention: _Band, value: _Band
) -> dict[str, object]:
    """The columns of the frame, apart from payback and reasons."""
    return {
        "feed": customers.feed,
        "currency": customers.currency,
        "cohort_month": np.repeat(observed.cohorts.astype("datetime64[D]"), WIDTH),
        "months_since": np.tile(np.arange(WIDTH), len(observed.cohorts)),
        "activity_month": _calendar_months(observed.cohorts).astype("datetime64[D]").ravel(),
        "as_of_date": customers.as_of,
        "cohort_size": np.repeat(observed.sizes.astype(np.int64), WIDTH),
        "is_left_censored": np.repeat(
            observed.cohorts == customers.start.astype("datetime64[M]"), WIDTH
        ),
        "is_censored": ~observed.complete.ravel(),
        "active_customers": np.where(observed.complete, observed.active, np.nan).ravel(),
        "retention_share": retention.middle.ravel(),
        "lower_retention_share": retention.lower.ravel(),
        "upper_retention_share": retention.upper.ravel(),
        "cumulative_value": value.middle.ravel(),
        "lower_cumulative_value": value.lower.ravel(),
        "upper_cumulative_value": value.upper.ravel(),
        "value_against_others": _value_against_others(observed).ravel(),
    }


def _frame(columns: dict[str, object]) -> "pd.DataFrame":
    """The frame of the columns; whole numbers can be null."""
    import pandas as pd  # noqa: PLC0415  slow to import

    return pd.DataFrame(columns).astype({"active_customers": "Int64", "payback_months": "Int64"})


def _reason_by_cell(band: _Band, reason: str | None) -> NDArray[np.object_]:
    """One entry per cell: the reason where it has no number, else None."""
    reasons = np.full(band.middle.shape, None, dtype=object)
    reasons[~np.isfinite(band.middle)] = reason
    return reasons.ravel()
