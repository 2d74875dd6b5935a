"""The scan over all combinations."""

import numpy as np
import pytest
from scipy import stats

from ecom_platform.analytics.anomaly_causes.cause_scan import likelihood_gain, past_dispersions
from ecom_platform.analytics.anomaly_causes.cuboids import cuboids_of
from ecom_platform.analytics.anomaly_causes.leaf_cells import Floats, LeafCells


def cells() -> LeafCells:
    codes = np.array([(a, b) for a in range(2) for b in range(3)], dtype=np.intp)
    ones = np.ones(6)
    labels = (("a0", "a1"), ("b0", "b1", "b2"))
    return LeafCells(("a", "b"), labels, codes, ones, ones, ones, ones)


def gain(actual: float, expected: float, variance: float, floor: float = 0.0) -> float:
    pair: list[Floats] = [np.array([one]) for one in (actual, expected, variance, floor)]
    return float(likelihood_gain(*pair)[0])


@pytest.mark.parametrize(("actual", "expected"), [(30, 10), (3, 10), (0, 4), (10, 10)])
def test_the_gain_of_a_count_is_its_ratio_of_poisson_likelihoods(
    actual: int, expected: float
) -> None:
    ratio = stats.poisson.logpmf(actual, max(actual, 1e-300)) - stats.poisson.logpmf(
        actual, expected
    )
    assert gain(actual, expected, expected) == pytest.approx(float(ratio))


def test_twice_the_variance_is_half_the_gain() -> None:
    assert gain(30, 10, 20) == pytest.approx(gain(30, 10, 10) / 2)


def test_one_sale_where_a_hundredth_was_expected_is_no_miracle() -> None:
    assert gain(1, 0.01, 0.01, floor=0.5) < 1


def test_negative_sums_are_evaluated_by_the_normal_distribution() -> None:
    assert gain(-4, 2, 9) == pytest.approx(36 / 18)


def test_values_that_move_as_a_whole_scatter_more_than_their_cells() -> None:
    """Counts are Poisson; the values of 'a' have good and bad days of 20 %, those of 'b' none."""
    rng = np.random.default_rng(3)
    expected = np.full((6, 400), 200.0)
    shock = np.exp(rng.normal(0, 0.2, (2, 400)))[[0, 0, 0, 1, 1, 1]]
    actual = rng.poisson(expected * shock).astype(float)
    found = past_dispersions(cuboids_of(cells(), 2), actual, expected, expected)
    by_cuboid = [dispersion for dispersion, _ in found]
    assert by_cuboid[1] == pytest.approx(1 + 600 * 0.2**2, rel=0.15)
    assert by_cuboid[3] == pytest.approx(1 + 200 * 0.2**2, rel=0.15)
