"""The figures of a back-test, computed by hand on small cases."""

import numpy as np
import pytest

from ecom_platform.analytics.forecasting.backtest_metrics import backtest_metrics, backtest_weeks
from ecom_platform.analytics.forecasting.backtesting import BURN_IN


def test_the_figures_of_a_forecast_that_is_always_ten_too_low() -> None:
    origins = np.arange(20, 80, 3)
    actual = np.full((1, len(origins), 7), 100.0)
    values = np.tile([90.0, 110.0], 40)[None]  # differs from a week before by 20 every day
    found = backtest_metrics(
        values,
        actual=actual,
        forecasts=actual - 10.0,
        means=actual - 5.0,
        naive=actual - 40.0,
        scale=np.ones_like(actual),
        origins=origins,
    )
    assert found.mase[0] == pytest.approx(10.0 / 20.0)
    assert found.relative_error[0] == pytest.approx(10.0 / 40.0)
    assert found.bias[0] == pytest.approx(0.05)
    assert found.coverage_80[0] == found.coverage_95[0] == 1.0
    assert found.targets[0] == (len(origins) - BURN_IN) * 7
    assert found.origins[0] == len(origins) - BURN_IN


def test_coverage_is_of_days_the_bands_were_not_learned_from() -> None:
    random = np.random.default_rng(1)
    origins = np.arange(20, 200, 3)
    errors = random.normal(size=(30, len(origins), 7))
    errors[:, len(origins) // 2 + 3 :] *= 3.0  # of the later half no band of the earlier can know
    actual = 100.0 + errors
    found = backtest_metrics(
        actual[:, :, 0],
        actual=actual,
        forecasts=np.full_like(actual, 100.0),
        means=np.full_like(actual, 100.0),
        naive=np.full_like(actual, 100.0),
        scale=np.ones_like(actual),
        origins=origins,
    )
    assert found.coverage_95.mean() < 0.60


def test_days_not_known_are_not_evaluated() -> None:
    origins = np.arange(20, 60, 3)
    actual = np.full((1, len(origins), 7), np.nan)
    found = backtest_metrics(
        np.full((1, 60), np.nan),
        actual=actual,
        forecasts=np.ones_like(actual),
        means=np.ones_like(actual),
        naive=np.ones_like(actual),
        scale=np.ones_like(actual),
        origins=origins,
    )
    assert np.isnan([found.mase, found.bias, found.coverage_95, found.relative_error]).all()
    assert found.targets[0] == 0


def test_a_back_test_spans_the_weeks_from_the_first_evaluated_origin() -> None:
    assert backtest_weeks(np.arange(20, 63, 3)) == pytest.approx((62 - 29) / 7.0)
