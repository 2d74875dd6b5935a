"""The table of the revenue forecast: the next four weeks, per feed and its parts, with bands.

Reads the daily series, stores what `analytics/forecasting/daily_forecast.py` returns.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from ecom_platform.analytics.daily_panel import DailyPanel
from ecom_platform.analytics.forecasting.daily_forecast import Forecasts, forecast
from ecom_platform.analytics.forecasting.reconciliation import Sum
from ecom_platform.analytics.tables import daily_series
from ecom_platform.analytics.tables.analytic_table import AnalyticTable, BuildResult, Figure, Step
from ecom_platform.analytics.tables.daily_series import MEASURES, TOTAL, Feed, split_name
from ecom_platform.analytics.tables.table_charts import forecast_chart
from ecom_platform.analytics.tables.table_writer import replace_table

if TYPE_CHECKING:
    import pandas as pd

REVENUE = next(measure for measure in MEASURES if measure.name == "revenue")
_IN_CURRENCY = "in the currency of the row"

FORECAST = AnalyticTable(
    "revenue_forecast",
    "One row per feed, currency, part of it and day ahead. Answers how much booked revenue of "
    "goods to expect in the next four weeks, and within which band; parts add up to their total.",
    ("marts.fct_order_items", "marts.dim_feeds", "marts.dim_dates"),
    {
        "feed": ("varchar", "The feed the row comes from."),
        "currency": ("varchar", "Currency of the money in this row."),
        "dimension": ("varchar", "total, channel, partner, category or region."),
        "dimension_value": ("varchar", "Which one; empty for the total."),
        "as_of_date": ("date", "The feed's last complete day."),
        "forecast_date": ("date", "The day ahead."),
        "expected_amount": (
            "decimal(18, 4)",
            f"Expected revenue, {_IN_CURRENCY}; it may be added up.",
        ),
        "median_amount": ("decimal(18, 4)", "The middle of the band."),
        "lower_80_amount": ("decimal(18, 4)", "Lower end at 80 %."),
        "upper_80_amount": ("decimal(18, 4)", "Upper end at 80 %."),
        "lower_95_amount": ("decimal(18, 4)", "Lower end at 95 %."),
        "upper_95_amount": ("decimal(18, 4)", "Upper end at 95 %."),
        "model_name": ("varchar", "The candidate that the series' own back-test chose."),
        "mase": ("double", "Mean absolute scaled error of the back-test."),
        "error_against_naive": ("double", "Its mean absolute error over that of seasonal naive."),
        "coverage_95": ("double", "Share of back-tested days inside the 95 % band."),
        "event_note": ("varchar", "The event of the day and what is known of it; null if none."),
        "unavailable_reason": ("varchar", "Why there is no forecast; null when there is one."),
    },
    empty_when="No feed has a complete day.",
)


def build(connection: duckdb.DuckDBPyConnection) -> Mapping[str, BuildResult]:
    """Build the table: forecast every feed from its last complete day."""
    import pandas as pd  # noqa: PLC0415 - half a second, for runs only

    events = daily_series.known_events(connection)
    frames: list[pd.DataFrame] = []
    figures: dict[str, Figure] = {}
    for feed in daily_series.feeds(connection):
        rows = daily_series.sums_of_parts(daily_series.daily_rows(connection, feed))
        panel = daily_series.panel(rows, REVENUE, feed)
        if panel is None:
            continue
        forecasts = forecast(panel, events=events, sums=_sums_of_parts(panel))
        frames.append(_forecast_frame(feed, forecasts))
        figures |= _feed_figures(feed, forecasts)
    frame = pd.concat(frames) if frames else None
    row_count = replace_table(connection, FORECAST, frame)
    return {FORECAST.table: BuildResult(row_count, figures, forecast_chart(frame))}


def _sums_of_parts(panel: DailyPanel) -> tuple[Sum, ...]:
    """Each total is the sum of its parts along each dimension that has parts."""
    parts: dict[tuple[str, str], list[str]] = {}
    for name in panel.names:
        currency, dimension, _ = split_name(name)
        parts.setdefault((currency, dimension), []).append(name)
    return tuple(
        Sum(parts[currency, TOTAL][0], tuple(names))
        for (currency, dimension), names in parts.items()
        if dimension != TOTAL
    )


def _forecast_frame(feed: Feed, forecasts: Forecasts) -> "pd.DataFrame":
    """The rows of one feed: series after series, day after day."""
    import pandas as pd  # noqa: PLC0415 - as above

    series_count, day_count = len(forecasts.names), len(forecasts.days)
    names = np.array([split_name(name) for name in forecasts.names], dtype=object)

    def per_series(values: object) -> np.ndarray:
        return np.repeat(np.asarray(values, dtype=object), day_count)

    return pd.DataFrame(
        {
            "feed": feed.name,
            "currency": per_series(names[:, 0]),
            "dimension": per_series(names[:, 1]),
            "dimension_value": per_series(names[:, 2]),
            "as_of_date": feed.as_of,
            "forecast_date": np.tile(daily_series.as_dates(forecasts.days), series_count),
            "expected_amount": forecasts.mean.ravel(),
            "median_amount": forecasts.median.ravel(),
            "lower_80_amount": forecasts.low_80.ravel(),
            "upper_80_amount": forecasts.high_80.ravel(),
            "lower_95_amount": forecasts.low_95.ravel(),
            "upper_95_amount": forecasts.high_95.ravel(),
            "model_name": per_series(forecasts.models),
            "mase": np.repeat(forecasts.backtest.mase, day_count),
            "error_against_naive": np.repeat(forecasts.backtest.relative_error, day_count),
            "coverage_95": np.repeat(forecasts.backtest.coverage_95, day_count),
            "event_note": np.tile(np.array(forecasts.day_notes, dtype=object), series_count),
            "unavailable_reason": per_series(forecasts.unavailable_reasons),
        }
    )


def _feed_figures(feed: Feed, forecasts: Forecasts) -> dict[str, Figure]:
    """The figures of one feed that Dagster shows."""
    figures: dict[str, Figure] = {f"{feed.name}: series": len(forecasts.names)}
    for series, name in enumerate(forecasts.names):
        currency, dimension, _ = split_name(name)
        if dimension != TOTAL:
            continue
        prefix = f"{feed.name} {currency}"
        figures[f"{prefix}: model"] = forecasts.models[series] or str(
            forecasts.unavailable_reasons[series]
        )
        if forecasts.models[series]:
            figures[f"{prefix}: error against seasonal naive"] = float(
                forecasts.backtest.relative_error[series]
            )
            figures[f"{prefix}: coverage of 95 %"] = float(forecasts.backtest.coverage_95[series])
    return figures


STEP = Step("forecasts", (FORECAST,), build)
