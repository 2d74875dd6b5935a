"""Charts of the analytic tables for their assets in Dagster: Plotly figures as plain dicts.

Figures only; `chart_images.py` turns them into images. Blue is actual, orange is expected or
forecast, vermilion is flagged.
"""

from typing import TYPE_CHECKING, Any

from ecom_platform.palette import ACTUAL, BAND, EXPECTED, FLAGGED

if TYPE_CHECKING:
    import pandas as pd

Figure = dict[str, object]

GRID = "#E5E5E5"
MOST_POINTS = 5000  # customers in a chart


def anomaly_chart(days: "pd.DataFrame | None") -> Figure | None:
    """Revenue of the largest feed with its expected band and flagged days; None without rows."""
    if days is None:
        return None
    totals = days[(days["measure"] == "revenue") & (days["dimension"] == "total")]
    if totals.empty:
        return None
    feed, currency = _largest_feed_and_currency(totals, "actual")
    largest = totals[(totals["feed"] == feed) & (totals["currency"] == currency)]
    largest = largest.sort_values("order_date")
    flagged = largest[largest["is_anomaly"]]
    dates = _iso_dates(largest["order_date"])
    return _figure(
        f"Daily revenue of {feed}, actual and expected",
        "Day",
        f"Booked revenue ({currency})",
        [
            *_band_traces(dates, largest["lower"], largest["upper"], "Ordinary"),
            _line_trace(dates, largest["expected"], "Expected", EXPECTED, dash="dot"),
            _line_trace(dates, largest["actual"], "Actual", ACTUAL),
            _point_trace(_iso_dates(flagged["order_date"]), flagged["actual"], "Flagged"),
        ],
    )


def forecast_chart(days: "pd.DataFrame | None") -> Figure | None:
    """Revenue forecast of the largest feed with both bands; None without a forecast."""
    if days is None:
        return None
    totals = days[(days["dimension"] == "total") & days["unavailable_reason"].isna()]
    if totals.empty:
        return None
    feed, currency = _largest_feed_and_currency(totals, "expected_amount")
    largest = totals[(totals["feed"] == feed) & (totals["currency"] == currency)]
    dates = _iso_dates(largest["forecast_date"])
    return _figure(
        f"Revenue of {feed} in the next four weeks",
        "Day",
        f"Booked revenue ({currency})",
        [
            *_band_traces(dates, largest["lower_95_amount"], largest["upper_95_amount"], "95 %"),
            *_band_traces(dates, largest["lower_80_amount"], largest["upper_80_amount"], "80 %"),
            _line_trace(dates, largest["expected_amount"], "Expected", EXPECTED),
        ],
    )


def value_chart(customers: "pd.DataFrame | None") -> Figure | None:
    """Expected value over a year by probability to be alive, per customer; None without values."""
    if customers is None:
        return None
    known = customers[customers["value_unavailable_reason"].isna()]
    if known.empty:
        return None
    sample = known.iloc[:: max(len(known) // MOST_POINTS, 1)]
    return _figure(
        "Customers: probability to buy again, and value of the next year",
        "Probability to be alive",
        "Expected money kept in 365 days",
        [
            {
                "type": "scatter",
                "mode": "markers",
                "name": "Customer",
                "x": sample["probability_alive"].tolist(),
                "y": sample["expected_value_365_days"].tolist(),
                "marker": {"color": ACTUAL, "opacity": 0.35, "size": 5},
            }
        ],
    )


def cohort_chart(cohorts: "pd.DataFrame | None") -> Figure | None:
    """Value per customer of each cohort by its age, forecasts dotted; None without values."""
    if cohorts is None:
        return None
    known = cohorts[cohorts["value_unavailable_reason"].isna()]
    traces: list[dict[str, Any]] = []
    for month, cohort in known.groupby("cohort_month"):
        for is_forecast, cohort_part in cohort.groupby("is_censored"):
            traces.append(
                _line_trace(
                    cohort_part["months_since"].tolist(),
                    cohort_part["cumulative_value"],
                    str(month)[:7],
                    EXPECTED if is_forecast else ACTUAL,
                    dash="dot" if is_forecast else "solid",
                )
                | {"showlegend": False}
            )
    if not traces:
        return None
    return _figure(
        "Cohorts: money kept per customer", "Months since the first purchase", "Money", traces
    )


def _largest_feed_and_currency(rows: "pd.DataFrame", column: str) -> tuple[str, str]:
    """The feed and currency with the largest sum; unknown days count as 0."""
    sums: dict[tuple[str, str], float] = {}
    known = rows.fillna({column: 0.0})
    for feed, currency, value in zip(known["feed"], known["currency"], known[column], strict=True):
        sums[feed, currency] = sums.get((feed, currency), 0.0) + value
    return max(sums, key=sums.__getitem__)


def _iso_dates(dates: "pd.Series[Any]") -> list[str]:
    """Dates as texts such as "2026-03-31", which JSON can hold."""
    return [str(day)[:10] for day in dates]


def _line_trace(
    x: object, y: "pd.Series[Any]", name: str, colour: str, dash: str = "solid"
) -> Figure:
    """A line through the points."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": x,
        "y": y.tolist(),
        "line": {"color": colour, "dash": dash, "width": 2},
    }


def _band_traces(
    x: list[str], lower: "pd.Series[Any]", upper: "pd.Series[Any]", name: str
) -> list[Figure]:
    """The lower edge, invisible, and the upper edge, with the area between them filled."""
    edge = {"type": "scatter", "mode": "lines", "x": x, "line": {"width": 0}}
    return [
        {**edge, "y": lower.tolist(), "showlegend": False, "hoverinfo": "skip"},
        {**edge, "y": upper.tolist(), "name": name, "fill": "tonexty", "fillcolor": BAND},
    ]


def _point_trace(x: list[str], y: "pd.Series[Any]", name: str) -> Figure:
    """Flagged points."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": x,
        "y": y.tolist(),
        "marker": {"color": FLAGGED, "size": 10, "symbol": "diamond"},
    }


def _figure(title: str, x: str, y: str, traces: list[Figure]) -> Figure:
    """A figure of these traces, with the axis titles `x` and `y`."""
    return {
        "data": traces,
        "layout": {
            "title": {"text": title},
            "xaxis": {"title": {"text": x}, "gridcolor": GRID},
            "yaxis": {"title": {"text": y}, "gridcolor": GRID, "zerolinecolor": GRID},
            "plot_bgcolor": "white",
            "legend": {"orientation": "h", "y": -0.2},
        },
    }
