"""Statistics of the known values, held to NumPy's own on what is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecom_platform.analytics.forecasting.known_values import (
    FloatArray,
    known_mean,
    known_median,
    known_quantiles,
    known_quartiles,
    running_mean,
)

VALUES = arrays(
    np.float64,
    (3, 5),
    elements=st.one_of(st.floats(-1e6, 1e6, allow_subnormal=False), st.just(float("nan"))),
)


@given(VALUES)
def test_means_and_medians_are_numpys_of_what_is_known(values: FloatArray) -> None:
    for row, mean, median in zip(values, known_mean(values), known_median(values), strict=True):
        known = row[np.isfinite(row)]
        assert mean == pytest.approx(known.mean() if len(known) else np.nan, nan_ok=True)
        assert median == pytest.approx(np.median(known) if len(known) else np.nan, nan_ok=True)


@given(VALUES)
def test_a_running_mean_is_the_mean_of_what_was_known_by_then(values: FloatArray) -> None:
    found = running_mean(values)
    for row, means in zip(values, found, strict=True):
        for last, mean in enumerate(means):
            known = row[: last + 1][np.isfinite(row[: last + 1])]
            assert mean == pytest.approx(known.mean() if len(known) else 0.0, abs=1e-9)


@given(VALUES)
def test_quartiles_are_numpys_of_what_is_known(values: FloatArray) -> None:
    found = np.stack(known_quartiles(values), axis=1)
    for row, quartiles in zip(values, found, strict=True):
        known = row[np.isfinite(row)]
        expected = np.quantile(known, [0.25, 0.5, 0.75]) if len(known) else [np.nan] * 3
        np.testing.assert_allclose(quartiles, expected, atol=1e-9)


@given(VALUES)
def test_other_axes_give_the_same(values: FloatArray) -> None:
    np.testing.assert_allclose(known_mean(values, 0), known_mean(values.T), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(known_median(values, 0), known_median(values.T))


@given(VALUES, st.floats(0.01, 0.99))
def test_a_quantile_holds_at_least_its_share(values: FloatArray, share: float) -> None:
    (found,) = known_quantiles(values, [share])
    for row, edge in zip(values, found, strict=True):
        known = row[np.isfinite(row)]
        if len(known):
            assert edge in known
            assert (known <= edge).mean() >= share - 1e-9
            assert (known < edge).mean() < share
        else:
            assert np.isnan(edge)
