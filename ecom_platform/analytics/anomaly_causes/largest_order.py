"""The one order that makes most of a gap: a day may be strange for a single purchase.

The parts of a day cannot tell it: a part is large for one order or for many. Which parts moved is
found in `cause_search.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.anomaly_causes.leaf_cells import Floats

LEAST_SHARE = 0.5  # of the gap: an order that makes less does not explain a day by itself


@dataclass(frozen=True)
class LargestOrder:
    """An order without which the day would have been less strange by half or more.

    Attributes:
        order_id: the order.
        share: of the gap that is gone without it; above 1 where the rest of the day strays the
            other way.
    """

    order_id: str
    share: float


def largest_order(
    order_ids: Sequence[str | None], amounts: Floats, trials: Floats | None, expected: float
) -> LargestOrder | None:
    """The order that makes most of the gap between a day and its expectation; None if none does.

    Args:
        order_ids: of the day's orders; None where lines of several are together.
        amounts: what each adds to the day's sum.
        trials: of a ratio, what each adds to what is divided by; None of a sum.
        expected: what the day should have been.
    """
    actual = float(_value(amounts.sum(), None if trials is None else trials.sum()))
    if len(order_ids) < 2 or not np.isfinite(actual) or actual == expected:
        return None
    without = _value(amounts.sum() - amounts, None if trials is None else trials.sum() - trials)
    shares = np.nan_to_num((actual - without) / (actual - expected))
    place = int(np.argmax(shares))
    order_id, share = order_ids[place], float(shares[place])
    return LargestOrder(order_id, share) if order_id and share >= LEAST_SHARE else None


def _value(amount: Floats, trials: Floats | None) -> Floats:
    """A sum, or a ratio; NaN over nothing."""
    if trials is None:
        return amount
    some = trials > 0
    return np.where(some, amount / np.where(some, trials, 1.0), np.nan)
