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
    AlertBudget,
    AnomalyVerdicts,
    detect_days,
)
from ecom_platform.analytics.daily_panel import DailyPanel, DayArray
from ecom_platform.analytics.tables import daily_series
from ecom_platform.analytics.tables.analytic_table import AnalyticTable, BuildResult, Figure, Step
from ecom_platform.analytics.tables.cause_rows import MeasureVerdicts, explain
from ecom_platform.analytics.tables.daily_series import MEASURES, Feed, Measure, split_name
from ecom_platform.analytics.tables.table_charts import anomaly_chart
from ecom_platform.analytics.tables.table_writer import replace_table

if TYPE_CHECKING:
    import pandas as pd

SHOWN_DAYS = 91  # 13 weeks
FALSE_ALERTS_A_WEEK = 1.0  # expected over all series of all feeds when nothing is wrong
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
        "amount_at_stake": ("decimal(18, 2)", "Revenue of the same part that day, less expected."),
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
        (feed, of_kind, daily_series.days_of_incidents(connection, feed))
        for feed, of_kind in _panels(connection)
    ]
    series_count = sum(len(panel.names) for _, of_kind, _ in panels for panel in of_kind.values())
    budget = AlertBudget(FALSE_ALERTS_A_WEEK, max(series_count, 1))
    days: list[pd.DataFrame] = []
    causes: list[dict[str, Any]] = []
    for feed, of_kind, incidents in panels:
        for result in _detect_measures(feed, of_kind, incidents, events, budget):
            explained = {}
            for row, column in np.argwhere(result.verdicts.is_anomaly).tolist():
                explained[row, column] = explain(connection, result, row, column)
                causes += _cause_rows(result, row, column, explained[row, column])
            days.append(_frame(result, explained))
    frame = _with_stakes(pd.concat(days)) if days else None
    of_causes = pd.DataFrame(causes, columns=list(CAUSES.columns)) if causes else None
    return {
        ANOMALIES.table: BuildResult(
            replace_table(connection, ANOMALIES, frame),
            _figures(frame, series_count),
            anomaly_chart(frame),
        ),
        CAUSES.table: BuildResult(replace_table(connection, CAUSES, of_causes)),
    }


def _panels(
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[Feed, dict[Measure, DailyPanel]]]:
    """Each feed with its panels by measure, one group per kind of measure."""
    for feed in daily_series.feeds(connection):
        rows = daily_series.daily_rows(connection, feed)
        large = daily_series.large_parts(rows, (feed.as_of - feed.first).days + 1)
        found = {measure: daily_series.panel(large, measure, feed) for measure in MEASURES}
        for kind in dict.fromkeys(measure.kind for measure in MEASURES):
            of_kind = {
                measure: panel for measure, panel in found.items() if panel and measure.kind == kind
            }
            if of_kind:
                yield feed, of_kind


def _detect_measures(
    feed: Feed,
    of_kind: Mapping[Measure, DailyPanel],
    incidents: DayArray,
    events: Mapping[date, str],
    budget: AlertBudget,
) -> Iterator[MeasureVerdicts]:
    """The verdicts of each measure, computed together: many series cost little more than one."""
    joint = daily_series.joint_panel(of_kind)
    first = joint.days[max(len(joint.days) - SHOWN_DAYS, 0)]
    masked = np.broadcast_to(np.isin(joint.days, incidents), joint.values.shape)
    found = detect_days(joint, first, joint.days[-1], events=events, masked=masked, budget=budget)
    begin = 0
    for measure, panel in of_kind.items():
        rows = slice(begin, begin + len(panel.names))
        begin = rows.stop
        columns = {
            name: getattr(found, name)[rows]
            for name in found.__dataclass_fields__
            if name not in {"names", "days"}
        }
        verdicts = AnomalyVerdicts(names=panel.names, days=found.days, **columns)
        yield MeasureVerdicts(feed, measure, verdicts)


def _key(result: MeasureVerdicts, row: int, day: date) -> dict[str, Any]:
    """The key columns of one series and day."""
    currency, dimension, value = split_name(result.verdicts.names[row])
    return {
        "feed": result.feed.name,
        "currency": currency,
        "measure": result.measure.name,
        "dimension": dimension,
        "dimension_value": value,
        "order_date": day,
    }


def _cause_rows(
    result: MeasureVerdicts, row: int, column: int, attribution: Attribution | str
) -> list[dict[str, Any]]:
    """The rows of one flagged day in the table of causes."""
    key = _key(result, row, daily_series.as_dates(result.verdicts.days)[column])
    if isinstance(attribution, str):
        return [{**key, "unavailable_reason": attribution}]
    about = {**key, "gap": attribution.gap, "unexplained": attribution.unexplained}
    if attribution.reason:
        return [{**about, "unavailable_reason": attribution.reason}]
    return [
        {
            **about,
            "cause_rank": rank,
            "cause": cause.name,
            "contribution": cause.contribution,
            "volume_contribution": cause.volume_part,
            "rate_contribution": cause.rate_part,
            "share": cause.share,
        }
        for rank, cause in enumerate(attribution.causes, start=1)
    ]


def _frame(
    result: MeasureVerdicts, explained: Mapping[tuple[int, int], Attribution | str]
) -> "pd.DataFrame":
    """The rows of one measure in the table of anomalies."""
    import pandas as pd  # noqa: PLC0415 - as above

    found = result.verdicts
    shape = found.is_anomaly.shape
    names = np.array([split_name(name) for name in found.names], dtype=object)
    numbers = {name: getattr(found, name).ravel() for name in ("actual", "expected", "p_value")}
    texts = {
        column: np.ravel(np.where(getattr(found, name) == "", None, getattr(found, name)))
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
            "order_date": np.tile(daily_series.as_dates(found.days), shape[0]),
            "as_of_date": result.feed.as_of,
            **numbers,
            "lower": found.low.ravel(),
            "upper": found.high.ravel(),
            "is_anomaly": found.is_anomaly.ravel(),
            **texts,
            **_explanation_columns(explained, shape),
        }
    )


def _explanation_columns(
    explained: Mapping[tuple[int, int], Attribution | str], shape: tuple[int, ...]
) -> dict[str, NDArray[Any]]:
    """The columns that explain flagged days, with an entry for every day."""
    sentences, orders = np.full((2, *shape), None, dtype=object)
    shares = np.full(shape, np.nan)
    for cell, attribution in explained.items():
        sentences[cell] = attribution if isinstance(attribution, str) else attribution.sentence
        if isinstance(attribution, Attribution) and attribution.largest_order:
            orders[cell] = attribution.largest_order.order_id
            shares[cell] = attribution.largest_order.share
    return {
        "explanation": sentences.ravel(),
        "largest_order_id": orders.ravel(),
        "largest_order_share": shares.ravel(),
    }


def _with_stakes(days: "pd.DataFrame") -> "pd.DataFrame":
    """The days with the money at stake on flagged ones: revenue of the same part less expected."""
    part = ["feed", "currency", "dimension", "dimension_value", "order_date"]
    revenue = days[days["measure"] == "revenue"]
    gaps = revenue[part].assign(gap=revenue["actual"] - revenue["expected"])
    merged = days.merge(gaps, on=part, how="left")
    return merged.assign(amount_at_stake=merged["gap"].where(merged["is_anomaly"]))


def _figures(days: "pd.DataFrame | None", series: int) -> dict[str, Figure]:
    """The figures of the build that Dagster shows."""
    if days is None:
        return {"series": 0}
    flagged = days[days["is_anomaly"]]
    last = flagged[flagged["order_date"] == flagged["as_of_date"]]
    return {
        "series": series,
        "budget: false alerts a week": FALSE_ALERTS_A_WEEK,
        "flagged in 13 weeks": len(flagged),
        "flagged on the last day": len(last),
        "days without a verdict": int(days["unavailable_reason"].notna().sum()),
    }


STEP = Step("anomalies", (ANOMALIES, CAUSES), build)
