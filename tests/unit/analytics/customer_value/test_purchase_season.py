"""The season found in simulated customers is the one they were drawn with, and none is none."""

import numpy as np
import pandas as pd
import pytest

from ecom_platform.analytics.customer_value.customer_days import customer_days
from ecom_platform.analytics.customer_value.model_selection.model_contest import RUN_IN_WEEKS
from ecom_platform.analytics.customer_value.purchase_season import Fit, purchase_season
from ecom_platform.analytics.purchase_models.bg_nbd import fit_bg_nbd, fit_mbg_nbd
from ecom_platform.analytics.purchase_models.purchase_histories import Floats
from ecom_platform.analytics.purchase_models.season import DAYS_OF_YEAR, Season, day_of_year
from ecom_platform.errors import AnalyticsError
from tests.support.tables.simulated_orders import LEAVING, RATE, START, end_of, simulated_orders

WEEKS = 104
OF_YEAR = day_of_year(START + np.arange(WEEKS * 7))
WAVE = 1 + 0.5 * np.sin(2 * np.pi * np.arange(DAYS_OF_YEAR) / DAYS_OF_YEAR)  # half up, half down


def _season(orders: pd.DataFrame, weeks: int, fit: Fit = fit_bg_nbd) -> Season:
    days = customer_days(orders, end_of(weeks))
    return purchase_season(fit, days, days.known_on(days.as_of), RUN_IN_WEEKS)


def _spread(ratios: Floats) -> float:
    """The usual size of the relative error over the year."""
    return float(np.sqrt(np.mean((ratios - 1) ** 2)))


@pytest.mark.parametrize("fit", [fit_bg_nbd, fit_mbg_nbd])
def test_a_season_is_found_as_it_was_drawn(fit: Fit) -> None:
    orders = simulated_orders(8_000, WEEKS, seed=5, intensity=WAVE[OF_YEAR] / WAVE.max())
    intensity = _season(orders, WEEKS, fit).intensity
    assert intensity.mean() == pytest.approx(1)
    # Four weeks of the year hold 600 to 1,300 purchases, so that chance alone makes 3 to 4 %; what
    # is assumed beforehand and the width of four weeks flatten the wave by 2 %.
    assert _spread(intensity / WAVE) < 0.055
    assert np.corrcoef(intensity, WAVE)[0, 1] > 0.99


def test_customers_without_a_season_get_none() -> None:
    intensity = _season(simulated_orders(8_000, WEEKS, seed=5), WEEKS).intensity
    assert _spread(intensity) < 0.045


def test_growth_by_new_customers_is_no_season() -> None:
    """Three quarters of the customers come in the second half of either year."""
    orders = simulated_orders(10_000, WEEKS, seed=6)
    first = orders.groupby("customer_id")["order_date"].transform("min")
    late = first.dt.month >= 7
    odd = orders["customer_id"].str[1:].astype(int) % 3 == 0
    intensity = _season(orders[late | odd], WEEKS).intensity
    assert _spread(intensity) < 0.055


def test_parameters_in_buying_time_are_those_the_customers_were_drawn_with() -> None:
    orders = simulated_orders(20_000, WEEKS, seed=8, intensity=WAVE[OF_YEAR] / WAVE.max())
    days = customer_days(orders, end_of(WEEKS))
    known = days.known_on(days.as_of)
    found = fit_bg_nbd(known.histories(Season(WAVE)))
    # A purchase that stays away at the mean pace slows customers down by the peak of the wave.
    true = np.log([RATE[0], RATE[1] * WAVE.max(), *LEAVING])
    errors = np.array(list(found.log_standard_errors.values()))
    away = (np.log(list(found.parameters.values())) - true) / errors
    # Days instead of moments make alpha too large by a few standard errors here.
    assert np.abs(away[[0, 2, 3]]).max() < 3
    assert found.parameters["alpha"] == pytest.approx(RATE[1] * WAVE.max(), rel=0.08)


def test_less_than_a_year_is_refused() -> None:
    with pytest.raises(AnalyticsError, match="A season needs a year of history: there are 350"):
        _season(simulated_orders(2_000, 50, seed=5), 50)
