"""Rows of a table in groups: how many, how much money, and which share of all.

The queries of each subject choose the table and the column to group by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb


@dataclass(frozen=True)
class Group:
    """Rows that share a value.

    Attributes:
        name: the value; None for rows without one.
        reason: why the rows have no value; None where they have one.
        amount: money or pieces; None where no row has an amount.
        count_share: share of all rows.
        amount_share: share of all money or pieces; None where all of it is zero or less.
    """

    name: str | None
    reason: str | None
    count: int
    amount: Decimal | None
    count_share: float
    amount_share: float | None


@dataclass(frozen=True)
class Grouping:
    """Which table to group by which column.

    Attributes:
        column: the column whose values are the groups.
        amount: the column to sum.
        reason: the column (or SQL expression) that says why `column` has no value.
    """

    table: str
    column: str
    amount: str
    reason: str = "null::varchar"


def grouped(
    connection: duckdb.DuckDBPyConnection,
    grouping: Grouping,
    where: str,
    values: Mapping[str, Any],
) -> list[Group]:
    """The groups of some rows of a table, the one with most money or pieces first.

    Args:
        connection: to a published version.
        grouping: the table and its columns.
        where: the SQL predicate on the rows.
        values: the parameters of `where`.
    """
    rows = connection.execute(
        f"""
        with groups as (
            select {grouping.column} as name,
                case when {grouping.column} is null then {grouping.reason} end as reason,
                count(*) as row_count, sum({grouping.amount})::decimal(18, 4) as amount
            from {grouping.table} where {where} group by all
        )
        select name, reason, row_count, amount, row_count / sum(row_count) over (),
            case when sum(amount) over () > 0 then (amount / sum(amount) over ())::double end
        from groups order by amount desc nulls last, row_count desc, name, reason
        """,
        dict(values),
    ).fetchall()
    return [Group(*row) for row in rows]


@dataclass(frozen=True)
class FeedSize:
    """A feed, and how many rows or how much money a page shows of it."""

    feed: str
    size: Decimal | int


def chosen_feed(feeds: list[FeedSize], wanted: str | None) -> str | None:
    """The feed that a link asks for, else the first (largest) one; None without any feed.

    Scores can be compared only within one feed, so pages never mix feeds.
    """
    known = [feed_size.feed for feed_size in feeds]
    if wanted in known:
        return wanted
    return known[0] if known else None


def within_feed(where: tuple[str, dict[str, Any]], feed: str) -> tuple[str, dict[str, Any]]:
    """A predicate and its values, restricted to one feed."""
    predicate, values = where
    return f"{predicate} and feed = $feed", {**values, "feed": feed}
