"""Forecasts that add up: parts to their total, along several cuts of the same total at once.

Bands are not touched here. Quantiles of parts do not add to quantiles of a total; a band belongs
to the reconciled forecast of its own series and is learned from that one's errors.
"""

from dataclasses import dataclass

import numpy as np

from ecom_platform.analytics.forecasting.known_values import FloatArray
from ecom_platform.errors import AnalyticsError

_TINY = 1e-12


@dataclass(frozen=True)
class Sum:
    """On every day the series `total` is the sum of the series `parts`."""

    total: str
    parts: tuple[str, ...]


def constraint_matrix(sums: tuple[Sum, ...], names: tuple[str, ...]) -> FloatArray:
    """One row per sum: 1 for its total, -1 for its parts; rows times series is zero.

    Raises:
        AnalyticsError: a name is unknown, repeated, or a sum has no parts.
    """
    matrix = np.zeros((len(sums), len(names)))
    place = {name: number for number, name in enumerate(names)}
    for row, one in enumerate(sums):
        members = (one.total, *one.parts)
        unknown = [name for name in members if name not in place]
        if unknown:
            raise AnalyticsError(f"The sum of '{one.total}' names an unknown series: {unknown[0]}.")
        if not one.parts or len(set(members)) < len(members):
            raise AnalyticsError(f"The sum of '{one.total}' has no parts, or one of them twice.")
        matrix[row, [place[name] for name in one.parts]] = -1.0
        matrix[row, place[one.total]] = 1.0
    return matrix


def reconcile(
    base: FloatArray, variance: FloatArray, constraints: FloatArray, *, nonnegative: bool
) -> FloatArray:
    """The nearest forecasts that add up, moving those most that are known worst.

    The projection of Wickramasuriya, Athanasopoulos, Hyndman (2019), theorem 1, in its
    zero-constrained form (Di Fonzo, Girolimetto 2023, eq. 3) with a diagonal W:
    y = b - W C' (C W C')^-1 C b. Where that makes a forecast negative it is held at zero and the
    others are projected again.

    Args:
        base: series x cells; a cell with an unknown series stays as it is.
        variance: of the errors, same shape; a series without variance is not moved.
        constraints: sums x series, from `constraint_matrix`.
        nonnegative: whether no series can be negative.

    Returns:
        series x cells.
    """
    if not len(constraints):
        return base
    whole = np.isfinite(base).all(0) & np.isfinite(variance).all(0)
    cells, weights = base[:, whole], variance[:, whole]
    found = _project(cells, weights, constraints)
    negative = nonnegative & (found < 0)
    while negative.any():
        # Every round holds at least one more forecast at zero, so that this ends.
        cells, weights = np.where(negative, 0.0, cells), np.where(negative, 0.0, weights)
        found = np.where(weights > 0, _project(cells, weights, constraints), cells)
        negative = (found < 0) & (weights > 0)
    reconciled = base.copy()
    reconciled[:, whole] = found
    return reconciled


def _project(base: FloatArray, variance: FloatArray, constraints: FloatArray) -> FloatArray:
    sums = len(constraints)
    products = (constraints[:, None] * constraints).reshape(sums * sums, -1)
    gram = (products @ variance).T.reshape(-1, sums, sums)
    size = np.trace(gram, axis1=1, axis2=2)[:, None, None]
    # The ridge keeps sums whose every part is held solvable; the second round takes out its trace.
    inverse = np.linalg.inv(gram + (_TINY * size + _TINY) * np.eye(sums))
    moved = base
    for _ in range(2):
        push = (inverse @ (constraints @ moved).T[..., None])[..., 0]
        moved = moved - variance * (constraints.T @ push.T)
    return moved
