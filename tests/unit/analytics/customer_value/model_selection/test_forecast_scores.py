"""Figures of forecasts against SciPy and against distributions whose coverage is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from ecom_platform.analytics.customer_value.model_selection.forecast_scores import (
    Score,
    beats,
    coverage_of_draws,
    covers,
    rank_correlation,
    total_errors,
)

NAIVE = (Score("a", (0.2, -0.2), 0.3), Score("b", (0.5, 0.1), 0.5))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=40))
def test_rank_correlation_is_spearmans_with_ties(pairs: list[tuple[int, int]]) -> None:
    one, other = np.array(pairs, dtype=float).T
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        assert np.isnan(rank_correlation(one, other))
    else:
        assert rank_correlation(one, other) == pytest.approx(spearmanr(one, other)[0])


@pytest.mark.parametrize("mean", [0.05, 0.5, 3.0, 40.0])
def test_the_right_forecast_covers_95_percent_whatever_the_counts(mean: float) -> None:
    rng = np.random.default_rng(1)
    draws, actual = rng.poisson(mean, (2_000, 1_000)), rng.poisson(mean, 2_000)
    share = coverage_of_draws(draws, actual.astype(float), 0.95)
    # A share is 0 to 1, so that its standard deviation is at most that of a coin of .95.
    assert share.mean() == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 2_000))


def test_counts_twice_as_many_as_forecast_are_not_covered() -> None:
    rng = np.random.default_rng(2)
    draws, actual = rng.poisson(3.0, (2_000, 1_000)), rng.poisson(6.0, 2_000)
    assert coverage_of_draws(draws, actual.astype(float), 0.95).mean() < 0.8


def test_amounts_that_were_never_drawn_count_as_in_or_out() -> None:
    draws = np.tile(np.arange(100.0), (3, 1))
    assert coverage_of_draws(draws, np.array([-1.0, 50.5, 100.5]), 0.95).tolist() == [0, 1, 0]


def test_total_errors_are_signed_and_unknown_without_any_sale() -> None:
    forecast = (np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    truth = (np.array([4.0, 2.0]), np.zeros(2))
    errors = total_errors(forecast, truth)
    assert errors[0] == -0.5
    assert np.isnan(errors[1])


@pytest.mark.parametrize(
    ("score", "better"),
    [
        (Score("m", (0.1, 0.1), 0.6), True),
        (Score("m", (0.1, 0.1), 0.4), False),  # the order is worse than one of the naive ones
        (Score("m", (0.3, 0.2), 0.6), False),  # the total is
        (Score("m", (np.nan,), 0.6), False),
        (Score("m", (0.1,), np.nan), False),
    ],
)
def test_a_forecast_must_beat_all_naive_ones_on_both(score: Score, better: bool) -> None:
    assert beats(score, NAIVE) is better


def test_a_naive_forecast_that_orders_nobody_is_beaten_on_the_total() -> None:
    assert beats(Score("m", (0.1,), 0.2), (Score("a", (0.2,), np.nan),))


@pytest.mark.parametrize(
    ("interval", "share", "held"),
    [(0.96, 0.95, True), (0.99, 0.96, True), (0.96, 0.975, False), (0.92, 0.94, False)],
)
def test_intervals_may_cover_more_only_because_counts_are_whole(
    interval: float, share: float, held: bool
) -> None:
    assert covers(Score("m", (0.1,), 0.5, interval, share)) is held
