"""Payback: the month in which the customers of a cohort have earned their acquisition cost.

The caller gives the cost per customer, or the reason why it is unknown; the value of a customer by
age is computed in `cohort_value.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ecom_platform.analytics.customer_value.customer_days import Floats

NO_COST = "No acquisition cost of this cohort is on record."
NOT_YET = (
    "The cost is not earned back in the months known so far, and no forecast was good enough for "
    "those to come."
)
Cost = float | str  # per customer, or a sentence that says why it is unknown


@dataclass(frozen=True)
class Payback:
    """Payback of each cohort; either `months` is a number or `reasons` has a sentence.

    Attributes:
        costs: acquisition cost per customer, NaN where unknown.
        months: months since the first purchase until value covers the cost; NaN where unknown.
        reasons: why there is no payback; None where there is.
    """

    costs: Floats
    months: Floats
    reasons: tuple[str | None, ...]


def payback(cohorts: Sequence[date], values: Floats, costs: Mapping[date, Cost]) -> Payback:
    """The first month in which the value of each cohort reaches what a customer cost.

    Args:
        cohorts: first day of each cohort's month.
        values: cohort x months since the first, cumulative money per customer, NaN where unknown.
        costs: cost per customer by cohort, in the currency of the values.
    """
    paybacks = [
        _payback_of(row, costs.get(cohort, NO_COST))
        for cohort, row in zip(cohorts, values, strict=True)
    ]
    return Payback(
        np.array([cost for cost, _, _ in paybacks], dtype=np.float64),
        np.array([months for _, months, _ in paybacks], dtype=np.float64),
        tuple(reason for _, _, reason in paybacks),
    )


def _payback_of(values: Floats, cost: Cost) -> tuple[float, float, str | None]:
    """Cost, payback months and reason of one cohort."""
    if isinstance(cost, str):
        return np.nan, np.nan, cost
    months_reached = np.flatnonzero(values >= cost)
    if months_reached.size:
        return cost, float(months_reached[0]), None
    if np.isfinite(values).all():
        return cost, np.nan, f"The cost is not earned back within {len(values) - 1} months."
    return cost, np.nan, NOT_YET
