"""The tables of anomalies: anomalous days of each feed's series, and their causes.

Reads the daily series and, for flagged days, their leaf cells; stores what
`analytics/anomaly_detection/detect_anomalies.py` and `analytics/anomaly_causes/attribution.py`
return.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.anomaly_causes.attribution import Attribution
from ecom_platform.analytics.anomaly_detection.detect_anomalies import (
    FALSE_ALERTS_A_WEEK,
    AlertBudget,
    AnomalyVerdicts,
    detect_days,
)
from ecom_platform.analytics.daily_panel import DailyPanel, DayArray
from ecom_platform.analytics.tables import daily_series
from ecom_platform.analytics.tables.analytic_table import AnalyticTable, BuildResult, Figure, Step
from ecom_platform.analytics.tables.daily_series import MEASURES, Feed, Measure, split_name
from ecom_platform.analytics.tables.flagged_day_causes import MeasureVerdicts, explain
from ecom_platform.analytics.tables.table_charts import anomaly_chart
from ecom_platform.analytics.tables.table_writer import replace_table

if TYPE_CHECKING:
    import pandas as pd

SHOWN_DAYS = 91  # 13 weeks
PARENTS = ("marts.fct_order_items", "marts.dim_feeds", "marts.dim_dates")
_SERIES = {
    "feed": ("varchar", "The feed the row comes from."),
    "currency": ("varchar", "Currency of the money in this row."),
    "measure": (
        "varchar",
        "revenue (booked), orders, units, cancel_rate, return_rate, order_value, discount_share.",
    ),
    "dimension": ("varchar", "total, channel, partner, category or region."),
    "dimension_value": ("varchar", "Which one; empty for the total."),
    "order_date": ("date", "The evaluated day."),
}

ANOMALIES = AnalyticTable(
    "sales_anomalies",
    "One row per series and day of the last 13 weeks. Answers which days deviate from what was "
    "expected from the days before, how rare that is, how much money is at stake, and why.",
    PARENTS,
    {
        **_SERIES,
        "as_of_date": ("date", "The feed's last complete day."),
        "actual": ("double", "Value of the day; of a rate the rate."),
        "expected": ("double", "Expected value."),
        "lower": ("double", "Limit below which a day is flagged."),
        "upper": ("double", "Limit above which a day is flagged."),
        "p_value": ("double", "Probability of an ordinary day of this series as far away."),
        "is_anomaly": ("boolean", "Whether the day is flagged, within the budget of false alerts."),
        "direction": ("varchar", "up or down; null where nothing is flagged."),
        "anomaly_kind": ("varchar", "spike, drop, missing, level shift or trend break; else null."),
        "amount_at_stake": ("decimal(18, 4)", "Revenue of the same part that day, less expected."),
        "explanation": ("varchar", "Its causes in a sentence; null where nothing is flagged."),
        "largest_order_id": ("varchar", "The order that makes half of the gap or more; else null."),
        "largest_order_share": ("double", "Share of the gap that disappears without that order."),
        "unavailable_reason": ("varchar", "Why there is no verdict; null where there is one."),
    },
    empty_when="No feed has a complete day.",
)
CAUSES = AnalyticTable(
    "anomaly_causes",
    "One row per flagged day and cause. Answers which few values of channel, partner, category and "
    "region explain the gap, by volume or by rate; the contributions of the causes and the "
    "unexplained rest add up to it.",
    PARENTS,
    {
        **_SERIES,
        "cause_rank": ("bigint", "1 is the largest; null where no cause was found."),
        "cause": ("varchar", "The values, such as 'Amazon.in x kurta'."),
        "contribution": ("double", "Its part of the gap, in the unit of the measure."),
        "volume_contribution": (
            "double",
            "Part of the contribution by units; of a rate by the mix.",
        ),
        "rate_contribution": (
            "double",
            "Part of the contribution by price; of a rate by its own rate.",
        ),
        "share": ("double", "Contribution over the gap; negative where it offsets a part of it."),
        "gap": ("double", "Actual less expected."),
        "unexplained": ("double", "The part of the gap that no cause explains."),
        "unavailable_reason": ("varchar", "Why there is no cause; null when there is one."),
    },
    empty_when="No day was flagged.",
)


def build(connection: duckdb.DuckDBPyConnection) -> Mapping[str, BuildResult]:
    """Build both tables: the last weeks of every feed, each day evaluated from the days before."""
    import pandas as pd  # noqa: PLC0415 - half a second, for runs only

    events = daily_series.known_events(connection)
    panels = [
        (feed, by_measure, daily_series.days_of_incidents(connection, feed))
        for feed, by_measure in _panels_by_kind(connection)
    ]
    series_count = sum(
        len(panel.names) for _, by_measure, _ in panels for panel in by_measure.values()
    )
    budget = AlertBudget(FALSE_ALERTS_A_WEEK, max(series_count, 1))
    days: list[pd.DataFrame] = []
    causes: list[dict[str, Any]] = []
    for feed, by_measure, incidents in panels:
        for result in _detect_measures(feed, by_measure, incidents, events, budget):
            explained = {}
            for series, day in np.argwhere(result.verdicts.is_anomaly).tolist():
                explained[series, day] = explain(connection, result, series, day)
                causes += _cause_rows(result, series, day, explained[series, day])
            days.append(_anomaly_frame(result, explained))
    frame = _with_stakes(pd.concat(days)) if days else None
    cause_frame = pd.DataFrame(causes, columns=list(CAUSES.columns)) if causes else None
    return {
        ANOMALIES.table: BuildResult(
            replace_table(connection, ANOMALIES, frame),
            _build_figures(frame, series_count),
            anomaly_chart(frame),
        ),
        CAUSES.table: BuildResult(replace_table(connection, CAUSES, cause_frame)),
    }


def _panels_by_kind(
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[Feed, dict[Measure, DailyPanel]]]:
    """Each feed with its panels by measure, once per kind of measure (amount, count, rate)."""
    for feed in daily_series.feeds(connection):
        rows = daily_series.daily_rows(connection, feed)
        large_rows = daily_series.large_parts(rows, (feed.as_of - feed.first).days + 1)
        panels = {measure: daily_series.panel(large_rows, measure, feed) for measure in MEASURES}
        for kind in dict.fromkeys(measure.kind for measure in MEASURES):
            by_measure = {
                measure: panel
                for measure, panel in panels.items()
                if panel and measure.kind == kind
            }
            if by_measure:
                yield feed, by_measure


def _detect_measures(
    feed: Feed,
    by_measure: Mapping[Measure, DailyPanel],
    incidents: DayArray,
    events: Mapping[date, str],
    budget: AlertBudget,
) -> Iterator[MeasureVerdicts]:
    """The verdicts of each measure, from one joint panel: many series cost little more than one."""
    joint = daily_series.joint_panel(by_measure)
    first = joint.days[max(len(joint.days) - SHOWN_DAYS, 0)]
    masked = np.broadcast_to(np.isin(joint.days, incidents), joint.values.shape)
    verdicts = detect_days(
        joint, first, joint.days[-1], events=events, masked=masked, budget=budget
    )
    begin = 0
    for measure, panel in by_measure.items():
        rows = slice(begin, begin + len(panel.names))
        begin = rows.stop
        columns = {
            name: getattr(verdicts, name)[rows]
            for name in verdicts.__dataclass_fields__
            if name not in {"names", "days"}
        }
        measure_verdicts = AnomalyVerdicts(names=panel.names, days=verdicts.days, **columns)
        yield MeasureVerdicts(feed, measure, measure_verdicts)


def _key_columns(result: MeasureVerdicts, series: int, day: date) -> dict[str, Any]:
    """The key columns of one series and day."""
    currency, dimension, value = split_name(result.verdicts.names[series])
    return {
        "feed": result.feed.name,
        "currency": currency,
        "measure": result.measure.name,
        "dimension": dimension,
        "dimension_value": value,
        "order_date": day,
    }


def _cause_rows(
    result: MeasureVerdicts, series: int, day: int, attribution: Attribution | str
) -> list[dict[str, Any]]:
    """One row per cause of a flagged day, or one with the reason why there is none."""
    key = _key_columns(result, series, daily_series.as_dates(result.verdicts.days)[day])
    if isinstance(attribution, str):
        return [{**key, "unavailable_reason": attribution}]
    gap_columns = {**key, "gap": attribution.gap, "unexplained": attribution.unexplained}
    if attribution.reason:
        return [{**gap_columns, "unavailable_reason": attribution.reason}]
    return [
        {
            **gap_columns,
            "cause_rank": rank,
            "cause": cause.name,
            "contribution": cause.contribution,
            "volume_contribution": cause.volume_part,
            "rate_contribution": cause.rate_part,
            "share": cause.share,
        }
        for rank, cause in enumerate(attribution.causes, start=1)
    ]


def _anomaly_frame(
    result: MeasureVerdicts, explained: Mapping[tuple[int, int], Attribution | str]
) -> "pd.DataFrame":
    """The rows of one measure in the table of anomalies."""
    import pandas as pd  # noqa: PLC0415 - as above

    verdicts = result.verdicts
    shape = verdicts.is_anomaly.shape
    names = np.array([split_name(name) for name in verdicts.names], dtype=object)
    numbers = {name: getattr(verdicts, name).ravel() for name in ("actual", "expected", "p_value")}
    texts = {
        column: np.ravel(np.where(getattr(verdicts, name) == "", None, getattr(verdicts, name)))
        for column, name in (
            ("direction", "direction"),
            ("anomaly_kind", "kind"),
            ("unavailable_reason", "reason"),
        )
    }
    return pd.DataFrame(
        {
            "feed": result.feed.name,
            "currency": np.repeat(names[:, 0], shape[1]),
            "measure": result.measure.name,
            "dimension": np.repeat(names[:, 1], shape[1]),
            "dimension_value": np.repeat(names[:, 2], shape[1]),
            "order_date": np.tile(daily_series.as_dates(verdicts.days), shape[0]),
            "as_of_date": result.feed.as_of,
            **numbers,
            "lower": verdicts.low.ravel(),
            "upper": verdicts.high.ravel(),
            "is_anomaly": verdicts.is_anomaly.ravel(),
            **texts,
            **_explanation_columns(explained, shape),
        }
    )


def _explanation_columns(
    explained: Mapping[tuple[int, int], Attribution | str], shape: tuple[int, ...]
) -> dict[str, NDArray[Any]]:
    """The columns that explain flagged days, with an entry for every day of every series."""
    sentences, order_ids = np.full((2, *shape), None, dtype=object)
    shares = np.full(shape, np.nan)
    for position, attribution in explained.items():
        sentences[position] = attribution if isinstance(attribution, str) else attribution.sentence
        if isinstance(attribution, Attribution) and attribution.largest_order:
            order_ids[position] = attribution.largest_order.order_id
            shares[position] = attribution.largest_order.share
    return {
        "explanation": sentences.ravel(),
        "largest_order_id": order_ids.ravel(),
        "largest_order_share": shares.ravel(),
    }


def _with_stakes(days: "pd.DataFrame") -> "pd.DataFrame":
    """The days with the money at stake on flagged ones: revenue of the part minus expected."""
    key_columns = ["feed", "currency", "dimension", "dimension_value", "order_date"]
    revenue = days[days["measure"] == "revenue"]
    gaps = revenue[key_columns].assign(gap=revenue["actual"] - revenue["expected"])
    merged = days.merge(gaps, on=key_columns, how="left")
    return merged.assign(amount_at_stake=merged["gap"].where(merged["is_anomaly"]))


def _build_figures(days: "pd.DataFrame | None", series: int) -> dict[str, Figure]:
    """The figures of the build that Dagster shows."""
    if days is None:
        return {"series": 0}
    flagged = days[days["is_anomaly"]]
    flagged_on_last_day = flagged[flagged["order_date"] == flagged["as_of_date"]]
    return {
        "series": series,
        "budget: false alerts a week": FALSE_ALERTS_A_WEEK,
        "flagged in 13 weeks": len(flagged),
        "flagged on the last day": len(flagged_on_last_day),
        "days without a verdict": int(days["unavailable_reason"].notna().sum()),
    }


STEP = Step("anomalies", (ANOMALIES, CAUSES), build)
