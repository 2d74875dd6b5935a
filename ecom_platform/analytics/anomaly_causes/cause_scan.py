"""Scan: how well each combination of dimension values explains the deviations of a day.

For all combinations of up to three values (the empty one means that all parts moved alike) the scan
sums the cells and computes the gain in log-likelihood if this combination alone had moved by one
factor: the quasi-Poisson likelihood ratio of Kulldorff (1997, eq. 2) with the expected total known,
minus a penalty for the number of combinations. One factor for all cells of a cause is the "ripple
effect" of Squeeze (Li et al. 2019). Several causes are searched in `cause_search.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_causes.contributions import SMALLEST
from ecom_platform.analytics.anomaly_causes.cuboids import Cuboid
from ecom_platform.analytics.anomaly_causes.leaf_cells import Floats, summed_by

VOLUME, RATE = 0, 1
PRIOR_VALUES = 5.0  # values of a cuboid that the noise between single cells counts for
PAST_WEIGHT = 0.2  # of a value on a comparable day, relative to one of the day itself
# Nats that a further factor must gain: half the logarithm of some fifty cells.
COMPONENT_PENALTY = 2.0
FLOOR = 0.5  # units that count as expected where nothing was expected


@dataclass(frozen=True)
class Deviation:
    """Actual and expected volume or amount of each cell, and its usual scatter.

    Attributes:
        actual: volume, or amount, per cell.
        expected: its expectation, with the factors of known causes.
        spread: variance of `actual` for a dispersion of 1.
        effect: contribution of the cell's change to the gap, as a share of the gap.
        least: smallest possible dispersion: 1 for counts.
        past: per cuboid its dispersion on comparable days, and the number of values it rests on.
    """

    actual: Floats
    expected: Floats
    spread: Floats
    effect: Floats
    least: float
    past: tuple[tuple[float, float], ...]

    @property
    def unit(self) -> float:
        """The variance that one unit of volume adds, on average."""
        expected = float(np.abs(self.expected).sum())
        return float(self.spread.sum()) / expected if expected > 0 else 1.0


@dataclass(frozen=True)
class Candidate:
    """One combination and the components of it that moved.

    Attributes:
        cuboid: index of the cuboid.
        group: the combination in it.
        components: VOLUME, RATE or both.
        score: nats gained, minus the penalty.
    """

    cuboid: int
    group: int
    components: tuple[int, ...]
    score: float


def best_candidate(
    cuboids: tuple[Cuboid, ...], deviations: dict[int, Deviation], min_share: float
) -> Candidate | None:
    """The combination with the highest score that contributes at least `min_share` of the gap.

    Each is first compared with the noise of combinations of its kind. Then all are compared under
    one noise, that of the first winner: a component of it that did not move counts as much
    against it as the other component counts for it.

    Args:
        cuboids: all combinations.
        deviations: by component, VOLUME and RATE.
        min_share: smallest share of the gap, 0 to 1.
    """
    components = list(deviations)
    sums = {
        component: [_sums_by_combination(cuboid, deviation) for cuboid in cuboids]
        for component, deviation in deviations.items()
    }
    common_noise = {component: _common_noise(cuboids, sums[component]) for component in components}
    gains = [
        [
            _gains(
                cuboid,
                sums[component][i],
                deviations[component],
                common_noise[component],
                min_share,
            )
            for component in components
        ]
        for i, cuboid in enumerate(cuboids)
    ]
    own_scores = [
        _scores(cuboid_gains, cuboid, None)
        for cuboid_gains, cuboid in zip(gains, cuboids, strict=True)
    ]
    index, group = _position_of_highest(own_scores)
    winner_noise = [float(gain.noise[group]) for gain in gains[index]]
    comparable_scores = [
        _scores(cuboid_gains, cuboid, winner_noise)
        for cuboid_gains, cuboid in zip(gains, cuboids, strict=True)
    ]
    index, group = _position_of_highest(comparable_scores)
    moved = tuple(
        component
        for component, gain in zip(components, gains[index], strict=True)
        if gain.counts[group]
    )
    return Candidate(index, group, moved, float(own_scores[index][group])) if moved else None


@dataclass(frozen=True)
class Gains:
    """The gain of each combination of a cuboid from a factor of its own, for one component.

    Attributes:
        nats: gain for a dispersion of 1.
        noise: the dispersion of combinations of its kind.
        counts: whether it gains more than its penalty and matters to the gap.
    """

    nats: Floats
    noise: Floats
    counts: NDArray[np.bool_]


def _scores(gains: list[Gains], cuboid: Cuboid, noise: list[float] | None) -> Floats:
    """The score of each combination, under its own noise or the one given per component."""
    score = np.full(len(cuboid.first), -cuboid.penalty)
    for component, gain in enumerate(gains):
        dispersion = gain.noise if noise is None else noise[component]
        score += np.where(gain.counts, gain.nats / dispersion - COMPONENT_PENALTY, 0.0)
    has_moved = np.any([gain.counts for gain in gains], axis=0)
    return np.where(has_moved, score, -np.inf)  # so that it is never the highest


def _position_of_highest(scores: list[Floats]) -> tuple[int, int]:
    """The cuboid and the combination with the highest score."""
    index = int(np.argmax([float(of_cuboid.max()) for of_cuboid in scores]))
    return index, int(np.argmax(scores[index]))


@dataclass(frozen=True)
class Sums:
    """Sums over the cells of each combination; a residual is actual minus expected."""

    actual: Floats
    expected: Floats
    spread: Floats
    effect: Floats
    residual_squared: Floats
    residual_expected: Floats
    expected_squared: Floats


def _sums_by_combination(cuboid: Cuboid, deviation: Deviation) -> Sums:
    """The sums of a deviation over the cells of each combination."""
    size = len(cuboid.first)
    residual = deviation.actual - deviation.expected
    terms = (
        deviation.actual,
        deviation.expected,
        deviation.spread,
        deviation.effect,
        residual**2,
        residual * deviation.expected,
        deviation.expected**2,
    )
    return Sums(*(summed_by(cuboid.groups, term, size) for term in terms))


def _common_noise(cuboids: tuple[Cuboid, ...], sums: list[Sums]) -> float:
    """The additional dispersion of the total, because single values have good and bad days.

    For each dimension the dispersion of its values beyond that of single cells, added up.
    """
    noise = 0.0
    for cuboid, total in zip(cuboids, sums, strict=True):
        if len(cuboid.columns) == 1:
            expected, actual = total.expected.sum(), total.actual.sum()
            level = actual / expected if expected > 0 else 1.0
            own = _ratio_of_sums((total.actual - level * total.expected) ** 2, total.spread)
            cells = _ratio_of_sums(total.residual_squared, total.spread)
            noise += max(own - cells, 0.0)
    return noise


def _ratio_of_sums(above: Floats, below: Floats) -> float:
    """The ratio; 0 where the denominator is not positive."""
    total = float(below.sum())
    return float(above.sum()) / total if total > 0 else 0.0


def _gains(
    cuboid: Cuboid, sums: Sums, deviation: Deviation, common: float, min_share: float
) -> Gains:
    """The gain of each combination from a factor of its own, and whether it matters."""
    past = deviation.past[cuboid.index]
    is_empty = not cuboid.columns  # the empty combination: all parts moved alike
    noise = _dispersions(sums, past, deviation.least) + (common if is_empty else 0.0)
    noise = np.maximum(noise, SMALLEST)
    floor = FLOOR * noise * deviation.unit
    gain = likelihood_gain(sums.actual, sums.expected, sums.spread * noise, floor)
    matters = (np.abs(sums.effect) >= min_share) | is_empty
    return Gains(gain * noise, noise, matters & (gain > COMPONENT_PENALTY))


def _dispersions(sums: Sums, past: tuple[float, float], least: float) -> Floats:
    """The dispersion of each combination: its variance over `spread`.

    The weighted average of three estimates: between the single cells of the day, given a factor for
    the combination; between the other combinations of the day; and between all combinations on
    comparable days, if there are any. Never below the first: states, for instance, may have good
    and bad days as a whole, which single cells do not show.
    """
    factor = np.where(
        sums.expected > SMALLEST, sums.actual / np.maximum(sums.expected, SMALLEST), 1.0
    )
    factor = np.maximum(factor, 0.0)
    fitted = 2 * (factor - 1) * sums.residual_expected - (factor - 1) ** 2 * sums.expected_squared
    squares = np.maximum(sums.residual_squared.sum() - fitted, 0.0)
    spread = sums.spread.sum() + (factor - 1) * sums.spread
    between_cells = np.maximum(squares / np.maximum(spread, SMALLEST), least)
    residual = (sums.actual - sums.expected) ** 2
    others = np.maximum(sums.spread.sum() - sums.spread, 0.0)
    between_others = np.maximum(residual.sum() - residual, 0.0) / np.maximum(others, SMALLEST)
    squared = np.maximum((sums.spread**2).sum() - sums.spread**2, SMALLEST**2)
    # The effective number of other combinations: fewer if a few of them hold most of the spread.
    other_count = np.where(others > SMALLEST, others**2 / squared, 0.0)
    weight = PRIOR_VALUES + other_count + past[1]
    average = (
        PRIOR_VALUES * between_cells + other_count * between_others + past[1] * past[0]
    ) / weight
    return np.asarray(np.maximum(average, between_cells))


def past_dispersions(
    cuboids: tuple[Cuboid, ...], actual: Floats, expected: Floats, spread: Floats
) -> tuple[tuple[float, float], ...]:
    """The dispersion of each cuboid over past days, and the number of values it rests on.

    Args:
        cuboids: the cuboids.
        actual: cell x day.
        expected: same shape; the cells of a day add up to the actual total.
        spread: variance for a dispersion of 1, same shape.
    """
    dispersions = []
    for cuboid in cuboids:
        size = len(cuboid.first)
        residuals = np.stack([summed_by(cuboid.groups, day, size) for day in (actual - expected).T])
        spreads = np.stack([summed_by(cuboid.groups, day, size) for day in spread.T])
        values = spreads.sum() ** 2 / max(float((spreads**2).sum()), SMALLEST)
        weight = PAST_WEIGHT * float(values) if cuboid.columns else 0.0
        dispersions.append((_ratio_of_sums(residuals**2, spreads), weight))
    return tuple(dispersions)


def likelihood_gain(actual: Floats, expected: Floats, variance: Floats, floor: Floats) -> Floats:
    """The gain in log-likelihood (nats) if the expectation were the actual value.

    Quasi-Poisson: actual log(actual / expected) - (actual - expected), over the dispersion; normal
    where a sum is negative.

    Args:
        actual: sum per combination.
        expected: the expected sum.
        variance: of the sum.
        floor: smallest expectation, so that a few sales where none were expected gain little.
    """
    floor = np.maximum(floor, SMALLEST)
    expected_least = np.maximum(expected, floor)
    variance_least = np.maximum(variance, floor * floor)
    above = np.maximum(actual, 0.0)
    nats = above * np.log(np.where(above > 0, above, 1.0) / expected_least) - (
        above - expected_least
    )
    poisson = nats * expected_least / variance_least
    normal = (actual - expected) ** 2 / (2 * variance_least)
    return np.asarray(np.where((actual < 0) | (expected < 0), normal, poisson))
