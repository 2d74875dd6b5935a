"""Anomalies as a caller sees them: what is flagged, as what, within which budget."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_detection.detect_anomalies import (
    AlertBudget,
    AnomalyVerdicts,
    detect,
    detect_days,
)
from ecom_platform.analytics.daily_panel import DailyPanel, Kind
from ecom_platform.errors import AnalyticsError

Floats = NDArray[np.float64]
SERIES, LENGTH = 40, 200
DAYS = np.datetime64("2024-01-01") + np.arange(LENGTH)
SHAPE = np.array([0.8, 0.9, 1.0, 1.0, 1.1, 1.4, 0.8])
BUDGET = AlertBudget(1.0, SERIES)
NONE: dict[date, str] = {}


def _sold(mean: Floats | float = 80.0, seed: int = 7) -> Floats:
    rng = np.random.default_rng(seed)
    return rng.poisson(mean * SHAPE[np.arange(LENGTH) % 7], (SERIES, LENGTH)).astype(np.float64)


def _panel(values: Floats, kind: Kind = "count", trials: Floats | None = None) -> DailyPanel:
    names = tuple(f"series {row}" for row in range(len(values)))
    return DailyPanel(names, DAYS[: values.shape[1]], values, trials, kind)


def _last(values: Floats, kind: Kind = "count", trials: Floats | None = None) -> AnomalyVerdicts:
    panel = _panel(values, kind, trials)
    return detect(panel, panel.days[-1], events=NONE, masked=None, budget=BUDGET)


def _day(place: int) -> date:
    return date.fromisoformat(str(DAYS[place]))


@pytest.mark.parametrize("kind", ["count", "amount"])
@pytest.mark.parametrize(
    ("factor", "expected", "direction"),
    [(2.0, "spike", "up"), (0.4, "drop", "down"), (0.0, "missing", "down")],
)
def test_a_extreme_day_is_flagged_as_what_it_is(
    kind: Kind, factor: float, expected: str, direction: str
) -> None:
    values = _sold()
    values[:10, -1] *= factor
    found = _last(values, kind)
    assert found.is_anomaly[:10].all()
    assert set(found.kind[:10]) == {expected}
    assert set(found.direction[:10]) == {direction}
    assert found.is_anomaly[10:].sum() <= 1


def test_the_expectation_and_its_band_hold_the_truth() -> None:
    found = _last(_sold())
    truth = 80.0 * SHAPE[(LENGTH - 1) % 7]
    np.testing.assert_allclose(found.expected.mean(), truth, rtol=0.03)
    assert ((found.low < truth) & (truth < found.high)).all()
    np.testing.assert_allclose(found.high.mean() - truth, 3.9 * np.sqrt(truth), rtol=0.25)


def test_what_is_outside_the_band_is_what_is_flagged_of_a_single_day() -> None:
    panel = _panel(_sold() * np.random.default_rng(1).gamma(20.0, 1 / 20.0, (SERIES, LENGTH)))
    found = detect_days(panel, DAYS[60], DAYS[-1], events=NONE, masked=None, budget=BUDGET)
    outside = (found.actual < found.low) | (found.actual > found.high)
    single = np.isin(found.kind, ["spike", "drop", "missing"])
    assert (outside == single).mean() > 0.999


@pytest.mark.parametrize("kind", ["count", "amount", "rate"])
def test_false_alerts_stay_within_the_budget(kind: Kind) -> None:
    values = _sold()
    trials = 3.0 * _sold(seed=8) if kind == "rate" else None
    if trials is not None:
        values = np.random.default_rng(9).binomial(trials.astype(int), 0.2).astype(np.float64)
    budget = AlertBudget(5.0, SERIES)
    panel = _panel(values, kind, trials)
    found = detect_days(panel, DAYS[40], DAYS[-1], events=NONE, masked=None, budget=budget)
    assert 7.0 * found.is_anomaly.sum() / found.is_anomaly.shape[1] <= 5.0


def test_a_rate_is_evaluated_by_its_trials() -> None:
    trials = np.full((SERIES, LENGTH), 400.0)
    trials[20:] = 10.0
    values = np.random.default_rng(9).binomial(trials.astype(int), 0.9).astype(np.float64)
    values[:, -1] = 0.7 * trials[:, -1]
    found = _last(values, "rate", trials)
    assert found.is_anomaly[:20].all()
    assert set(found.direction[:20]) == {"down"}
    assert not found.is_anomaly[20:].any()
    np.testing.assert_allclose(found.expected, 0.9, atol=0.03)
    assert (found.low < found.high).all()


def test_one_day_is_evaluated_as_its_night_was() -> None:
    panel = _panel(_sold())
    single = detect(panel, DAYS[150], events=NONE, masked=None, budget=BUDGET)
    many = detect_days(panel, DAYS[100], DAYS[-1], events=NONE, masked=None, budget=BUDGET)
    np.testing.assert_array_equal(single.p_value, many.p_value[:, 50])
    np.testing.assert_array_equal(single.high, many.high[:, 50])


@settings(max_examples=5, deadline=None)
@given(st.integers(60, 150), st.floats(0.0, 20.0))
def test_later_days_do_not_matter(place: int, factor: float) -> None:
    values = _sold()
    changed = values.copy()
    changed[:, place + 1 :] *= factor
    one, other = (
        detect(_panel(each), DAYS[place], events=NONE, masked=None, budget=BUDGET)
        for each in (values, changed)
    )
    np.testing.assert_array_equal(one.p_value, other.p_value)
    np.testing.assert_array_equal(one.low, other.low)


def test_money_in_other_units_is_evaluated_the_same() -> None:
    values = _sold()
    values[:5, -1] *= 2.0
    one, other = _last(values, "amount"), _last(1000.0 * values, "amount")
    np.testing.assert_array_equal(one.is_anomaly, other.is_anomaly)
    np.testing.assert_allclose(other.expected, 1000.0 * one.expected, rtol=1e-6)


def test_a_day_does_not_hide_behind_the_extreme_days_before_it() -> None:
    """A score inside its own sample of fourteen days cannot exceed 3.474, and two never do."""
    values = _sold()
    values[:, -2:] = 0.0
    assert set(_last(values).kind) == {"missing"}


def test_days_of_an_open_incident_are_not_learned_from() -> None:
    values, mask = _sold(), np.zeros((SERIES, LENGTH), dtype=bool)
    spoiled = values.copy()
    spoiled[:, -8:-1] *= 1.2
    mask[:, -8:-1] = True
    panel = _panel(spoiled)
    found = detect(panel, DAYS[-1], events=NONE, masked=mask, budget=BUDGET)
    before = detect(_panel(values[:, :-7]), DAYS[-8], events=NONE, masked=None, budget=BUDGET)
    truth = SHAPE[(LENGTH - 1) % 7] / SHAPE[(LENGTH - 8) % 7]
    np.testing.assert_allclose(found.expected, before.expected * truth, rtol=0.12)


def test_a_mask_that_lasts_is_the_new_normal_after_two_weeks() -> None:
    mean = np.where(np.arange(LENGTH) < 150, 80.0, 160.0)
    mask = np.zeros((SERIES, LENGTH), dtype=bool)
    mask[:, 150:] = True
    found = detect(_panel(_sold(mean)), DAYS[-1], events=NONE, masked=mask, budget=BUDGET)
    np.testing.assert_allclose(found.expected.mean(), 160.0 * SHAPE[(LENGTH - 1) % 7], rtol=0.05)


def test_a_shifted_level_is_named_and_soon_is_the_level() -> None:
    mean = np.where(np.arange(LENGTH) < 150, 80.0, 110.0)
    panel = _panel(_sold(mean))
    found = detect_days(panel, DAYS[150], DAYS[-1], events=NONE, masked=None, budget=BUDGET)
    assert (found.kind[:, :10] == "level shift").any(axis=1).mean() > 0.8
    assert found.is_anomaly[:, 14:].sum() <= 12
    truth = 110.0 * SHAPE[(LENGTH - 1) % 7]
    np.testing.assert_allclose(found.expected[:, -1].mean(), truth, rtol=0.05)


def test_a_known_event_is_expected_from_its_second_day_on() -> None:
    mean = np.full(LENGTH, 80.0)
    events = {_day(place): "sale" for place in (60, 110, 160)}
    mean[[60, 110, 160]] *= 2.5
    panel = _panel(_sold(mean))
    found = detect_days(panel, DAYS[60], DAYS[-1], events=events, masked=None, budget=BUDGET)
    assert all("first time" in reason for reason in found.reason[:, 0])
    assert np.isnan(found.expected[:, 0]).all()
    assert not found.is_anomaly[:, 50].any()
    np.testing.assert_allclose(found.expected[:, 100].mean(), 200.0 * SHAPE[160 % 7], rtol=0.1)
    unknown = detect(panel, DAYS[160], events=NONE, masked=None, budget=BUDGET)
    assert unknown.is_anomaly.all()


def test_zeros_of_a_series_that_often_has_none_are_no_alarm_and_its_extreme_days_are() -> None:
    values = _sold() * (np.random.default_rng(3).random((SERIES, LENGTH)) > 0.2)
    values[:20, -1], values[20:, -1] = 0.0, 300.0
    found = _last(values)
    assert not found.is_anomaly[:20].any()
    assert (found.kind[20:] == "spike").all()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.full(LENGTH, np.nan), "Nothing is known"),
        (np.where(np.arange(LENGTH) < LENGTH - 20, np.nan, 5.0), "too young"),
        (np.where(np.arange(LENGTH) == LENGTH - 1, np.nan, 5.0), "Nothing is known"),
        (np.zeros(LENGTH), "was at zero in all recent weeks"),
        (np.full(LENGTH, 5.0), ""),
        (np.where(np.arange(LENGTH) % 3 == 0, np.nan, 5.0), ""),
        (np.arange(LENGTH) % 5 - 2.5, ""),
        (np.full(LENGTH, -3.0), ""),
    ],
)
def test_a_poor_series_gets_a_reason_or_a_quiet_verdict(values: Floats, reason: str) -> None:
    found = _last(values[None, :], "amount")
    assert reason in found.reason[0]
    assert bool(found.reason[0]) == bool(reason)
    assert np.isnan(found.p_value[0]) == bool(reason)
    assert not found.is_anomaly[0]


def test_a_constant_series_that_moves_is_flagged() -> None:
    values = np.full((1, LENGTH), 100.0)
    values[0, -1] = 150.0
    assert _last(values, "amount").kind[0] == "spike"


def test_a_series_below_zero_is_evaluated_by_differences() -> None:
    values = np.random.default_rng(2).normal(0.0, 10.0, (SERIES, LENGTH))
    values[:5, -1] = -80.0
    found = _last(values, "amount")
    assert (found.kind[:5] == "drop").all()
    assert found.is_anomaly[5:].sum() <= 1
    assert np.abs(found.expected.mean()) < 2.0


def test_a_series_that_falls_silent_is_missed_then_left_alone_and_evaluated_again_later() -> None:
    mean = np.where((np.arange(LENGTH) < 80) | (np.arange(LENGTH) >= 130), 80.0, 0.0)
    panel = _panel(_sold(mean))
    found = detect_days(panel, DAYS[80], DAYS[-1], events=NONE, masked=None, budget=BUDGET)
    assert (found.kind[:, 0] == "missing").all()
    assert not found.is_anomaly[:, 14:50].any()
    assert all("at zero" in reason for reason in found.reason[:, 40])
    assert found.is_anomaly[:, 50:].sum() <= 5
    assert (found.reason[:, -1] == "").all()


def test_a_day_without_trials_has_no_rate() -> None:
    trials = np.full((1, LENGTH), 50.0)
    trials[0, -1] = 0.0
    assert "no trials" in _last(0.1 * trials, "rate", trials).reason[0]


@pytest.mark.parametrize("alerts", [0.0, -1.0, 1000.0])
def test_a_budget_must_be_possible(alerts: float) -> None:
    with pytest.raises(AnalyticsError, match="budget"):
        AlertBudget(alerts, 10)


def test_days_and_masks_must_fit_the_panel() -> None:
    panel = _panel(_sold())
    with pytest.raises(AnalyticsError, match="must not be after"):
        detect_days(panel, DAYS[9], DAYS[8], events=NONE, masked=None, budget=BUDGET)
    mask = np.zeros((1, 1), dtype=bool)
    with pytest.raises(AnalyticsError, match="mask"):
        detect(panel, DAYS[9], events=NONE, masked=mask, budget=BUDGET)


def test_the_panel_is_left_as_it_was() -> None:
    values = _sold()
    panel = _panel(values.copy())
    detect(panel, DAYS[-1], events=NONE, masked=None, budget=BUDGET)
    np.testing.assert_array_equal(panel.values, values)
