"""How rare a day is under a law with a known mean and variance.

Here stand the laws of counts and rates, and the band of any law; those of amounts stand in
`amount_distributions.py`. Which mean and variance a day has stands in `daily_baseline.py`.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Tail = tuple[Floats, Floats]
Tails = Callable[[Floats], Tail]

SMALLEST = 1e-300
_HALVINGS = 30


def tails(
    value: Floats, mean: Floats, variance: Floats, trials: Floats | None
) -> tuple[Floats, Floats]:
    """The probability of at most `value` and of at least `value`.

    Exact on the side of the value; the other one, which nobody is surprised by, is its complement.
    Counts follow a negative binomial law, which is Poisson where the
    variance is the mean. With `trials` the law is binomial in lumps: lump = variance / (mean
    (1 - mean / trials)), value / lump of trials / lump (a quasi-binomial law: McCullagh, Nelder
    1989, section 4.5), a value covering half a piece to either side.

    Args:
        value: one per series.
        mean: positive; of a rate below `trials`.
        variance: positive.
        trials: the denominators of a rate, None for a count.
    """
    below = value < mean
    law = _negative_binomial if trials is None else _binomial
    near = law(value, mean, variance, trials, below)
    low = np.where(below, near, 1.0 - near)
    high = np.where(below, 1.0 - near, near)
    high = np.where(value > 0, high, 1.0)
    return np.asarray(np.maximum(low, SMALLEST)), np.asarray(np.maximum(high, SMALLEST))


def _negative_binomial(
    value: Floats, mean: Floats, variance: Floats, _: Floats | None, below: Flags
) -> Floats:
    """The tail on the side of the value."""
    spare = np.maximum(variance - mean, 1e-4 * mean)
    size = mean**2 / spare
    share = size / (size + mean)
    successes = np.where(below, value + 1.0, np.maximum(value, SMALLEST))
    first, second = np.where(below, size, successes), np.where(below, successes, size)
    return np.asarray(special.betainc(first, second, np.where(below, share, 1.0 - share)))


def _binomial(
    value: Floats, mean: Floats, variance: Floats, trials: Floats | None, below: Flags
) -> Floats:
    """The tail on the side of the value."""
    places = np.ones_like(mean) if trials is None else trials
    share = mean / places
    lump = variance / (mean * (1.0 - share))
    half = np.where(below & (value == 0), 0.5, (value + np.where(below, 0.5, -0.5)) / lump)
    hits = np.maximum(half + 0.5, SMALLEST)
    misses = np.maximum(places / lump - hits + 1.0, SMALLEST)
    first, second = np.where(below, misses, hits), np.where(below, hits, misses)
    return np.asarray(special.betainc(first, second, np.where(below, 1.0 - share, share)))


def band(tails_of: Tails, probability: tuple[Floats, Floats], mean: Floats, top: Floats) -> Tail:
    """The values beyond which the low and the high tail are rarer than this, by halving.

    Args:
        tails_of: the low and the high tail at a value.
        probability: of the low and of the high tail, one per series, below one half.
        mean: between both values.
        top: above both values.
    """
    low = _halved(np.zeros_like(mean), mean, lambda at: tails_of(at)[0] < probability[0])
    high = _halved(mean, top, lambda at: tails_of(at)[1] >= probability[1])
    return low, high


def _halved(bottom: Floats, top: Floats, go_up: Callable[[Floats], NDArray[np.bool_]]) -> Floats:
    """The place between `bottom` and `top` where `go_up` stops to hold."""
    for _ in range(_HALVINGS):
        middle = 0.5 * (bottom + top)
        higher = go_up(middle)
        bottom = np.where(higher, middle, bottom)
        top = np.where(higher, top, middle)
    return 0.5 * (bottom + top)
