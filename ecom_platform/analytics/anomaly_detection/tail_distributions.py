"""Tail probabilities of counts and rates with a known mean and variance, and flag limits.

Distributions of amounts are in `amount_distributions.py`; the mean and the variance of a day come
from `daily_baseline.py`.
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
_BISECTIONS = 30


def tail_probabilities(
    value: Floats, mean: Floats, variance: Floats, trials: Floats | None
) -> tuple[Floats, Floats]:
    """The probabilities of at most and of at least `value`.

    The smaller one is exact; the other one, which flags nothing, is its complement. A count is
    negative binomial, which is Poisson where the variance is the mean. A rate is quasi-binomial
    (McCullagh, Nelder 1989, section 4.5): value / lump out of trials / lump, where
    lump = variance / (mean (1 - mean / trials)), with a continuity correction of half a unit.

    Args:
        value: one per series.
        mean: positive; of a rate below `trials`.
        variance: positive.
        trials: the denominators of a rate, None for a count.
    """
    below = value < mean
    tail_of = _negative_binomial_tail if trials is None else _binomial_tail
    near = tail_of(value, mean, variance, trials, below)
    low = np.where(below, near, 1.0 - near)
    high = np.where(below, 1.0 - near, near)
    high = np.where(value > 0, high, 1.0)
    return np.asarray(np.maximum(low, SMALLEST)), np.asarray(np.maximum(high, SMALLEST))


def _negative_binomial_tail(
    value: Floats, mean: Floats, variance: Floats, _trials: Floats | None, below: Flags
) -> Floats:
    """The tail of a count on the side of the value: the lower one where `below` is true."""
    excess_variance = np.maximum(variance - mean, 1e-4 * mean)
    size = mean**2 / excess_variance
    share = size / (size + mean)
    successes = np.where(below, value + 1.0, np.maximum(value, SMALLEST))
    first, second = np.where(below, size, successes), np.where(below, successes, size)
    return np.asarray(special.betainc(first, second, np.where(below, share, 1.0 - share)))


def _binomial_tail(
    value: Floats, mean: Floats, variance: Floats, trials: Floats | None, below: Flags
) -> Floats:
    """The tail of a rate on the side of the value: the lower one where `below` is true."""
    total = np.ones_like(mean) if trials is None else trials
    share = mean / total
    lump = variance / (mean * (1.0 - share))
    lumps = np.where(below & (value == 0), 0.5, (value + np.where(below, 0.5, -0.5)) / lump)
    hits = np.maximum(lumps + 0.5, SMALLEST)
    misses = np.maximum(total / lump - hits + 1.0, SMALLEST)
    first, second = np.where(below, misses, hits), np.where(below, hits, misses)
    return np.asarray(special.betainc(first, second, np.where(below, 1.0 - share, share)))


def flag_limits(
    tails_of: Tails, probability: tuple[Floats, Floats], mean: Floats, top: Floats
) -> Tail:
    """The values beyond which the low and the high tail are rarer than `probability`.

    They are found by bisection.

    Args:
        tails_of: the low and the high tail at a value.
        probability: of the low and of the high tail, one per series, below one half.
        mean: between both values.
        top: above both values.
    """
    low = _bisected(np.zeros_like(mean), mean, lambda value: tails_of(value)[0] < probability[0])
    high = _bisected(mean, top, lambda value: tails_of(value)[1] >= probability[1])
    return low, high


def _bisected(bottom: Floats, top: Floats, go_up: Callable[[Floats], NDArray[np.bool_]]) -> Floats:
    """The value between `bottom` and `top` at which `go_up` stops being true."""
    for _ in range(_BISECTIONS):
        middle = 0.5 * (bottom + top)
        higher = go_up(middle)
        bottom = np.where(higher, middle, bottom)
        top = np.where(higher, top, middle)
    return 0.5 * (bottom + top)
