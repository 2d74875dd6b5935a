"""The pictures of analytic tables: whose numbers they show, and when there is nothing to show."""

from typing import Any

import pandas as pd

from ecom_platform.analytics.tables.table_charts import (
    anomaly_chart,
    cohort_chart,
    forecast_chart,
    value_chart,
)

NAN = float("nan")


def _anomaly_rows(feed: str, actual: list[float], flagged: int | None = None) -> pd.DataFrame:
    days = range(len(actual))
    return pd.DataFrame(
        {
            "feed": feed,
            "currency": "EUR",
            "measure": "revenue",
            "dimension": "total",
            "order_date": [pd.Timestamp(2025, 3, 3 + day) for day in days],
            "actual": actual,
            "expected": 10.0,
            "lower": 5.0,
            "upper": 15.0,
            "is_anomaly": [day == flagged for day in days],
        }
    )


def _traces(figure: dict[str, object] | None) -> dict[str, dict[str, Any]]:
    assert figure is not None
    traces = figure["data"]
    assert isinstance(traces, list)
    return {trace["name"]: trace for trace in traces if "name" in trace}


def test_the_largest_feed_is_shown_with_its_flagged_days() -> None:
    small, large = _anomaly_rows("kiosk", [1, 2, 3]), _anomaly_rows("shop", [10, 11, 40], flagged=2)
    traces = _traces(anomaly_chart(pd.concat([small, large])))
    assert traces["Actual"]["y"] == [10, 11, 40]
    assert traces["Flagged"]["x"] == ["2025-03-05"]
    assert traces["Flagged"]["y"] == [40]


def test_a_day_without_a_number_does_not_make_a_feed_the_largest() -> None:
    unknown, large = _anomaly_rows("kiosk", [1, NAN, 3]), _anomaly_rows("shop", [10, 11, 12])
    for order in ([unknown, large], [large, unknown]):
        assert _traces(anomaly_chart(pd.concat(order)))["Actual"]["y"] == [10, 11, 12]


def test_parts_of_a_feed_are_not_its_total() -> None:
    part = _anomaly_rows("shop", [99, 99, 99]).assign(dimension="channel")
    assert anomaly_chart(part) is None
    assert _traces(anomaly_chart(pd.concat([part, _anomaly_rows("shop", [1, 2, 3])])))["Actual"][
        "y"
    ] == [
        1,
        2,
        3,
    ]


def test_a_forecast_that_was_refused_is_not_drawn() -> None:
    refused = pd.DataFrame(
        {"dimension": ["total"], "unavailable_reason": ["20 days are too few."], "feed": ["shop"]}
    )
    assert forecast_chart(refused) is None


def test_customers_without_a_value_are_left_out() -> None:
    customers = pd.DataFrame(
        {
            "probability_alive": [0.9, 0.2],
            "expected_value_365_days": [120.0, NAN],
            "value_unavailable_reason": [None, "Too few customers are known."],
        }
    )
    assert _traces(value_chart(customers))["Customer"]["y"] == [120.0]
    assert value_chart(customers.iloc[1:]) is None


def test_what_is_forecast_of_a_cohort_is_dotted() -> None:
    cohorts = pd.DataFrame(
        {
            "cohort_month": ["2025-01-01"] * 3,
            "months_since": [0, 1, 2],
            "is_censored": [False, False, True],
            "cumulative_value": [10.0, 15.0, 18.0],
            "value_unavailable_reason": [None] * 3,
        }
    )
    figure = cohort_chart(cohorts)
    assert figure is not None
    lines = figure["data"]
    assert isinstance(lines, list)
    assert [(line["x"], line["line"]["dash"]) for line in lines] == [
        ([0, 1], "solid"),
        ([2], "dot"),
    ]


def test_no_rows_are_no_picture() -> None:
    for draw in (anomaly_chart, forecast_chart, value_chart, cohort_chart):
        assert draw(None) is None
