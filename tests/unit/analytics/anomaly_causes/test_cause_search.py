"""Choosing the few causes among all combinations."""

from dataclasses import replace

import numpy as np
import pytest

from ecom_platform.analytics.anomaly_causes.cause_scan import RATE, VOLUME
from ecom_platform.analytics.anomaly_causes.cause_search import gap_of, is_share, search
from ecom_platform.analytics.anomaly_causes.leaf_cells import LeafCells


def cells(volume: float = 40.0, rate: float = 0.25) -> LeafCells:
    codes = np.array([(a, b) for a in range(4) for b in range(6)], dtype=np.intp)
    labels = (tuple(f"a{i}" for i in range(4)), tuple(f"b{i}" for i in range(6)))
    usual = np.full(24, volume)
    return LeafCells(("a", "b"), labels, codes, usual, rate * usual, usual, rate * usual)


def columns_found(day: LeafCells, *, is_rate: bool = False) -> list[tuple[tuple[int, ...], int]]:
    if not is_rate:
        day = replace(day, actual_amount=day.actual_volume, expected_amount=day.expected_volume)
    gap = gap_of(day, is_rate=is_rate, is_count=not is_rate, max_values=2)
    return [(gap.cuboids[one.cuboid].columns, one.group) for one in search(gap, 3)]


def test_a_row_that_vanished_is_found_by_its_one_value() -> None:
    day = cells()
    day = replace(day, actual_volume=np.where(day.codes[:, 0] == 2, 0.0, day.actual_volume))
    assert columns_found(day) == [((0,), 2)]


def test_a_row_and_a_column_are_two_causes_and_not_ten_cells() -> None:
    day = cells()
    hit = (day.codes[:, 0] == 2) | (day.codes[:, 1] == 4)
    day = replace(day, actual_volume=np.where(hit, 4.0, day.actual_volume))
    assert sorted(columns_found(day)) == [((0,), 2), ((1,), 4)]


def test_values_that_are_nearly_all_of_a_combination_are_named_by_it() -> None:
    """Both halves of 'b1' fell, though not alike: its name is one cause, not two."""
    codes = np.array([(a, b) for a in range(2) for b in range(8)], dtype=np.intp)
    labels = (("a0", "a1"), tuple(f"b{i}" for i in range(8)))
    usual = np.where(codes[:, 0] == 0, 900.0, 500.0)
    now = np.where(codes[:, 1] != 1, usual, np.where(codes[:, 0] == 0, 90.0, 250.0))
    day = LeafCells(("a", "b"), labels, codes, now, now, usual, usual)
    assert columns_found(day) == [((1,), 1)]


def test_a_changed_rate_moves_the_rate_and_not_the_volume() -> None:
    day = cells()
    mask = day.codes[:, 1] == 1
    day = replace(day, actual_amount=np.where(mask, 30.0, day.actual_amount))
    gap = gap_of(day, is_rate=True, is_count=False, max_values=2)
    assert [one.components for one in search(gap, 3)] == [(RATE,)]
    assert float(gap.deviations[RATE].effect.sum()) == pytest.approx(1)
    assert float(gap.deviations[VOLUME].effect.sum()) == pytest.approx(0)


def test_nothing_is_found_where_nothing_stands_out() -> None:
    day = cells()
    rng = np.random.default_rng(8)
    assert columns_found(replace(day, actual_volume=rng.poisson(40, 24).astype(float))) == []


@pytest.mark.parametrize(
    ("amount", "expected"), [(5.0, True), (40.0, True), (41.0, False), (-1.0, False)]
)
def test_a_share_is_a_part_of_its_volume(amount: float, expected: bool) -> None:
    day = cells()
    assert is_share(replace(day, actual_amount=np.full(24, amount))) is expected
