"""Money of goods: the revenue ladder, leakage, trend, margin, risk and grade.

The table has no partners, so a partner that a view chooses does not apply.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.serving.queries.view import View

FINANCE = "marts.mart_financial_performance_summary"
FILTER_COLUMNS = ("order_date", "currency", "channel", "category")
COMPONENTS = ("trend", "target", "leakage", "steadiness", "discount", "margin")


@dataclass(frozen=True)
class Ladder:
    """The revenue ladder: kept is booked less cancelled, pending, returned and lost."""

    booked: Decimal
    cancelled: Decimal
    pending: Decimal
    returned: Decimal
    lost: Decimal
    kept: Decimal

    @property
    def leaked(self) -> Decimal:
        """Money that is lost for good: cancelled, returned and lost."""
        return self.cancelled + self.returned + self.lost


@dataclass(frozen=True)
class Leak:
    """How much booked money a category lost in a channel, and how: cancelled, returned or lost."""

    channel: str
    category: str
    booked: Decimal
    cancelled: Decimal
    returned: Decimal
    lost: Decimal

    @property
    def leaked(self) -> Decimal:
        """Money that is lost for good: cancelled, returned and lost."""
        return self.cancelled + self.returned + self.lost


@dataclass(frozen=True)
class TrendDay:
    """Booked money of a calendar day and its averages.

    Attributes:
        average_7: mean of the last 7 days; None while the history is shorter.
        average_28: mean of the last 28 days; None while the history is shorter.
    """

    day: date
    booked: Decimal
    average_7: float | None
    average_28: float | None


@dataclass(frozen=True)
class CategoryMargin:
    """The margin of a category, over the kept lines with a known cost only.

    Attributes:
        category: empty for all categories together.
        margin: None where no cost is known.
        share: margin divided by the amount without tax of the same lines.
        coverage: share of kept lines whose cost is known, each day weighted by its kept money.
    """

    category: str
    kept: Decimal
    margin: Decimal | None
    share: float | None
    coverage: float | None


@dataclass(frozen=True)
class Margins:
    """The margins by category, the largest first.

    Attributes:
        total: of all categories; None where no cost is known.
        reason: the most frequent reason why a margin is unknown; None where all are known.
    """

    categories: tuple[CategoryMargin, ...]
    total: CategoryMargin | None
    reason: str | None


@dataclass(frozen=True)
class Grade:
    """The risk and the grade of a category of a channel on its newest day within the view.

    Attributes:
        booked_average: mean booked money of the last 28 days.
        leakage: share of booked money that was cancelled, returned or lost.
        score: 0 (bad) to 100 (good), the weighted mean of the known components.
        components: each 0 (bad) to 100 (good), in the order of `COMPONENTS`; None where unknown.
    """

    channel: str
    category: str
    day: date
    booked_average: Decimal | None
    risk: str | None
    risk_reason: str | None
    leakage: float | None
    leakage_reason: str | None
    trend: str | None
    grade: str | None
    grade_reason: str | None
    score: float | None
    components: tuple[float | None, ...]


def ladder(connection: duckdb.DuckDBPyConnection, view: View) -> Ladder | None:
    """The revenue ladder of a view; None where it has no order line."""
    where, values = view.where(*FILTER_COLUMNS)
    row = connection.execute(
        f"""
        select sum(booked_amount), sum(cancelled_amount), sum(pending_amount),
            sum(returned_amount), sum(lost_amount), sum(kept_amount)
        from {FINANCE} where {where} and line_kind = 'goods'
        """,
        values,
    ).fetchall()[0]
    return None if row[0] is None else Ladder(*row)


def leaks(connection: duckdb.DuckDBPyConnection, view: View, limit: int) -> tuple[Leak, ...]:
    """The categories of channels that lost most money for good, the largest loss first."""
    where, values = view.where(*FILTER_COLUMNS)
    rows = connection.execute(
        f"""
        select channel, category, sum(booked_amount), sum(cancelled_amount),
            sum(returned_amount), sum(lost_amount),
            sum(cancelled_amount + returned_amount + lost_amount) as leaked
        from {FINANCE} where {where} and line_kind = 'goods'
        group by channel, category having leaked > 0
        order by leaked desc, channel, category limit {limit}
        """,
        values,
    ).fetchall()
    return tuple(Leak(*row[:-1]) for row in rows)


def trend(connection: duckdb.DuckDBPyConnection, view: View) -> tuple[TrendDay, ...]:
    """Booked money of each calendar day with its averages over the last 7 and 28 days.

    The table has averages per feed, channel and category; here the averages are computed from the
    sums per day. Days without sales count as zero. A day has an average only if its 7 or 28 days
    are all inside the history of the feeds, which begins with the first complete day of the oldest
    feed.
    """
    where, values = view.where("currency", "channel", "category")
    rows = connection.execute(
        f"""
        with sales as (
            select order_date, booked_amount, feed, history_days from {FINANCE}
            where {where} and line_kind = 'goods' and order_date <= $to_date
        ),
        history as (
            select min(order_date - (history_days - 1)) filter (where history_days > 0)
                    as first_day,
                max(order_date) filter (where order_date <= $to_date) as last_day
            from {FINANCE} where feed in (select feed from sales)
        ),
        daily as (
            select order_date, sum(booked_amount) as booked from sales group by order_date
        ),
        calendar as (
            select cast(unnest(generate_series(
                (select min(order_date) from daily), last_day, interval 1 day
            )) as date) as order_date
            from history
        ),
        averaged as (
            select order_date, coalesce(booked, 0) as booked,
                sum(coalesce(booked, 0)) over week as week_amount,
                sum(coalesce(booked, 0)) over month as month_amount
            from calendar left join daily using (order_date)
            window
                week as (order by order_date rows 6 preceding),
                month as (order by order_date rows 27 preceding)
        )
        select order_date, booked,
            case when order_date - 6 >= first_day then cast(week_amount as double) / 7 end,
            case when order_date - 27 >= first_day then cast(month_amount as double) / 28 end
        from averaged cross join history
        where order_date >= $from_date order by order_date
        """,
        {**values, "from_date": view.from_date, "to_date": view.to_date},
    ).fetchall()
    return tuple(TrendDay(*row) for row in rows)


def margins(connection: duckdb.DuckDBPyConnection, view: View) -> Margins:
    """The margin of each category and of all together, where a cost is known.

    The reason is the most frequent one of lines without a margin; a total may have one beside it.
    """
    where, values = view.where(*FILTER_COLUMNS)
    rows = connection.execute(
        f"""
        select category, sum(kept_amount), sum(margin_amount),
            -- margin and cost together are the amount without tax of the lines with a cost
            sum(margin_amount) / nullif(sum(margin_amount + cost_amount), 0),
            -- the coverage of the rows, weighted by what they kept
            sum(kept_amount * cost_coverage_share)
                / nullif(sum(kept_amount) filter (where cost_coverage_share is not null), 0),
            mode(margin_unavailable_reason) filter (where line_count > 0), grouping(category)
        from {FINANCE} where {where} and line_kind = 'goods'
        group by grouping sets ((category), ())
        order by sum(margin_amount) desc nulls last, category
        """,
        values,
    ).fetchall()
    # the last column is 0 for a category and 1 for the one row of all categories together
    categories = tuple(CategoryMargin(*row[:5]) for row in rows if row[-1] == 0)
    _, kept, margin, share, coverage, reason, _ = next(row for row in rows if row[-1] == 1)
    total = None if margin is None else CategoryMargin("", kept, margin, share, coverage)
    return Margins(categories, total, reason)


def grades(connection: duckdb.DuckDBPyConnection, view: View, limit: int) -> tuple[Grade, ...]:
    """The risk and the grade of categories of channels, those that booked most first."""
    where, values = view.where(*FILTER_COLUMNS)
    scores = ", ".join(f"{name}_component" for name in COMPONENTS)
    rows = connection.execute(
        f"""
        select channel, category, order_date, booked_amount_average_28_days, risk_class,
            case when risk_class is null
                then coalesce(leakage_unavailable_reason, average_unavailable_reason,
                    'Nothing is kept or pending from the last 28 days.') end,
            leakage_share, leakage_unavailable_reason, trend, grade, grade_unavailable_reason,
            performance_score, {scores}
        from {FINANCE} where {where} and line_kind = 'goods'
        qualify row_number() over (
            partition by feed, channel, category order by order_date desc
        ) = 1
        order by booked_amount_average_28_days desc nulls last, channel, category, feed
        limit {limit}
        """,
        values,
    ).fetchall()
    return tuple(_grade_from_row(row) for row in rows)


def _grade_from_row(row: tuple[Any, ...]) -> Grade:
    """A grade from a row that ends in one column per component."""
    first_component = len(row) - len(COMPONENTS)
    values: tuple[Any, ...] = (*row[:first_component], row[first_component:])
    return Grade(*values)
