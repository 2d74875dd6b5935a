"""Cells and their expectation from comparable days."""

import numpy as np
import pandas as pd
import pytest

from ecom_platform.analytics.anomaly_causes.leaf_cells import (
    LeafCells,
    cells_from_frame,
    comparable_days,
    expected_cells,
)
from ecom_platform.errors import AnalyticsError

DAY = np.datetime64("2026-03-02")
WEEK = np.timedelta64(7, "D")
COMPARABLE = np.array([DAY - WEEK, DAY - 2 * WEEK])


def history() -> pd.DataFrame:
    rows = [
        (DAY, "A", "x", 5, 50.0),
        (DAY, "B", None, 1, 9.0),
        (DAY - WEEK, "A", "x", 4, 40.0),
        (DAY - WEEK, "A", "y", 2, 30.0),
        (DAY - 2 * WEEK, "A", "x", 1, 10.0),
        (DAY - 2 * WEEK, "A", "x", 1, 12.0),
        (DAY - np.timedelta64(1, "D"), "A", "x", 100, 1000.0),
    ]
    return pd.DataFrame(rows, columns=["day", "channel", "state", "volume", "amount"])


def by_name(cells: LeafCells) -> dict[tuple[str, ...], tuple[float, ...]]:
    return {
        tuple(names[code] for names, code in zip(cells.labels, codes, strict=True)): (
            *(float(one[i]) for one in (cells.actual_volume, cells.actual_amount)),
            *(float(one[i]) for one in (cells.expected_volume, cells.expected_amount)),
        )
        for i, codes in enumerate(cells.codes)
    }


def test_a_cell_is_expected_to_be_its_mean_on_comparable_days() -> None:
    cells = expected_cells(history(), ["channel", "state"], day=DAY, comparable=COMPARABLE)
    assert by_name(cells) == {
        ("A", "x"): (5, 50, 3, 31),
        ("A", "y"): (0, 0, 1, 15),
        ("B", "unknown"): (1, 9, 0, 0),
    }


def test_expected_cells_add_up_to_the_expected_total() -> None:
    cells = expected_cells(
        history(),
        ["channel", "state"],
        day=DAY,
        comparable=COMPARABLE,
        expected_volume=8.0,
        expected_amount=100.0,
    )
    assert cells.expected_volume.sum() == pytest.approx(8)
    assert cells.expected_amount.sum() == pytest.approx(100)
    assert by_name(cells)["A", "x"][2] == pytest.approx(6)


def test_amounts_scale_with_their_volumes_so_that_rates_stay() -> None:
    cells = expected_cells(
        history(), ["channel", "state"], day=DAY, comparable=COMPARABLE, expected_volume=8.0
    )
    assert cells.expected_amount.sum() == pytest.approx(2 * 46)


def test_past_days_are_brought_to_the_level_of_the_expectation() -> None:
    cells = expected_cells(
        history(), ["channel", "state"], day=DAY, comparable=COMPARABLE, expected_volume=8.0
    )
    assert cells.past_volume is not None
    assert cells.past_volume.sum(axis=0) == pytest.approx([8, 8])
    assert cells.past_volume[:, 1] == pytest.approx([8 * 4 / 6, 8 * 2 / 6, 0])


def test_the_frame_is_not_changed() -> None:
    frame = history()
    expected_cells(frame, ["channel", "state"], day=DAY, comparable=COMPARABLE)
    pd.testing.assert_frame_equal(frame, history())


def test_comparable_days_are_the_same_weekday_strictly_before() -> None:
    known = np.arange(DAY - 100, DAY + 30)
    found = comparable_days(DAY, known, at_most=3)
    assert list(found) == [DAY - WEEK, DAY - 2 * WEEK, DAY - 3 * WEEK]


def test_masked_and_undelivered_days_are_not_alike() -> None:
    known = np.setdiff1d(np.arange(DAY - 100, DAY), [DAY - 2 * WEEK])
    found = comparable_days(DAY, known, masked=np.array([DAY - WEEK]), at_most=2)
    assert list(found) == [DAY - 3 * WEEK, DAY - 4 * WEEK]


def test_one_like_day_is_too_few() -> None:
    with pytest.raises(AnalyticsError, match=r"Comparable days in .*: 1\."):
        comparable_days(DAY, np.arange(DAY - 8, DAY))


def test_a_like_day_is_never_the_day_itself() -> None:
    with pytest.raises(AnalyticsError, match="strictly before"):
        expected_cells(history(), ["channel"], day=DAY, comparable=np.array([DAY]))


@pytest.mark.parametrize("total", [0.0, -5.0, float("nan"), float("inf")])
def test_a_total_that_cells_cannot_add_up_to_is_refused(total: float) -> None:
    with pytest.raises(AnalyticsError, match="cannot be scaled"):
        expected_cells(
            history(), ["channel"], day=DAY, comparable=COMPARABLE, expected_volume=total
        )


def test_a_missing_column_is_named() -> None:
    with pytest.raises(AnalyticsError, match="lacks the columns state"):
        expected_cells(
            history().drop(columns="state"), ["channel", "state"], day=DAY, comparable=COMPARABLE
        )


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("actual_volume", np.nan, "without a number"),
        ("expected_volume", -1.0, "negative"),
        ("expected_amount", np.inf, "without a number"),
    ],
)
def test_cells_that_are_no_numbers_are_refused(column: str, value: float, message: str) -> None:
    frame = pd.DataFrame(
        {
            "channel": ["A"],
            "actual_volume": [1.0],
            "actual_amount": [2.0],
            "expected_volume": [1.0],
            "expected_amount": [2.0],
        }
    ).assign(**{column: value})
    with pytest.raises(AnalyticsError, match=message):
        cells_from_frame(frame, ["channel"])


def test_no_cells_are_refused() -> None:
    columns = ["channel", "actual_volume", "actual_amount", "expected_volume", "expected_amount"]
    with pytest.raises(AnalyticsError, match="no cells"):
        cells_from_frame(pd.DataFrame(columns=columns), ["channel"])


def test_numbers_of_another_length_are_refused() -> None:
    one, two = np.zeros(1), np.zeros(2)
    with pytest.raises(AnalyticsError, match="one number per cell"):
        LeafCells(("a",), (("x",),), np.zeros((1, 1), dtype=np.intp), one, two, one, one)
