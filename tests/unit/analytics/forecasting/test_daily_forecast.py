"""Forecasts as a caller gets them: coherent, honest, strictly past, and reasoned when refused."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecom_platform.analytics.daily_panel import DailyPanel, Kind
from ecom_platform.analytics.forecasting.daily_forecast import Forecasts, forecast
from ecom_platform.analytics.forecasting.known_values import FloatArray
from ecom_platform.analytics.forecasting.reconciliation import Sum
from ecom_platform.errors import AnalyticsError

FIRST = date(2022, 1, 3)
SHAPE = np.array([0.8, 0.9, 1.0, 1.0, 1.1, 1.4, 0.8])
SUMS = (Sum("total", ("a", "b", "c")),)


def _panel(values: FloatArray, *, trials: FloatArray | None = None) -> DailyPanel:
    days = np.datetime64(FIRST) + np.arange(values.shape[1])
    names = ("total", "a", "b", "c", *(f"s{number}" for number in range(4, len(values))))
    kind: Kind = "amount" if trials is None else "rate"
    return DailyPanel(names[: len(values)], days, values, trials, kind)


def _sales(days: int, seed: int = 1) -> FloatArray:
    """Three series and, first, their sum."""
    random = np.random.default_rng(seed)
    mean = np.tile(SHAPE, days // 7 + 1)[:days] * np.array([[900.0], [300.0], [50.0]])
    parts = mean * random.gamma(16.0, 1 / 16.0, mean.shape)
    return np.concatenate([parts.sum(0, keepdims=True), parts])


def _numbers(found: Forecasts) -> FloatArray:
    return np.stack([found.low_95, found.low_80, found.median, found.high_80, found.high_95])


def test_bands_are_nested_around_the_forecast_and_parts_add_to_the_total() -> None:
    found = forecast(_panel(_sales(120)), events={}, sums=SUMS)
    assert (np.diff(_numbers(found), axis=0) >= 0).all()
    for point in (found.mean, found.median):
        np.testing.assert_allclose(point[0], point[1:].sum(0), rtol=1e-9)
    assert found.mean.shape == (4, 28)
    assert found.days[0] == np.datetime64(FIRST) + 120
    assert found.sums_left_out == ()
    assert found.unavailable_reasons == (None,) * 4
    assert all(found.models)


def test_bands_cover_days_to_come_as_often_as_they_say() -> None:
    inside = []
    for seed in range(25):
        values = _sales(148, seed)
        found = forecast(_panel(values[:, :120]), events={}, sums=SUMS)
        truth = values[:, 120:]
        inside.append(
            [
                ((found.low_80 <= truth) & (truth <= found.high_80)).mean(),
                ((found.low_95 <= truth) & (truth <= found.high_95)).mean(),
            ]
        )
    np.testing.assert_allclose(np.mean(inside, axis=0), [0.80, 0.95], atol=0.03)


def test_the_forecast_comes_near_the_truth_that_nobody_can_see() -> None:
    errors, naive = [], []
    mean = np.tile(SHAPE, 4) * 900.0
    for seed in range(10):
        values = _sales(119, seed)
        found = forecast(_panel(values), events={}, sums=SUMS)
        errors.append(np.abs(found.mean[1] - mean).mean())
        naive.append(np.abs(np.tile(values[1, -7:], 4) - mean).mean())
    assert np.mean(errors) < 0.45 * np.mean(naive)


def test_the_back_test_says_what_an_outsider_measures() -> None:
    found = forecast(_panel(_sales(200)), events={}, sums=SUMS).backtest
    assert (found.relative_error < 0.85).all()
    assert (np.abs(found.coverage_95 - 0.95) < 0.06).all()
    assert (np.abs(found.bias) < 0.06).all()
    assert (found.origins == 57).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.01, 1e4), st.integers(40, 150), st.integers(1, 28))
def test_sales_in_another_currency_are_forecast_in_that_currency(
    seed: int, rate: float, days: int, horizon: int
) -> None:
    values = _sales(days, seed)
    ours, theirs = (
        _numbers(forecast(_panel(one), events={}, horizon=horizon, sums=SUMS))
        for one in (values, values * rate)
    )
    np.testing.assert_allclose(theirs, ours * rate, rtol=1e-6, atol=1e-6 * rate)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.integers(33, 120), st.floats(0.0, 0.5))
def test_gaps_and_silent_days_give_a_forecast_or_a_reason(
    seed: int, days: int, share: float
) -> None:
    random = np.random.default_rng(seed)
    values = _sales(days, seed)
    values[random.random(values.shape) < share] = 0.0
    values[random.random(values.shape) < share] = np.nan
    found = forecast(_panel(values), events={}, sums=SUMS)
    for row, reason in zip(
        _numbers(found).transpose(1, 0, 2), found.unavailable_reasons, strict=True
    ):
        assert np.isfinite(row).all() if reason is None else np.isnan(row).all()
    assert not (_numbers(found) < 0).any()


def test_days_of_skewed_sales_add_up_to_what_comes_and_half_of_them_lie_below_the_median() -> None:
    came, expected, middle, below = 0.0, 0.0, 0.0, []
    for seed in range(20):
        random = np.random.default_rng(seed)
        values = 100.0 * random.exponential(1.0, (4, 228))
        found = forecast(_panel(values[:, :200]), events={})
        came += values[:, 200:].sum()
        expected += found.mean.sum()
        middle += found.median.sum()
        below.append((values[:, 200:] < found.median).mean())
    assert expected == pytest.approx(came, rel=0.08)
    assert middle < 0.9 * came
    assert np.mean(below) == pytest.approx(0.5, abs=0.07)


def test_the_panel_is_not_changed() -> None:
    values = _sales(90)
    before = values.copy()
    forecast(_panel(values), events={FIRST + timedelta(50): "Sale"}, sums=SUMS)
    np.testing.assert_array_equal(values, before)


def test_a_series_may_be_negative_and_its_band_too() -> None:
    random = np.random.default_rng(2)
    found = forecast(_panel(random.normal(-5.0, 20.0, (1, 120))), events={})
    assert (found.low_95 < 0).all()
    assert np.abs(found.mean + 5.0).max() < 20.0


def test_a_rate_stays_between_nothing_and_everything() -> None:
    random = np.random.default_rng(3)
    trials = random.poisson(40, (2, 120)).astype(float)
    hits = random.binomial(trials.astype(int), np.array([[0.97], [0.02]])).astype(float)
    found = forecast(_panel(hits, trials=trials), events={})
    assert (_numbers(found) >= 0).all()
    assert (_numbers(found) <= 1).all()
    np.testing.assert_allclose(found.mean.mean(1), [0.97, 0.02], atol=0.02)


def test_the_effect_of_a_known_event_is_in_the_forecast_and_its_band_is_wider() -> None:
    values = _sales(150)
    past = [70, 100, 130]
    values[:, past] *= 3.0
    events = {FIRST + timedelta(day): "Diwali" for day in [*past, 155]}
    found = forecast(_panel(values), events=events, horizon=14, sums=SUMS)
    without = forecast(_panel(values), events={}, horizon=14, sums=SUMS)
    assert found.mean[0, 5] == pytest.approx(3.0 * found.mean[0, 12], rel=0.15)
    assert (found.high_95 - found.low_95)[0, 5] > 2.0 * (found.high_95 - found.low_95)[0, 12]
    assert found.day_notes[5] == "Diwali: its effect is known from 3 past days."
    assert [note for note in found.day_notes if note] == [found.day_notes[5]]
    np.testing.assert_allclose(found.mean[0], found.mean[1:].sum(0), rtol=1e-9)
    calm, alarmed = (one.high_95[0, 4] - one.low_95[0, 4] for one in (found, without))
    assert calm < alarmed


def test_an_event_without_a_past_day_is_named_and_has_no_band() -> None:
    events = {FIRST + timedelta(122): "Moon landing"}
    found = forecast(_panel(_sales(120)), events=events, horizon=7, sums=SUMS)
    assert found.day_notes[2] == (
        "Moon landing: no past day shows its effect, so it is forecast as an ordinary day, "
        "without a band."
    )
    assert np.isfinite(found.mean).all()
    assert np.isnan(found.high_95[:, 2]).all()
    assert np.isfinite(np.delete(found.high_95, 2, axis=1)).all()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (np.zeros(100), "Nothing was sold in the last 56 days."),
        (np.full(100, 7.0), "All weeks of the last 56 days are equal"),
        (np.full(100, np.nan), "Of the last 56 days 0 are known"),
        (np.r_[np.full(85, np.nan), np.arange(15.0)], "Of the last 56 days 15 are known"),
        (np.tile(SHAPE, 15)[:100], "All weeks of the last 56 days are equal"),
    ],
)
def test_a_series_without_information_has_a_reason_and_spoils_no_other(
    row: FloatArray, reason: str
) -> None:
    values = np.concatenate([_sales(100), row[None]])
    found = forecast(_panel(values), events={}, sums=SUMS)
    assert (found.unavailable_reasons[4] or "").startswith(reason)
    assert np.isnan(_numbers(found)[:, 4]).all()
    assert found.models[4] is None
    assert np.isnan(found.backtest.mase[4])
    alone = forecast(_panel(values[:4]), events={}, sums=SUMS)
    np.testing.assert_array_equal(_numbers(found)[:, :4], _numbers(alone))


def test_a_panel_too_short_for_a_back_test_says_so() -> None:
    found = forecast(_panel(_sales(32)), events={})
    assert found.unavailable_reasons == ("32 days are too few: a forecast needs 33.",) * 4
    assert np.isnan(_numbers(found)).all()


def test_one_short_series_alone_has_too_few_errors_for_a_band() -> None:
    found = forecast(_panel(_sales(35)[:1]), events={})
    assert (found.unavailable_reasons[0] or "").endswith("too few: a 95 % band needs 40.")


def test_a_silent_part_leaves_the_sum_standing_and_an_unknown_one_does_not() -> None:
    silent = np.concatenate([_sales(100), np.zeros((1, 100))])
    sums = (Sum("total", ("a", "b", "c", "s4")),)
    found = forecast(_panel(silent), events={}, sums=sums)
    assert found.sums_left_out == ()
    np.testing.assert_allclose(found.mean[0], found.mean[1:4].sum(0), rtol=1e-9)
    unknown = np.concatenate([_sales(100), np.full((1, 100), np.nan)])
    assert forecast(_panel(unknown), events={}, sums=sums).sums_left_out == (
        "'total' is not the sum of its parts: a part or the total has no forecast.",
    )


@pytest.mark.parametrize("horizon", [0, 29])
def test_a_horizon_out_of_range_is_refused(horizon: int) -> None:
    with pytest.raises(AnalyticsError, match="not between 1 and 28"):
        forecast(_panel(_sales(60)), events={}, horizon=horizon)


def test_rates_are_not_summed() -> None:
    values = np.ones((4, 60))
    with pytest.raises(AnalyticsError, match="Rates of parts do not add"):
        forecast(_panel(values, trials=values), events={}, sums=SUMS)
