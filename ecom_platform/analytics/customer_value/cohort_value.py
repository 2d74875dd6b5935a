"""What monthly cohorts are worth: seen so far, and completed to 24 months with bands.

A cohort are the customers whose first purchase day lies in one month. Complete months are stated
as they were; the running month and later ones are forecast, or null with the reason where no model
earned publication. Futures are drawn in `cohort_simulation.py`.
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
    """The cohorts of one feed; one row per cohort and month, see `cohort_value`."""

    frame: "pd.DataFrame" = field(repr=False)


@dataclass(frozen=True)
class _Band:
    """Middle and ends of what is stated in each cell; the ends are the middle where it was seen."""

    middle: Table
    lower: Table
    upper: Table


@dataclass(frozen=True)
class _ObservedCohorts:
    """The triangle: per cohort its size, per cell what happened until the as-of day.

    `places` says of each buyer which cohort; cells beyond the as-of day are 0 and not `complete`.
    """

    cohorts: Months
    places: Indices
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
    the cohort) with `lower_` and `upper_` ends that hold 95 % and meet where the month is complete,
    `value_against_others` (over the customers of all other cohorts at the same age, complete
    months only), `acquisition_cost` (of a customer), `payback_months` (until value covers it) with
    `payback_unavailable_reason`, `unavailable_reason` exactly where retention, and
    `value_unavailable_reason` exactly where value is null.

    Args:
        orders: as for `lifetime_value`.
        as_of: the feed's last complete day.
        lifetime: the customers of the same feed on the same day, with their models.
        acquisition_costs: cohort month (its first day) to the cost of a customer, in the feed's
            currency and as money spent, or why it is not known.
        seed: of the drawn futures.

    Raises:
        AnalyticsError: the orders are not of this shape.
    """
    customers = customer_days(orders, as_of)
    known = customers.known_on(customers.as_of)
    observed = _observe_cohorts(customers, known)
    retention, value = _retention_and_value(customers, known, observed, lifetime, seed)
    columns = _columns(customers, observed, retention, value)
    months = observed.cohorts.astype("datetime64[D]").tolist()
    paid = payback(months, value.middle, acquisition_costs)
    columns["acquisition_cost"] = np.repeat(paid.costs, WIDTH)
    columns["payback_months"] = np.repeat(paid.months, WIDTH)
    columns["payback_unavailable_reason"] = np.repeat(np.array(paid.reasons, dtype=object), WIDTH)
    columns["unavailable_reason"] = _reasons(retention, lifetime.unavailable_reason)
    columns["value_unavailable_reason"] = _reasons(value, lifetime.value_unavailable_reason)
    return CohortValue(_frame(columns))


def _observe_cohorts(customers: CustomerDays, known: Purchases) -> _ObservedCohorts:
    cohorts, places = np.unique(known.firsts.astype("datetime64[M]"), return_inverse=True)
    cohort_of = np.full(len(customers.customers), -1)
    cohort_of[known.buyers] = places
    of_buyers = cohort_of[customers.codes] >= 0
    codes, amounts = customers.codes[of_buyers], customers.amounts[of_buyers]
    row = cohort_of[codes]
    ages = (customers.days[of_buyers].astype("datetime64[M]") - cohorts[row]).astype(np.int64)
    inside = (ages >= 0) & (ages <= MONTHS)
    codes, amounts, row, ages = codes[inside], amounts[inside], row[inside], ages[inside]
    shape = (len(cohorts), WIDTH)
    money = np.bincount(row * shape[1] + ages, amounts, minlength=shape[0] * shape[1])
    bought = amounts > 0
    person_months = np.unique(codes[bought] * shape[1] + ages[bought])
    active = np.bincount(
        cohort_of[person_months // shape[1]] * shape[1] + person_months % shape[1],
        minlength=shape[0] * shape[1],
    ).astype(np.float64)
    ends = (_months(cohorts) + 1).astype("datetime64[D]") - 1
    return _ObservedCohorts(
        cohorts,
        places.astype(np.intp),
        np.bincount(places).astype(np.float64),
        active.reshape(shape),
        money.astype(np.float64).reshape(shape),
        ends <= customers.as_of,
    )


def _months(cohorts: Months) -> Months:
    """The calendar month of each cell."""
    return np.asarray(cohorts[:, None] + np.arange(WIDTH))


def _retention_and_value(
    customers: CustomerDays,
    known: Purchases,
    observed: _ObservedCohorts,
    lifetime: LifetimeValue,
    seed: int,
) -> tuple[_Band, _Band]:
    """Retention, and cumulative money per customer: seen where complete, else forecast or NaN."""
    sizes = observed.sizes[:, None]
    shares = np.where(observed.complete, observed.active / sizes, np.nan)
    values = np.where(observed.complete, observed.money.cumsum(axis=1) / sizes, np.nan)
    model = lifetime.purchase_model
    if model is None or observed.complete.all():
        return _Band(shares, shares, shares), _Band(values, values, values)
    running = (customers.as_of + 1).astype("datetime64[M]")
    ahead = running + np.arange(int((observed.cohorts[-1] - running).astype(int)) + WIDTH)
    futures = simulate_cohorts(
        CohortModels(
            model,
            lifetime.spend_model,
            _shock(lifetime.contest.winning_score),
            _shock(lifetime.value_contest.model),
            month_scatter(customers, model),
        ),
        known,
        observed.places,
        idle=(known.lasts.astype("datetime64[M]") < running).astype(np.float64),
        ends=((ahead + 1).astype("datetime64[D]") - 1 - customers.as_of).astype(int).tolist(),
        rng=np.random.default_rng(seed),
    )
    place = np.clip((_months(observed.cohorts) - running).astype(np.int64), 0, len(ahead) - 1)
    rows = np.arange(len(observed.cohorts))[:, None]
    active = futures.active[:, rows, place] + np.where(observed.complete, 0.0, observed.active)
    money = futures.money[:, rows, place] + observed.money.cumsum(axis=1)
    return (
        _band(shares, np.minimum(active / sizes, 1.0)),
        _band(values, money / sizes),
    )


def _shock(score: Score | None) -> float:
    """The usual size of the total errors in logarithms."""
    if score is None or not score.total_errors:
        return 0.0
    return float(np.sqrt(np.mean(np.log1p(np.array(score.total_errors)) ** 2)))


def _band(observed: Table, drawn: Floats) -> _Band:
    known = np.isfinite(observed)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return _Band(
        np.where(known, observed, drawn.mean(axis=0)),
        np.where(known, observed, low),
        np.where(known, observed, high),
    )


def _against_others(observed: _ObservedCohorts) -> Table:
    """Value per customer over that of the other cohorts' customers at the same age."""
    total = np.where(observed.complete, observed.money.cumsum(axis=1), 0.0)
    people = np.where(observed.complete, observed.sizes[:, None], 0.0)
    other_money, other_people = total.sum(axis=0) - total, people.sum(axis=0) - people
    comparable = observed.complete & (other_people > 0) & (other_money > 0)
    usual = np.where(comparable, other_money, 1.0) / np.where(comparable, other_people, 1.0)
    return np.where(comparable, total / observed.sizes[:, None] / usual, np.nan)


def _columns(
    customers: CustomerDays, observed: _ObservedCohorts, retention: _Band, value: _Band
) -> dict[str, object]:
    return {
        "feed": customers.feed,
        "currency": customers.currency,
        "cohort_month": np.repeat(observed.cohorts.astype("datetime64[D]"), WIDTH),
        "months_since": np.tile(np.arange(WIDTH), len(observed.cohorts)),
        "activity_month": _months(observed.cohorts).astype("datetime64[D]").ravel(),
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
        "value_against_others": _against_others(observed).ravel(),
    }


def _frame(columns: dict[str, object]) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415  slow to import

    return pd.DataFrame(columns).astype({"active_customers": "Int64", "payback_months": "Int64"})


def _reasons(band: _Band, reason: str | None) -> NDArray[np.object_]:
    """The reason where there is no number."""
    reasons = np.full(band.middle.shape, None, dtype=object)
    reasons[~np.isfinite(band.middle)] = reason
    return reasons.ravel()
