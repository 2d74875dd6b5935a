"""What a person would want to see of each analytic table: Plotly figures as plain dicts.

Figures only; how they are shown belongs to whoever shows them. One colour means one thing in all:
blue what was, orange what is expected or forecast, vermilion what is strange (Okabe, Ito 2008,
which colour-blind readers can tell apart).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Figure = dict[str, object]

ACTUAL, EXPECTED, STRANGE = "#0072B2", "#E69F00", "#D55E00"
BAND = "rgba(230, 159, 0, 0.25)"
GRID = "#E5E5E5"
MOST_POINTS = 5000


def anomaly_chart(days: "pd.DataFrame | None") -> Figure | None:
    """Revenue of the largest feed against its band, flagged days marked."""
    if days is None:
        return None
    totals = days[(days["measure"] == "revenue") & (days["dimension"] == "total")]
    if totals.empty:
        return None
    feed, currency = _largest(totals, "actual")
    one = totals[(totals["feed"] == feed) & (totals["currency"] == currency)]
    one = one.sort_values("order_date")
    flagged = one[one["is_anomaly"]]
    dates = _texts(one["order_date"])
    return _figure(
        f"Revenue of {feed} a day, and what was expected",
        "Day",
        f"Booked revenue ({currency})",
        [
            *_band(dates, one["lower"], one["upper"], "Ordinary"),
            _line(dates, one["expected"], "Expected", EXPECTED, dash="dot"),
            _line(dates, one["actual"], "Actual", ACTUAL),
            _points(_texts(flagged["order_date"]), flagged["actual"], "Flagged"),
        ],
    )


def forecast_chart(days: "pd.DataFrame | None") -> Figure | None:
    """The next four weeks of the largest feed with both bands."""
    if days is None:
        return None
    totals = days[(days["dimension"] == "total") & days["unavailable_reason"].isna()]
    if totals.empty:
        return None
    feed, currency = _largest(totals, "expected_amount")
    one = totals[(totals["feed"] == feed) & (totals["currency"] == currency)]
    dates = _texts(one["forecast_date"])
    return _figure(
        f"Revenue of {feed} in the next four weeks",
        "Day",
        f"Booked revenue ({currency})",
        [
            *_band(dates, one["lower_95_amount"], one["upper_95_amount"], "95 %"),
            *_band(dates, one["lower_80_amount"], one["upper_80_amount"], "80 %"),
            _line(dates, one["expected_amount"], "Expected", EXPECTED),
        ],
    )


def value_chart(customers: "pd.DataFrame | None") -> Figure | None:
    """Each customer's value over a year against the chance to be alive."""
    if customers is None:
        return None
    known = customers[customers["value_unavailable_reason"].isna()]
    if known.empty:
        return None
    few = known.iloc[:: max(len(known) // MOST_POINTS, 1)]
    return _figure(
        "Customers: chance to buy again, and value of the next year",
        "Chance to be alive",
        "Expected money kept in 365 days",
        [
            {
                "type": "scatter",
                "mode": "markers",
                "name": "Customer",
                "x": few["probability_alive"].tolist(),
                "y": few["expected_value_365_days"].tolist(),
                "marker": {"color": ACTUAL, "opacity": 0.35, "size": 5},
            }
        ],
    )


def cohort_chart(cohorts: "pd.DataFrame | None") -> Figure | None:
    """Value per customer of each cohort by its age; what is forecast is dotted."""
    if cohorts is None:
        return None
    known = cohorts[cohorts["value_unavailable_reason"].isna()]
    traces: list[dict[str, Any]] = []
    for month, one in known.groupby("cohort_month"):
        for is_forecast, part in one.groupby("is_censored"):
            traces.append(
                _line(
                    part["months_since"].tolist(),
                    part["cumulative_value"],
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


def _largest(rows: "pd.DataFrame", column: str) -> tuple[str, str]:
    """The feed and currency with the largest sum; unknown days count as nothing."""
    sums: dict[tuple[str, str], float] = {}
    known = rows.fillna({column: 0.0})
    for feed, currency, value in zip(known["feed"], known["currency"], known[column], strict=True):
        sums[feed, currency] = sums.get((feed, currency), 0.0) + value
    return max(sums, key=sums.__getitem__)


def _texts(dates: "pd.Series[Any]") -> list[str]:
    return [str(day)[:10] for day in dates]


def _line(x: object, y: "pd.Series[Any]", name: str, colour: str, dash: str = "solid") -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": x,
        "y": y.tolist(),
        "line": {"color": colour, "dash": dash, "width": 2},
    }


def _band(
    x: list[str], lower: "pd.Series[Any]", upper: "pd.Series[Any]", name: str
) -> list[Figure]:
    edge = {"type": "scatter", "mode": "lines", "x": x, "line": {"width": 0}}
    return [
        {**edge, "y": lower.tolist(), "showlegend": False, "hoverinfo": "skip"},
        {**edge, "y": upper.tolist(), "name": name, "fill": "tonexty", "fillcolor": BAND},
    ]


def _points(x: list[str], y: "pd.Series[Any]", name: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": x,
        "y": y.tolist(),
        "marker": {"color": STRANGE, "size": 10, "symbol": "diamond"},
    }


def _figure(title: str, x: str, y: str, traces: list[Figure]) -> Figure:
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
