"""Means and medians over the known values of an array, silent where nothing is known.

NumPy's own `nanmean` and `nanmedian` warn on empty slices and are slow along short axes. Anything
that knows what the numbers mean belongs in the module of its subject.
"""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def known_mean(values: FloatArray, axis: int = -1) -> FloatArray:
    """The mean of the known values along `axis`; NaN where none is known."""
    known = np.isfinite(values)
    counts = known.sum(axis)
    sums = np.where(known, values, 0.0).sum(axis)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def known_median(values: FloatArray, axis: int = -1) -> FloatArray:
    """The median of the known values along `axis`; NaN where none is known."""
    ordered = np.sort(np.moveaxis(values, axis, -1), axis=-1)  # NaN sorts last
    counts = np.isfinite(ordered).sum(-1)
    below = np.take_along_axis(ordered, np.maximum((counts - 1) // 2, 0)[..., None], -1)[..., 0]
    last = ordered.shape[-1] - 1
    above = np.take_along_axis(ordered, np.minimum(counts // 2, last)[..., None], -1)[..., 0]
    return np.where(counts > 0, (below + above) / 2.0, np.nan)


def known_quantile(values: FloatArray, share: float) -> FloatArray:
    """The `share` quantile of the known values of each row, inverted empirical distribution.

    The smallest value that at least `share` of the row's known values do not exceed, so that a
    band from it holds at least what it says of the values it was learned from. NaN for empty rows.
    """
    ordered = np.sort(values, axis=-1)
    counts = np.isfinite(ordered).sum(-1)
    place = np.ceil(share * counts - 1e-9).astype(np.intp) - 1
    place = np.clip(place, 0, np.maximum(counts - 1, 0))
    found = np.take_along_axis(ordered, place[..., None], -1)[..., 0]
    return np.where(counts > 0, found, np.nan)
