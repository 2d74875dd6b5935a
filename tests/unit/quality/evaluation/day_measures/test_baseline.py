"""What a day should be comes from its strict past alone, and from nothing else."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecom_platform.quality.evaluation.day_measures.baseline import (
    Floats,
    Series,
    expected_values,
    score_limit,
    usual_range,
)

DAYS = 70


def _series(form: Any, totals: Floats, weights: Floats) -> Series:
    days = totals.shape[1]
    return Series(form, totals, weights, np.arange(days) % 7, np.arange(days))


def _counts(values: list[float]) -> Series:
    row = np.array([values], dtype=np.float64)
    return _series("count", row, row.copy())


counts = st.lists(st.integers(0, 5_000).map(float), min_size=DAYS, max_size=DAYS)


@settings(max_examples=40, deadline=None)
@given(past=counts, one=counts, other=counts)
def test_the_future_changes_nothing(
    past: list[float], one: list[float], other: list[float]
) -> None:
    known = DAYS // 2
    left, right = (
        expected_values(_counts([*past[:known], *future[known:]])) for future in (one, other)
    )
    for name in ("center", "noise", "weight", "unit"):
        np.testing.assert_array_equal(
            getattr(left, name)[:, : known + 1], getattr(right, name)[:, : known + 1]
        )


@settings(max_examples=40, deadline=None)
@given(values=counts, factor=st.sampled_from([0.01, 3.0, 100.0]))
def test_money_surprises_the_same_in_any_unit(values: list[float], factor: float) -> None:
    rows = np.full((1, DAYS), 40.0)
    money = np.array([values]) * 10
    one = expected_values(_series("mean", money, rows)).score
    other = expected_values(_series("mean", money * factor, rows)).score
    np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(first=counts, second=counts)
def test_series_do_not_touch_each_other(first: list[float], second: list[float]) -> None:
    both = np.array([first, second])
    turned = both[::-1].copy()
    one = expected_values(_series("count", both, both.copy())).score
    other = expected_values(_series("count", turned, turned.copy())).score
    np.testing.assert_array_equal(one, other[::-1])


@settings(max_examples=40, deadline=None)
@given(values=counts)
def test_an_evaluated_day_always_has_a_number(values: list[float]) -> None:
    """Where a value is expected there is a score, and a limit is a number above zero."""
    found = expected_values(_counts(values))
    evaluated = np.isfinite(found.noise) & np.isfinite(found.center) & np.isfinite(found.unit)
    assert np.isfinite(found.score[evaluated]).all()
    assert np.isfinite(score_limit(found.score[0], 0.005))
    assert score_limit(found.score[0], 0.005) > 0


def test_three_weeks_are_needed_before_a_day_is_evaluated() -> None:
    found = expected_values(_counts([100.0] * DAYS))
    assert np.isnan(found.score[0, :21]).all()
    assert np.isfinite(found.score[0, 21:]).all()


def test_a_weekday_is_compared_with_its_own() -> None:
    """Sundays with half the lines are usual after a few of them; such a Monday is not."""
    week = [100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 50.0]
    found = expected_values(_counts(week * 10))
    sunday, monday = found.score[0, 69], found.score[0, 63]
    assert abs(sunday) < 2
    odd = week * 10
    odd[63] = 50.0
    assert abs(monday) < 2
    assert expected_values(_counts(odd)).score[0, 63] < -4


def test_a_masked_day_does_not_change_the_baseline() -> None:
    values = np.full((1, DAYS), 100.0)
    values[0, 46:53] = 1.0
    masked = values.copy()
    masked[0, 46:53] = np.nan
    taught = expected_values(_series("count", values, values.copy())).center[0, 56]
    without = expected_values(_series("count", masked, masked.copy())).center[0, 56]
    assert np.exp(without) == pytest.approx(100.5, rel=0.01)
    assert taught < without


def test_a_rare_surprise_is_rarer_with_a_smaller_budget() -> None:
    past = np.linspace(0.1, 4.0, 60)
    assert score_limit(past, 0.001) > score_limit(past, 0.01) > score_limit(past, 0.1)


def test_the_limit_of_calm_series_is_that_of_the_normal_law() -> None:
    assert score_limit(np.full(60, 0.1), 0.05) == pytest.approx(1.96, abs=0.01)


def test_wild_series_need_a_wilder_day() -> None:
    calm = np.tile([0.2, 0.5, 0.8], 20)
    wild = np.concatenate([calm, [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]])
    assert score_limit(wild, 0.01) > 8 > score_limit(calm, 0.01)


@pytest.mark.parametrize(("form", "center"), [("count", 3.0), ("mean", 3.0), ("share", 0.3)])
def test_a_small_difference_is_of_no_interest(form: Any, center: float) -> None:
    low, high = usual_range(form, center, 0.0, 1.0)
    assert low < high
    wide_low, wide_high = usual_range(form, center, 0.2, 1.0)
    assert wide_low <= low
    assert wide_high >= high


def test_shares_stay_between_nothing_and_all() -> None:
    assert usual_range("share", 0.1, 2.0, 1.0) == (0.0, 1.0)


def test_a_mean_without_weight_is_no_value() -> None:
    totals, weights = np.full((1, DAYS), 10.0), np.full((1, DAYS), 2.0)
    weights[0, 60] = 0.0
    found = expected_values(replace(_series("mean", totals, weights)))
    assert np.isnan(found.score[0, 60])
    assert np.isfinite(found.score[0, 61])
