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

from ecom_platform.analytics.contributions import SMALLEST
from ecom_platform.analytics.leaf_cells import Codes, Floats, LeafCells, summed_by

VOLUME, RATE = 0, 1
PRIOR_VALUES = 5.0  # how many values of a cuboid the noise between single cells is worth
PART_PRICE = 2.0  # what one more factor must gain: half the logarithm of some fifty cells
TRIMMED = 0.25  # of the mass
TRIMMED_MEAN = 0.368  # of a squared normal surprise without its largest quarter
FLOOR = 0.5  # units: where nothing was expected, half a unit was


@dataclass(frozen=True)
class Cuboid:
    """All combinations of values of some dimensions.

    Attributes:
        columns: which dimensions, in order.
        groups: of each cell its combination.
        first: of each combination one cell that has it.
        price: nats to name one of the combinations.
    """

    columns: tuple[int, ...]
    groups: Codes
    first: Codes
    price: float


@dataclass(frozen=True)
class Surprise:
    """What was seen of each cell, what should have been, and how much it scatters by itself.

    Attributes:
        seen: volume, or amount.
        usual: what it should be, known causes reckoned in.
        spread: variance of `seen` for a dispersion of one.
        effect: what the change brings to the gap of the total, as a share of the gap.
        least: the least dispersion there can be: one for counts.
    """

    seen: Floats
    usual: Floats
    spread: Floats
    effect: Floats
    least: float

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
    found = []
    for depth in range(min(max_values, count) + 1):
        for columns in combinations(range(count), depth):
            keys = np.zeros(len(cells.codes), dtype=np.intp)
            for column in columns:
                keys = keys * sizes[column] + cells.codes[:, column]
            _, first, groups = np.unique(keys, return_index=True, return_inverse=True)
            price = log(comb(count, depth)) + log(prod(sizes[column] for column in columns))
            found.append(Cuboid(columns, groups.ravel(), first, price))
    return tuple(found)


def dispersions(cuboids: tuple[Cuboid, ...], surprise: Surprise, *, trimmed: bool) -> Floats:
    """Of each cuboid how many times more its combinations scatter than `spread` says.

    Measured on the day itself, across the combinations; where they are few, the scatter between
    single cells stands in for it. States, say, may have good and bad days as a whole, which the
    noise of single cells does not show. Trimmed, the largest surprises are left out: of a cause not
    yet found they are no noise.
    """
    cells = _dispersion(surprise.seen - surprise.usual, surprise.spread, trimmed=trimmed)[0]
    cells = max(cells, surprise.least)
    found = np.empty(len(cuboids))
    for i, cuboid in enumerate(cuboids):
        size = len(cuboid.first)
        left = summed_by(cuboid.groups, surprise.seen - surprise.usual, size)
        spread = summed_by(cuboid.groups, surprise.spread, size)
        own, values = _dispersion(left, spread, trimmed=trimmed)
        mixed = (PRIOR_VALUES * cells + values * own) / (PRIOR_VALUES + values)
        found[i] = max(mixed, cells)
    return found


def best(
    cuboids: tuple[Cuboid, ...],
    surprises: dict[int, Surprise],
    noise: dict[int, Floats],
    min_share: float,
) -> Candidate | None:
    """The combination that gains most, of those that bring at least `min_share` of the gap."""
    leading: Candidate | None = None
    for i, cuboid in enumerate(cuboids):
        gains = np.stack(
            [_gains(cuboid, surprises[part], noise[part][i], min_share) for part in surprises]
        )
        scores = gains.sum(axis=0) - cuboid.price
        group = int(np.argmax(scores))
        parts = tuple(p for p, gain in zip(surprises, gains[:, group], strict=True) if gain > 0)
        if parts and (leading is None or scores[group] > leading.score):
            leading = Candidate(i, group, parts, float(scores[group]))
    return leading


def _gains(cuboid: Cuboid, surprise: Surprise, noise: float, min_share: float) -> Floats:
    """Nats that a factor of its own gains for each combination, less its price; 0 if none."""
    size = len(cuboid.first)
    seen = summed_by(cuboid.groups, surprise.seen, size)
    usual = summed_by(cuboid.groups, surprise.usual, size)
    spread = summed_by(cuboid.groups, surprise.spread, size)
    effect = summed_by(cuboid.groups, surprise.effect, size)
    floor = FLOOR * noise * surprise.unit
    gain = likelihood_gain(seen, usual, spread * noise, floor) - PART_PRICE
    matters = (np.abs(effect) >= min_share) | (not cuboid.columns)
    return np.where(matters & (gain > 0), gain, 0.0)


def likelihood_gain(seen: Floats, usual: Floats, variance: Floats, floor: float) -> Floats:
    """Nats gained by letting what was usual be what was seen; 0 where there is no variance.

    Quasi-Poisson, so that a handful of sales where few were usual is no miracle; normal where a
    sum is negative and Poisson says nothing.
    """
    floor = max(floor, SMALLEST)
    usual_least, variance_least = np.maximum(usual, floor), np.maximum(variance, floor * floor)
    above = np.maximum(seen, 0.0)
    nats = above * np.log(np.where(above > 0, above, 1.0) / usual_least) - (above - usual_least)
    poisson = nats * usual_least / variance_least
    normal = (seen - usual) ** 2 / (2 * variance_least)
    return np.asarray(np.where((seen < 0) | (usual < 0), normal, poisson))


def _dispersion(left: Floats, spread: Floats, *, trimmed: bool) -> tuple[float, float]:
    """Mean square over mean spread, and by how many values it is carried."""
    total = float(spread.sum())
    if not total > 0:
        return 0.0, 0.0
    values = total**2 / float((spread**2).sum())
    if not trimmed:
        return float((left**2).sum() / total), values
    order = np.argsort(left**2 / np.maximum(spread, SMALLEST))
    kept = order[np.cumsum(spread[order]) <= (1 - TRIMMED) * total]
    inner = float(spread[kept].sum())
    return float((left[kept] ** 2).sum() / inner) / TRIMMED_MEAN if inner > 0 else 0.0, values


def members(cuboid: Cuboid, group: int) -> NDArray[np.bool_]:
    """Which cells a combination has."""
    return np.asarray(cuboid.groups == group)
