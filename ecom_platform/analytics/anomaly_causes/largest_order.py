"""The largest order: a day may be anomalous because of a single purchase.

Dimension values cannot show it: one order can make a part large, and so can many. Which parts
moved is found in `cause_search.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.anomaly_causes.leaf_cells import Floats

LEAST_SHARE = 0.5  # of the gap; a smaller order does not explain a day on its own


@dataclass(frozen=True)
class LargestOrder:
    """An order that makes half of a gap or more.

    Attributes:
        order_id: the order.
        share: of the gap that disappears without it; above 1 where the rest of the day deviates
            in the other direction.
    """

    order_id: str
    share: float


def largest_order(
    order_ids: Sequence[str | None], amounts: Floats, trials: Floats | None, expected: float
) -> LargestOrder | None:
    """The order that makes half or more of the gap between a day and its expectation, or None.

    Args:
        order_ids: of the day's orders; None for lines without an order id.
        amounts: of each order, in the sum (or numerator) of the day.
        trials: of each order, in the denominator of a ratio; None for a sum.
        expected: expected value of the day.
    """
    actual = float(_sum_or_ratio(amounts.sum(), None if trials is None else trials.sum()))
    if len(order_ids) < 2 or not np.isfinite(actual) or actual == expected:
        return None
    without = _sum_or_ratio(
        amounts.sum() - amounts, None if trials is None else trials.sum() - trials
    )
    # Without an order that holds all trials there is no ratio (NaN): such an order has no share.
    shares = np.nan_to_num((actual - without) / (actual - expected))
    largest = int(np.argmax(shares))
    order_id, share = order_ids[largest], float(shares[largest])
    return LargestOrder(order_id, share) if order_id and share >= LEAST_SHARE else None


def _sum_or_ratio(amount: Floats, trials: Floats | None) -> Floats:
    """The amount, or its ratio to `trials`; NaN where they are 0."""
    if trials is None:
        return amount
    has_trials = trials > 0
    return np.where(has_trials, amount / np.where(has_trials, trials, 1.0), np.nan)
