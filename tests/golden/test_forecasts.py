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
    read_case,
    say,
    score,
)
from tests.support.published import Ask

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("online_retail_ii")]


@pytest.fixture(scope="module")
def cases(published_unlock_profits: Ask, published_online_retail_ii: Ask) -> list[Case]:
    """The daily series of the Amazon report and of Online Retail II."""
    return [
        read_case(published_unlock_profits, "amazon_sale_report"),
        read_case(published_online_retail_ii, "online_retail"),
    ]


def test_four_forecasts_of_fifty_series_beat_seasonal_naive_and_their_bands_hold(
    cases: list[Case],
) -> None:
    assert sum(int(case.judged.sum()) for case in cases) >= LEAST_SERIES
    found = score(cases, [bands_of(one) for one in say(cases)])
    assert found.relative <= MOST_ERROR
    assert LEAST_COVERAGE <= found.coverage_95 <= MOST_COVERAGE


def test_the_parts_of_every_cut_add_to_the_total(cases: list[Case]) -> None:
    for case, said in zip(cases, say(cases)[3::4], strict=True):
        place = {name: number for number, name in enumerate(said.names)}
        left_out = {one.total for one in case.sums} if said.sums_left_out else set()
        for one in case.sums:
            if one.total in left_out:
                continue
            parts = [place[name] for name in one.parts]
            known = np.nan_to_num(said.mean[parts]).sum(0)
            np.testing.assert_allclose(known, said.mean[place[one.total]], rtol=1e-9)


def test_amazon_is_cut_without_a_rest_and_nothing_is_left_out(cases: list[Case]) -> None:
    panel = cases[0].panel
    values = {name: row.sum() for name, row in zip(panel.names, panel.values, strict=True)}
    for one in cases[0].sums:
        assert sum(values[name] for name in one.parts) == pytest.approx(values[one.total])
