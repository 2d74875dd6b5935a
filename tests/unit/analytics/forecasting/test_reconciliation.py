"""Forecasts that add up: the property itself, the closed form, and what cannot be meant."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecom_platform.analytics.forecasting.known_values import FloatArray
from ecom_platform.analytics.forecasting.reconciliation import (
    Sum,
    constraint_matrix,
    reconcile,
)
from ecom_platform.errors import AnalyticsError

NAMES = ("total", "a", "b", "c", "north", "south")
SUMS = (Sum("total", ("a", "b", "c")), Sum("total", ("north", "south")))
CONSTRAINTS = constraint_matrix(SUMS, NAMES)
CELLS = arrays(np.float64, (6, 4), elements=st.floats(0.0, 1e5, allow_subnormal=False))
VARIANCES = arrays(np.float64, (6, 4), elements=st.floats(1.0, 1e4))


@given(CELLS, VARIANCES)
def test_parts_add_to_the_total_along_every_cut_and_none_is_negative(
    base: FloatArray, variance: FloatArray
) -> None:
    found = reconcile(base, variance, CONSTRAINTS, nonnegative=True)
    np.testing.assert_allclose(CONSTRAINTS @ found, 0.0, atol=1e-4)
    assert (found >= 0).all()


@given(CELLS, VARIANCES)
def test_it_is_the_projection_of_minimum_trace(base: FloatArray, variance: FloatArray) -> None:
    """The summing form S (S' W^-1 S)^-1 S' W^-1 of the paper, on the two-way sums' null space."""
    found = reconcile(base, variance, CONSTRAINTS, nonnegative=False)
    _, _, rows = np.linalg.svd(CONSTRAINTS)
    basis = rows[2:].T
    for cell in range(base.shape[1]):
        inverse = np.diag(1.0 / variance[:, cell])
        inner = np.linalg.solve(basis.T @ inverse @ basis, basis.T @ inverse @ base[:, cell])
        np.testing.assert_allclose(found[:, cell], basis @ inner, rtol=1e-5, atol=1e-3)


def test_forecasts_that_add_up_stay_as_they_are() -> None:
    base = np.array([[10.0], [5.0], [3.0], [2.0], [4.0], [6.0]])
    found = reconcile(base, np.ones((6, 1)), CONSTRAINTS, nonnegative=True)
    np.testing.assert_allclose(found, base)


def test_the_forecast_known_worst_moves_most() -> None:
    names = ("total", "a", "b")
    matrix = constraint_matrix((Sum("total", ("a", "b")),), names)
    variance = np.array([[1.0], [8.0], [1.0]])
    found = reconcile(np.array([[30.0], [10.0], [10.0]]), variance, matrix, nonnegative=True)
    np.testing.assert_allclose(found[:, 0], [29.0, 18.0, 11.0])


def test_a_part_that_would_be_negative_is_held_at_zero_and_the_sum_still_holds() -> None:
    names = ("total", "a", "b")
    matrix = constraint_matrix((Sum("total", ("a", "b")),), names)
    base, variance = np.array([[10.0], [1.0], [30.0]]), np.ones((3, 1)) * [[1.0], [9.0], [1.0]]
    found = reconcile(base, variance, matrix, nonnegative=True)
    np.testing.assert_allclose(found[:, 0], [20.0, 0.0, 20.0], atol=1e-6)


def test_cells_with_an_unknown_series_and_panels_without_sums_are_left_alone() -> None:
    base = np.arange(12.0).reshape(6, 2)
    base[3, 0] = np.nan
    found = reconcile(base, np.ones((6, 2)), CONSTRAINTS, nonnegative=True)
    np.testing.assert_array_equal(found[:, 0], base[:, 0])
    assert found[:, 1] @ CONSTRAINTS[0] == pytest.approx(0.0, abs=1e-9)
    none = constraint_matrix((), NAMES)
    assert reconcile(base, np.ones((6, 2)), none, nonnegative=True) is base


@pytest.mark.parametrize("parts", [("a", "x"), ("a", "a"), ("total",), ()])
def test_a_sum_that_cannot_be_meant_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(AnalyticsError, match="The sum of 'total'"):
        constraint_matrix((Sum("total", parts),), NAMES)
