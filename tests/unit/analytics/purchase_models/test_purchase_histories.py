"""Histories are checked, locked, grouped and put back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecom_platform.analytics.purchase_models.purchase_histories import (
    Floats,
    PurchaseHistories,
    unique_rows,
    whole_days_of,
)
from ecom_platform.errors import AnalyticsError


@pytest.mark.parametrize(
    ("x", "recency", "age", "told"),
    [
        ([1.0], [1.0, 2.0], [3.0, 3.0], "one length"),
        ([np.nan], [1.0], [3.0], "missing"),
        ([-1.0], [1.0], [3.0], "negative"),
        ([1.5], [1.0], [3.0], "whole number"),
        ([1.0], [4.0], [3.0], "after the end"),
        ([1.0], [-1.0], [3.0], "before the first"),
        ([0.0], [1.0], [3.0], "without a repeat"),
        ([1.0], [0.0], [3.0], "without a repeat"),
        ([1.0], [1.0], [np.inf], "infinite"),
    ],
)
def test_an_impossible_history_is_refused_with_a_sentence(
    x: list[float], recency: list[float], age: list[float], told: str
) -> None:
    with pytest.raises(AnalyticsError, match=told):
        PurchaseHistories(np.array(x), np.array(recency), np.array(age))


def test_what_is_given_is_copied_and_locked() -> None:
    x = np.array([1.0])
    histories = PurchaseHistories(x, np.array([2.0]), np.array([3.0]))
    x[0] = 7
    assert histories.frequency[0] == 1
    with pytest.raises(ValueError, match="read-only"):
        histories.frequency[0] = 2


def test_equal_histories_are_grouped_and_can_be_put_back() -> None:
    histories = PurchaseHistories(
        np.array([2.0, 0, 2, 1]), np.array([3.0, 0, 3, 3]), np.array([5.0, 5, 5, 5])
    )
    distinct, counts, inverse = histories.grouped()
    assert len(distinct) == 3
    assert sorted(counts.tolist()) == [1, 1, 2]
    assert distinct.frequency[inverse].tolist() == [2, 0, 2, 1]
    assert distinct.recency[inverse].tolist() == [3, 0, 3, 3]


@given(
    arrays(np.float64, (12, 3), elements=st.integers(0, 2).map(float)),
)
def test_rows_are_one_group_exactly_when_all_their_columns_are_equal(rows: Floats) -> None:
    first, counts, inverse = unique_rows(*rows.T)
    assert (rows[first][inverse] == rows).all()
    assert len(first) == len({tuple(row) for row in rows.tolist()})
    assert counts.sum() == len(rows)


def test_sevenths_of_weeks_are_whole_days_and_tenths_are_not() -> None:
    assert whole_days_of(np.arange(1000) / 7).tolist() == list(range(1000))
    with pytest.raises(AnalyticsError, match="not a whole number of days"):
        whole_days_of(np.array([0.1]))
