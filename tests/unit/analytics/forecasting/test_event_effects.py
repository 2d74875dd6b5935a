"""Event effects: learned from past days of the name, and from nothing else."""

from datetime import date

import numpy as np
import pytest

from ecom_platform.analytics.forecasting.event_effects import (
    effects,
    event_indices,
    without_events,
)
from ecom_platform.analytics.forecasting.known_values import FloatArray

SHAPE = np.array([5.0, 8.0, 10.0, 12.0, 10.0, 15.0, 10.0])


def _values(series: int = 1, days: int = 120) -> FloatArray:
    return np.stack([np.tile(SHAPE, days // 7 + 1)[:days] * (one + 1) for one in range(series)])


def test_events_are_placed_by_their_distance_from_the_first_day() -> None:
    events = {date(2022, 1, 5): "Sale", date(2021, 12, 31): "Party"}
    assert event_indices(events, np.datetime64("2022-01-01")) == {4: "Sale", -1: "Party"}


def test_event_days_are_unknown_to_everything_else() -> None:
    values = _values()
    ordinary = without_events(values, {3: "Sale", -5: "Sale", 500: "Sale"})
    assert np.isnan(ordinary).sum() == 1
    assert np.isfinite(values).all()


def test_an_effect_seen_often_is_found() -> None:
    past = [60, 75, 90, 105]
    values = _values(20)
    values[:, past] *= 3.0
    found = effects(values, dict.fromkeys([*past, 125], "Sale"), np.array([119]), 14)
    np.testing.assert_allclose(found.factors[:, 0, 5], 3.0)
    assert found.past_days[0, 5] == 4
    np.testing.assert_array_equal(np.delete(found.factors[:, 0], 5, axis=1), 1.0)


def test_an_origin_knows_only_the_event_days_before_it() -> None:
    values = _values(3)
    values[:, [70, 100]] *= 2.0
    found = effects(values, dict.fromkeys([70, 100, 125], "Sale"), np.array([65, 95, 119]), 10)
    assert found.is_event.sum() == 3
    assert found.past_days[0, 4] == 0
    np.testing.assert_array_equal(found.factors[:, 0], 1.0)
    assert found.past_days[1, 4] == 1
    assert found.past_days[2, 5] == 2


def test_an_event_of_another_name_has_no_effect() -> None:
    values = _values()
    values[:, 100] *= 4.0
    found = effects(values, {100: "Sale", 122: "Holiday"}, np.array([119]), 7)
    np.testing.assert_array_equal(found.factors, 1.0)
    assert found.past_days.sum() == 0


def test_one_wild_event_day_of_one_series_is_shrunk_to_what_the_panel_did() -> None:
    values = _values(9)
    values[:, 100] *= 2.0
    values[0, 100] *= 10.0
    found = effects(values, {100: "Sale", 121: "Sale"}, np.array([119]), 7).factors[:, 0, 1]
    assert 2.0 < found[0] < 12.0
    np.testing.assert_allclose(found[1:], 2.0)


def test_a_day_on_which_shops_close_has_a_factor_of_nothing() -> None:
    values = _values(3)
    values[:, [90, 105]] = 0.0
    found = effects(values, dict.fromkeys([90, 105, 121], "Closed"), np.array([119]), 7)
    np.testing.assert_allclose(found.factors[:, 0, 1], 0.0, atol=1e-12)


def test_a_series_that_sells_nothing_is_no_error() -> None:
    values = np.concatenate([_values(2), np.zeros((1, 120))])
    found = effects(values, dict.fromkeys([100, 121], "Sale"), np.array([119]), 7)
    assert np.isfinite(found.factors).all()
    assert found.factors[0, 0, 1] == pytest.approx(1.0)
