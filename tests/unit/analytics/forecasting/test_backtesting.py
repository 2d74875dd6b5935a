"""Back-tests: prequential to the day, and choices that follow the errors."""

import numpy as np
import pytest

from ecom_platform.analytics.forecasting.backtesting import (
    FIRST_ORIGIN,
    MEMORY_DAYS,
    MOST_ORIGINS,
    STEP,
    choose,
    mean_absolute_error,
    origins_of,
    seasonal_scale,
    targets,
    trailing_scale,
)
from ecom_platform.analytics.forecasting.forecast_models import MODELS, candidates
from ecom_platform.analytics.forecasting.known_values import FloatArray

SHAPE = np.array([5.0, 8.0, 10.0, 12.0, 10.0, 15.0, 10.0])


def _noisy(series: int, days: int) -> FloatArray:
    random = np.random.default_rng(8)
    noise: FloatArray = random.gamma(9.0, 1 / 9.0, (series, days))
    return 10.0 * np.tile(SHAPE, days // 7 + 1)[:days] * noise


def test_the_last_origin_is_the_last_day_and_there_is_an_end_to_the_past() -> None:
    assert origins_of(100)[-1] == 99
    assert origins_of(100)[0] >= FIRST_ORIGIN
    assert set(np.diff(origins_of(100))) == {STEP}
    assert len(origins_of(1_000)) == MOST_ORIGINS


def test_targets_are_the_days_after_the_origin_as_far_as_known() -> None:
    found = targets(np.arange(30.0)[None], np.array([20, 27]), 4)
    np.testing.assert_array_equal(found[0, 0], [21, 22, 23, 24])
    np.testing.assert_array_equal(found[0, 1], [28, 29, np.nan, np.nan])


def test_the_forecast_at_an_origin_never_changes_when_days_come_in() -> None:
    values = _noisy(5, 120)
    later = origins_of(120)
    earlier = later[later < 100]
    whole = choose(candidates(values, later, 14), targets(values, later, 14), later)
    past = values[:, : earlier[-1] + 1]
    until = choose(candidates(past, earlier, 14), targets(past, earlier, 14), earlier)
    np.testing.assert_array_equal(whole.models[:, : len(earlier)], until.models)
    np.testing.assert_allclose(whole.medians[:, : len(earlier)], until.medians, rtol=1e-12)
    np.testing.assert_allclose(whole.means[:, : len(earlier)], until.means, rtol=1e-12)


def test_each_choice_is_the_one_that_adding_up_its_past_errors_makes() -> None:
    """One series is its own panel, so the best is the least fading error over the days known."""
    values, origins = _noisy(1, 150), origins_of(150)
    candidate_forecasts, actual = candidates(values, origins, 10), targets(values, origins, 10)
    chosen = choose(candidate_forecasts, actual, origins)
    for number, origin in enumerate(origins):
        errors = [
            _known_error(one[0], actual[0], origins, origin) for one in candidate_forecasts.medians
        ]
        place = len(MODELS) - 1 if np.isnan(errors).any() else int(np.argmin(errors))
        assert chosen.models[0, number] == place
        np.testing.assert_array_equal(
            chosen.medians[0, number], candidate_forecasts.medians[place, 0, number]
        )
        np.testing.assert_array_equal(
            chosen.means[0, number], candidate_forecasts.means[place, 0, number]
        )


def _known_error(
    forecasts: FloatArray,
    actual: FloatArray,
    origins: np.ndarray[tuple[int], np.dtype[np.intp]],
    day: int,
) -> float:
    errors = [
        (abs(forecasts[place, ahead] - actual[place, ahead]), np.exp((origin - day) / MEMORY_DAYS))
        for place, origin in enumerate(origins)
        for ahead in range(forecasts.shape[1])
        if origin + ahead + 1 <= day
    ]
    weight = sum(one for _, one in errors)
    return float(sum(error * one for error, one in errors) / weight) if errors else float("nan")


def test_it_beats_seasonal_naive_on_noise_and_keeps_up_with_it_where_levels_jump() -> None:
    random = np.random.default_rng(3)
    steps = np.exp(np.cumsum(random.normal(0, 0.3, (4, 30)), axis=1)).repeat(10, axis=1)
    walking = np.tile(SHAPE, 43)[:300] * steps
    calm = _noisy(4, 300)
    origins = origins_of(300)
    by_kind = {}
    for kind, values in (("walking", walking), ("calm", calm)):
        candidate_forecasts, actual = candidates(values, origins, 7), targets(values, origins, 7)
        chosen = choose(candidate_forecasts, actual, origins)
        by_kind[kind] = mean_absolute_error(chosen.medians, actual) / mean_absolute_error(
            candidate_forecasts.seasonal_naive, actual
        )
    assert (by_kind["calm"] < 0.8).all()
    assert (by_kind["walking"] < 1.1).all()


def test_with_little_of_its_own_a_series_follows_the_panel() -> None:
    """Alone, it would follow its climb; the others do not climb."""
    values = _noisy(31, 60)
    values[-1, :33] = np.nan
    values[-1, 33:] *= np.linspace(1.0, 2.0, 27)
    origins = origins_of(60)
    winters = MODELS.index("Holt-Winters")
    last = [
        choose(candidates(one, origins, 7), targets(one, origins, 7), origins).models[-1, -1]
        for one in (values, values[-1:])
    ]
    assert last[0] != winters
    assert last[1] == winters


def test_mase_has_its_unit_from_differences_to_a_week_before() -> None:
    values = np.array([[1.0, 2, 3, 4, 5, 6, 7, 3, 2, np.nan, 4, 5, 6, 7]])
    assert seasonal_scale(values)[0] == pytest.approx(2.0 / 6.0)
    assert np.isnan(seasonal_scale(np.ones((1, 5)))).all()


def test_the_trailing_scale_counts_eight_weeks_and_a_spike_as_four_usual_differences() -> None:
    values = np.cumsum(np.ones((1, 100)), axis=1)  # every difference to a week before is 7
    assert trailing_scale(values, np.array([99]))[0, 0] == pytest.approx(7.0)
    values[0, 90] += 1_000.0
    found = trailing_scale(values, np.array([89, 99]))[0]
    assert found[0] == pytest.approx(7.0)
    assert found[1] < 7.0 * (55 + 2 * 4) / 56
