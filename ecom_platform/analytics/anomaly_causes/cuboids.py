"""Cuboids: the combinations of dimension values that may explain a gap.

A cuboid holds all combinations of the values of some dimensions, such as channel x category. How
well each explains a gap is computed in `cause_scan.py`.
"""

from dataclasses import dataclass
from itertools import combinations
from math import comb, log, prod

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_causes.leaf_cells import Codes, LeafCells


@dataclass(frozen=True)
class Cuboid:
    """All combinations of values of some dimensions.

    Attributes:
        index: its position among the cuboids.
        columns: its dimensions, by position, ascending.
        groups: per cell the number of its combination.
        first: per combination the index of one of its cells.
        penalty: nats a combination must gain: log of the number of such combinations.
    """

    index: int
    columns: tuple[int, ...]
    groups: Codes
    first: Codes
    penalty: float


def cuboids_of(cells: LeafCells, max_values: int) -> tuple[Cuboid, ...]:
    """The cuboids of up to `max_values` dimensions, the empty one first."""
    count = len(cells.dimensions)
    sizes = [len(names) for names in cells.labels]
    cuboids: list[Cuboid] = []
    for size in range(min(max_values, count) + 1):
        for columns in combinations(range(count), size):
            keys = np.zeros(len(cells.codes), dtype=np.intp)  # a number per combination
            for column in columns:
                keys = keys * sizes[column] + cells.codes[:, column]
            _, first, groups = np.unique(keys, return_index=True, return_inverse=True)
            penalty = log(comb(count, size)) + log(prod(sizes[column] for column in columns))
            cuboids.append(Cuboid(len(cuboids), columns, groups.ravel(), first, penalty))
    return tuple(cuboids)


def cells_of(cuboid: Cuboid, group: int) -> NDArray[np.bool_]:
    """A mask of the cells of a combination."""
    return np.asarray(cuboid.groups == group)
