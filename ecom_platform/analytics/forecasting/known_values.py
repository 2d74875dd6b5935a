"""Means and medians over the known values of an array, silent where nothing is known.

NumPy's own `nanmean` and `nanmedian` warn on empty slices and are slow along short axes. Anything
that knows what the numbers mean belongs in the module of its subject.
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
        sums, counts = filled @ np.ones(values.shape[-1]), _counts(known)
    else:
        sums, counts = filled.sum(axis), known.sum(axis, dtype=np.float64)
    return np.where(counts > 0, sums / np.maximum(counts, 1.0), np.nan)


def running_mean(values: FloatArray) -> FloatArray:
    """The mean of the known values so far along the last axis; 0 before the first."""
    known = np.isfinite(values)
    sums = np.where(known, values, 0.0).cumsum(-1)
    means: FloatArray = sums / np.maximum(known.cumsum(-1), 1)
    return means


def known_median(values: FloatArray, axis: int = -1) -> FloatArray:
    """The median of the known values along `axis`; NaN where none is known."""
    ordered = np.sort(np.moveaxis(values, axis, -1), axis=-1)  # NaN sorts last
    return _between(ordered, 0.5)


def known_quartiles(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Quartiles of the known values along the last axis; NaN where none is known."""
    ordered = np.sort(values, axis=-1)
    return _between(ordered, 0.25), _between(ordered, 0.5), _between(ordered, 0.75)


def known_quantiles(values: FloatArray, shares: Sequence[float]) -> list[FloatArray]:
    """The quantiles of the known values of each row, inverted empirical distribution.

    Each is the smallest value that at least its share of the row's known values do not exceed, so
    that a band from it holds at least what it says of what it was learned from. NaN for empty rows.
    """
    ordered = np.sort(values, axis=-1)
    counts = _counts(np.isfinite(ordered))
    found = []
    for share in shares:
        place = np.ceil(share * counts - 1e-9).astype(np.intp) - 1
        place = np.clip(place, 0, np.maximum(counts - 1, 0).astype(np.intp))
        one = np.take_along_axis(ordered, place[..., None], -1)[..., 0]
        found.append(np.where(counts > 0, one, np.nan))
    return found


def _counts(known: npt.NDArray[np.bool_]) -> FloatArray:
    """How many along the last axis; a product with ones, faster than a sum of booleans."""
    counts: FloatArray = known.astype(np.float64) @ np.ones(known.shape[-1])
    return counts


def _between(ordered: FloatArray, share: float) -> FloatArray:
    """The quantile of ordered rows by linear interpolation, as `numpy.quantile` defines it."""
    counts = _counts(np.isfinite(ordered))
    place = share * np.maximum(counts - 1, 0)
    below = place.astype(np.intp)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0).astype(np.intp))
    low = np.take_along_axis(ordered, below[..., None], -1)[..., 0]
    high = np.take_along_axis(ordered, above[..., None], -1)[..., 0]
    return np.where(counts > 0, low + (place - below) * (high - low), np.nan)
