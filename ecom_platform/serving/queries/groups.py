"""Rows of a table in groups: how many, how much, and which part of all that is.

What is grouped by what belongs in the questions beside this module.
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
        name: the value; None where the table has none.
        reason: why it has none.
        amount: money or pieces; None where no row has any.
        count_share: part of all rows.
        amount_share: part of all money or pieces; None where they are not more than nothing.
    """

    name: str | None
    reason: str | None
    count: int
    amount: Decimal | None
    count_share: float
    amount_share: float | None


@dataclass(frozen=True)
class Grouping:
    """What to group: a table, the column that names the group, the column that says why not."""

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
    """The groups of these rows, the one with most money or pieces first."""
    rows = connection.execute(
        f"""
        with groups as (
            select {grouping.column} as name,
                case when {grouping.column} is null then {grouping.reason} end as reason,
                count(*) as row_count, sum({grouping.amount})::decimal(18, 2) as amount
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
    """A feed and how much it has of what a page shows."""

    feed: str
    size: Decimal | int


def chosen_feed(feeds: list[FeedSize], wanted: str | None) -> str | None:
    """The feed a link asks for, else the largest; feeds are never mixed in what is scored."""
    known = [one.feed for one in feeds]
    if wanted in known:
        return wanted
    return known[0] if known else None


def within_feed(where: tuple[str, dict[str, Any]], feed: str) -> tuple[str, dict[str, Any]]:
    """The same predicate within one feed."""
    predicate, values = where
    return f"{predicate} and feed = $feed", {**values, "feed": feed}
