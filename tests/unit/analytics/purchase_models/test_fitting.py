"""The search finds a known peak with its curvature, and says so when there is none."""

import numpy as np
import pytest

from ecom_platform.analytics.purchase_models.fitting import FittedModel, maximise
from ecom_platform.analytics.purchase_models.purchase_histories import Floats
from ecom_platform.errors import AnalyticsError

PEAK = np.array([1.0, -2.0])
CURVE = np.array([[40.0, 12.0], [12.0, 9.0]])


def _parabola(logs: Floats) -> tuple[float, Floats]:
    pull = -CURVE @ (logs - PEAK)
    return float((logs - PEAK) @ pull / 2), pull


def test_the_peak_of_a_parabola_is_found_with_its_covariance() -> None:
    found = maximise(_parabola, np.zeros(2), 1.0, ("u", "v"))
    assert found.logs == pytest.approx(PEAK, abs=1e-9)
    assert found.covariance == pytest.approx(np.linalg.inv(CURVE), rel=1e-6)
    assert found.named(("u", "v")) == pytest.approx({"u": np.e, "v": np.exp(-2)})


def test_a_slope_without_end_names_the_parameter_that_runs_away() -> None:
    with pytest.raises(AnalyticsError, match="do not identify v"):
        maximise(
            lambda logs: (float(logs[1] - logs[0] ** 2), np.array([-2 * logs[0], 1.0])),
            np.ones(2),
            1.0,
            ("u", "v"),
        )


def test_a_ridge_is_no_peak() -> None:
    def ridge(logs: Floats) -> tuple[float, Floats]:
        pull = -float(logs.sum())
        return -(pull**2) / 2, np.array([pull, pull])

    with pytest.raises(AnalyticsError, match="no clear peak"):
        maximise(ridge, np.ones(2), 1.0, ("u", "v"))


def test_standard_errors_of_parameters_are_those_of_logs_times_the_parameters() -> None:
    fitted = FittedModel({"u": 3.0, "v": 0.5}, -1.0, np.diag([0.04, 0.09]))
    assert fitted.log_standard_errors == pytest.approx({"u": 0.2, "v": 0.3})
    assert fitted.standard_errors == pytest.approx({"u": 0.6, "v": 0.15})


def test_parameters_from_elsewhere_have_unknown_errors() -> None:
    assert all(np.isnan(list(FittedModel({"u": 3.0, "v": 0.5}).standard_errors.values())))
