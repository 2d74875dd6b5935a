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
    means_of,
    read_case,
    say,
    score,
)
from tests.support.platform.published import Ask

pytestmark = [pytest.mark.real, pytest.mark.slow]


def _parts_add_up(case: Case) -> None:
    (*_, said) = say([case])
    place = {name: number for number, name in enumerate(said.names)}
    assert said.sums_left_out == ()
    for one in case.sums:
        parts = np.nan_to_num(said.mean[[place[name] for name in one.parts]]).sum(0)
        np.testing.assert_allclose(parts, said.mean[place[one.total]], rtol=1e-9)


@pytest.mark.xdist_group("unlock_profits")
def test_four_forecasts_of_amazons_sales_beat_seasonal_naive_and_their_bands_hold(
    published_unlock_profits: Ask,
) -> None:
    case = read_case(published_unlock_profits, "amazon_sale_report")
    assert int(case.judged.sum()) >= LEAST_SERIES
    said = say([case])
    found = score([case], [bands_of(one) for one in said])
    assert found.relative <= MOST_ERROR
    assert score([case], [means_of(one) for one in said]).relative <= MOST_ERROR
    assert LEAST_COVERAGE <= found.coverage_95 <= MOST_COVERAGE
    _parts_add_up(case)


@pytest.mark.xdist_group("online_retail_ii")
def test_four_forecasts_of_online_retails_countries_beat_seasonal_naive(
    published_online_retail_ii: Ask,
) -> None:
    """Four series and four origins before Christmas are too few to judge a band by."""
    case = read_case(published_online_retail_ii, "online_retail")
    said = say([case])
    for cells in (bands_of, means_of):
        assert score([case], [cells(one) for one in said]).relative <= 0.95
    _parts_add_up(case)
