"""Reconciliation: forecasts that add up, parts to their total, along several dimensions at once.

Bands are not reconciled: quantiles of parts do not add up to quantiles of a total. A band is
estimated from the errors of the reconciled forecast of its own series.
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
    """The constraints C of all sums: per row 1 for the total, -1 for its parts, so that C y = 0.

    Raises:
        AnalyticsError: a name is unknown or repeated, or a sum has no parts.
    """
    matrix = np.zeros((len(sums), len(names)))
    column = {name: number for number, name in enumerate(names)}
    for row, constraint in enumerate(sums):
        members = (constraint.total, *constraint.parts)
        unknown = [name for name in members if name not in column]
        if unknown:
            raise AnalyticsError(
                f"The sum of '{constraint.total}' names an unknown series: {unknown[0]}."
            )
        if not constraint.parts or len(set(members)) < len(members):
            raise AnalyticsError(
                f"The sum of '{constraint.total}' has no parts, or one of them twice."
            )
        matrix[row, [column[name] for name in constraint.parts]] = -1.0
        matrix[row, column[constraint.total]] = 1.0
    return matrix


def reconcile(
    base: FloatArray, variance: FloatArray, constraints: FloatArray, *, nonnegative: bool
) -> FloatArray:
    """The nearest forecasts that add up; the most uncertain ones are moved most.

    The projection of Wickramasuriya, Athanasopoulos, Hyndman (2019), theorem 1, in its
    zero-constrained form (Di Fonzo, Girolimetto 2023, eq. 3) with a diagonal W:
    y = b - W C' (C W C')^-1 C b. A forecast that becomes negative is fixed at zero, and the others
    are projected again.

    Args:
        base: b, series x cells; a cell in which a series is NaN stays as it is.
        variance: diagonal of W, same shape; a series with variance 0 is not moved.
        constraints: C, sums x series, from `constraint_matrix`.
        nonnegative: whether no series can be negative.

    Returns:
        y, series x cells.

    Example:
        A total of 10 and two parts of 4, all equally uncertain:

        >>> sums = constraint_matrix((Sum("all", ("a", "b")),), ("all", "a", "b"))
        >>> base = np.array([[10.0], [4.0], [4.0]])
        >>> reconcile(base, np.ones((3, 1)), sums, nonnegative=True).round(2).ravel()
        array([9.33, 4.67, 4.67])
    """
    if not len(constraints):
        return base
    is_complete = np.isfinite(base).all(0) & np.isfinite(variance).all(0)
    cells, weights = base[:, is_complete], variance[:, is_complete]
    projected = _project(cells, weights, constraints)
    negative = nonnegative & (projected < 0)
    while negative.any():
        # Every iteration fixes at least one more forecast at zero, so that the loop ends.
        cells, weights = np.where(negative, 0.0, cells), np.where(negative, 0.0, weights)
        projected = np.where(weights > 0, _project(cells, weights, constraints), cells)
        negative = (projected < 0) & (weights > 0)
    reconciled = base.copy()
    reconciled[:, is_complete] = projected
    return reconciled


def _project(base: FloatArray, variance: FloatArray, constraints: FloatArray) -> FloatArray:
    """The forecasts of each cell projected on the space where all constraints hold."""
    sums = len(constraints)
    products = (constraints[:, None] * constraints).reshape(sums * sums, -1)
    weighted_gram = (products @ variance).T.reshape(-1, sums, sums)
    size = np.trace(weighted_gram, axis1=1, axis2=2)[:, None, None]
    # The ridge keeps sums solvable whose parts are all fixed; the second pass removes its effect.
    inverse = np.linalg.inv(weighted_gram + (_TINY * size + _TINY) * np.eye(sums))
    moved = base
    for _ in range(2):
        step = (inverse @ (constraints @ moved).T[..., None])[..., 0]
        moved = moved - variance * (constraints.T @ step.T)
    return moved
