"""When the customers of a cohort have paid for what winning them cost.

What a customer cost, or why nobody knows, comes from the caller; what one is worth by age comes
from `cohort_value.py`.
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
Cost = float | str  # per customer, or the sentence that says why it is not known


@dataclass(frozen=True)
class Payback:
    """Per cohort; a number is NaN and a reason null where the other stands.

    Attributes:
        costs: of winning a customer, NaN where not known.
        months: since the first purchase, until value covers the cost.
        reasons: why there are no such months.
    """

    costs: Floats
    months: Floats
    reasons: tuple[str | None, ...]


def payback(cohorts: Sequence[date], values: Floats, costs: Mapping[date, Cost]) -> Payback:
    """The first month in which the value of each cohort reaches what a customer cost.

    Args:
        cohorts: the first day of the month of each.
        values: cohort x months since the first: money per customer so far, NaN where not known.
        costs: cohort to the cost of a customer, in the currency of the values.
    """
    found = [
        _payback_of(row, costs.get(cohort, NO_COST))
        for cohort, row in zip(cohorts, values, strict=True)
    ]
    return Payback(
        np.array([cost for cost, _, _ in found], dtype=np.float64),
        np.array([months for _, months, _ in found], dtype=np.float64),
        tuple(reason for _, _, reason in found),
    )


def _payback_of(values: Floats, cost: Cost) -> tuple[float, float, str | None]:
    if isinstance(cost, str):
        return np.nan, np.nan, cost
    reached = np.flatnonzero(values >= cost)
    if reached.size:
        return cost, float(reached[0]), None
    if np.isfinite(values).all():
        return cost, np.nan, f"The cost is not earned back within {len(values) - 1} months."
    return cost, np.nan, NOT_YET
