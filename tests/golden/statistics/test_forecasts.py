"""Forecasts of the real feeds: better than seasonal naive, with bands that were true."""

import numpy as np
import pytest

from benchmarks.forecast_against_autoets import (
    LEAST_COVERAGE,
    LEAST_SERIES,
    MOST_COVERAGE,
    MOST_ERROR,
    Case,
    bands_of,
    forecast_cases,
    means_of,
    read_case,
    score,
)
from tests.support.platform.published import Ask

pytestmark = [pytest.mark.real, pytest.mark.slow]


def _parts_add_up(case: Case) -> None:
    (*_, forecasts) = forecast_cases([case])
    place = {name: number for number, name in enumerate(forecasts.names)}
    assert forecasts.sums_left_out == ()
    for one in case.sums:
        parts = np.nan_to_num(forecasts.mean[[place[name] for name in one.parts]]).sum(0)
        np.testing.assert_allclose(parts, forecasts.mean[place[one.total]], rtol=1e-9)


@pytest.mark.xdist_group("unlock_profits")
def test_four_forecasts_of_amazons_sales_beat_seasonal_naive_and_their_bands_hold(
    published_unlock_profits: Ask,
) -> None:
    case = read_case(published_unlock_profits, "amazon_sale_report")
    assert int(case.evaluated.sum()) >= LEAST_SERIES
    forecasts = forecast_cases([case])
    found = score([case], [bands_of(one) for one in forecasts])
    assert found.relative <= MOST_ERROR
    assert score([case], [means_of(one) for one in forecasts]).relative <= MOST_ERROR
    assert LEAST_COVERAGE <= found.coverage_95 <= MOST_COVERAGE
    _parts_add_up(case)


@pytest.mark.xdist_group("online_retail_ii")
def test_four_forecasts_of_online_retails_countries_beat_seasonal_naive(
    published_online_retail_ii: Ask,
) -> None:
    """Four series and four origins before Christmas are too few to judge a band by."""
    case = read_case(published_online_retail_ii, "online_retail")
    forecasts = forecast_cases([case])
    for cells in (bands_of, means_of):
        assert score([case], [cells(one) for one in forecasts]).relative <= 0.95
    _parts_add_up(case)
