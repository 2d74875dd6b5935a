"""The daily series of each feed, read from the order lines for detection and forecasting.

A series is one measure of one part of a feed: all of it, or one value of a dimension. Statistics on
series are in `analytics/anomaly_detection/detect_anomalies.py` and
`analytics/forecasting/daily_forecast.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.daily_panel import DailyPanel, DayArray, Kind, panel_from_rows
from ecom_platform.warehouse.inspection import exists

if TYPE_CHECKING:
    import pandas as pd

DIMENSIONS = {
    "channel": "channel",
    "partner": "partner_id",
    "category": "category",
    "region": "ship_region",
}
TOTAL = "total"
UNKNOWN = "unknown"
MOST_VALUES = 10  # of a dimension, the largest; the others are evaluated in their total
FEWEST_LINES_A_DAY = 5.0  # of a part, on average
FEWEST_TRADING_DAYS = 0.5  # share of all days: a part that sells rarely has no daily expectation
FEWEST_EVENTS_A_DAY = 1.0  # numerator of a rate, on average
SEPARATOR = "|"


@dataclass(frozen=True)
class Feed:
    """A feed with order lines, and the days it covers.

    Attributes:
        name: of the feed.
        first: its first day; lone orders with far earlier dates do not count.
        as_of: its last complete day.
        is_first_day_partial: whether the first day may be incomplete.
    """

    name: str
    first: date
    as_of: date
    is_first_day_partial: bool


@dataclass(frozen=True)
class Measure:
    """A measure of each day.

    Attributes:
        name: of the measure, as in the tables.
        numerator: a column of the daily rows.
        trials: the column that it is divided by; empty where it is not divided.
        kind: the scale on which it is evaluated.
    """

    name: str
    numerator: str
    trials: str
    kind: Kind


MEASURES = (
    Measure("revenue", "revenue", "", "amount"),
    Measure("orders", "orders", "", "count"),
    Measure("units", "units", "", "count"),
    Measure("cancel_rate", "cancelled_lines", "lines", "rate"),
    Measure("return_rate", "credit_lines", "all_lines", "rate"),
    Measure("order_value", "revenue", "orders", "amount"),
    Measure("discount_share", "discount", "listed", "amount"),
)
# SQL of the columns of the daily rows; credits count in `credit_lines` and `all_lines` only.
COLUMN_SQL = {
    "revenue": "sum(amount) filter (where not is_credit)",
    "orders": "count(distinct (channel, order_id)) "
    "filter (where not is_credit and order_id is not null)",
    "units": "sum(quantity) filter (where not is_credit)",
    "lines": "count(*) filter (where not is_credit)",
    "cancelled_lines": "count(*) filter (where order_state = 'cancelled' and not is_credit)",
    "credit_lines": "count(*) filter (where is_credit)",
    "all_lines": "count(*)",
    "discount": "sum(discount_amount) filter (where not is_credit)",
    "listed": "sum(list_amount) filter (where not is_credit and has_discounts)",
}
# The order lines that `COLUMN_SQL` reads. In a channel that states discounts, a line without one
# has none; in another channel the discount is unknown.
LINES_SQL = """(
    select lines.*, channels.has_discounts
    from marts.fct_order_items as lines
    inner join (
        select feed, channel, count(discount_amount) > 0 as has_discounts
        from marts.fct_order_items group by feed, channel
    ) as channels
        on lines.feed = channels.feed and lines.channel is not distinct from channels.channel
)"""
_ADDITIVE_COLUMNS = ("revenue", "units", "lines", "cancelled_lines", "credit_lines", "all_lines")


def feeds(connection: duckdb.DuckDBPyConnection) -> list[Feed]:
    """Every feed with a complete day."""
    rows = connection.execute(
        """
        select feed, first_complete_date - is_first_day_partial::integer, as_of_date,
            is_first_day_partial
        from marts.dim_feeds where as_of_date is not null order by feed
        """
    ).fetchall()
    return [Feed(*row) for row in rows]


def known_events(connection: duckdb.DuckDBPyConnection) -> dict[date, str]:
    """Names of sale days and holidays by day."""
    rows = connection.execute(
        "select date_day, event_name from marts.dim_dates where event_name is not null"
    ).fetchall()
    return dict(rows)


def days_of_incidents(connection: duckdb.DuckDBPyConnection, feed: Feed) -> DayArray:
    """Days of the feed on which a rule still fails; they must not update the baseline."""
    if not exists(connection, "quality.checked_days"):
        return np.array([], dtype="datetime64[D]")
    rows = connection.execute(
        "select distinct day from quality.checked_days where is_failed and feed = ? order by day",
        [feed.name],
    ).fetchall()
    return np.array([day for (day,) in rows], dtype="datetime64[D]")


def daily_rows(connection: duckdb.DuckDBPyConnection, feed: Feed) -> "pd.DataFrame":
    """A row per day, currency and part of the feed: `part` is `dimension|value`, or `total|`."""
    value_sql_by_dimension = {TOTAL: "''"} | {name: value_sql(name) for name in DIMENSIONS}
    columns_sql = ", ".join(
        f"cast(coalesce({sql}, 0) as double) as {name}" for name, sql in COLUMN_SQL.items()
    )
    queries_sql = " union all by name ".join(
        f"""
        select order_date as day, currency, '{name}{SEPARATOR}' || {value} as part, {columns_sql}
        from {LINES_SQL}
        where feed = $feed and line_kind = 'goods' and order_date between $first and $as_of
        group by all
        """
        for name, value in value_sql_by_dimension.items()
    )
    return connection.execute(
        f"select * from ({queries_sql}) order by day, currency, part",
        {"feed": feed.name, "first": feed.first, "as_of": feed.as_of},
    ).df()


def value_sql(dimension: str) -> str:
    """SQL for the value of a line in a dimension; "unknown" for a line without one."""
    return f"coalesce(cast({DIMENSIONS[dimension]} as varchar), '{UNKNOWN}')"


def large_parts(rows: "pd.DataFrame", days: int) -> "pd.DataFrame":
    """The rows of the totals, and of the parts that are large enough to be evaluated alone.

    Args:
        rows: of one feed, from `daily_rows`.
        days: number of days of the feed.
    """
    sums = rows.groupby(["currency", "part"], as_index=False).agg(
        {"revenue": "sum", "all_lines": "sum", "day": "nunique"}
    )
    dimension = _dimensions_of_parts(sums["part"])
    rank = (
        sums["revenue"].groupby([sums["currency"], dimension]).rank(method="first", ascending=False)
    )
    part_count = sums["part"].groupby([sums["currency"], dimension]).transform("size")
    is_steady = sums["day"] >= FEWEST_TRADING_DAYS * days
    is_large = is_steady & (sums["all_lines"] >= FEWEST_LINES_A_DAY * days) & (rank <= MOST_VALUES)
    kept_parts = sums[(dimension == TOTAL) | (is_large & (part_count > 1))]
    return rows.merge(kept_parts[["currency", "part"]], on=["currency", "part"])


def panel(rows: "pd.DataFrame", measure: Measure, feed: Feed) -> DailyPanel | None:
    """The series of one measure, named `currency|dimension|value`; None when all are 0.

    A day without rows has no sales, which is 0; a ratio without a denominator is unknown.

    Args:
        rows: from `daily_rows` or a selection of them.
        measure: what to measure.
        feed: whose calendar the panel has.
    """
    rows = _informative_rows(rows, measure)
    if not (rows[measure.numerator] != 0).any():
        return None
    names = (rows["currency"] + SEPARATOR + rows["part"]).to_numpy(dtype=object)
    days = rows["day"].to_numpy().astype("datetime64[D]")
    values = rows[measure.numerator].to_numpy(dtype=np.float64)
    divisor = rows[measure.trials].to_numpy(dtype=np.float64) if measure.trials else None
    absent_value = 0.0
    if divisor is not None and measure.kind != "rate":
        values, divisor, absent_value = values / divisor, None, np.nan
    unpadded = panel_from_rows(names, days, values, divisor, measure.kind, absent=absent_value)
    return _on_feed_calendar(unpadded, feed, absent_value)


def joint_panel(panels_by_measure: Mapping[Measure, DailyPanel]) -> DailyPanel:
    """One panel of all series of measures of one kind, named `measure name`."""
    panels = list(panels_by_measure.values())
    trials = [panel.trials for panel in panels if panel.trials is not None]
    return DailyPanel(
        tuple(
            f"{measure.name} {name}"
            for measure, panel in panels_by_measure.items()
            for name in panel.names
        ),
        panels[0].days,
        np.vstack([panel.values for panel in panels]),
        np.vstack(trials) if trials else None,
        panels[0].kind,
    )


def _informative_rows(rows: "pd.DataFrame", measure: Measure) -> "pd.DataFrame":
    """The rows that can be evaluated: ratios with a denominator, rates with enough events."""
    if not measure.trials:
        return rows
    if measure.kind != "rate":
        return rows[rows[measure.trials] > 0]
    events_per_day = rows.groupby(["currency", "part"])[measure.numerator].transform("mean")
    return rows[events_per_day >= FEWEST_EVENTS_A_DAY]


def split_name(name: str) -> tuple[str, str, str]:
    """Currency, dimension and value of a series."""
    currency, dimension, value = name.split(SEPARATOR, 2)
    return currency, dimension, value


def sums_of_parts(rows: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of parts that add up to their total: all small parts are merged into "all others".

    Orders are left out, since an order may have lines of two categories.
    """
    large = large_parts(rows, 0)
    dimension = _dimensions_of_parts(rows["part"])
    is_large = (
        rows.merge(
            large[["currency", "part"]].drop_duplicates(),
            on=["currency", "part"],
            how="left",
            indicator=True,
        )["_merge"].to_numpy()
        == "both"
    )
    other_part = dimension + SEPARATOR + "all others"
    parts = rows.assign(part=rows["part"].where(is_large | (dimension == TOTAL), other_part))
    has_several_parts = rows.groupby([rows["currency"], dimension])["part"].transform("nunique") > 1
    kept_rows = parts[has_several_parts | (dimension == TOTAL)]
    return kept_rows.groupby(["day", "currency", "part"], as_index=False)[
        list(_ADDITIVE_COLUMNS)
    ].sum()


def _dimensions_of_parts(parts: "pd.Series[str]") -> "pd.Series[str]":
    """The dimension of each part; parts are named `dimension|value`."""
    return parts.str.split(SEPARATOR, n=1).str[0]


def _on_feed_calendar(panel: DailyPanel, feed: Feed, absent: float) -> DailyPanel:
    """The panel from the feed's first day to its last complete one; a partial first day is NaN."""
    first, last = np.datetime64(feed.first, "D"), np.datetime64(feed.as_of, "D")
    days_before = int((panel.days[0] - first).astype(np.int64))
    days_after = int((last - panel.days[-1]).astype(np.int64))

    def padded(values: NDArray[np.float64]) -> NDArray[np.float64]:
        padded_values = np.pad(values, ((0, 0), (days_before, days_after)), constant_values=absent)
        if feed.is_first_day_partial:
            padded_values[:, 0] = np.nan
        return padded_values

    return replace(
        panel,
        days=first + np.arange(days_before + len(panel.days) + days_after),
        values=padded(panel.values),
        trials=None if panel.trials is None else padded(panel.trials),
    )


def as_dates(days: NDArray[np.datetime64]) -> NDArray[np.object_]:
    """Days as Python dates."""
    return days.astype("datetime64[D]").astype(object)
