"""All combinations of dimension values, and their penalties."""

from math import log

import numpy as np
import pytest

from ecom_platform.analytics.anomaly_causes.cuboids import cuboids_of
from ecom_platform.analytics.anomaly_causes.leaf_cells import LeafCells


def cells() -> LeafCells:
    codes = np.array([(a, b) for a in range(2) for b in range(3)], dtype=np.intp)
    ones = np.ones(6)
    labels = (("a0", "a1"), ("b0", "b1", "b2"))
    return LeafCells(("a", "b"), labels, codes, ones, ones, ones, ones)


def test_there_is_one_cuboid_for_every_set_of_dimensions() -> None:
    found = cuboids_of(cells(), 2)
    assert [cuboid.columns for cuboid in found] == [(), (0,), (1,), (0, 1)]
    assert [len(cuboid.first) for cuboid in found] == [1, 2, 3, 6]


def test_the_penalty_is_the_logarithm_of_how_many_combinations_there_are() -> None:
    penalties = [cuboid.penalty for cuboid in cuboids_of(cells(), 2)]
    assert penalties == pytest.approx([0, log(2 * 2), log(2 * 3), log(6)])


def test_causes_have_no_more_values_than_asked() -> None:
    assert max(len(cuboid.columns) for cuboid in cuboids_of(cells(), 1)) == 1
