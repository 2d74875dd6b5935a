"""Prediction intervals of counts from draws, as near to their level as whole numbers allow.

The draws come from `purchase_model.py` and `purchase_paths.py`.
"""

import numpy as np

from ecom_platform.analytics.purchase_models.purchase_histories import Floats, Ints


def nearest_interval(draws: Ints, level: float) -> tuple[Floats, Floats]:
    """The interval of each row of drawn counts whose coverage is nearest to `level`.

    The lower end cuts off at most (1 - level) / 2 of the draws; the upper end is then chosen.

    Args:
        draws: counts, customer x draw.
        level: probability of the interval, between 0 and 1.

    Returns:
        The lower and the upper ends, both inside the interval, one per row each.

    Example:
        >>> nearest_interval(np.array([[0, 0, 0, 1, 1, 1, 1, 2, 3, 9]]), 0.8)
        (array([0.]), array([2.]))
    """
    ordered = np.sort(draws, axis=1)
    size = ordered.shape[1]
    low = ordered[:, int(size * (1 - level) / 2)]
    below = (ordered < low[:, None]).sum(axis=1)
    last_index = np.minimum(np.ceil(below + level * size).astype(np.int64), size) - 1
    high = ordered[np.arange(len(ordered)), last_index]
    covered = (ordered <= high[:, None]).sum(axis=1) - below
    covered_if_smaller = (ordered < high[:, None]).sum(axis=1) - below
    # The next smaller count that was drawn; `high` - 1 itself may not have been.
    smaller_count = ordered[np.arange(len(ordered)), np.maximum(below + covered_if_smaller - 1, 0)]
    smaller_is_nearer = (covered_if_smaller > 0) & (
        level * size - covered_if_smaller < covered - level * size
    )
    return low.astype(np.float64), np.where(smaller_is_nearer, smaller_count, high).astype(
        np.float64
    )
