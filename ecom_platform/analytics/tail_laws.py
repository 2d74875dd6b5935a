"""How rare a day is under a law with a known mean and variance.

Here stand the laws of counts and rates, and the band of any law; those of amounts stand in
`amount_laws.py`. Which mean and variance a day has stands in `daily_baseline.py`.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Tail = tuple[Floats, Floats]
Tails = Callable[[Floats], Tail]

SMALLEST = 1e-300
_HALVINGS = 30


def tails(
    value: Floats, mean: Floats, variance: Floats, trials: Floats | None
) -> tuple[Floats, Floats]:
    """The probability of at most `value` and of at least `value`.

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
    if trials is None:
        low, high = _negative_binomial(value, mean, variance)
    else:
        low, high = _binomial(value, mean, variance, trials)
    high = np.where(value > 0, high, 1.0)
    return np.asarray(np.maximum(low, SMALLEST)), np.asarray(np.maximum(high, SMALLEST))


def _negative_binomial(value: Floats, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    spare = np.maximum(variance - mean, 1e-4 * mean)
    size = mean**2 / spare
    share = size / (size + mean)
    low = special.betainc(size, value + 1.0, share)
    high = special.betaincc(size, np.maximum(value, SMALLEST), share)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def _binomial(
    value: Floats, mean: Floats, variance: Floats, trials: Floats
) -> tuple[Floats, Floats]:
    share = mean / trials
    lump = variance / (mean * (1.0 - share))
    at_most = np.where(value > 0, (value + 0.5) / lump + 0.5, 1.0)
    at_least = np.maximum((value - 0.5) / lump + 0.5, SMALLEST)
    beyond_most = np.maximum(trials / lump - at_most + 1.0, SMALLEST)
    beyond_least = np.maximum(trials / lump - at_least + 1.0, SMALLEST)
    low = np.where(value < trials, special.betaincc(at_most, beyond_most, share), 1.0)
    high = special.betainc(at_least, beyond_least, share)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


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
