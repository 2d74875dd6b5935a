"""The exact split of a gap."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.analytics.anomaly_causes.contributions import contributions
from ecom_platform.analytics.anomaly_causes.leaf_cells import Floats, LeafCells
from ecom_platform.errors import AnalyticsError


def cells_of(actual: list[tuple[float, float]], expected: list[tuple[float, float]]) -> LeafCells:
    """Cells of one dimension from pairs of volume and amount."""
    codes = np.arange(len(actual), dtype=np.intp)[:, None]
    now, usual = np.array(actual, dtype=float), np.array(expected, dtype=float)
    names = tuple(f"v{i}" for i in range(len(actual)))
    return LeafCells(("d",), (names,), codes, now[:, 0], now[:, 1], usual[:, 0], usual[:, 1])


def test_units_count_at_the_mean_price_and_price_at_the_mean_units() -> None:
    """Bennet (1920): 8 units at 12 after 10 at 10 is -2 x 11 by units and +2 x 9 by price."""
    found = contributions(cells_of([(8, 96)], [(10, 100)]), np.array([0]), 1, is_rate=False)
    assert found.by_volume == pytest.approx([-22])
    assert found.by_rate == pytest.approx([18])


def test_a_rate_alone_is_no_mix() -> None:
    """Kitagawa (1955): at constant shares of 1/4, a rate that rises by .4 brings .1."""
    cells = cells_of([(25, 15), (75, 15)], [(25, 5), (75, 15)])
    found = contributions(cells, np.array([0, 1]), 2, is_rate=True)
    assert found.by_rate == pytest.approx([0.1, 0.0])
    assert found.by_volume == pytest.approx([0.0, 0.0], abs=1e-12)


def test_a_mix_alone_is_no_rate() -> None:
    """Half instead of a quarter with a rate of .6 beside .2: the total rises from .3 to .4."""
    cells = cells_of([(75, 45), (75, 15)], [(25, 15), (75, 15)])
    found = contributions(cells, np.array([0, 1]), 2, is_rate=True)
    assert found.by_volume == pytest.approx([0.1, 0.0])
    assert found.by_rate == pytest.approx([0.0, 0.0], abs=1e-12)


def test_a_day_twice_as_busy_everywhere_is_no_mix() -> None:
    cells = cells_of([(50, 30), (150, 30)], [(25, 15), (75, 15)])
    found = contributions(cells, np.array([0, 1]), 2, is_rate=True)
    assert found.by_volume == pytest.approx([0.0, 0.0], abs=1e-12)


def test_a_cell_never_seen_before_is_volume() -> None:
    cells = cells_of([(10, 100), (4, 60)], [(10, 100), (0, 0)])
    found = contributions(cells, np.array([1, 0]), 2, is_rate=False)
    assert found.by_volume[0] == pytest.approx(60, rel=0.5)
    assert found.by_volume.sum() + found.by_rate.sum() == pytest.approx(60)


def test_shares_agree_with_the_average_over_all_orders() -> None:
    """Shapley's value by its definition: the mean marginal gain over every order of players."""
    actual, expected = [(30.0, 12.0), (60.0, 6.0), (50.0, 25.0)], [(50, 5), (40, 8), (50, 20)]
    cells = cells_of(actual, [(float(v), float(a)) for v, a in expected])
    found = contributions(cells, np.array([0, 1, 2]), 3, is_rate=True)
    # The last block moved from 50 to 50, so that the common level is 1.
    now, usual = np.array(actual), np.array(expected, dtype=float)

    def rate(moved: set[int]) -> float:
        volume = np.array([(now if 2 * b in moved else usual)[b, 0] for b in range(3)])
        each = np.array([(now if 2 * b + 1 in moved else usual)[b] for b in range(3)])
        return float((volume * each[:, 1] / each[:, 0]).sum() / volume.sum())

    brute: Floats = np.zeros(6)
    orders = list(permutations(range(6)))
    for order in orders:
        moved: set[int] = set()
        for player in order:
            brute[player] += (rate(moved | {player}) - rate(moved)) / len(orders)
            moved.add(player)
    assert found.by_volume == pytest.approx(brute[0::2])
    assert found.by_rate == pytest.approx(brute[1::2])


counts = st.integers(min_value=0, max_value=400).map(float)
money = st.integers(min_value=-500, max_value=5000).map(float)
pairs = st.lists(st.tuples(counts, money, counts, money, st.integers(0, 2)), min_size=1)


@given(pairs, st.booleans())
def test_contributions_add_up_to_the_gap(
    rows: list[tuple[float, float, float, float, int]], is_rate: bool
) -> None:
    cells = cells_of([row[:2] for row in rows], [row[2:4] for row in rows])
    blocks = np.array([row[4] for row in rows])
    now, usual = cells.actual_amount.sum(), cells.expected_amount.sum()
    if is_rate:
        if not cells.actual_volume.sum() or not cells.expected_volume.sum():
            return
        now, usual = now / cells.actual_volume.sum(), usual / cells.expected_volume.sum()
    found = contributions(cells, blocks, 3, is_rate=is_rate)
    total = float(found.by_volume.sum() + found.by_rate.sum())
    assert total == pytest.approx(now - usual, rel=1e-9, abs=1e-6)


def test_a_rate_over_no_volume_is_refused() -> None:
    with pytest.raises(AnalyticsError, match="no volume"):
        contributions(cells_of([(0, 0)], [(5, 1)]), np.array([0]), 1, is_rate=True)
