"""Means, medians and quantiles over the known (finite) values of an array.

NumPy's own `nanmean` and `nanmedian` warn about empty slices and are slow along short axes. Here an
empty slice is NaN.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def known_mean(values: FloatArray, axis: int = -1) -> FloatArray:
    """The mean of the known values along `axis`; NaN where none is known."""
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    if axis in {-1, values.ndim - 1}:
        sums, counts = filled @ np.ones(values.shape[-1]), _true_counts(known)
    else:
        sums, counts = filled.sum(axis), known.sum(axis, dtype=np.float64)
    return np.where(counts > 0, sums / np.maximum(counts, 1.0), np.nan)


def running_mean(values: FloatArray) -> FloatArray:
    """The mean of the known values until each position of the last axis; 0 before the first."""
    known = np.isfinite(values)
    sums = np.where(known, values, 0.0).cumsum(-1)
    means: FloatArray = sums / np.maximum(known.cumsum(-1), 1)
    return means


def known_median(values: FloatArray, axis: int = -1) -> FloatArray:
    """The median of the known values along `axis`; NaN where none is known."""
    ordered = np.sort(np.moveaxis(values, axis, -1), axis=-1)  # NaN sorts last
    return _interpolated_quantile(ordered, 0.5)


def known_quartiles(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Quartiles of the known values along the last axis; NaN where none is known."""
    ordered = np.sort(values, axis=-1)
    return (
        _interpolated_quantile(ordered, 0.25),
        _interpolated_quantile(ordered, 0.5),
        _interpolated_quantile(ordered, 0.75),
    )


def known_quantiles(values: FloatArray, shares: Sequence[float]) -> list[FloatArray]:
    """Quantiles of the known values of each row, by the inverted empirical distribution.

    Each is the smallest value that at least its share of the known values does not exceed, so that
    a band of such quantiles contains at least its nominal share. NaN for empty rows.

    Args:
        values: any shape; rows are along the last axis.
        shares: 0 to 1.

    Returns:
        One array per share, without the last axis.
    """
    ordered = np.sort(values, axis=-1)
    counts = _true_counts(np.isfinite(ordered))
    quantiles = []
    for share in shares:
        # The small subtraction keeps rounding from moving an exact position up by one.
        position = np.ceil(share * counts - 1e-9).astype(np.intp) - 1
        position = np.clip(position, 0, np.maximum(counts - 1, 0).astype(np.intp))
        quantile = np.take_along_axis(ordered, position[..., None], -1)[..., 0]
        quantiles.append(np.where(counts > 0, quantile, np.nan))
    return quantiles


def _true_counts(known: npt.NDArray[np.bool_]) -> FloatArray:
    """The number of true values along the last axis; a product with ones is faster than `sum`."""
    counts: FloatArray = known.astype(np.float64) @ np.ones(known.shape[-1])
    return counts


def _interpolated_quantile(ordered: FloatArray, share: float) -> FloatArray:
    """The quantile of sorted rows, NaN last, by linear interpolation as in `numpy.quantile`."""
    counts = _true_counts(np.isfinite(ordered))
    position = share * np.maximum(counts - 1, 0)
    below = position.astype(np.intp)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0).astype(np.intp))
    low = np.take_along_axis(ordered, below[..., None], -1)[..., 0]
    high = np.take_along_axis(ordered, above[..., None], -1)[..., 0]
    return np.where(counts > 0, low + (position - below) * (high - low), np.nan)
