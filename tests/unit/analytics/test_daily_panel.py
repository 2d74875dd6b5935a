"""Daily panels: one shape, and no silent repair of what breaks it."""

import numpy as np
import pytest

from ecom_platform.analytics.daily_panel import DailyPanel, FloatMatrix, Kind, panel_from_rows
from ecom_platform.errors import AnalyticsError

DAYS = np.datetime64("2024-02-27") + np.arange(4)


def _panel(
    values: FloatMatrix, trials: FloatMatrix | None = None, kind: Kind = "amount"
) -> DailyPanel:
    return DailyPanel(("a",), DAYS, values, trials, kind)


def test_weekdays_begin_with_monday() -> None:
    assert _panel(np.ones((1, 4))).weekdays.tolist() == [1, 2, 3, 4]  # 2024-02-27 was a Tuesday


def test_a_rate_is_its_hits_over_its_trials_and_nothing_without_trials() -> None:
    hits, trials = np.array([[1.0, 0.0, np.nan, 0.0]]), np.array([[4.0, 5.0, 4.0, 0.0]])
    panel = _panel(hits, trials, "rate")
    assert panel.observed[0, :2].tolist() == [0.25, 0.0]
    assert np.isnan(panel.observed[0, 2:]).all()
    assert panel.known.tolist() == [[True, True, False, True]]


def test_rows_in_any_order_become_an_unbroken_calendar() -> None:
    panel = panel_from_rows(
        np.array(["b", "a", "b"], dtype=object),
        np.array(["2024-03-01", "2024-02-28", "2024-02-27"], dtype="datetime64[D]"),
        np.array([3.0, 2.0, 1.0]),
        None,
        "count",
    )
    assert panel.names == ("a", "b")
    assert panel.days.tolist() == DAYS.tolist()
    assert panel.values.tolist() == [[0, 2, 0, 0], [1, 0, 0, 3]]


def test_a_panel_can_end_earlier() -> None:
    panel = _panel(np.array([[1.0, 2.0, 3.0, 4.0]]))
    assert panel.until(DAYS[1]).values.tolist() == [[1.0, 2.0]]
    with pytest.raises(AnalyticsError, match="is not one of the days"):
        panel.column_of(np.datetime64("2024-03-09"))


def test_the_same_series_and_day_twice_is_refused() -> None:
    with pytest.raises(AnalyticsError, match="add them up first"):
        panel_from_rows(np.array(["a", "a"], dtype=object), DAYS[[0, 0]], np.ones(2), None, "count")


def test_no_rows_make_no_panel() -> None:
    with pytest.raises(AnalyticsError, match="no row"):
        panel_from_rows(np.array([], dtype=object), DAYS[:0], np.ones(0), None, "count")


@pytest.mark.parametrize(
    ("values", "trials", "kind", "sentence"),
    [
        (np.full((1, 4), np.inf), None, "amount", "infinite"),
        (np.full((1, 4), -1.0), None, "count", "cannot be negative"),
        (np.ones((1, 3)), None, "amount", "shape"),
        (np.ones((1, 4)), None, "rate", "needs trials"),
        (np.ones((1, 4)), np.ones((1, 4)), "count", "needs trials"),
        (np.ones((1, 4)), np.ones((1, 3)), "rate", "shape"),
        (np.ones((1, 4)), np.full((1, 4), -1.0), "rate", "finite and not negative"),
    ],
)
def test_a_wrong_attribute_is_reported_in_a_sentence(
    values: FloatMatrix, trials: FloatMatrix | None, kind: Kind, sentence: str
) -> None:
    with pytest.raises(AnalyticsError, match=sentence):
        _panel(values, trials, kind)


def test_days_out_of_order_are_refused() -> None:
    with pytest.raises(AnalyticsError, match="consecutive and ascending"):
        DailyPanel(("a",), DAYS[::-1], np.ones((1, 4)), None, "amount")


def test_two_series_of_one_name_are_refused() -> None:
    with pytest.raises(AnalyticsError, match="same name"):
        DailyPanel(("a", "a"), DAYS, np.ones((2, 4)), None, "amount")
