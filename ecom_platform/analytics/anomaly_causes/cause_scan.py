"""What every combination of dimension values would explain of the surprise of a day, at once.

For all combinations of one to three values (and of none: everything alike) the scan adds up the
cells and says how much likelier the day is if the combination alone had moved by one factor: the
ratio of quasi-Poisson likelihoods of Kulldorff (1997, eq. 2) with the expected total known, less
the price of naming the combination. One factor for all cells of a cause is the "ripple effect" of
Squeeze (Li et al. 2019). Choosing several causes belongs in `cause_search.py`.
"""

from dataclasses import dataclass
from itertools import combinations
from math import comb, log, prod

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_causes.contributions import SMALLEST
from ecom_platform.analytics.anomaly_causes.leaf_cells import Codes, Floats, LeafCells, summed_by

VOLUME, RATE = 0, 1
PRIOR_VALUES = 5.0  # how many values of a cuboid the noise between single cells is worth
PAST_WEIGHT = 0.2  # of a value on a like day beside one of today: the day itself knows best
PART_PRICE = 2.0  # what one more factor must gain: half the logarithm of some fifty cells
FLOOR = 0.5  # units: where nothing was expected, half a unit was


@dataclass(frozen=True)
class Cuboid:
    """All combinations of values of some dimensions.

    Attributes:
        place: its place among the cuboids.
        columns: which dimensions, in order.
        groups: of each cell its combination.
        first: of each combination one cell that has it.
        price: nats to name one of the combinations.
    """

    place: int
    columns: tuple[int, ...]
    groups: Codes
    first: Codes
    price: float


@dataclass(frozen=True)
class Deviation:
    """What was seen of each cell, what should have been, and how much it scatters by itself.

    Attributes:
        seen: volume, or amount.
        usual: what it should be, known causes reckoned in.
        spread: variance of `seen` for a dispersion of one.
        effect: what the change brings to the gap of the total, as a share of the gap.
        least: the least dispersion there can be: one for counts.
        past: of each cuboid its dispersion on like days, and how many values carry it.
    """

    seen: Floats
    usual: Floats
    spread: Floats
    effect: Floats
    least: float
    past: tuple[tuple[float, float], ...]

    @property
    def unit(self) -> float:
        """What one unit of volume adds to what is seen, by its scatter."""
        usual = float(np.abs(self.usual).sum())
        return float(self.spread.sum()) / usual if usual > 0 else 1.0


@dataclass(frozen=True)
class Candidate:
    """One combination and the parts of it that moved.

    Attributes:
        cuboid: index of the cuboid.
        group: the combination in it.
        parts: VOLUME, RATE or both.
        score: nats gained, price paid.
    """

    cuboid: int
    group: int
    parts: tuple[int, ...]
    score: float


def cuboids_of(cells: LeafCells, max_values: int) -> tuple[Cuboid, ...]:
    """The cuboids of up to `max_values` dimensions, the empty one first."""
    count = len(cells.dimensions)
    sizes = [len(names) for names in cells.labels]
    found: list[Cuboid] = []
    for depth in range(min(max_values, count) + 1):
        for columns in combinations(range(count), depth):
            keys = np.zeros(len(cells.codes), dtype=np.intp)
            for column in columns:
                keys = keys * sizes[column] + cells.codes[:, column]
            _, first, groups = np.unique(keys, return_index=True, return_inverse=True)
            price = log(comb(count, depth)) + log(prod(sizes[column] for column in columns))
            found.append(Cuboid(len(found), columns, groups.ravel(), first, price))
    return tuple(found)


def best_candidate(
    cuboids: tuple[Cuboid, ...], deviations: dict[int, Deviation], min_share: float
) -> Candidate | None:
    """The combination that gains most, of those that bring at least `min_share` of the gap.

    Each is first held against the noise of combinations of its kind. Then all are compared once
    more under one noise, that of the first winner: that a part of it did not move speaks against
    it as loudly as that the other part did.
    """
    parts = list(deviations)
    sums = {part: [_summed(cuboid, one) for cuboid in cuboids] for part, one in deviations.items()}
    common = {part: _common_noise(cuboids, sums[part]) for part in parts}
    gains = [
        [_gains(cuboid, sums[part][i], deviations[part], common[part], min_share) for part in parts]
        for i, cuboid in enumerate(cuboids)
    ]
    own = [_scores(each, cuboid, None) for each, cuboid in zip(gains, cuboids, strict=True)]
    place, group = _highest(own)
    noise = [float(one.noise[group]) for one in gains[place]]
    even = [_scores(each, cuboid, noise) for each, cuboid in zip(gains, cuboids, strict=True)]
    place, group = _highest(even)
    moved = tuple(part for part, one in zip(parts, gains[place], strict=True) if one.counts[group])
    return Candidate(place, group, moved, float(own[place][group])) if moved else None


@dataclass(frozen=True)
class Gains:
    """Of each combination of a cuboid what a factor of its own gains for one part.

    Attributes:
        nats: gained for a dispersion of one.
        noise: the dispersion of combinations of its kind.
        counts: whether it gains more than its price and matters to the gap.
    """

    nats: Floats
    noise: Floats
    counts: NDArray[np.bool_]


def _scores(gains: list[Gains], cuboid: Cuboid, noise: list[float] | None) -> Floats:
    """Nats less prices of each combination, by its own noise or by the one given for each part."""
    score = np.full(len(cuboid.first), -cuboid.price)
    for i, one in enumerate(gains):
        gain = one.nats / (one.noise if noise is None else noise[i]) - PART_PRICE
        score += np.where(one.counts, gain, 0.0)
    return np.where(np.any([one.counts for one in gains], axis=0), score, -np.inf)


def _highest(scores: list[Floats]) -> tuple[int, int]:
    place = int(np.argmax([float(one.max()) for one in scores]))
    return place, int(np.argmax(scores[place]))


@dataclass(frozen=True)
class Sums:
    """Of each combination the sums over its cells; `left` is seen less usual."""

    seen: Floats
    usual: Floats
    spread: Floats
    effect: Floats
    left_squared: Floats
    left_usual: Floats
    usual_squared: Floats


def _summed(cuboid: Cuboid, deviation: Deviation) -> Sums:
    size = len(cuboid.first)
    left = deviation.seen - deviation.usual
    parts = (
        deviation.seen,
        deviation.usual,
        deviation.spread,
        deviation.effect,
        left**2,
        left * deviation.usual,
        deviation.usual**2,
    )
    return Sums(*(summed_by(cuboid.groups, part, size) for part in parts))


def _common_noise(cuboids: tuple[Cuboid, ...], sums: list[Sums]) -> float:
    """How much more everything together scatters than its cells do: values have days of their own.

    The sum over the dimensions of what their values scatter beyond the noise of single cells.
    """
    noise = 0.0
    for cuboid, one in zip(cuboids, sums, strict=True):
        if len(cuboid.columns) == 1:
            usual, seen = one.usual.sum(), one.seen.sum()
            level = seen / usual if usual > 0 else 1.0
            own = _ratio_of_sums((one.seen - level * one.usual) ** 2, one.spread)
            cells = _ratio_of_sums(one.left_squared, one.spread)
            noise += max(own - cells, 0.0)
    return noise


def _ratio_of_sums(above: Floats, below: Floats) -> float:
    total = float(below.sum())
    return float(above.sum()) / total if total > 0 else 0.0


def _gains(
    cuboid: Cuboid, sums: Sums, deviation: Deviation, common: float, min_share: float
) -> Gains:
    """What a factor of its own gains for each combination, and whether it matters."""
    past = deviation.past[cuboid.place]
    noise = _dispersions(sums, past, deviation.least) + (0.0 if cuboid.columns else common)
    noise = np.maximum(noise, SMALLEST)
    floor = FLOOR * noise * deviation.unit
    gain = likelihood_gain(sums.seen, sums.usual, sums.spread * noise, floor)
    matters = (np.abs(sums.effect) >= min_share) | (not cuboid.columns)
    return Gains(gain * noise, noise, matters & (gain > PART_PRICE))


def _dispersions(sums: Sums, past: tuple[float, float], least: float) -> Floats:
    """Of each combination how many times more it scatters than `spread` says.

    Measured between the single cells of the day, once the combination has its own factor; across
    the other combinations of the day; and across all combinations on like days, where there are
    any. States, say, may have good and bad days as a whole, which single cells do not show.
    """
    factor = np.where(sums.usual > SMALLEST, sums.seen / np.maximum(sums.usual, SMALLEST), 1.0)
    factor = np.maximum(factor, 0.0)
    fitted = 2 * (factor - 1) * sums.left_usual - (factor - 1) ** 2 * sums.usual_squared
    squares = np.maximum(sums.left_squared.sum() - fitted, 0.0)
    spread = sums.spread.sum() + (factor - 1) * sums.spread
    cells = np.maximum(squares / np.maximum(spread, SMALLEST), least)
    left = (sums.seen - sums.usual) ** 2
    others = np.maximum(sums.spread.sum() - sums.spread, 0.0)
    own = np.maximum(left.sum() - left, 0.0) / np.maximum(others, SMALLEST)
    squared = np.maximum((sums.spread**2).sum() - sums.spread**2, SMALLEST**2)
    values = np.where(others > SMALLEST, others**2 / squared, 0.0)
    weight = PRIOR_VALUES + values + past[1]
    mixed = (PRIOR_VALUES * cells + values * own + past[1] * past[0]) / weight
    return np.asarray(np.maximum(mixed, cells))


def past_dispersions(
    cuboids: tuple[Cuboid, ...], seen: Floats, usual: Floats, spread: Floats
) -> tuple[tuple[float, float], ...]:
    """Of each cuboid its dispersion over past days, and how many values carry it.

    Args:
        cuboids: the cuboids.
        seen: cell x day.
        usual: what each should have been, the cells of a day adding up to those seen.
        spread: variance for a dispersion of one.
    """
    found = []
    for cuboid in cuboids:
        size = len(cuboid.first)
        left = np.stack([summed_by(cuboid.groups, day, size) for day in (seen - usual).T])
        each = np.stack([summed_by(cuboid.groups, day, size) for day in spread.T])
        values = each.sum() ** 2 / max(float((each**2).sum()), SMALLEST)
        found.append(
            (_ratio_of_sums(left**2, each), PAST_WEIGHT * float(values) if cuboid.columns else 0.0)
        )
    return tuple(found)


def likelihood_gain(seen: Floats, usual: Floats, variance: Floats, floor: Floats) -> Floats:
    """Nats gained by letting what was usual be what was seen; 0 where there is no variance.

    Quasi-Poisson, so that a handful of sales where few were usual is no miracle; normal where a
    sum is negative and Poisson says nothing.
    """
    floor = np.maximum(floor, SMALLEST)
    usual_least, variance_least = np.maximum(usual, floor), np.maximum(variance, floor * floor)
    above = np.maximum(seen, 0.0)
    nats = above * np.log(np.where(above > 0, above, 1.0) / usual_least) - (above - usual_least)
    poisson = nats * usual_least / variance_least
    normal = (seen - usual) ** 2 / (2 * variance_least)
    return np.asarray(np.where((seen < 0) | (usual < 0), normal, poisson))


def cells_of(cuboid: Cuboid, group: int) -> NDArray[np.bool_]:
    """Which cells a combination has."""
    return np.asarray(cuboid.groups == group)
