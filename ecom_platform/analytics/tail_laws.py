"""How rare a day is under a law with a known mean and variance.

Counts and amounts follow a Poisson law counted in lumps, rates a binomial law in lumps; the lump
makes the variance right. The lumps are continuous, so the same two functions serve pieces, orders
and money. Which mean and variance a day has stands in `baseline.py`.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

_SMALLEST = 1e-300
_HALVINGS = 30


def tails(
    value: Floats, mean: Floats, variance: Floats, trials: Floats | None, unit: float
) -> tuple[Floats, Floats]:
    """The probability of at most `value` and of at least `value`.

    With lump = variance / mean, value / lump is Poisson with mean / lump (a quasi-Poisson law:
    McCullagh, Nelder 1989, section 6.2), so the probability of zero is exp(-mean / lump). With
    `trials`, lump = variance / (mean (1 - mean / trials)) and the law is binomial. A value covers
    half a unit to either side, as in a continuity correction. Below zero, where these laws have
    nothing, a normal law stands in.

    Args:
        value: one per series.
        mean: positive; of a rate below `trials`.
        variance: positive.
        trials: the denominators of a rate, None for a count or amount.
        unit: the distance of two neighbouring values: 1 of what is counted, 0 of money.
    """
    filled = np.maximum(value, 0.0)
    share = np.zeros_like(mean) if trials is None else mean / trials
    lump = variance / (mean * (1.0 - share))
    at_most = np.where(filled > 0, (filled + 0.5 * unit) / lump + 0.5, 1.0)
    at_least = np.maximum((filled - 0.5 * unit) / lump + 0.5, _SMALLEST)
    if trials is None:
        low = special.gammaincc(at_most, mean / lump)
        high = special.gammainc(at_least, mean / lump)
    else:
        beyond_most = np.maximum(trials / lump - at_most + 1.0, _SMALLEST)
        beyond_least = np.maximum(trials / lump - at_least + 1.0, _SMALLEST)
        low = np.where(value < trials, special.betaincc(at_most, beyond_most, share), 1.0)
        high = special.betainc(at_least, beyond_least, share)
    below = special.ndtr((value - mean) / np.sqrt(variance))
    low = np.where(value < 0, np.minimum(below, low), low)
    high = np.where(filled > 0, high, 1.0)
    return np.maximum(low, _SMALLEST), np.maximum(high, _SMALLEST)


def band(
    probability: tuple[Floats, Floats],
    mean: Floats,
    variance: Floats,
    trials: Floats | None,
    unit: float,
) -> tuple[Floats, Floats]:
    """The values beyond which the low and the high tail are rarer than this, by halving.

    Args:
        probability: of the low and of the high tail, one per series, below one half.
        mean: as in `tails`.
        variance: as in `tails`.
        trials: as in `tails`.
        unit: as in `tails`.
    """
    bottom = np.zeros_like(mean)
    reach = 60.0 * np.sqrt(variance) + 60.0 * variance / mean
    top = mean + reach if trials is None else np.minimum(mean + reach, trials)

    def rare(value: Floats, side: int) -> NDArray[np.bool_]:
        return tails(value, mean, variance, trials, unit)[side] < probability[side]

    low = _halved(bottom, mean, lambda at: rare(at, 0))
    high = _halved(mean, top, lambda at: ~rare(at, 1))
    return low, high


def _halved(bottom: Floats, top: Floats, go_up: Callable[[Floats], NDArray[np.bool_]]) -> Floats:
    """The place between `bottom` and `top` where `go_up` stops to hold."""
    for _ in range(_HALVINGS):
        middle = 0.5 * (bottom + top)
        higher = go_up(middle)
        bottom = np.where(higher, middle, bottom)
        top = np.where(higher, top, middle)
    return 0.5 * (bottom + top)
